"""What a desk finds its own tasks by: names alone, which are too common to make matches of (docs/matching.md)."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import product

from app.sharing.names import Name
from app.sharing.spelling import fold
from app.sharing.traits import PersonFacts, names_of


class TermKind(StrEnum):
    """What a term was made of."""

    FULL_NAME = "full_name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"


SearchTerm = tuple[TermKind, tuple[str, ...]]
"""A kind of term and what it takes from a name: plain letters only."""


def terms_of_person(person: PersonFacts) -> Iterator[SearchTerm]:
    """Yield every term by which a person can be found: each name alone, and each given name with each family name."""
    for name in names_of(person):
        for kind in TermKind:
            yield from _terms(name, kind)


def terms_asked(person: PersonFacts) -> list[SearchTerm]:
    """Return the terms to look for: both names where both are asked for, otherwise the one there is."""
    for name in names_of(person):
        for kind in TermKind:
            if found := list(_terms(name, kind)):
                return found
    return []


def _terms(name: Name, kind: TermKind) -> Iterator[SearchTerm]:
    given = [fold(part) for part in name.given_parts if len(part) > 1]
    family = [fold(part) for part in name.family_parts if len(part) > 1]
    if kind is TermKind.FULL_NAME:
        yield from ((kind, pair) for pair in product(given, family))
    else:
        yield from ((kind, (part,)) for part in (given if kind is TermKind.GIVEN_NAME else family))
