"""What a half-year tells of assessments gives away nothing of one of its quarters: an attack that has all three.

For each count of a quarter the least and the most that it can be are solved for, from what is told of the half-year
and of both quarters by every figure that counts assessments. Where no quarter is told of, both can be the same.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from app.monitor.figures import publishing
from app.monitor.figures.beside import beside_effects
from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import DEFINITIONS, OF_ASSESSMENTS, TIMELY, Answer, Definition, Figure, Grouping
from app.monitor.figures.periods import Period, Span
from app.monitor.figures.publishing import Line, Publication
from tests.monitor.drawing import KEY

QUARTERS, HALF_YEAR = (Period.parse("2027-Q1"), Period.parse("2027-Q2")), Period.parse("2027-H1")
DISTRICTS = ("de_baronie", "de_markiezaten", "zeeland")
ANSWERS = (Answer.TIMELY, Answer.LATE, Answer.NOT_MADE)
NAMES = {Grouping.DISTRICT: DISTRICTS}
OTHERWISE = {Grouping.KIND: "shelter", Grouping.DOMAIN: "care", Grouping.FORM: "sexual"}
SHAPE = (2, 3, 3)
"""Quarters, districts and answers."""
WITHOUT_THE_RULE = MappingProxyType({**DEFINITIONS, Figure.TIMELY_ASSESSMENT: TIMELY})
"""Where assessments were counted by quarter too."""


def counted(sizes: np.ndarray, definitions: Mapping[Figure, Definition]) -> list[Count]:
    """Count assessments by district and answer, as every figure does; at each district is one desk."""
    return [
        Count(
            "care",
            figure,
            {**OTHERWISE, Grouping.DISTRICT: district, Grouping.DESK: f"zorgcoordinator.{district}"},
            answer if answer in definitions[figure].answers else instead,
            int(sizes[place, number]),
        )
        for figure, instead in ((Figure.ASSESSMENTS, Answer.MADE), (Figure.TIMELY_ASSESSMENT, Answer.LATE))
        for place, district in enumerate(DISTRICTS)
        for number, answer in enumerate(ANSWERS)
        if sizes[place, number]
    ]


def publish(sizes: np.ndarray, definitions: Mapping[Figure, Definition]) -> Iterator[tuple[Line, list[int]]]:
    """Publish the quarters and the half-year; give each line with the quarters that it counts."""
    for number, quarter in enumerate(QUARTERS):
        for line in Publication(quarter, NAMES, {}, KEY).lines(counted(sizes[number], definitions)):
            yield line, [number]
    counts = [one for one in counted(sizes.sum(axis=0), definitions) if definitions[one.figure].span is Span.HALF_YEAR]
    for line in beside_effects(list(Publication(HALF_YEAR, NAMES, {}, KEY).lines(counts)), counts):
        yield line, [0, 1]


def equations(
    told: Iterator[tuple[Line, list[int]]], definitions: Mapping[Figure, Definition]
) -> list[LinearConstraint]:
    """Write what was told of assessments as equations over the counts by quarter, district and answer."""
    written = [LinearConstraint(np.zeros((1, 18)), 0, 0)]

    def learn(line: Line, quarters: list[int], answers: list[int], value: int) -> None:
        row = np.zeros(SHAPE)
        in_district = line.grouping in (Grouping.DISTRICT, Grouping.DESK)
        places = [n for n, name in enumerate(DISTRICTS) if not in_district or line.name.endswith(name)]
        row[np.ix_(quarters, places, answers)] = 1
        written.append(LinearConstraint(row.reshape(1, -1), value, value))

    for line, quarters in told:
        if line.compartment == "care" and line.figure in OF_ASSESSMENTS and line.size is not None:
            learn(line, quarters, [0, 1, 2], line.size)
            columns = {Answer.MADE: [0, 1]}
            if definitions[line.figure].answers == TIMELY.answers:
                columns[Answer.LATE] = [1, 2]
            for answer, value in zip(definitions[line.figure].answers, line.answers or (), strict=False):
                learn(line, quarters, columns.get(answer) or [ANSWERS.index(answer)], value)
    return written


def bounds_of(quarter: int, district: int, known: list[LinearConstraint]) -> tuple[int, int]:
    """Solve for the least and the most that were due in a quarter in a district."""
    goal = np.zeros(SHAPE)
    goal[quarter, district] = 1
    ends = []
    for sign in (1, -1):
        found = milp(sign * goal.ravel(), constraints=known, bounds=Bounds(0, 300), integrality=np.ones(18))
        assert found.success, found.message
        ends.append(round(sign * found.fun))
    return ends[0], ends[1]


@pytest.fixture(autouse=True)
def whatever_is_told_of_effects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let assessments be told of whatever is told of effects, of which there are none here: so more is told of them."""
    monkeypatch.setattr(publishing, "OF_WHAT_IS_TOLD", {})


SIZES = st.lists(st.sampled_from((0, 1, 2, 3, 5, 8, 12)), min_size=18, max_size=18)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=SIZES)
def test_of_a_quarter_nothing_is_known_but_that_it_is_a_part_of_its_half_year(drawn: list[int]) -> None:
    sizes = np.array(drawn).reshape(SHAPE)
    known = equations(publish(sizes, DEFINITIONS), DEFINITIONS)
    for district in range(len(DISTRICTS)):
        bounds = {bounds_of(quarter, district, known) for quarter in (0, 1)}
        assert len(bounds) == 1, "nothing tells the one quarter from the other"
        assert bounds.pop()[0] == 0


def test_the_attack_finds_what_a_quarter_hides_where_quarters_are_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack is one that works: seven in a quarter and ten in the half-year leave three."""
    sizes = np.zeros(SHAPE, int)
    sizes[0, 0, 0], sizes[1, 0, 0] = 7, 3
    assert bounds_of(1, 0, equations(publish(sizes, DEFINITIONS), DEFINITIONS)) == (0, 10)
    monkeypatch.setattr(publishing, "DEFINITIONS", WITHOUT_THE_RULE)
    assert bounds_of(1, 0, equations(publish(sizes, WITHOUT_THE_RULE), WITHOUT_THE_RULE)) == (3, 3)
