"""Of assessments nothing can be computed that was left out: an attack with all that a half-year tells of them at once.

The attacker has how many were due and made, by domain, kind, form and district; how timely they were, by desk; and of
how many interventions an effect was found, on each of the three scales; and knows the worst that there is to know: that
each effect is of an assessment that was due in the half-year, so that what has an effect was made. For each count that
is not told, the least and the most that it can be are solved for, over all assessments that would have given the same
figures. JSON, tables, charts and reports tell what was published and nothing else.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations, product
from random import Random
from typing import NamedTuple

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from app.interventions.vocabulary import SCALES_OF_TARGET
from app.monitor.figures.beside import beside_effects
from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import (
    DEFINITIONS,
    FIGURE_OF_SCALE,
    OF_ASSESSMENTS,
    OF_WHOM,
    Answer,
    Figure,
    Grouping,
)
from app.monitor.figures.periods import Period
from app.monitor.figures.publishing import Line, Publication
from app.monitor.figures.suppression import LEAST
from tests.monitor.drawing import KEY

HALF_YEAR = Period.parse("2026-H2")
KINDS = {"shelter": "care", "support": "care", "closing": "law", "fine": "law"}
DISTRICTS, FORMS = ("zeeland", "de_baronie", "hart"), ("sexual", "labour")
ONE, *_ = FIGURE_OF_SCALE.values()
FOUND = tuple(
    found for size in (1, 2) for found in combinations(FIGURE_OF_SCALE.values(), size) if not {*OF_WHOM} <= {*found}
)
"""On which scales an effect was found by an assessment that was made: for a victim or on a perpetrator, never both."""


class Atom(NamedTuple):
    """One assessment that was due."""

    kind: str
    district: str
    form: str
    regional: bool
    made: Answer
    found: tuple[Figure, ...]

    def groups(self) -> dict[Grouping, str]:
        """Return in which group of each grouping it counts."""
        return {
            Grouping.ALL: "",
            Grouping.KIND: self.kind,
            Grouping.DOMAIN: KINDS[self.kind],
            Grouping.DISTRICT: self.district,
            Grouping.FORM: self.form,
            Grouping.DESK: "avim" if self.regional else f"zorgcoordinator.{self.district}",
        }

    def counts(self, figure: Figure, answer: Answer | None = None) -> bool:
        """Tell whether it counts in a figure, under an answer."""
        if figure not in OF_ASSESSMENTS:
            return figure in self.found
        if figure is Figure.ASSESSMENTS:
            return answer in (None, Answer.NOT_MADE if self.made is Answer.NOT_MADE else Answer.MADE)
        return answer in (None, self.made)


PLACES = list(product(KINDS, DISTRICTS, FORMS, (False, True)))
STATES = [(Answer.NOT_MADE, ()), *product((Answer.TIMELY, Answer.LATE), FOUND)]
ATOMS = [Atom(*place, *state) for place in PLACES for state in STATES]
NAMES = {
    Grouping.KIND: tuple(KINDS),
    Grouping.DOMAIN: ("care", "law"),
    Grouping.DISTRICT: DISTRICTS,
    Grouping.FORM: FORMS,
}
Data = Counter[Atom]
Found = dict[Answer, float]
ALL_POSITIVE: Found = {Answer.POSITIVE: 1}
SOME_POSITIVE: Found = {Answer.POSITIVE: 4, Answer.REST: 4}
Rule = Callable[[list[Line], list[Count]], Iterable[Line]]


def publish(data: Data, rule: Rule = beside_effects, found: Found = ALL_POSITIVE) -> list[Line]:
    """Publish what a half-year tells of some assessments on the care side, which found effects as often as given."""
    counts = [
        Count("care", figure, atom.groups(), answer, size)
        for atom, total in data.items()
        for figure in (*FIGURE_OF_SCALE.values(), *OF_ASSESSMENTS)
        for answer, size in answered(atom, figure, total, found)
    ]
    lines = list(Publication(HALF_YEAR, NAMES, {Grouping.KIND: KINDS}, KEY).lines(counts))
    told = [line for line in rule(lines, counts) if line.size is not None]
    return [line for line in told if line.figure is not Figure.INTERVENTIONS]


def answered(atom: Atom, figure: Figure, total: int, found: Found) -> Iterable[tuple[Answer, int]]:
    """Return how often some assessments count in a figure, by answer."""
    if figure in OF_ASSESSMENTS:
        return [(answer, total) for answer in DEFINITIONS[figure].answers if atom.counts(figure, answer)]
    random = Random(f"{atom} {figure}")  # noqa: S311 - data to attack is no secret
    return Counter(random.choices(list(found), list(found.values()), k=total if atom.counts(figure) else 0)).items()


def mask(figure: Figure, grouping: Grouping, name: str, answer: Answer | None = None) -> np.ndarray:
    """Select the atoms that count in a group, and under one answer."""
    return np.array([atom.groups()[grouping] == name and atom.counts(figure, answer) for atom in ATOMS], float)


class Attack:
    """Everything that was published, as equations over the atoms."""

    def __init__(self, lines: list[Line]) -> None:
        rows, values = [np.zeros(len(ATOMS))], [0]
        for line in lines:
            rows.append(mask(line.figure, line.grouping, line.name))
            values.append(line.size or 0)
            if line.figure in OF_ASSESSMENTS and line.answers is not None:
                for answer, count in zip(DEFINITIONS[line.figure].answers, line.answers, strict=True):
                    rows.append(mask(line.figure, line.grouping, line.name, answer))
                    values.append(count)
        self._known = LinearConstraint(np.array(rows), values, values)

    def bounds(self, count: np.ndarray) -> tuple[int, int]:
        """Solve for the least and the most that a count can be."""
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * count, constraints=[self._known], bounds=Bounds(0, 2000), integrality=np.ones(len(ATOMS))
            )
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


def draw(seed: int) -> Data:
    """Draw the assessments that were due, mostly uneven."""
    random = Random(seed)  # noqa: S311 - data to attack is no secret
    names = (*KINDS, *DISTRICTS, *FORMS, True, False, *STATES)
    weight = {name: random.choice((0.1, 0.5, 1, 3)) for name in names}
    weights = [
        weight[one.kind] * weight[one.district] * weight[one.form] * weight[one.regional]
        * weight[one.made, one.found] * (6 if one.found in ((), (ONE,)) else 1)
        for one in ATOMS
    ]  # fmt: skip
    return Counter(random.choices(ATOMS, weights, k=random.choice((13, 25, 40, 60, 100, 200))))


def given_away(data: Data, lines: list[Line]) -> list[tuple[Figure, Grouping, str, Answer | None, int, int]]:
    """List the counts that were left out and can be few, as far as those who solve for them know."""
    attack, found = Attack(lines), []
    sizes = {(line.figure, line.grouping, line.name) for line in lines}
    split = {(line.figure, line.grouping, line.name) for line in lines if line.answers is not None}
    for figure in (*FIGURE_OF_SCALE.values(), *OF_ASSESSMENTS):
        for grouping in (Grouping.ALL, *DEFINITIONS[figure].groupings):
            for name in dict.fromkeys(atom.groups()[grouping] for atom in ATOMS):
                here = (figure, grouping, name)
                if not any(data[atom] for atom in ATOMS if atom.groups()[grouping] == name):
                    continue  # that few were of a group of which nobody was, tells of nobody
                hidden: list[Answer | None] = [None] if here not in sizes else []
                if figure in OF_ASSESSMENTS and here not in split:
                    hidden += DEFINITIONS[figure].answers
                for answer in hidden:
                    count = mask(*here, answer)
                    least, most = attack.bounds(count)
                    size = sum(number * data[atom] for atom, number in zip(ATOMS, count, strict=True))
                    assert least <= size <= most
                    if (least, most) != (0, 0) and least < LEAST and (most < LEAST or 0 < least > most - LEAST):
                        found.append((*here, answer, least, most))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_no_count_of_assessments_that_was_left_out_can_be_computed_back(seed: int) -> None:
    data = draw(seed)
    assert given_away(data, publish(data)) == []


@pytest.mark.parametrize("seed", range(12, 18))
def test_nor_where_it_is_told_beside_them_what_worked_against_the_rest(seed: int) -> None:
    data = draw(seed)
    assert given_away(data, publish(data, found=SOME_POSITIVE)) == []


def test_no_intervention_has_effects_for_a_victim_and_on_a_perpetrator() -> None:
    for scales in SCALES_OF_TARGET.values():
        assert not {*OF_WHOM} <= {FIGURE_OF_SCALE[scale] for scale in scales}


def thirteen() -> Data:
    """Return 13 assessments that were due, two of which were not made."""
    place = ("shelter", "zeeland", "sexual", False)
    return Counter({Atom(*place, Answer.TIMELY, (ONE,)): 11, Atom(*place, Answer.NOT_MADE, ()): 2})


def test_the_attack_finds_what_was_not_made_where_how_many_were_due_stands_beside_the_effects() -> None:
    """The attack is one that works."""
    told = given_away(thirteen(), publish(thirteen(), lambda lines, _: lines))
    assert (Figure.ASSESSMENTS, Grouping.ALL, "", Answer.NOT_MADE, 0, 2) in told
    assert given_away(thirteen(), publish(thirteen())) == []


def test_effects_are_told_though_it_is_not_how_many_were_made() -> None:
    told = {(line.figure, line.grouping): line.size for line in publish(thirteen())}
    assert told[ONE, Grouping.ALL] == told[ONE, Grouping.KIND] == 11
    assert not {figure for figure, _ in told} & {*OF_ASSESSMENTS}
