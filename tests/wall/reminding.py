"""What the worker reminds the DSP of, past every policy, compared with what the design says: each term once."""

import asyncpg

from tests.wall.compare import Expectation, Report
from tests.wall.mailing import undone
from tests.wall.model import HOUR
from tests.wall.proposals_told import due

REMIND = "SELECT access.remind_of_proposals($1, $2, $3)"
TOLD = """
SELECT subject_id FROM events WHERE type = 'dsp_proposal.overdue' AND occurred_at = $1 AND actor_id = $2
  AND num_nonnulls(signal_id, municipality_code, compartment, delivered_at) = 0
"""
KEPT = "SELECT id FROM dsp_proposals WHERE reminded_for = due_at"
MANY = 100_000


async def compare_reminding(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Let the worker look at several times, twice at each, and a few at a time."""
    world = report.world
    before = {
        row["id"] for row in world.rows("dsp_proposals") if row["due_at"] and row["reminded_for"] == row["due_at"]
    }
    for hours in (-3, -1, 0, 1, 3):
        at = world.now + hours * HOUR
        expected = due(world, at)
        async with undone(connection) as call:
            ((few,),) = await call(REMIND, at, one.actor, 1)
            ((rest,),) = await call(REMIND, at, one.actor, MANY)
            ((again,),) = await call(REMIND, at, one.actor, MANY)
            told = [row["subject_id"] for row in await connection.fetch(TOLD, at, one.actor)]
            kept = {row["id"] for row in await connection.fetch(KEPT)}
        report.compare(one.actor, "reminding", f"{hours}", sorted(expected), sorted(told))
        report.compare(one.actor, "reminding", f"{hours} kept", sorted(before | expected), sorted(kept))
        counts = (min(len(expected), 1), max(len(expected) - 1, 0), 0)
        report.compare(one.actor, "reminding", f"{hours} counted", counts, (few, rest, again))
