"""What the function that searches tasks finds for an actor, and how often within the hour it answers."""

from uuid import UUID, uuid4

import asyncpg

from app.platform.embedded import API_LOGIN
from tests.wall.compare import Expectation, Report
from tests.wall.holding import actions
from tests.wall.model import HOUR, SOUGHT_ADDRESSES, SOUGHT_NAMES, World
from tests.wall.postgres import entered
from tests.wall.rules import own_tasks

SEARCH = "SELECT access.search_tasks($1, 'person', ARRAY[$2::bytea])"
ASKED_BEFORE = """
INSERT INTO task_searches (id, actor_id, asked_at, kind)
SELECT gen_random_uuid(), $1, $2, 'person' FROM generate_series(1, $3)
"""
MOST = 120
"""How many searches an actor makes within an hour at most."""


def _found_by(world: World, actor: UUID, value: bytes) -> set[str]:
    """List the tasks on the desks of an actor of signals in which a value is known, on the side of the task."""
    known = {
        (token["signal_id"], token["compartment"])
        for table in ("identity_tokens", "search_tokens")
        for token in world.rows(table)
        if token["value"] == value
    }
    return {
        str(task["id"]) for task in own_tasks(world, actor, world.now) if (task["signal_id"], task["track"]) in known
    }


async def compare_searching(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Look for every name and building that was ever sought, and once more after much was asked."""
    may = "tasks:desk:read" in actions(report.world, one.actor, report.world.now)
    everything = [str(task["id"]) for task in report.world.rows("tasks")]
    async with entered(connection, one.issuer, one.subject, report.world.now):
        for value in (*SOUGHT_NAMES.values(), *SOUGHT_ADDRESSES.values()):
            found = await connection.fetchval(SEARCH, uuid4(), value)
            report.compare(one.actor, "searching", "answered", may, found is not None)
            expected = _found_by(report.world, one.actor, value) if may else set[str]()
            report.compare_sets(one.actor, "searching", everything, expected, {str(task) for task in found or ()})
    if may:
        await _compare_asking_often(connection, one, report)


async def _compare_asking_often(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Search once more when one has asked all that one may within the hour, or asked it before that."""
    now = report.world.now
    for asked_at, before, answered in ((now, MOST, False), (now, MOST - 2, True), (now - HOUR, MOST, True)):
        async with entered(connection, one.issuer, one.subject, now):
            await connection.execute("SET LOCAL ROLE NONE")
            await connection.execute("DELETE FROM task_searches")
            await connection.execute(ASKED_BEFORE, one.actor, asked_at, before)
            await connection.execute(f"SET LOCAL ROLE {API_LOGIN}")
            found = await connection.fetchval(SEARCH, uuid4(), b"x")
        key = f"{before} asked at {asked_at}"
        report.compare(one.actor, "searching", key, answered, found is not None)
