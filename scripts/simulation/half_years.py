"""How much of what works is told at the size of the region: half-years are drawn, published, and what is told counted.

`python -m scripts.simulation.half_years --seed 124 --rounds 100`. Each kind of intervention has its own share of
effects that are positive, not positive and unknown, and some kinds are used much more than others. Of each half-year it
is counted of how many kinds that were assessed a share is told: with all answers apart, as it was before; positive ones
against the rest, as it is published; and in two and four half-years together. Nothing in it is of anybody.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random
from statistics import mean

from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import EFFECT_BEFORE, Answer, Figure, Grouping
from app.monitor.figures.periods import Period
from app.monitor.figures.publishing import Line, Publication
from app.monitor.figures.suppression import KeptLots, release
from app.monitor.figures.tables import release_within
from app.reference.load import DATA

ASSESSED = (100, 200, 400)
"""How many interventions were assessed on one side in a half-year."""
OF_CARE = frozenset({"care", "prevention"})
DISTRICTS = {"de_baronie": 3, "hart_van_brabant": 4, "zeeland": 3, "de_markiezaten": 2}
FORMS = {"sexual": 5, "labour": 4, "criminal": 3, "several": 2}
RUNS = (2, 4)
"""How many half-years are told of together."""
HALF_YEAR = Period.parse("2026-H2")
Drawn = Counter[tuple[str, str, str, Answer]]
"""How many interventions of a kind in a district, about a form, had an answer."""


def kinds_of(side: str) -> dict[str, str]:
    """Return the kinds of intervention that are mostly used on a side, with the domain of each."""
    with (DATA / "intervention-kinds.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["code"]: row["domain"] for row in rows if (row["domain"] in OF_CARE) is (side == "care")}


@dataclass(frozen=True, slots=True)
class Habits:
    """How often each kind of intervention is used, and how often it turns out to be positive, or is unknown."""

    often: Mapping[str, float]
    positive: Mapping[str, float]
    unknown: Mapping[str, float]

    @classmethod
    def draw(cls, random: Random, kinds: Collection[str]) -> "Habits":
        """Draw them: the second kind is used half as often as the first, the third a third as often, and so on."""
        return cls(
            {kind: 1 / rank for rank, kind in enumerate(random.sample(list(kinds), len(kinds)), 1)},
            {kind: random.uniform(0.35, 0.75) for kind in kinds},
            {kind: random.uniform(0.05, 0.2) for kind in kinds},
        )


def draw(random: Random, habits: Habits, size: int) -> Drawn:
    """Draw the effects that were found on one side in a half-year."""
    drawn: Drawn = Counter()
    for kind in random.choices(list(habits.often), list(habits.often.values()), k=size):
        positive, unknown = habits.positive[kind], habits.unknown[kind]
        district, form = (random.choices(list(among), list(among.values()))[0] for among in (DISTRICTS, FORMS))
        (answer,) = random.choices(EFFECT_BEFORE, (positive, 1 - positive - unknown, unknown))
        drawn[kind, district, form, answer] += 1
    return drawn


def publish(drawn: Drawn, side: str, kinds: Mapping[str, str], key: bytes) -> list[Line]:
    """Publish the effects on exploitation of one side, as the worker does."""
    counts = [
        Count(
            side,
            Figure.EFFECT_ON_EXPLOITATION,
            {Grouping.KIND: kind, Grouping.DOMAIN: kinds[kind], Grouping.DISTRICT: district, Grouping.FORM: form},
            Answer.POSITIVE if answer is Answer.POSITIVE else Answer.REST,
            size,
        )
        for (kind, district, form, answer), size in drawn.items()
    ]
    names = {
        Grouping.KIND: tuple(kinds),
        Grouping.DOMAIN: tuple(dict.fromkeys(kinds.values())),
        Grouping.DISTRICT: tuple(DISTRICTS),
        Grouping.FORM: tuple(FORMS),
    }
    lines = Publication(HALF_YEAR, names, {Grouping.KIND: kinds}, key).lines(counts)
    return [line for line in lines if (line.compartment, line.figure) == (side, Figure.EFFECT_ON_EXPLOITATION)]


def kinds_told_before(drawn: Drawn, kinds: Mapping[str, str], key: bytes) -> int:
    """Count the kinds of which a share would be told with all answers apart."""
    rows = {
        kind: tuple(
            sum(n for key, n in drawn.items() if (key[0], key[3]) == (kind, answer)) for answer in EFFECT_BEFORE
        )
        for kind in kinds
    }
    domains: dict[str, tuple[int, ...]] = {}
    for kind, counts in rows.items():
        before = domains.get(kinds[kind], (0,) * len(counts))
        domains[kinds[kind]] = tuple(map(sum, zip(before, counts, strict=True)))
    lots = KeptLots(key, HALF_YEAR.name)
    return len(release_within(rows, kinds, release(domains, lots), lots).answers)


def told_of(random: Random, size: int) -> dict[str, float]:
    """Draw half-years of one side; return of which share of its kinds it is told what worked, in each way to tell."""
    side = random.choice(("care", "security"))
    kinds = kinds_of(side)
    habits = Habits.draw(random, kinds)
    drawn = [draw(random, habits, size) for _ in range(max(RUNS))]
    assessed = [{kind for kind, *_ in one} for one in drawn]
    keys = [random.randbytes(32) for _ in drawn]
    published = [publish(one, side, kinds, key) for one, key in zip(drawn, keys, strict=True)]
    told = [
        {line.name for line in lines if line.grouping is Grouping.KIND and line.answers is not None}
        for lines in published
    ]
    return {
        "all answers apart": kinds_told_before(drawn[-1], kinds, keys[-1]) / len(assessed[-1]),
        "as published": len(told[-1]) / len(assessed[-1]),
        **{
            f"in {number} half-years": len(set().union(*told[-number:])) / len(set().union(*assessed[-number:]))
            for number in RUNS
        },
    }


def measure(seed: int, rounds: int) -> dict[int, dict[str, float]]:
    """Return the mean share of kinds of which it is told what worked, by how many interventions were assessed."""
    found = {}
    for size in ASSESSED:
        random = Random(f"{seed} {size}")  # noqa: S311 - what is drawn is no secret
        drawn = [told_of(random, size) for _ in range(rounds)]
        found[size] = {way: mean(one[way] for one in drawn) for way in drawn[0]}
    return found


def main() -> None:
    """Read which half-years to draw, and print what would be told of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=124)
    parser.add_argument("--rounds", type=int, default=100)
    for size, told in measure(**vars(parser.parse_args())).items():
        print(f"{size} assessed: " + ", ".join(f"{way} {share:.0%}" for way, share in told.items()))


if __name__ == "__main__":
    main()
