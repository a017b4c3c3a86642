"""Which tasks end when it is recorded that an intervention was put right or withdrawn, past every policy."""

import asyncpg

from tests.wall.attempt import Attempt
from tests.wall.compare import Expectation, Report
from tests.wall.model import Row, World
from tests.wall.postgres import entered
from tests.wall.write_rules import WRITTEN

LAPSED = "SELECT id FROM tasks WHERE outcome = 'lapsed' AND completed_at = $1"
EVENTS = "SELECT subject_id FROM events WHERE type = 'task.lapsed' AND occurred_at = $1 AND actor_id = $2"
MOST = 12
"""Of each actor it is looked at what so many records do, first those of what a task asks to assess."""


def lapsing(world: World, intervention: Row) -> set[str]:
    """List the tasks that ask to assess what never was, or for a moment that is none of the intervention."""
    (kind,) = (row for row in world.rows("intervention_kinds") if row["id"] == intervention["kind_id"])
    start, never_was = intervention["started_on"], intervention["status"] == "logged_in_error"
    moments = [] if start is None else [7 * week for week in kind["assessed_after_weeks"]]
    return {
        str(task["id"])
        for task in world.rows("tasks")
        if task["intervention_id"] == intervention["id"]
        and task["status"] != "done"
        and (never_was or (task["assessed_for"] - start).days not in moments)
    }


async def compare_lapsing(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Record some changes as who may, and look which tasks ended and were told of."""
    told = [tried for tried, result in one.tried if (tried.kind, result) == ("intervention_changes.tell", WRITTEN)]
    asked = {row["intervention_id"] for row in report.world.rows("tasks")}
    told.sort(key=lambda attempt: attempt.row["intervention_id"] not in asked)
    for attempt in told[:MOST]:
        await _compare(connection, one, report, attempt)


async def _compare(connection: asyncpg.Connection, one: Expectation, report: Report, attempt: Attempt) -> None:
    world = report.world
    (row,) = (row for row in world.rows("interventions") if row["id"] == attempt.row["intervention_id"])
    async with entered(connection, one.issuer, one.subject, world.now):
        columns, values = ", ".join(attempt.row), ", ".join(f"${number + 1}" for number in range(len(attempt.row)))
        insert = f"INSERT INTO intervention_changes ({columns}) VALUES ({values})"
        await connection.execute(insert, *attempt.row.values())
        await connection.execute("SET LOCAL ROLE NONE")
        ended = {str(task["id"]) for task in await connection.fetch(LAPSED, world.now)}
        events = [str(task["subject_id"]) for task in await connection.fetch(EVENTS, world.now, one.actor)]
    expected = lapsing(world, row)
    report.compare_sets(one.actor, "lapsing", [task["id"] for task in world.rows("tasks")], expected, ended)
    report.compare(one.actor, "lapsing", f"{row['id']} told", sorted(expected), sorted(events))
