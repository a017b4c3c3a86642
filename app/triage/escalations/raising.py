"""Taking the steps that have come up: what the worker does, through functions of the database and in no other way."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.database import DatabaseRow, apart, dump_json
from app.platform.database_errors import is_wrong_data
from app.platform.ids import ActorId, new_id
from app.platform.logs import get_logger
from app.reference.working_time import Calendar
from app.triage.escalations.queries import DUE, EMPTY_DESKS, ESCALATE, FIND_LOST, WATCH_DESKS
from app.triage.escalations.rules import About, Rung, ladder_of, plan
from app.triage.states import urgency_of

WORKER = ActorId(UUID("00000000-0000-8000-8000-000000000001"))
"""Who tells of what the worker does: no person, and no actor that could be appointed to anything."""

WRONG = (DBAPIError, ValueError, ArithmeticError)
"""What goes wrong with one row of a batch, among other things; a moment that Python cannot count with is the last."""


async def raise_due(connection: AsyncConnection, now: datetime, calendar: Calendar, limit: int) -> int:
    """Take the step that each of some tasks has come up for; return how many were taken, or had nothing to take.

    All statements are of one transaction: what is not committed has not happened, and comes up again. A task whose
    step cannot be taken keeps no other waiting: the others of the batch are then taken one by one, and where none of
    them can, those that come up after them.
    """
    passed: set[tuple[UUID, str]] = set()
    while rows := await _due(connection, now, limit, passed):
        try:
            return await _take(connection, rows, now, calendar)
        except WRONG as error:
            if not is_of_the_data(error):
                raise
        left = {(row.task_id, row.about) for row in rows if not await _take_alone(connection, row, now, calendar)}
        if len(left) < len(rows):
            return len(rows) - len(left)
        passed |= left
    return 0


async def _due(
    connection: AsyncConnection, now: datetime, limit: int, passed: set[tuple[UUID, str]]
) -> Sequence[DatabaseRow]:
    """Return what has come up, the longest ago first, without what is passed by."""
    rows = (await connection.execute(DUE, {"now": now, "limit": limit + len(passed)})).all()
    return [row for row in rows if (row.task_id, row.about) not in passed]


async def _take(connection: AsyncConnection, rows: Sequence[DatabaseRow], now: datetime, calendar: Calendar) -> int:
    """Take the steps of some tasks, all or none."""
    planned = [_planned(row, now, calendar) for row in rows]
    async with apart(connection):
        await connection.execute(ESCALATE, {"now": now, "actor": WORKER, "planned": dump_json(planned)})
    return len(rows)


async def _take_alone(connection: AsyncConnection, row: DatabaseRow, now: datetime, calendar: Calendar) -> bool:
    """Take the step of one task; tell whether that was possible."""
    try:
        await _take(connection, [row], now, calendar)
    except WRONG as error:
        if not is_of_the_data(error):
            raise
        get_logger().error("a task cannot be escalated", task_id=str(row.task_id), about=row.about, error=error)
        return False
    return True


def _planned(row: DatabaseRow, now: datetime, calendar: Calendar) -> dict[str, object]:
    ladder = ladder_of(About(row.about), urgency_of(row.urgency))
    decided = plan(Rung(row.step), ladder, row.due_at, now, calendar, without_waiting=row.without_waiting)
    return {
        "task_id": row.task_id,
        "about": row.about,
        "step": row.step,
        "takes_step": decided.takes_step,
        "id": new_id(),
        "event_id": new_id(),
        "next_step": decided.rung,
        "next_at": decided.at,
    }


def is_of_the_data(error: Exception) -> bool:
    """Tell whether an error is one of what is done, so that the rest can be done without it."""
    return not isinstance(error, DBAPIError) or is_wrong_data(error)


async def watch_desks(connection: AsyncConnection, now: datetime) -> int:
    """Tell of desks with work where nobody is appointed, and let that work go up; return how much was changed."""
    rows = (await connection.execute(EMPTY_DESKS, {"now": now})).all()
    if not rows:
        return 0
    desks = [{"desk_id": row.desk_id, "id": new_id(), "event_id": new_id()} for row in rows]
    changed = await connection.execute(WATCH_DESKS, {"now": now, "actor": WORKER, "desks": dump_json(desks)})
    return cast("int", changed.scalar_one())


async def find_lost(connection: AsyncConnection) -> int:
    """Let tasks come up that have no deadline, for whatever reason; return how many there were."""
    return cast("int", (await connection.execute(FIND_LOST)).scalar_one())
