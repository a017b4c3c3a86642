"""Of which cases the database tells through broken glass what they are: worked out naively, and asked of it."""

from uuid import UUID

import asyncpg

from tests.wall.holding import opened_cases
from tests.wall.model import World

READ = "SELECT a.id || ' ' || c.id FROM unnest($1::uuid[]) a (id) CROSS JOIN LATERAL access.opened_case(a.id) c"


def cases_told(world: World, actor: UUID) -> set[str]:
    """List the cases that the function tells of, each as asked for and as answered."""
    return {f"{case} {case}" for case in opened_cases(world, actor, world.now)}


async def read_cases_told(connection: asyncpg.Connection, world: World) -> set[str]:
    """Ask the function for every case there is."""
    return {row[0] for row in await connection.fetch(READ, [case["id"] for case in world.rows("cases")])}
