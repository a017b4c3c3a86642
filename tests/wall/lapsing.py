"""Which tasks end when an intervention is put right or withdrawn, and that this is recorded, past every policy."""

from collections.abc import Iterator

import asyncpg

from tests.wall.attempt import Attempt
from tests.wall.compare import Expectation, Report
from tests.wall.intervention_rules import SAID
from tests.wall.model import Row, World
from tests.wall.postgres import entered
from tests.wall.write_rules import WRITTEN

LAPSED = "SELECT id FROM tasks WHERE outcome = 'lapsed' AND completed_at = $1"
EVENTS = "SELECT subject_id FROM events WHERE type = 'task.lapsed' AND occurred_at = $1 AND actor_id = $2"
RECORD = """
INSERT INTO intervention_changes (id, intervention_id, compartment, step, version, content, changed_by,
  changed_by_name, changed_at) VALUES (gen_random_uuid(), $1, $2, $3, $4, '', $5, 'x', $6)
"""
MOST = 12
"""Of each actor it is looked at what so many changes do, first those of what a task asks to assess."""
PUTS_RIGHT = ("interventions.correct", "interventions.withdraw", "interventions.aim")


def lapsing(world: World, row: Row, before: Row) -> set[str]:
    """List the tasks that ask to assess what never was, or for a moment that its kind or start took away."""
    (kind,) = (one for one in world.rows("intervention_kinds") if one["id"] == row["kind_id"])
    start, never_was = row["started_on"], row["status"] == "logged_in_error"
    moved = (row["kind_id"], start) != (before["kind_id"], before["started_on"])
    moments = [] if start is None else [7 * week for week in kind["assessed_after_weeks"]]
    return {
        str(task["id"])
        for task in world.rows("tasks")
        if task["intervention_id"] == row["id"]
        and task["status"] != "done"
        and (never_was or (moved and (task["assessed_for"] - start).days not in moments))
    }


def recorded(row: Row, before: Row) -> list[str]:
    """Name the step that must be on record, if any: a withdrawal, or saying something otherwise without a step."""
    if row["status"] != before["status"]:
        return ["withdraw"] if row["status"] == "logged_in_error" else []
    return ["correct"] if any(row.get(name) != before.get(name) for name in (*SAID, "started_on")) else []


async def compare_lapsing(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Change some interventions as who may, and look what must be recorded, and which tasks ended and were told of."""
    asked = {row["intervention_id"] for row in report.world.rows("tasks")}
    tried = [attempt for attempt, result in one.tried if attempt.kind in PUTS_RIGHT and result == WRITTEN]
    tried.sort(key=lambda attempt: attempt.row["id"] not in asked)
    for attempt in [*tried[:MOST], *_moves(tried)]:
        await _compare(connection, one, report, attempt)


def _moves(tried: list[Attempt]) -> Iterator[Attempt]:
    """Choose what changes the kind, and what changes the start, by which moments move, past the first."""
    for moved in ("kind_id", "started_on"):
        yield from [attempt for attempt in tried[MOST:] if moved in attempt.changes][: MOST // 2]


async def _compare(connection: asyncpg.Connection, one: Expectation, report: Report, attempt: Attempt) -> None:
    world, row, before = report.world, attempt.row, attempt.before or attempt.row
    steps = recorded(row, before)
    async with entered(connection, one.issuer, one.subject, world.now):
        columns = ", ".join(f"{name} = ${number + 2}" for number, name in enumerate(attempt.changes))
        values = [row[name] for name in attempt.changes]
        await connection.execute(f"UPDATE interventions SET {columns} WHERE id = $1", row["id"], *values)
        off_the_record = await _is_refused(connection)
        for step in steps:
            who = (one.actor, world.now)
            await connection.execute(RECORD, row["id"], row["compartment"], step, row["version"], *who)
        on_the_record = await _is_refused(connection)
        await connection.execute("SET LOCAL ROLE NONE")
        ended = {str(task["id"]) for task in await connection.fetch(LAPSED, world.now)}
        events = [str(task["subject_id"]) for task in await connection.fetch(EVENTS, world.now, one.actor)]
    report.compare(one.actor, "recording", f"{attempt.key} {attempt.changes}", bool(steps), off_the_record)
    report.compare(one.actor, "recording", f"{attempt.key} recorded", False, on_the_record)
    expected = lapsing(world, row, before)
    report.compare_sets(one.actor, "lapsing", [task["id"] for task in world.rows("tasks")], expected, ended)
    report.compare(one.actor, "lapsing", f"{row['id']} told", sorted(expected), sorted(events))


async def _is_refused(connection: asyncpg.Connection) -> bool:
    """Tell whether what was done so far could not be committed.

    Once a savepoint is released, PostgreSQL goes on looking at once until the whole transaction ends, of which
    entering as an actor may be a part only.
    """
    try:
        async with connection.transaction():
            await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            await connection.execute("SET CONSTRAINTS ALL DEFERRED")
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False
