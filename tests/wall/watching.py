"""What the worker tells of cases, past every policy, compared with the design: each end, and each loss, once."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson

from tests.wall.cases_told import ending, told_of_leads, unled
from tests.wall.compare import Expectation, Report
from tests.wall.mailing import undone
from tests.wall.model import HOUR
from tests.wall.notifying import EVENT, NOTIFIED
from tests.wall.postgres import entered

REMIND = "SELECT access.remind_of_memberships($1, $2, $3, $4)"
WATCH = "SELECT access.watch_cases($1, $2, $3)"
TOLD = """
SELECT subject_id, data ->> 'member' AS member FROM events WHERE type = $1 AND occurred_at = $2 AND actor_id = $3
  AND num_nonnulls(signal_id, municipality_code, compartment, delivered_at) = 0
"""
KEPT = "SELECT id FROM cases WHERE unled_since IS NOT NULL"
REMINDED = "SELECT id FROM case_members WHERE reminded_for = until"
MANY = 100_000


async def compare_watching(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Let the worker look at several times, and change the lead of every case in the name of each member."""
    for hours in (-1, 0, 1, 3):
        await _compare_ends(connection, one, report, hours)
        await _compare_losses(connection, one, report, hours)
    await _compare_leads(connection, one, report)


async def _compare_ends(connection: asyncpg.Connection, one: Expectation, report: Report, hours: int) -> None:
    """Remind a few at a time, with short notice and with long."""
    world, at = report.world, report.world.now + hours * HOUR
    before = {row["id"] for row in world.rows("case_members") if row.get("reminded_for") == row["until"]}
    for notice in (HOUR, 5 * HOUR, 8 * HOUR):
        expected = ending(world, at, notice)
        async with undone(connection) as call:
            ((few,),) = await call(REMIND, at, at + notice, one.actor, 1)
            ((rest,),) = await call(REMIND, at, at + notice, one.actor, MANY)
            ((again,),) = await call(REMIND, at, at + notice, one.actor, MANY)
            rows = await connection.fetch(TOLD, "case.membership_ending", at, one.actor)
            kept = {row["id"] for row in await connection.fetch(REMINDED)}
        name = f"ends {hours} {notice}"
        report.compare(one.actor, "watching", name, sorted(map(str, expected)), sorted(row["member"] for row in rows))
        report.compare(one.actor, "watching", f"{name} kept", sorted(before | expected), sorted(kept))
        _compare_counts(report, one.actor, name, len(expected), (few, rest, again))


async def _compare_losses(connection: asyncpg.Connection, one: Expectation, report: Report, hours: int) -> None:
    """Tell a few cases at a time; of those that have a lead again it is no longer kept that they had none."""
    world, at = report.world, report.world.now + hours * HOUR
    lost = unled(world, at)
    open_ones = {row["id"] for row in world.rows("cases") if row["status"] != "closed"}
    before = {row["id"] for row in world.rows("cases") if row.get("unled_since") is not None}
    expected = (lost & open_ones) - before
    async with undone(connection) as call:
        ((few,),) = await call(WATCH, at, one.actor, 1)
        ((rest,),) = await call(WATCH, at, one.actor, MANY)
        ((again,),) = await call(WATCH, at, one.actor, MANY)
        told = [row["subject_id"] for row in await connection.fetch(TOLD, "case.left_without_lead", at, one.actor)]
        kept = {row["id"] for row in await connection.fetch(KEPT)}
    report.compare(one.actor, "watching", f"losses {hours}", sorted(expected), sorted(told))
    report.compare(one.actor, "watching", f"losses {hours} kept", sorted(before & lost | expected), sorted(kept))
    _compare_counts(report, one.actor, f"losses {hours}", len(expected), (few, rest, again))


def _compare_counts(report: Report, actor: UUID, name: str, number: int, found: tuple[int, int, int]) -> None:
    report.compare(actor, "watching", f"{name} counted", (min(number, 1), max(number - 1, 0), 0), found)


async def _compare_leads(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Tell that the lead changed, by who has it now and by who has not."""
    world = report.world
    for number, (event, by, told) in enumerate(told_of_leads(world)):
        expected = {f"{actor} {kind} {subject}" for actor, (kind, subject) in told.items() if actor != by}
        event_id = uuid4()
        values: tuple[Any, ...] = (None, None, None, event["subject_id"], orjson.dumps(event["data"]).decode())
        async with entered(connection, one.issuer, one.subject, world.now):
            await connection.execute("SET LOCAL ROLE NONE")
            await connection.execute(EVENT, event_id, "case.lead_changed", world.now, by, *values)
            rows = await connection.fetch(NOTIFIED, event_id)
        found = {f"{row['actor_id']} {row['kind']} {row['subject_id']}" for row in rows}
        report.compare(one.actor, "watching", f"{number} lead", sorted(expected), sorted(found))
