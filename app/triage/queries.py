"""The SQL for reading tasks. Row-level security decides again which rows there are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, tuple_, union_all

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow, RowSelect
from app.platform.ids import TaskId
from app.routing.models import RoutingDecision
from app.signals.vocabulary import Urgency
from app.triage.knowledge import on_desks_of
from app.triage.models import Task, TaskNote
from app.triage.states import URGENCY_ORDER, TaskStatus

NOT_DONE = text("status <> 'done'")
"""Written out, so that PostgreSQL sees that the index of the open queues serves the query."""

ORDER = (Task.urgency, Task.due_at, Task.id)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which tasks of the caller's desks to list; without a status, those that are not done."""

    desk: str | None = None
    status: TaskStatus | None = None
    urgency: Urgency | None = None
    track: Compartment | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the order of a queue."""

    urgency: int
    due_at: datetime
    task_id: UUID


async def read_queue(work: Work, filters: Filters, after: Position | None, limit: int) -> list[DatabaseRow]:
    """Return tasks on the caller's desks, the most urgent first and of those the first due."""
    desks = [desk for desk in work.actor.all_desks if filters.desk in (None, desk)]
    if not desks:
        return []
    queues = [_queue_of_desk(work, desk, filters, after, limit) for desk in desks]
    if len(queues) == 1:
        return list(await work.connection.execute(queues[0]))
    merged = union_all(*(select(queue.subquery()) for queue in queues)).subquery()
    ordered = select(merged).order_by(merged.c.urgency, merged.c.due_at, merged.c.id).limit(limit)
    return list(await work.connection.execute(ordered))


def _queue_of_desk(work: Work, desk: str, filters: Filters, after: Position | None, limit: int) -> RowSelect:
    """Select the head of one desk's queue, which one index holds in this order."""
    query = select(*Task.__table__.columns).where(Task.desk_id == desk, on_desks_of(work.actor))
    if filters.status is not TaskStatus.DONE:
        query = query.where(NOT_DONE)
    if filters.status is not None:
        query = query.where(Task.status == filters.status)
    if filters.urgency is not None:
        query = query.where(Task.urgency == URGENCY_ORDER[filters.urgency])
    if filters.track is not None:
        query = query.where(Task.track == filters.track)
    if after is not None:
        query = query.where(tuple_(*ORDER) > tuple_(after.urgency, after.due_at, after.task_id))
    return query.order_by(*ORDER).limit(limit)


async def read_task(work: Work, task_id: TaskId) -> DatabaseRow | None:
    """Return a task on a desk of the caller, or None."""
    return (await work.connection.execute(_one_task(work, task_id))).one_or_none()


async def lock_task(work: Work, task_id: TaskId) -> DatabaseRow | None:
    """Return a task on a desk of the caller, held against others until this transaction ends, or None."""
    return (await work.connection.execute(_one_task(work, task_id).with_for_update())).one_or_none()


def _one_task(work: Work, task_id: TaskId) -> RowSelect:
    return select(*Task.__table__.columns).where(Task.id == task_id, on_desks_of(work.actor))


async def read_outcomes_of_decision(work: Work, decision_id: UUID) -> list[dict[str, Any]]:
    """Return the outcomes of the routing decision that opened a task."""
    query = select(RoutingDecision.outcomes).where(RoutingDecision.id == decision_id)
    return (await work.connection.execute(query)).scalar_one()


async def read_note(work: Work, task_id: TaskId) -> DatabaseRow | None:
    """Return the note that was written when a task was done, still encrypted, or None."""
    query = select(TaskNote.id, TaskNote.content).where(TaskNote.task_id == task_id)
    return (await work.connection.execute(query)).one_or_none()
