"""Asks the database who could be members of cases, and works it out naively."""

import asyncpg

from tests.wall.case_rules import works_in
from tests.wall.compare import Expectation, Report
from tests.wall.holding import reaches_case
from tests.wall.postgres import entered

CANDIDATES = "SELECT actor_id FROM access.case_candidates($1)"
OF_EACH = 2
"""For how many cases each actor asks, of its own and of others."""


async def compare_candidates(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Ask for the candidates of some cases of an actor, and of some that are not its own."""
    world = report.world
    own = [case for case in world.rows("cases") if works_in(world, one.actor, world.now, case)]
    others = [case for case in world.rows("cases") if case not in own]
    actors = [row["id"] for row in world.rows("actors")]
    async with entered(connection, one.issuer, one.subject, world.now):
        for case in (*own[:OF_EACH], *others[:OF_EACH]):
            found = {str(row["actor_id"]) for row in await connection.fetch(CANDIDATES, case["id"])}
            place = (case["compartment"], case["district_id"])
            reaching = {str(actor) for actor in actors if reaches_case(world, actor, world.now, *place)}
            report.compare_sets(one.actor, "candidates", actors, reaching if case in own else set(), found)
