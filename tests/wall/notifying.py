"""Who is notified of each event there can be, past every policy, compared with what the design says."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid4

import asyncpg
import orjson

from tests.wall.cases_told import told_of_cases
from tests.wall.compare import Expectation, Report
from tests.wall.crossings_told import told_of_additions, told_of_crossings
from tests.wall.holding import actions, held, is_in_area, submits_for, works_at
from tests.wall.model import Row, World
from tests.wall.postgres import entered
from tests.wall.proposals_told import told_of_proposals

STEPS = {1: "desk", 2: "districtelijk_coordinator", 3: "ketenregisseur"}
OVERSEERS = {2: "districtelijk_coordinator", 3: "ketenregisseur"}
EVENT = """
INSERT INTO events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id, data)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
NOTIFIED = "SELECT actor_id, kind, subject_id FROM notifications WHERE event_id = $1 AND read_at IS NULL"
EACH = 12
"""Of how many tasks, escalations and referrals each event is told."""

Told = dict[UUID, tuple[str, UUID]]
Case = tuple[str, Row, Told]


def _people(world: World) -> list[UUID]:
    return [row["id"] for row in world.rows("actors") if row["kind"] == "person"]


def _at(world: World, desk: str, side: str, now: datetime) -> set[UUID]:
    return {one for one in _people(world) if works_at(world, one, now, desk, side)}


def _overseeing(world: World, role: str, district: str, now: datetime) -> set[UUID]:
    return {
        one
        for one in _people(world)
        if any(row["role"] == role and is_in_area(row, district) for row in held(world, one, now))
    }


def _managing(world: World) -> set[UUID]:
    return {one for one in _people(world) if "appointments:all:manage" in actions(world, one, world.now)}


@lru_cache(maxsize=4)
def _cases(world: World) -> tuple[Case, ...]:
    """List events, each with whom it is told and of what: worked out once for a world, compared as often as needed."""
    return tuple(_draw_cases(world))


def _draw_cases(world: World) -> Iterator[Case]:
    for task in world.rows("tasks")[:EACH]:
        event = {**_of_signal(task, task["track"]), "subject_id": task["id"], "data": {}}
        there = _at(world, task["desk_id"], task["track"], world.now)
        kind = "acute_danger" if task["acute_danger"] else "new_work"
        yield "task.opened", event, dict.fromkeys(there, (kind, task["id"]))
        holder = there & {task["claimed_by"]}
        yield "task.assigned", event, dict.fromkeys(holder, ("assigned", task["id"]))
        yield "task.claimed", event, {}
    for feedback in world.rows("feedback")[:EACH]:
        event = {**_of_signal(feedback, feedback["compartment"]), "subject_id": feedback["id"], "data": {}}
        hears = {one for one in _people(world) if submits_for(world, one, world.now, feedback["municipality_code"])}
        yield "feedback.given", event, dict.fromkeys(hears, ("feedback_given", feedback["signal_id"]))
    for referral in world.rows("referrals")[:EACH]:
        event = {**_of_signal(referral, referral["track"]), "subject_id": referral["id"], "data": {}}
        receivers = (
            _at(world, referral["to_desk_id"], referral["to_track"], world.now) if referral["to_desk_id"] else set()
        )
        yield "referral.offered", event, dict.fromkeys(receivers, ("referral_offered", referral["id"]))
        senders = _at(world, referral["from_desk_id"], referral["track"], world.now)
        for end in ("returned", "expired"):
            yield f"referral.{end}", event, dict.fromkeys(senders, ("referral_returned", referral["id"]))
    yield from told_of_crossings(world)
    yield from told_of_additions(world)
    yield from told_of_proposals(world)
    yield from told_of_cases(world)
    yield from _looped(world)
    yield from _escalated(world)


def _looped(world: World) -> Iterator[Case]:
    looped = {row["task_id"]: row for row in world.rows("escalations") if row["about"] == "referrals"}
    for referral in (row for row in world.rows("referrals") if row["task_id"] in looped):
        row = looped[referral["task_id"]]
        event = {**_of_signal(referral, referral["track"]), "subject_id": referral["id"], "data": {}}
        to = _at(world, row["desk_id"], row["track"], world.now)
        to |= _overseeing(world, OVERSEERS[2], row["district_id"], world.now)
        yield "referral.looped", event, dict.fromkeys(to, ("referrals_looped", row["id"]))


def _escalated(world: World) -> Iterator[Case]:
    steps = [row for row in world.rows("escalations") if row["task_id"] is not None]
    for row in (*steps[: EACH * 3], *steps[-EACH:]):
        task = next(task for task in world.rows("tasks") if task["id"] == row["task_id"])
        same = [
            other
            for other in steps
            if all(other[name] == row[name] for name in ("task_id", "step", "kind", "raised_at"))
        ]
        if len(same) > 1 or row["step"] not in STEPS:
            continue
        to = (
            _at(world, row["desk_id"], row["track"], row["raised_at"])
            if row["step"] == 1
            else _overseeing(world, OVERSEERS[row["step"]], row["district_id"], row["raised_at"])
        )
        data = {"desk": row["desk_id"], "kind": row["kind"], "step": STEPS[row["step"]]}
        event = {**_of_signal(task, task["track"]), "subject_id": task["id"], "data": data}
        event["occurred_at"] = row["raised_at"]
        told = row["kind"] == "feedback_overdue"
        yield (
            "feedback.overdue" if told else "task.escalated",
            event,
            dict.fromkeys(to, ("feedback_overdue" if told else "escalated", row["id"])),
        )
    for row in world.rows("escalations"):
        if row["task_id"] is None:
            event = {**dict.fromkeys(("signal_id", "municipality_code", "compartment")), "subject_id": row["id"]}
            yield (
                "desk.unstaffed",
                {**event, "data": {"desk": row["desk_id"]}},
                dict.fromkeys(_managing(world), ("desk_unstaffed", row["id"])),
            )


def _of_signal(row: Row, side: str) -> Row:
    return {"signal_id": row["signal_id"], "municipality_code": row["municipality_code"], "compartment": side}


async def compare_notifying(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Tell of every event in the name of an actor, and look who was notified of what, once each."""
    world = report.world
    for number, (event_type, event, told) in enumerate(_cases(world)):
        by = min(told) if told and number % 2 else one.actor
        expected = {
            f"{actor} {kind} {subject}"
            for actor, (kind, subject) in told.items()
            if actor != by or kind == "acute_danger"
        }
        async with entered(connection, one.issuer, one.subject, world.now):
            await connection.execute("SET LOCAL ROLE NONE")
            event_id = uuid4()
            place = (event["signal_id"], event["municipality_code"], event["compartment"], event["subject_id"])
            at = event.get("occurred_at", world.now)
            await connection.execute(EVENT, event_id, event_type, at, by, *place, orjson.dumps(event["data"]).decode())
            rows = await connection.fetch(NOTIFIED, event_id)
        found = {f"{row['actor_id']} {row['kind']} {row['subject_id']}" for row in rows}
        report.compare(one.actor, "notifying", f"{number} {event_type}", sorted(expected), sorted(found))
        report.compare(one.actor, "notifying", f"{number} {event_type} once", len(found), len(rows))
