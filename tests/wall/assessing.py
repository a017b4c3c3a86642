"""What the worker asks to assess, past every policy, compared with what the design says: each moment once."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from tests.wall.compare import Expectation, Report
from tests.wall.mailing import undone
from tests.wall.model import Row, World

BEFORE = timedelta(days=14)
"""How long before its moment an assessment is asked for."""
DAY = timedelta(days=1)
HERE = ZoneInfo("Europe/Amsterdam")
TIMES = (timedelta(0), 6 * DAY, -22 * DAY, -23 * DAY)
"""When the worker looks: now, when a second moment comes near, and on the first and the last day but none."""
OPEN = "SELECT access.open_assessments($1, $2, 100000)"
OPENED = """
SELECT intervention_id, assessed_for, signal_id, desk_id, track, layer, minor_involved, due_at, concat_ws(' ',
  involvement, status, urgency, reference, municipality_code, district_id, exploitation_forms, acute_danger) AS rest
FROM tasks WHERE id <> ALL ($1)
"""
TOLD = "SELECT count(*) FROM events WHERE type = 'task.opened' AND actor_id = $1 AND occurred_at = $2"
ANSWERED = """
UPDATE tasks SET status = 'done', outcome = 'assessed', assessed_for = assessed_for + $1::int, claimed_by = $2,
  claimed_at = opened_at, completed_at = opened_at, claimed_until = NULL, waiting_until = NULL, waiting_reason = NULL
WHERE intervention_id IS NOT NULL
"""
STANDING = """
UPDATE tasks SET assessed_for = assessed_for + $1::int WHERE intervention_id IS NOT NULL AND $2::uuid IS NOT NULL
"""
LEFT: tuple[tuple[str, int, Row], ...] = (
    (STANDING, 0, {}),
    (STANDING, -1000, {}),
    (ANSWERED, 0, {"status": "done"}),
    (ANSWERED, 1, {"status": "done"}),
)
"""What became of what was asked: it stands, for its day or one before, or was answered, for its day or one after."""


class Asked(NamedTuple):
    """A task that asks for an assessment."""

    intervention: UUID
    moment: date
    signal: UUID
    desk: str
    track: str
    layer: int
    minor_involved: bool
    due_at: datetime
    rest: str


async def compare_assessing(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Let the worker look at several times, whatever became of what it asked before."""
    for leave, days, changes in LEFT:
        tasks = [dict(row) for row in report.world.rows("tasks")]
        for task in tasks:
            if task["intervention_id"] is not None:
                task |= {**changes, "assessed_for": task["assessed_for"] + days * DAY}
        for later in TIMES:
            now = report.world.now + later
            async with undone(connection) as call:
                await connection.execute(leave, days, one.actor)
                ((opened,),) = await call(OPEN, now, one.actor)
                ((again,),) = await call(OPEN, now, one.actor)
                rows = await connection.fetch(OPENED, [task["id"] for task in tasks])
                told = await connection.fetchval(TOLD, one.actor, now)
            expected, found = Counter(_asked(report.world, tasks, now)), Counter(Asked(*row) for row in rows)
            key = f"{later} after {days} {changes}"
            report.compare(one.actor, "assessing", key, expected, found)
            report.compare(one.actor, "assessing", f"{key} told", (len(rows), len(rows), 0), (opened, told, again))


def _asked(world: World, tasks: list[Row], now: datetime) -> list[Asked]:
    """List the tasks that there must be more."""
    today = now.astimezone(HERE).date()
    listed = []
    for intervention in world.rows("interventions"):
        moment = _moment(world, intervention, today)
        if moment is None or _is_known(world, tasks, intervention, moment):
            continue
        case = next((row for row in world.rows("cases") if row["id"] == intervention["case_id"]), None)
        place = (intervention["desk_id"] if case is None else case["desk_id"], intervention["compartment"])
        of_case = [row["signal_id"] for row in world.rows("case_signals") if case and row["case_id"] == case["id"]]
        signals = {intervention["signal_id"], *of_case}
        there = [task for task in tasks if task["signal_id"] in signals and (task["desk_id"], task["track"]) == place]
        if there:
            first = min(there, key=lambda task: (task["opened_at"], task["id"]))
            listed.append(_task(intervention["id"], moment, max(moment, today + BEFORE), first))
    return listed


def _moment(world: World, intervention: Row, today: date) -> date | None:
    """Return the last moment to assess at that is near or past, if any."""
    (kind,) = (row for row in world.rows("intervention_kinds") if row["id"] == intervention["kind_id"])
    if intervention["started_on"] is None or intervention["status"] == "logged_in_error":
        return None
    moments = [intervention["started_on"] + timedelta(weeks=weeks) for weeks in kind["assessed_after_weeks"]]
    return max((moment for moment in moments if moment <= today + BEFORE), default=None)


def _is_known(world: World, tasks: list[Row], intervention: Row, moment: date) -> bool:
    """Tell whether something was assessed for a moment, or is asked already, or was asked and ended."""
    assessed = [row["assessed_on"] for row in world.rows("effects") if row["intervention_id"] == intervention["id"]]
    asked = [task for task in tasks if task["intervention_id"] == intervention["id"]]
    return any(day >= moment - BEFORE for day in assessed) or any(
        task["status"] != "done" or task["assessed_for"] >= moment for task in asked
    )


def _task(intervention: UUID, moment: date, last: date, like: Row) -> Asked:
    """Tell what a task is that asks it until the end of a last day, of the same signal as another of the desk."""
    due = datetime.combine(last + DAY, datetime.min.time(), HERE)
    forms = "{" + ",".join(like["exploitation_forms"]) + "}"
    envelope = f"{like['reference']} {like['municipality_code']} {like['district_id']} {forms} f"
    same = (like["signal_id"], like["desk_id"], like["track"], like["layer"], like["minor_involved"])
    return Asked(intervention, moment, *same, due, f"assessment open 2 {envelope}")
