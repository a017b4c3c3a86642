"""What a quarter tells gives away nothing that was left out of its months, whoever subtracts the one from the other."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import Answer, Figure, Grouping
from app.monitor.figures.overlap import Month, without_given_by_form, without_what_gives_away
from app.monitor.figures.periods import Period
from app.monitor.figures.publishing import Line, Publication
from app.worker import Worker
from tests.bodies import victim_signal
from tests.monitor.drawing import KEY
from tests.monitor.passing import passed
from tests.triage.conftest import worker
from tests.world import World

__all__ = ["worker"]
CHAIN = "ketenregisseur"
QUARTER, TRIAGE = Period.parse("2026-Q4"), Figure.TIMELY_TRIAGE
DISTRICTS = ("de_baronie", "de_markiezaten", "zeeland")
DESKS = {f"zorgcoordinator.{district}": district for district in DISTRICTS}
NAMES = {Grouping.DISTRICT: DISTRICTS, Grouping.DESK: tuple(DESKS)}
Sizes = Sequence[Sequence[int]]
"""How many signals came, by month and district."""


def told_of_months(sizes: Sizes) -> list[Month]:
    """Publish the months."""
    months = []
    for period, row in zip(QUARTER.months, sizes, strict=True):
        counts = [
            Count("care", Figure.SIGNALS, {Grouping.DISTRICT: district}, Answer.COUNTED, size)
            for district, size in zip(DISTRICTS, row, strict=True)
        ]
        months.append(Month(counts, list(Publication(period, NAMES, {}, KEY).lines(counts))))
    return months


def told_of_quarter(sizes: Sizes, months: list[Month]) -> list[Line]:
    """Publish how timely the desks triaged the same signals."""
    counts = [
        Count("care", Figure.TIMELY_TRIAGE, {Grouping.DESK: desk}, Answer.TIMELY, sum(row[number] for row in sizes))
        for number, desk in enumerate(DESKS)
    ]
    return list(without_what_gives_away(Publication(QUARTER, NAMES, {}, KEY).lines(counts), months))


def equations(lines: Sequence[Line], months: Sequence[int], district_of: Mapping[str, str]) -> list[LinearConstraint]:
    """Write the sizes that were told as equations over the signals by month and district."""
    written = []
    for line in lines:
        if line.size is None or line.compartment != "care":
            continue
        row = np.zeros((len(QUARTER.months), len(DISTRICTS)))
        for number, district in enumerate(DISTRICTS):
            if line.grouping is Grouping.ALL or district_of.get(line.name) == district:
                row[list(months), number] = 1
        written.append(LinearConstraint(row.reshape(1, -1), line.size, line.size))
    return written


def bounds_of(cell: int, constraints: list[LinearConstraint]) -> tuple[int, int]:
    """Solve for the least and the most that a count can be."""
    goal = np.zeros(len(QUARTER.months) * len(DISTRICTS))
    goal[cell] = 1
    ends = []
    for sign in (1, -1):
        found = milp(sign * goal, constraints=constraints, bounds=Bounds(0, 500), integrality=np.ones_like(goal))
        assert found.success, found.message
        ends.append(round(float(found.x[cell])))
    return ends[0], ends[1]


SIZES = st.lists(st.lists(st.sampled_from((0, 1, 3, 4, 5, 8, 12)), min_size=3, max_size=3), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(sizes=SIZES)
def test_a_quarter_tells_nothing_more_of_a_month_than_the_month_itself(sizes: Sizes) -> None:
    months = told_of_months(sizes)
    of_months = [
        equation
        for number, month in enumerate(months)
        for equation in equations(month.lines, [number], {district: district for district in DISTRICTS})
    ]
    both = of_months + equations(told_of_quarter(sizes, months), range(3), DESKS)
    for cell, size in enumerate(size for row in sizes for size in row):
        if size:
            assert bounds_of(cell, both) == bounds_of(cell, of_months), (cell, sizes)


def test_a_desk_whose_months_are_known_is_told_of() -> None:
    sizes = [[12, 8, 5], [12, 0, 5], [8, 5, 12]]
    told = {
        line.name: line.size
        for line in told_of_quarter(sizes, told_of_months(sizes))
        if (line.compartment, line.figure) == ("care", Figure.TIMELY_TRIAGE)
    }
    assert told == {"": 67, **{desk: sum(row[number] for row in sizes) for number, desk in enumerate(DESKS)}}


@pytest.mark.parametrize("timely", [0, 1, 25])
def test_of_a_desk_that_is_given_a_form_it_is_not_told_how_timely_it_was_nor_does_another_hang_on_it(
    timely: int,
) -> None:
    """The Arbeidsinspectie is given labour exploitation, of both sides, of which some months are left out."""
    work = {"arbeidsinspectie": timely, "dsp.zeeland": 70}
    counts = [Count("security", TRIAGE, {Grouping.DESK: desk}, Answer.TIMELY, size) for desk, size in work.items()]
    lines = Publication(QUARTER, {}, {}, KEY).lines(list(without_given_by_form(counts)))
    told = {line.name: line.size for line in lines if (line.compartment, line.figure) == ("security", TRIAGE)}
    assert told == {"": 70, "dsp.zeeland": 70}


async def test_a_month_that_is_left_out_cannot_be_computed_from_its_quarter(world: World, worker: Worker) -> None:
    for goes, breda in ((3, 8), (10, 12)):
        for _ in range(goes):
            await world.submit("aandachtsfunctionaris.goes", victim_signal(municipalityCode="GM0664"))
        for _ in range(breda):
            await world.submit("aandachtsfunctionaris.breda", victim_signal())
        world.clock.advance(timedelta(days=15))
    await passed(world, worker, days=30)
    shown = {}
    for path in ("signals?period=2026-11&groupBy=district", "signals?period=2026-12&groupBy=district"):
        answer = await world.get(CHAIN, f"/statistics/{path}")
        (care,) = (side for side in answer["sides"] if side["compartment"] == "care")
        shown[path[15:22]] = {group["code"]: group["size"] for group in care["groups"]}
    assert shown == {"2026-11": {}, "2026-12": {"zeeland": 10, "de_baronie": 12}}
    answer = await world.get(CHAIN, "/statistics/timeliness?period=2026-Q4&work=triage")
    (care,) = (side for side in answer["sides"] if side["compartment"] == "care")
    assert (care["total"]["measured"]["size"], care["groups"]) == (33, []), "13 less 10 would be known of Zeeland"


async def test_a_quarter_of_which_nothing_is_told_keeps_no_half_year_waiting(world: World, worker: Worker) -> None:
    for months in (3, 12):  # of which the first are too few to be told, and of them so is the quarter
        for _ in range(months):
            await world.submit("aandachtsfunctionaris.breda", victim_signal())
        world.clock.advance(timedelta(days=20))
    await passed(world, worker, days=30)
    answer = await world.get(CHAIN, "/statistics/timeliness?period=2026-Q4&work=triage")
    (care,) = (side for side in answer["sides"] if side["compartment"] == "care")
    assert care["total"] is None
    assert (await world.call(CHAIN, "GET", "/statistics/intervention-effects?period=2026-H2")).status_code == 200
