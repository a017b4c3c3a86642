"""Publishing, compared with one side changed: of all figures of the other side not a line may change."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from types import MappingProxyType
from uuid import UUID

import asyncpg
import pytest

from app.monitor.figures.closing import publish_next
from app.monitor.figures.periods import Period
from app.monitor.figures.picture import has_been_there
from app.worker import Worker
from tests.bodies import perpetrator_signal, victim_signal
from tests.interventions.logging import SUBMITTER, a_task, assessed, logged
from tests.monitor.drawing import KEY
from tests.monitor.passing import days_pass
from tests.monitor.test_publishing import begun_earlier
from tests.monitor.test_recount import fill, open_cases
from tests.monitor.test_sectors import both
from tests.triage.conftest import worker
from tests.world import Json, World

__all__ = ["worker"]
Lines = Counter[str]
OTHER = {"care": "security", "security": "care"}
ALONE = {"care": victim_signal, "security": perpetrator_signal}
PUBLISHED = "SELECT (to_jsonb(f) - '{id,published_at}'::text[])::text FROM published_figures f WHERE compartment = $1"
OF_SIDE = "intervention_id IN (SELECT i.id FROM interventions i WHERE i.compartment = '{side}')"
CHANGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "it began earlier, and has more": (
            """INSERT INTO signals SELECT (jsonb_populate_record(s, jsonb_build_object('id', access.new_id(m.at),
                 'reference', format('ZWB-2025-%s', to_char(n, 'FM000000')), 'received_at', m.at))).*
               FROM signals s CROSS JOIN generate_series(1, 90) n
               CROSS JOIN LATERAL (SELECT timestamptz '2026-09-01T09:00Z' + n * interval '1 day' AS at) m
               WHERE s.id = (SELECT f.id FROM signals f ORDER BY f.id LIMIT 1)""",
            """INSERT INTO signal_parts SELECT (jsonb_populate_record(p, jsonb_build_object('signal_id', s.id))).*
               FROM signal_parts p CROSS JOIN signals s WHERE s.reference LIKE 'ZWB-2025-%' AND p.compartment = '{side}'
               AND p.signal_id = (SELECT f.signal_id FROM signal_parts f WHERE f.compartment = '{side}'
                 ORDER BY f.signal_id LIMIT 1)""",
        ),
        "it tells other things": (
            "UPDATE signal_parts SET sector = 'street', indicators = '{{A1}}' WHERE compartment = '{side}'",
            "UPDATE interventions SET target = 'location', district_id = 'zeeland' WHERE compartment = '{side}'",
            "UPDATE effects SET outcome = 'unknown' WHERE " + OF_SIDE,
            "UPDATE tasks SET completed_at = due_at WHERE track = '{side}'",
        ),
        "it began later": (
            """DELETE FROM signal_parts p USING signals s WHERE s.id = p.signal_id AND p.compartment = '{side}'
               AND s.received_at < '2027-10-31T23:00Z'""",
        ),
        "it never began": (
            "DELETE FROM effects WHERE " + OF_SIDE,
            "DELETE FROM interventions WHERE compartment = '{side}'",
            "DELETE FROM signal_parts WHERE compartment = '{side}'",
            "DELETE FROM feedback WHERE compartment = '{side}'",
            "DELETE FROM escalations WHERE track = '{side}'",
            "DELETE FROM tasks WHERE track = '{side}'",
        ),
    }
)
"""What becomes of the data of a side, past every rule of the database, one after the other."""
NAMES_LABOUR = """
INSERT INTO tasks SELECT (jsonb_populate_record(t, jsonb_build_object('id', access.new_id(t.opened_at), 'desk_id',
  'arbeidsinspectie', 'track', 'security', 'exploitation_forms', '["labour"]'::jsonb))).*
FROM tasks t WHERE t.track = '{side}' AND t.involvement = 'responsible'
"""
"""Gives the Arbeidsinspectie work by signals of a side, whose figures neither that nor the other side's tell of."""


async def changed(world: World, side: str, statements: tuple[str, ...]) -> None:
    """Change the data of a side, and let nothing have been published."""
    async with world.as_superuser() as connection:
        await connection.execute("SET session_replication_role = replica")
        for statement in statements:
            await connection.execute(statement.format(side=side))
        await connection.execute("DELETE FROM published_figures")


async def published(world: World, worker: Worker, side: str) -> tuple[Lines, Lines]:
    """Publish all that is over; return the lines of a side and of the other."""
    while await worker.database.run(lambda connection: publish_next(connection, world.clock.now(), KEY)):
        pass
    async with world.as_superuser() as connection:
        return (await lines(connection, side)), (await lines(connection, OTHER[side]))


async def lines(connection: asyncpg.Connection, side: str) -> Lines:
    """Return what was published of a side, but for when that was."""
    return Counter(row[0] for row in await connection.fetch(PUBLISHED, side))


async def a_year(world: World, each: Json, last: Json) -> None:
    """Let one signal come in each of twelve months from November 2026 on, and ten in November 2027."""
    for month in range(1, 13):
        await world.submit(SUBMITTER, each)
        year, of_year = divmod(10 + month, 12)
        world.clock.moment = datetime(2026 + year, of_year + 1, 10, 9, tzinfo=UTC)
    for _ in range(10):
        await world.submit(SUBMITTER, last)
    world.clock.moment = datetime(2027, 12, 1, 9, tzinfo=UTC)
    await days_pass(world, days=2)


def rises(told: Lines) -> list[str]:
    """List the lines that tell that something rises."""
    return [line for line in told if '"grouping": "features"' in line]


@pytest.mark.parametrize("side", ["care", "security"])
async def test_no_figure_of_a_side_changes_with_the_data_of_the_other(world: World, worker: Worker, side: str) -> None:
    await begun_earlier(world, both("cleaning", "cleaning"))
    await open_cases(world)
    made = await logged(world, await a_task(world), startedOn="2026-10-05")
    status, answer = await assessed(world, made["id"], scale="exploitation", outcome="stopped")
    assert status == 201, answer
    await a_year(world, both("cleaning", "cleaning"), both("retail", "retail"))
    async with world.as_superuser() as connection:
        of_effect = UUID(answer["effects"][0]["id"])
        await fill(connection, UUID(made["id"]), of_effect, Random(7))  # noqa: S311 - data to count is no secret
    before, others = await published(world, worker, side)
    assert rises(before), "of a side with a whole year before"
    assert rises(others)
    await changed(world, side, (NAMES_LABOUR,))
    assert await published(world, worker, side) == (before, others)
    for name, statements in CHANGES.items():
        await changed(world, side, statements)
        after, still = await published(world, worker, side)
        assert after != before, f"{name}: that shows on the side itself"
        assert still == others, name
        before = after


@pytest.mark.parametrize("side", ["care", "security"])
async def test_a_side_that_began_later_than_the_other_has_nothing_that_rises_because_of_that(
    world: World, worker: Worker, side: str
) -> None:
    other = ALONE[OTHER[side]]()
    await begun_earlier(world, other)
    await a_year(world, other, ALONE[side]())
    told, others = await published(world, worker, side)
    assert any('"size": 10' in line for line in told), "ten signals came on it in its first month"
    assert rises(told) == rises(others) == []
    for name in ("it began earlier, and has more", "it never began"):
        await changed(world, OTHER[side], CHANGES[name])
        assert (await published(world, worker, side))[0] == told, name


def test_a_month_in_which_a_side_began_is_no_month_to_compare_with() -> None:
    october = Period.parse("2026-10")
    assert has_been_there(datetime(2026, 9, 30, 21, 59, tzinfo=UTC), october)
    assert not has_been_there(datetime(2026, 9, 30, 22, tzinfo=UTC), october), "in the region it is October"
    assert not has_been_there(None, october)
