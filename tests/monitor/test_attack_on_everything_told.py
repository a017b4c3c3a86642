"""Nothing few that was left out can be computed from everything that is told of one region, taken together.

A region is filled, the worker publishes it, and whoever is told most asks for every statistic, of every period, by
every grouping, of one half-year and of several, and for the norms. All of it is one system of equations, with what is
known at worst though nobody tells it: which desk each signal gives work, and that each effect is of an assessment that
was due in the half-year. For each count that is not told the least and the most that it can be are solved for.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
import pytest

from app.monitor.figures import closing
from app.monitor.figures.suppression import LEAST
from app.platform.ids import new_id
from app.worker import Worker
from scripts.simulation import recount
from tests.monitor.everything_told import Reading
from tests.monitor.happening import (
    DISTRICT_OF,
    FORMS,
    FOUND,
    HALVES,
    KINDS,
    MONTHS,
    NOT_MADE,
    SCALES,
    SECTORS,
    SIDES,
    WORKS,
    Cell,
    Known,
    always_so,
    assessing,
)
from tests.monitor.passing import passed
from tests.monitor.solving import Attack
from tests.triage.conftest import worker
from tests.working import worker_of
from tests.world import World

__all__ = ["worker"]
MOST_INFORMED, OTHERS = "ketenregisseur", ("bestuurlijk-trekker", "districtelijk-coordinator.de-baronie")
OUTCOMES = {"exploitation": ("stopped", "none"), "victim": ("safe", "unknown"), "perpetrator": ("desisted", "unknown")}
BEGUN = "UPDATE routing_tables SET created_at = '2026-04-01T12:00:00Z'"
BEFORE = ("2025-02", "2025-10", "2025-11", "2025-12")
"""Months before the service was installed, with which those after it are compared."""
STARTED = {"2026-H1": date(2026, 1, 5), "2026-H2": date(2026, 7, 6)}
"""From when interventions start, so that of each one assessment at most falls due in a half-year."""
SEED = 2
INSPECTED = {(("kind", "labour_inspection"),), (("domain", "labour_law"),)}
"""Of which the norms tell what counts; what else there is of the domain is attacked as a kind."""
Columns = dict[str, Any]


class Region:
    """Draws what happened, mostly uneven."""

    def __init__(self, seed: int, kinds: Mapping[str, asyncpg.Record]) -> None:
        self._random, self._kinds = Random(seed), kinds  # noqa: S311 - data to attack is no secret
        self.rows: dict[str, list[Columns]] = {}
        self._signals: dict[str, list[Columns]] = {side: [] for side in SIDES}
        for side in SIDES:
            for month in BEFORE:
                self._month(side, month, 3)
            for month in (month for months in MONTHS.values() for month in months):
                self._month(side, month, self._random.choice((12, 20, 30, 45)))
            for half in HALVES:
                self._interventions(side, half, self._random.choice((40, 60, 90)))

    def _add(self, table: str, **columns: object) -> None:
        self.rows.setdefault(table, []).append(columns)

    def _month(self, side: str, month: str, size: int) -> None:
        choices: tuple[tuple[Any, ...], ...] = (tuple(DISTRICT_OF), FORMS[side], SECTORS)
        weights = [[self._random.choice((0.1, 0.5, 1, 3)) for _ in among] for among in choices]
        for _ in range(size):
            drawn = [self._random.choices(among, often)[0] for among, often in zip(choices, weights, strict=True)]
            place, forms, sector = drawn
            at = datetime(int(month[:4]), int(month[5:]), self._random.randint(1, 18), 10, tzinfo=UTC)
            envelope = {
                "municipality_code": place,
                "district_id": DISTRICT_OF[place],
                "exploitation_forms": list(forms),
            }
            signal = {"id": new_id(), **envelope, "reference": f"ZWB-{len(self.rows.get('signals', ()))}"}
            self._signals[side].append(signal)
            self._add("signals", **signal, acute_danger=False, observed_from=date(2025, 1, 1), received_at=at)
            self._part(side, signal, sector)
            if month not in BEFORE:
                self._work(side, signal, at)

    def _part(self, side: str, signal: Columns, sector: str | None) -> None:
        known = ["A1", "G1"] if "labour" in signal["exploitation_forms"] else ["G1"]
        indicators = [one for one in known if self._random.random() < 0.5]
        place = {"signal_id": signal["id"], "compartment": side, "municipality_code": signal["municipality_code"]}
        self._add("signal_parts", **place, narrative=b"", indicators=indicators, organised=False, sector=sector)
        if self._random.random() < 0.4:
            self._add("locations", id=uuid4(), **place, kind="business", record=b"")

    def _work(self, side: str, signal: Columns, at: datetime) -> None:
        district = signal["district_id"]
        desks = [("care", f"zorgcoordinator.{district}") if side == "care" else ("security", f"dsp.{district}")]
        if "labour" in signal["exploitation_forms"]:
            desks.append(("security", "arbeidsinspectie"))
        for track, desk in desks:
            of_signal = {name: value for name, value in signal.items() if name != "id"}
            task, due = uuid4(), at + timedelta(days=5)
            self._add(
                "tasks", id=task, signal_id=signal["id"], **of_signal, decision_id=uuid4(), desk_id=desk, track=track,
                layer=1, involvement="responsible", status="done", urgency=2, due_at=due, opened_at=at,
                acute_danger=False, claimed_by=uuid4(), outcome="taken_up",
                completed_at=at + timedelta(days=self._random.choice((2, 2, 7))),
            )  # fmt: skip
            if self._random.random() < 0.7:
                self._add(
                    "feedback", id=new_id(), task_id=task, signal_id=signal["id"], desk_id=desk, compartment=track,
                    municipality_code=signal["municipality_code"], standard_text="taken_up", given_by=uuid4(),
                    given_by_name="", given_at=at + timedelta(days=3),
                )  # fmt: skip
            else:
                self._add(
                    "escalations", id=new_id(), kind="task_overdue", task_id=task, step=1, desk_id=desk, track=track,
                    reference=signal["reference"], urgency=2, due_at=due, raised_at=at + timedelta(days=8),
                    about="first_feedback",
                )  # fmt: skip

    def _interventions(self, side: str, half: str, size: int) -> None:
        kinds, rare = list(KINDS[side]), (0.1, 0.5, 1, 3)
        often, found_often = ([self._random.choice(rare) for _ in among] for among in (kinds, FOUND))
        for number in range(size):
            (kind,) = self._random.choices(kinds, often)
            signal, made = self._random.choice(self._signals[side]), uuid4()
            district, place = signal["district_id"], signal["municipality_code"]
            started = STARTED[half] + timedelta(days=number)
            self._add(
                "interventions", id=made, signal_id=signal["id"], municipality_code=place, district_id=district,
                compartment=side, desk_id=self._random.choice(assessing(side, district)), target="victim",
                kind_id=self._kinds[kind]["id"], organisations=["labour_inspectorate"], cost_band="unknown",
                status="started", content=b"", logged_by=uuid4(), logged_by_name="", started_on=started,
                logged_at=datetime.combine(started, time(12), UTC),
            )  # fmt: skip
            for weeks in self._kinds[kind]["assessed_after_weeks"]:
                due = started + timedelta(weeks=weeks)
                (found,) = self._random.choices(FOUND, [3, *found_often[1:]])
                recorded = datetime.combine(due + timedelta(days=self._random.choice((0, 0, 3))), time(12), UTC)
                for scale, good in found if due.year == 2026 else NOT_MADE:
                    self._add(
                        "effects", id=new_id(), intervention_id=made, signal_id=signal["id"], compartment=side,
                        scale=scale, outcome=OUTCOMES[scale][not good], source="partner", confidence="high",
                        content=b"", assessed_on=due, assessed_by=uuid4(), assessed_by_name="", recorded_at=recorded,
                    )  # fmt: skip


async def publish(world: World, worker: Worker, seed: int = SEED) -> dict[Cell, int]:
    """Fill a region and let the worker publish what is over; return every count, as counted by hand."""
    async with world.as_superuser() as connection:
        kinds = {row["code"]: row for row in await connection.fetch("SELECT * FROM intervention_kinds")}
        await connection.execute("SET session_replication_role = replica")  # no foreign keys, and nobody is told
        for table, rows in Region(seed, kinds).rows.items():
            records = [tuple(row.values()) for row in rows]
            await connection.copy_records_to_table(table, records=records, columns=list(rows[0]))
        await connection.execute(BEGUN)
        raw = await recount.RawRows.read(connection)
    await passed(world, worker, days=45)
    return dict(counted(raw))


def counted(raw: recount.RawRows) -> Iterator[tuple[Cell, int]]:
    """Count by hand all that figures tell of."""
    for half in HALVES:
        yield from _cells("interventions", half, recount.interventions(raw, half))
        yield from _cells("assessments", half, recount.assessments(raw, half))
        yield from _cells("assessment", half, recount.timely(raw, half, "assessment"))
        for scale in SCALES:
            effects = recount.effects(raw, half, scale).items()
            yield from _cells(
                scale, half, {place: Counter(positive_or_not(one) for one in of) for place, of in effects}
            )
    for quarter, months in MONTHS.items():
        for work in WORKS:
            yield from _cells(work, quarter, recount.timely(raw, quarter, work))
        for month in months:
            yield from _cells("signals", month, recount.signals(raw, month))


def positive_or_not(effect: tuple[str, int]) -> str:
    """Return as what an effect is told."""
    return "positive" if effect[0] == "positive" else "rest"


def _cells(figure: str, period: str, counts: Mapping[recount.Place, int | Counter[str]]) -> Iterator[tuple[Cell, int]]:
    for (side, grouping, name), count in counts.items():
        groups = () if grouping == "all" else ((grouping, name),)
        answers = {} if isinstance(count, int) else count
        yield Cell(figure, period, side, groups), count if isinstance(count, int) else count.total()
        yield from ((Cell(figure, period, side, groups, answer), size) for answer, size in answers.items())


class Attacked(NamedTuple):
    """A region that was published, with what is told of it."""

    world: World
    counts: dict[Cell, int]
    told: set[Known]

    def few(self) -> Iterator[Cell]:
        """List what is few and was left out, but for inspections, of which the norms tell."""
        shown = {one.cells[0] for one in self.told if len(one.cells) == 1}
        for cell, size in self.counts.items():
            is_open = cell.figure == "interventions" and cell.groups in INSPECTED
            if 0 < size < LEAST and cell not in shown and not is_open:
                yield cell

    def computed(self) -> Iterator[tuple[Cell, int, int]]:
        """List what can be computed to be few, or to be one of few numbers."""
        attack = tied(self.told)
        for cell in self.few():
            least, most = attack.bounds(cell, enough=LEAST)
            if most - least < LEAST:
                yield cell, least, most


def tied(told: Iterable[Known]) -> Attack:
    """Return the attack of whoever is told so much, and knows the worst that there is to know."""
    return Attack([*told, *always_so()])


@pytest.fixture(scope="module")
async def region(shared_world: World) -> Attacked:
    """A region in a world that is shared by the tests of this module alone."""
    async with worker_of(shared_world) as worker:
        counts = await publish(shared_world, worker)
    return Attacked(shared_world, counts, await Reading(shared_world, MOST_INFORMED).everything())


async def test_nothing_few_that_was_left_out_can_be_computed_from_everything_that_is_told(region: Attacked) -> None:
    few = Counter(cell.figure for cell in region.few())
    assert few.keys() >= {"signals", "assessments", "assessment", *SCALES, *WORKS}, "something is few in each figure"
    assert any(one.or_more for one in region.told), "something rises"
    assert any(len(one.cells) == len(HALVES) for one in region.told), "half-years are told of together"
    assert list(region.computed()) == []


async def test_nobody_is_told_anything_else(region: Attacked) -> None:
    for persona in OTHERS:
        told = await Reading(region.world, persona).everything()
        assert told
        assert told <= region.told, persona


async def test_what_happened_is_among_what_could_have(region: Attacked) -> None:
    """What the attacker knows is so: it fits with every count by hand."""
    attack = tied([*region.told, *(Known((cell,), size) for cell, size in region.counts.items())])
    for cell in {(cell.period, cell.side): cell for cell in region.counts}.values():
        assert attack.bounds(cell) == (region.counts[cell], region.counts[cell])


async def test_the_attack_finds_what_is_few_where_it_is_told_of_how_many_that_is_not(region: Attacked) -> None:
    """The attack is one that works: with what the few leave of all it computes each of them."""
    shown = {one.cells[0] for one in region.told if len(one.cells) == 1}
    of_all = [(cell, cell._replace(groups=())) for cell in region.few() if cell.groups]
    last = {cell.figure: (cell, total) for cell, total in of_all if total in shown}
    others = [Known((total,), region.counts[total] - region.counts[cell], (cell,)) for cell, total in last.values()]
    attack = tied([*region.told, *others])
    assert last.keys() >= {"signals", *SCALES}
    for cell, _ in last.values():
        assert attack.bounds(cell) == (region.counts[cell], region.counts[cell])


@pytest.mark.parametrize("rule", ["without_what_gives_away", "beside_effects", "without_logged_by_group"])
async def test_the_attack_finds_what_is_left_to_be_subtracted_without_a_rule(
    world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    monkeypatch.setattr(closing, rule, lambda lines, *_: lines)
    counts = await publish(world, worker)
    told = await Reading(world, MOST_INFORMED).everything()
    assert any(Attacked(world, counts, told).computed())
