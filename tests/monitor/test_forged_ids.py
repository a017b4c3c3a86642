"""What came first or last goes by when it was: the ids of what the login of the API inserts can be of any time."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from app.worker import Worker
from tests.interventions.logging import DESK, SUBMITTER, a_task, assessed, logged
from tests.monitor.passing import DAY, passed
from tests.monitor.test_settling import published, signals
from tests.monitor.writing import entry
from tests.triage.conftest import worker
from tests.working import worker_url
from tests.world import NOW, World

__all__ = ["worker"]
CHAIN = "ketenregisseur"
FIRST, LAST = UUID("00000000-0000-7000-8000-000000000001"), UUID("ffffffff-ffff-7fff-bfff-ffffffffffff")
CLAIMED = """
    UPDATE tasks SET status = 'claimed', claimed_by = access.actor(), claimed_at = access.moment(),
        version = version + 1 WHERE id = $1
"""
TOLD_OF = """
    INSERT INTO events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id, data)
    SELECT $1, 'task.claimed', access.moment(), access.actor(), signal_id, municipality_code, track, id, '{}'
    FROM tasks WHERE id = $2
"""
AGAIN = """
    INSERT INTO {table} SELECT (jsonb_populate_record(x, $1::text::jsonb)).* FROM {table} x WHERE x.{column} = $2
"""
ID, DECISION = f', "id": "{FIRST}"', f', "decision_id": "{FIRST}"'
OF_CARE = {
    **dict.fromkeys(("data_keys", "signal_parts"), "compartment = 'care'"),
    "routing_decisions": "track = 'care'",
    "tasks": "involvement = 'responsible' AND x.track = 'care'",
}
LIGHT = """
    INSERT INTO monitor_entries SELECT (jsonb_populate_record(x, jsonb_build_object('id', $1::uuid, 'light', 'red'))).*
    FROM monitor_entries x LIMIT 1
"""


async def test_an_event_with_an_id_of_the_end_of_time_keeps_nothing_from_being_published(
    world: World, worker: Worker
) -> None:
    await signals(world, 6)
    task = (await world.tasks(DESK))[0]
    async with world.as_api(DESK) as connection:
        await connection.execute(CLAIMED, UUID(task["id"]))
        await connection.execute(TOLD_OF, LAST, UUID(task["id"]))
    await passed(world, worker, days=10)
    assert await published(world) == ["2026-11"]
    state = await so_far(world)
    assert state["settled_on"] == (world.clock.now() - DAY).date()


async def test_a_signal_with_an_id_of_the_beginning_of_time_is_not_the_first(world: World) -> None:
    await signals(world, 1)
    (first,) = (await world.get(SUBMITTER, "/signals"))["items"]
    world.clock.advance(30 * DAY)
    async with world.as_api(SUBMITTER) as connection:
        envelope = f'{{"id": "{FIRST}", "reference": "ZWB-2026-000000", "received_at": "{world.clock.now()}"}}'
        await connection.execute(AGAIN.format(table="signals", column="id"), envelope, UUID(first["id"]))
        for table, more in (
            ("data_keys", ""),
            ("signal_parts", ""),
            ("routing_decisions", ID),
            ("tasks", ID + DECISION),
        ):
            part, where = f'{{"signal_id": "{FIRST}"{more}}}', f"{OF_CARE[table]} AND x.signal_id"
            await connection.execute(AGAIN.format(table=table, column=where), part, UUID(first["id"]))
    state = await so_far(world)
    assert (state["care_since"], state["security_since"]) == (NOW, NOW)


async def so_far(world: World) -> asyncpg.Record:
    """Return what the worker goes by when it publishes."""
    connection = await asyncpg.connect(worker_url(world))
    try:
        (state,) = await connection.fetch("SELECT * FROM access.figures_so_far()")
    finally:
        await connection.close()
    return state


async def test_the_last_light_stands_whatever_its_id(world: World) -> None:
    async def light(which: str) -> None:
        words = entry(kind="light", light=which)
        assert (await world.call(CHAIN, "POST", "/monitor/entries", json=words)).status_code == 201

    await light("amber")
    async with world.as_api(CHAIN) as connection:
        await connection.execute(LIGHT, LAST)
    world.clock.advance(timedelta(minutes=1))
    await light("green")
    (action,) = [one for one in (await world.get(CHAIN, "/monitor/actions"))["items"] if one["code"] == "1.1"]
    assert {area["light"] for area in action["areas"] if area["district"] == "de_baronie"} == {"green"}


async def test_a_signal_is_received_and_an_effect_recorded_at_the_moment_that_it_is(world: World) -> None:
    task = await a_task(world)
    made = await logged(world, task, startedOn="2026-10-05")
    assert (await assessed(world, made["id"]))[0] == 201
    for persona, table, column in ((SUBMITTER, "signals", "received_at"), (DESK, "effects", "recorded_at")):
        moved = f'{{"id": "{LAST}", "reference": "ZWB-2026-000000", "{column}": "{NOW - 365 * DAY}"}}'
        statement = AGAIN.format(table=table, column="id IS NOT NULL OR x.id")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            async with world.as_api(persona) as connection:
                await connection.execute(statement, moved, LAST)
