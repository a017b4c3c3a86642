"""The SQL for reading tasks. Row-level security decides again which rows there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.access.gate import Work
from app.platform.database import DatabaseRow, RowSelect, fetch
from app.platform.ids import TaskId
from app.routing.models import RoutingDecision
from app.triage.knowledge import on_desks_of
from app.triage.models import Task, TaskNote
from app.triage.schemas import TaskQuery
from app.triage.states import URGENCY_ORDER, TaskStatus

QUEUE = """
SELECT t.* FROM unnest($1::text[], $2::text[]) AS own (desk, track)
CROSS JOIN LATERAL (
  SELECT {columns} FROM tasks
  WHERE desk_id = own.desk AND track = own.track AND {conditions}
  ORDER BY urgency, due_at, id LIMIT $3
) AS t
ORDER BY urgency, due_at, id LIMIT $3
"""
"""The heads of the caller's queues, each read from the index in its order, merged."""

NOT_DONE = "status <> 'done'"
"""Written out, so that PostgreSQL sees that the index of the open queues serves the query."""


class TaskRow(NamedTuple):
    """A task as it is kept: the columns of its table, in their order."""

    id: UUID
    signal_id: UUID
    decision_id: UUID
    desk_id: str
    track: str
    layer: int
    involvement: str
    status: str
    urgency: int
    due_at: datetime
    opened_at: datetime
    reference: str
    municipality_code: str
    district_id: str
    exploitation_forms: list[str]
    acute_danger: bool
    claimed_by: UUID | None
    claimed_at: datetime | None
    outcome: str | None
    completed_at: datetime | None
    version: int


COLUMNS = ", ".join(TaskRow._fields)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the order of a queue."""

    urgency: int
    due_at: datetime
    task_id: UUID


async def read_queue(work: Work, filters: TaskQuery, after: Position | None) -> list[TaskRow]:
    """Return a page of tasks on the caller's desks and one more, the most urgent first and of those the first due."""
    own = [(desk, side) for side, desks in work.actor.desks.items() for desk in desks if filters.desk in (None, desk)]
    values: list[object] = [[desk for desk, _ in own], [side for _, side in own], filters.limit + 1]
    conditions = [NOT_DONE] if filters.status is not TaskStatus.DONE else []
    for condition, given in _conditions(filters, after):
        conditions.append(condition.format(*(f"${len(values) + n}" for n in range(1, len(given) + 1))))
        values.extend(given)
    query = QUEUE.format(columns=COLUMNS, conditions=" AND ".join(conditions) or "true")
    return [TaskRow._make(row) for row in await fetch(work.connection, query, *values)]


def _conditions(filters: TaskQuery, after: Position | None) -> Iterator[tuple[str, tuple[object, ...]]]:
    if filters.status is not None:
        yield "status = {}", (filters.status,)
    if filters.urgency is not None:
        yield "urgency = {}", (URGENCY_ORDER[filters.urgency],)
    if filters.track is not None:
        yield "track = {}", (filters.track,)
    if after is not None:
        yield "(urgency, due_at, id) > ({}, {}, {})", (after.urgency, after.due_at, after.task_id)


async def read_task(work: Work, task_id: TaskId) -> TaskRow | None:
    """Return a task on a desk of the caller, or None."""
    return await _read_one(work, _one_task(work, task_id))


async def lock_task(work: Work, task_id: TaskId) -> TaskRow | None:
    """Return a task on a desk of the caller, held against others until this transaction ends, or None."""
    return await _read_one(work, _one_task(work, task_id).with_for_update())


async def _read_one(work: Work, query: RowSelect) -> TaskRow | None:
    row = (await work.connection.execute(query)).one_or_none()
    return TaskRow._make(row) if row is not None else None


def _one_task(work: Work, task_id: TaskId) -> RowSelect:
    columns = (Task.__table__.columns[name] for name in TaskRow._fields)
    return select(*columns).where(Task.id == task_id, on_desks_of(work.actor))


async def read_outcomes_of_decision(work: Work, decision_id: UUID) -> list[dict[str, Any]]:
    """Return the outcomes of the routing decision that opened a task."""
    query = select(RoutingDecision.outcomes).where(RoutingDecision.id == decision_id)
    return (await work.connection.execute(query)).scalar_one()


async def read_note(work: Work, task_id: TaskId) -> DatabaseRow | None:
    """Return the note that was written when a task was done, still encrypted, or None."""
    query = select(TaskNote.id, TaskNote.content).where(TaskNote.task_id == task_id)
    return (await work.connection.execute(query)).one_or_none()
