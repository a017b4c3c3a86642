"""Measures precision and recall of identity tokens on synthetic people, and prints Markdown tables.

Every person has a record on one side and a second one on the other, differing in one way that is drawn from a table.
Pairs are found as the database finds them: by equal tokens, over the whole population.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

from app.sharing.evidence import EVIDENCE, MatchStrength, TokenKind
from app.sharing.identity import IdentityTokens
from app.sharing.traits import PersonFacts
from scripts.matching.candidates import CANDIDATES
from scripts.matching.corruptions import CORRUPTIONS, Corruption, second_record
from scripts.matching.join import Found, Pair, Side, join, judge
from scripts.matching.population import Town

NOT_BY_NAME = {TokenKind.PHONE, TokenKind.FRONT_DOOR, TokenKind.BUILDING}
REGION = 5_000
"""A region's records per side, to say what false matches at that size would be."""

MEASURES = ("precision", "recall", "false pairs", f"expected at {REGION} x {REGION}")
STEPS = 20


def progress(text: str) -> None:
    """Tell how far it is, beside the tables."""
    print(f"... {text}", file=sys.stderr, flush=True)


def fill(records: Sequence[PersonFacts], tokens: IdentityTokens, name: str) -> tuple[Side, int]:
    """Make the tokens and the candidates of one side; return them with the number of tokens."""
    side, count, step = Side(), 0, max(1, len(records) // STEPS)
    for number, facts in enumerate(records):
        made = tokens.of_person(facts)
        count += len(made)
        for token in made:
            side.add(token.kind, number, token.value)
        for kind, values in CANDIDATES.items():
            for value in set(values(facts)):
                side.add(kind, number, value)
        if number % step == 0:
            progress(f"{name}: {number} of {len(records)}")
    return side, count


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a Markdown table."""
    print(f"\n| {' | '.join(head)} |\n| {' | '.join('---' for _ in head)} |")
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |")


def percent(share: float) -> str:
    """Write a share so that 99.96% is not 100%."""
    return f"{share:.2%}" if share != 1 else "100%"


def figures(found: Found, persons: int) -> tuple[str, ...]:
    """Write what was found as precision, recall, false pairs and false pairs at the size of a region."""
    expected = found.wrong * (REGION / persons) ** 2
    return percent(found.precision), percent(found.right / persons), str(found.wrong), f"{expected:.2f}"


def report(pairs: dict[str, set[Pair]], drawn: Sequence[Corruption]) -> None:
    """Print what was found by strength, by kind, by corruption and by the candidates."""
    persons = len(drawn)
    named = sorted(set(TokenKind) - NOT_BY_NAME, key=list(EVIDENCE).index)
    by_strength: dict[MatchStrength, set[Pair]] = {}
    so_far: set[Pair] = set()
    for strength in MatchStrength:
        so_far = so_far.union(*(pairs[kind] for kind in named if EVIDENCE[kind].strength is strength))
        by_strength[strength] = so_far
    table(
        ("by name, this strength or stronger", *MEASURES),
        ((strength, *figures(judge(found), persons)) for strength, found in by_strength.items()),
    )
    rows = []
    for kind in (*named, *sorted(NOT_BY_NAME)):
        above = named[: named.index(kind)] if kind in named else named
        others = set[Pair]().union(*(pairs[other] for other in above))
        alone = judge(pairs[kind] - others)
        rows.append((kind, EVIDENCE[kind].strength, *figures(judge(pairs[kind]), persons), alone.right, alone.wrong))
    table(("kind", "strength", *MEASURES, "adds to those above: right", "wrong"), rows)
    recall_by_corruption(by_strength, drawn)
    report_candidates(pairs, by_strength, persons)


def report_candidates(pairs: dict[str, set[Pair]], by_strength: dict[MatchStrength, set[Pair]], persons: int) -> None:
    """Print what the kinds that are not tokens find, and what they would add to those that are."""
    rows = []
    for name in CANDIDATES:
        beyond = judge(pairs[name] - by_strength[MatchStrength.PROBABLE])
        added = judge(pairs[name] - by_strength[MatchStrength.POSSIBLE])
        rows.append((name, *figures(judge(pairs[name]), persons), beyond.right, beyond.wrong, added.right, added.wrong))
    table(("candidate", *MEASURES, "adds to probable: right", "wrong", "adds to possible: right", "wrong"), rows)


def recall_by_corruption(by_strength: dict[MatchStrength, set[Pair]], drawn: Sequence[Corruption]) -> None:
    """Print the share of each way of differing that is found again."""
    totals = Counter(corruption.name for corruption in drawn)
    found = {
        strength: Counter(drawn[mine].name for mine, theirs in pairs if mine == theirs)
        for strength, pairs in by_strength.items()
    }
    table(
        ("second record", "persons", *(f"{strength}" for strength in MatchStrength)),
        (
            (
                f"{corruption.name}{' (to be missed)' if corruption.meant_to_be_missed else ''}",
                totals[corruption.name],
                *(percent(found[s][corruption.name] / max(1, totals[corruption.name])) for s in MatchStrength),
            )
            for corruption in CORRUPTIONS
        ),
    )


def measure(persons: int, seed: int) -> None:
    """Make the people, their records and tokens; join and report."""
    print(f"{persons} persons, seed {seed}")
    began = time.perf_counter()
    residents = Town(seed).residents(persons)
    random = Random(seed)  # noqa: S311 - synthetic people, no secrets
    seconds = [second_record(resident, random) for resident in residents]
    progress(f"people made in {time.perf_counter() - began:.0f} s")
    tokens = IdentityTokens(random.randbytes(32))
    left, count = fill([resident.facts for resident in residents], tokens, "first records")
    right, _ = fill([facts for _, facts in seconds], tokens, "second records")
    progress(f"tokens made in {time.perf_counter() - began:.0f} s")
    pairs = {kind: join(kind, left, right) for kind in (*TokenKind, *CANDIDATES)}
    report(pairs, [corruption for corruption, _ in seconds])
    print(f"\n{count / persons:.1f} tokens per first record")
    progress(f"done in {time.perf_counter() - began:.0f} s")


def main() -> None:
    """Read how many people, and which."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2026)
    measure(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
