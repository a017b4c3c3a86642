"""Several half-years together tell nothing that each of them does not: an attack that has all half-years and their sum.

For each count of a half-year that is left out the least and the most that it can be are solved for, from what is told
of both half-years, and with what is told of them together. A year that was counted anew would tell of what one of them
left out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from app.monitor.figures.definitions import Answer, Grouping
from app.monitor.figures.publishing import Line
from app.monitor.statistics import runs
from app.platform.database import DatabaseRow
from tests.monitor.test_suppression import ATOMS, Atom
from tests.monitor.test_told_together import draw, groups_of, mask, publish

GROUPS = list(dict.fromkeys(place for atom in ATOMS for place in groups_of(atom).items()))
COLUMNS = (None, Answer.POSITIVE)
HALVES = ("2026-H1", "2026-H2")
Equation = tuple[np.ndarray, int]
Told = dict[tuple[Grouping, str], Line]


def of_half(half: int, count: np.ndarray) -> np.ndarray:
    """Select atoms of one half-year."""
    return np.concatenate([count if number == half else np.zeros(len(ATOMS)) for number in range(len(HALVES))])


def of_year(count: np.ndarray) -> np.ndarray:
    """Select atoms of both half-years."""
    return np.concatenate([count] * len(HALVES))


def told_of(data: Counter[Atom]) -> Told:
    """Publish a half-year."""
    return {(line.grouping, line.name): line for line in publish(data)}


def of_halves(halves: Sequence[Told]) -> Iterator[Equation]:
    """Write what is told of each half-year as equations."""
    for half, told in enumerate(halves):
        for place, line in told.items():
            yield of_half(half, mask(*place)), line.size or 0
            if line.answers is not None:
                yield of_half(half, mask(*place, Answer.POSITIVE)), line.answers[0]


def together(halves: Sequence[Told]) -> Iterator[Equation]:
    """Write what is told of both together as equations, of the half-years that it is told to be of."""

    def rows(place: tuple[Grouping, str]) -> list[DatabaseRow | None]:
        found = [told.get(place) for told in halves]
        return [None if line is None else row(name, line) for name, line in zip(HALVES, found, strict=True)]

    for place in GROUPS:
        shown = runs.effect_measured(rows(place), rows((Grouping.ALL, "")))
        if shown is not None:
            within = [HALVES.index(name) for name in shown.told_in]
            yield sum((of_half(half, mask(*place)) for half in within), np.zeros(2 * len(ATOMS))), shown.size
            if shown.answers is not None:
                positive = sum(
                    (of_half(half, mask(*place, Answer.POSITIVE)) for half in within), np.zeros(2 * len(ATOMS))
                )
                yield positive, shown.answers[Answer.POSITIVE]


def row(period: str, line: Line) -> DatabaseRow:
    """Make a row of published figures of a line."""
    return cast(
        "DatabaseRow", SimpleNamespace(**{name: getattr(line, name) for name in Line.__slots__} | {"period": period})
    )


def bounds(count: np.ndarray, known: Sequence[Equation]) -> tuple[int, int]:
    """Solve for the least and the most that a count can be."""
    values = [value for _, value in known]
    equations = LinearConstraint(np.array([one for one, _ in known]), values, values)
    ends = []
    for sign in (1, -1):
        found = milp(sign * count, constraints=[equations], bounds=Bounds(0, 2000), integrality=np.ones(2 * len(ATOMS)))
        assert found.success
        ends.append(round(sign * found.fun))
    return ends[0], ends[1]


@pytest.mark.parametrize("seed", range(6))
def test_half_years_together_tell_nothing_that_each_does_not(seed: int) -> None:
    halves = [told_of(draw(2 * seed)), told_of(draw(2 * seed + 1))]
    apart = list(of_halves(halves))
    added = list(together(halves))
    assert added
    for half, told in enumerate(halves):
        for place in GROUPS:
            for column in COLUMNS:
                if place not in told or (column and told[place].answers is None):
                    count = of_half(half, mask(*place, column))
                    assert bounds(count, apart) == bounds(count, [*apart, *added]), (half, place, column)


FEW: list[dict[str, tuple[int, int]]] = [
    {"zeeland": (10, 10), "de_baronie": (9, 9)},
    {"zeeland": (2, 3), "de_baronie": (30, 30)},
]
"""How many effects were positive and how many were not by district, in two half-years."""


def effects(found: dict[str, tuple[int, int]]) -> Counter[Atom]:
    """Return effects of shelters."""
    places = ((district, answer, count) for district, counts in found.items() for answer, count in enumerate(counts))
    return Counter({("shelter", district, "sexual", answer): count for district, answer, count in places})


def test_the_attack_finds_what_a_year_that_is_counted_anew_tells_of_its_half_years() -> None:
    """The attack is one that works: of 12 positive in a year and 10 in its first half two were in the second."""
    data = [effects(found) for found in FEW]
    halves = [told_of(one) for one in data]
    zeeland = (Grouping.DISTRICT, "zeeland")
    assert (halves[0][zeeland].answers, halves[1][zeeland].answers) == ((10, 10), None)
    apart = list(of_halves(halves))
    hidden = of_half(1, mask(*zeeland, Answer.POSITIVE))
    assert bounds(hidden, [*apart, *together(halves)]) == bounds(hidden, apart) == (0, 5)
    anew = told_of(data[0] + data[1])[zeeland]
    assert anew.answers == (12, 13)
    assert bounds(hidden, [*apart, (of_year(mask(*zeeland, Answer.POSITIVE)), anew.answers[0])]) == (2, 2)
