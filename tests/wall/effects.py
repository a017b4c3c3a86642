"""What functions of the database leave behind when an actor sets them going: matches, and actors that were named."""

from collections.abc import Iterable
from uuid import UUID, uuid5

import asyncpg

from tests.wall.compare import Expectation, Report
from tests.wall.holding import actions
from tests.wall.model import CARE, ISSUER, SECURITY, World
from tests.wall.postgres import entered
from tests.wall.write_rules import WRITTEN

LOOKUPS = 12
"""How many lookups are compared in one world."""

Found = set[tuple[UUID, str, str]]

ASK = "INSERT INTO identity_lookups (signal_id, municipality_code, actor_id, asked_at) VALUES ($1, $2, $3, $4)"
MATCHES = "SELECT signal_id, compartment, desk_id FROM matches"
COMPARED = "SELECT compared_at IS NOT NULL FROM identity_lookups WHERE signal_id = $1"
NAME = "SELECT access.actor_of($1, $2, 'somebody new', 'Somebody', 'person')"
NAMED = "SELECT count(*) FROM actors WHERE subject = 'somebody new'"


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


async def compare_effects(connection: asyncpg.Connection, expected: Iterable[Expectation], report: Report) -> None:
    """Compare identities as who may, and name actors as everybody, and look past every policy at what is there then."""
    lookups = 0
    for one in expected:
        for attempt, outcome in one.tried:
            if attempt.kind == "identity_lookups.ask" and outcome == WRITTEN and lookups < LOOKUPS:
                lookups += 1
                await _compare_lookup(connection, one, report, attempt.row["signal_id"])
        await _compare_naming(connection, one, report)


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


async def _compare_naming(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    world = report.world
    may = actions(world, one.actor, world.now) & {"appointments:all:manage", "appointments:own:lend"}
    async with entered(connection, one.issuer, one.subject, world.now):
        await connection.fetchval(NAME, uuid5(one.actor, "new"), ISSUER)
        await connection.execute("SET LOCAL ROLE NONE")
        named = await connection.fetchval(NAMED)
    report.compare(one.actor, "naming", "somebody new", 1 if may else 0, named)
