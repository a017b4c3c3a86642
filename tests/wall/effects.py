"""What functions of the database leave behind, or find, when an actor sets them going: matches, names, searches."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from tests.wall.assessing import compare_assessing
from tests.wall.candidates import compare_candidates
from tests.wall.compare import Expectation, Report
from tests.wall.desk_people import NEVER, works_until
from tests.wall.handing_over import compare_handing_over
from tests.wall.lapsing import compare_lapsing
from tests.wall.link_rules import HIGH, found_alike, raised_by
from tests.wall.mailing import compare_mailing
from tests.wall.model import CARE, SECURITY, World
from tests.wall.naming import compare_naming
from tests.wall.notifying import compare_notifying
from tests.wall.postgres import entered
from tests.wall.reminding import compare_reminding
from tests.wall.rules import own_tasks
from tests.wall.searching import compare_searching
from tests.wall.watching import compare_watching
from tests.wall.write_rules import WRITTEN

LOOKUPS = 12
"""How many lookups are compared in one world."""

CLAIM = """
UPDATE tasks SET status = 'claimed', claimed_by = $2, claimed_at = $3, outcome = NULL, completed_at = NULL
WHERE id = $1 RETURNING claimed_until
"""
CLAIMS = 3
"""How many tasks each actor claims."""
ALIKE = 12
"""For how many of its own tasks each actor asks what is alike."""
RAISED = """
SELECT subject_id || ' ' || (data ->> 'reason') || ' ' || (data ->> 'signals') AS raised FROM events
WHERE type = 'task.urgency_raised' AND occurred_at = $1
"""

Found = set[tuple[UUID, str, str]]

ASK = "INSERT INTO identity_lookups (signal_id, municipality_code, actor_id, asked_at) VALUES ($1, $2, $3, $4)"
MATCHES = "SELECT signal_id, compartment, desk_id FROM matches"
COMPARED = "SELECT compared_at IS NOT NULL FROM identity_lookups WHERE signal_id = $1"


def desk_to_call(side: str, district: str) -> str:
    """Name the desk of the other side that is called when something of a side is known there, in a district."""
    return "avim" if side == CARE else f"zorgcoordinator.{district}"


def found_by(world: World, signal_id: UUID) -> Found:
    """List the matches there must be once a signal was compared: the old ones, and one for both sides of each pair."""
    found = {(row["signal_id"], row["compartment"], row["desk_id"]) for row in world.rows("matches")}
    tokens = world.rows("identity_tokens")
    for one in (token for token in tokens if token["signal_id"] == signal_id):
        for other in tokens:
            if other["value"] == one["value"] and {one["compartment"], other["compartment"]} == {CARE, SECURITY}:
                for here, there in ((one, other), (other, one)):
                    desk = desk_to_call(here["compartment"], there["district_id"])
                    found.add((here["signal_id"], here["compartment"], desk))
    return found


async def compare_effects(connection: asyncpg.Connection, expected: Sequence[Expectation], report: Report) -> None:
    """Compare identities as who may, and name actors as everybody, and look past every policy at what is there then."""
    lookups = 0
    await compare_notifying(connection, expected[0], report)
    await compare_mailing(connection, expected[0], report)
    await compare_assessing(connection, expected[0], report)
    await compare_reminding(connection, expected[0], report)
    await compare_watching(connection, expected[0], report)
    for one in expected:
        lookups += await compare_lookups(connection, one, report, LOOKUPS - lookups)
        await compare_naming(connection, one, report)
        await compare_alike(connection, one, report)
        await compare_searching(connection, one, report)
        await _compare_claiming(connection, one, report)
        await compare_candidates(connection, one, report)
        await compare_handing_over(connection, one, report)
        await compare_lapsing(connection, one, report)


async def compare_lookups(
    connection: asyncpg.Connection, one: Expectation, report: Report, at_most: int = LOOKUPS
) -> int:
    """Compare identities as who may, and what becomes urgent by that; return of how many signals."""
    asked = [attempt for attempt, outcome in one.tried if attempt.kind == "identity_lookups.ask" and outcome == WRITTEN]
    for attempt in asked[:at_most]:
        await _compare_lookup(connection, one, report, attempt.row["signal_id"])
        await _compare_raising(connection, one, report, attempt.row["signal_id"])
    return len(asked[:at_most])


async def _compare_lookup(connection: asyncpg.Connection, asker: Expectation, report: Report, signal_id: UUID) -> None:
    world = report.world
    (signal,) = (row for row in world.rows("signals") if row["id"] == signal_id)
    async with entered(connection, asker.issuer, asker.subject, world.now):
        await connection.execute(ASK, signal_id, signal["municipality_code"], asker.actor, world.now)
        await connection.execute("SET LOCAL ROLE NONE")
        found = {tuple(row) for row in await connection.fetch(MATCHES)}
        compared = await connection.fetchval(COMPARED, signal_id)
    report.compare(asker.actor, "matching", f"{signal_id} compared", True, compared)
    names = [{"|".join(map(str, match)) for match in matches} for matches in (found_by(world, signal_id), found)]
    report.compare_sets(asker.actor, "matching", names[0], *names)


async def _compare_raising(connection: asyncpg.Connection, asker: Expectation, report: Report, signal: UUID) -> None:
    """Let a signal come in, as far as that raises urgency, and look which tasks became more urgent, and why."""
    world = report.world
    (envelope,) = (row for row in world.rows("signals") if row["id"] == signal)
    async with entered(connection, asker.issuer, asker.subject, world.now):
        await connection.execute(ASK, signal, envelope["municipality_code"], asker.actor, world.now)
        await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        await connection.execute("SET LOCAL ROLE NONE")
        told = {row["raised"] for row in await connection.fetch(RAISED, world.now)}
        urgent = {str(row["id"]) for row in await connection.fetch("SELECT id FROM tasks WHERE urgency = $1", HIGH)}
    expected = raised_by(world, signal)
    report.compare_sets(asker.actor, "raising", [task["id"] for task in world.rows("tasks")], expected, told)
    high = {str(task["id"]) for task in world.rows("tasks") if task["urgency"] == HIGH}
    high |= {found.split(" ")[0] for found in expected}
    report.compare_sets(asker.actor, "raising urgency", high | urgent, high, urgent)


async def compare_alike(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Ask for what is like one's own tasks, and like some that are not one's own."""
    world, own = report.world, own_tasks(report.world, one.actor, report.world.now)
    known = {task["signal_id"] for task in own}
    others = [task for task in world.rows("tasks") if task["signal_id"] in known and task not in own]
    tasks = [*own[:ALIKE], *others[:ALIKE], *world.rows("tasks")[::11]]
    async with entered(connection, one.issuer, one.subject, world.now):
        for task in tasks:
            rows = await connection.fetch("SELECT task_id, kinds FROM access.duplicates_of($1)", task["id"])
            found = {f"{row['task_id']} {sorted(map(str, row['kinds']))}" for row in rows}
            expected = found_alike(world, one.actor, world.now, task)
            report.compare_sets(one.actor, "alike", world.rows("tasks"), expected, found)


async def _compare_claiming(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Claim some tasks, and look until when they are claimed: until their holder no longer works at the desk."""
    world = report.world
    claimed = [attempt.row for attempt, outcome in one.tried if attempt.kind == "tasks.claim" and outcome == WRITTEN]
    for task in claimed[:CLAIMS]:
        until = works_until(world, one.actor, task["desk_id"], task["track"])
        async with entered(connection, one.issuer, one.subject, world.now):
            kept = await connection.fetchval(CLAIM, task["id"], one.actor, world.now)
        report.compare(one.actor, "claiming", f"{task['id']} until", None if until == NEVER else until, kept)
