"""Sets of combinations of facts, each combination a bit: whole tables are compared in a few operations.

There are some 86,000 combinations. Walking through them for each pair of rows of a large table takes minutes; as bits
of one number, the combinations for which a row fires are found, and compared with those of another, in microseconds.
"""

from math import prod

from app.routing.facts import DOMAINS, FactValue, SeenFacts
from app.routing.table import Condition

SIZE = prod(len(domain) for domain in DOMAINS.values())
EVERYTHING = (1 << SIZE) - 1
"""The set of all combinations; the first is that of the first value of each fact."""


def _strides() -> dict[str, int]:
    """Return how far apart two combinations are that differ by one step in one fact; the last fact varies fastest."""
    sizes = [len(domain) for domain in DOMAINS.values()]
    return {name: prod(sizes[place + 1 :]) for place, name in enumerate(DOMAINS)}


STRIDES = _strides()


def _masks(name: str) -> list[tuple[FactValue, int]]:
    """Return each value of a fact with the set of combinations that have it."""
    stride, domain = STRIDES[name], DOMAINS[name]
    # One block of bits, again and again from the first combination to the last.
    repeated = EVERYTHING // ((1 << stride * len(domain)) - 1)
    return [(value, ((1 << stride) - 1 << place * stride) * repeated) for place, value in enumerate(domain)]


MASKS = {name: _masks(name) for name in DOMAINS}


def combinations_of(condition: Condition) -> int:
    """Return the set of combinations for which a condition holds."""
    found = EVERYTHING
    for name, allowed in condition.tests.items():
        test = Condition({name: allowed})
        found &= sum(mask for value, mask in MASKS[name] if test.holds({name: value}))
    return found


def first_of(combinations: int) -> SeenFacts:
    """Return the first combination of a set that is not empty."""
    index = (combinations & -combinations).bit_length() - 1
    return {name: domain[index // STRIDES[name] % len(domain)] for name, domain in DOMAINS.items()}
