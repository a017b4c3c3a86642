"""How often each combination of facts was routed by, as who compares drafts is told: of whole months and no less."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from tests.wall.holding import actions
from tests.wall.model import World

ACTION = "routing-tables:history:simulate"
HERE = ZoneInfo("Europe/Amsterdam")
COUNT = """
SELECT coalesce(sum(decisions), 0) FROM access.routing_fact_counts($1::text::timestamptz, $2::text::timestamptz)
"""
EVER, NEVER = "-infinity", "infinity"
SOON = timedelta(microseconds=1)


async def counts(connection: asyncpg.Connection, world: World, actor: UUID) -> list[tuple[str, int, int]]:
    """Count within some windows; return each with how many there are in its whole months, and how many were told."""
    moments = [row["decided_at"] for row in world.rows("routing_decisions")]
    begun = world.now.astimezone(HERE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = (begun - timedelta(days=1)).replace(day=1)
    here = sum(moment >= begun for moment in moments)
    windows = [
        (EVER, NEVER, len(moments)),
        (str(begun), NEVER, here),
        (str(begun - SOON), NEVER, here),
        (str(begun + SOON), NEVER, 0),
        (EVER, str(begun), len(moments) - here),
        (EVER, str(begun + SOON), len(moments) - here),
        (EVER, str(begun - SOON), sum(moment < before for moment in moments)),
        *((str(moment), str(moment + SOON), 0) for moment in moments[:1]),
    ]
    may = ACTION in actions(world, actor, world.now)
    return [
        (f"{first} {after}", there if may else 0, await connection.fetchval(COUNT, first, after))
        for first, after, there in windows
    ]
