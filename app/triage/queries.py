"""The SQL for reading tasks. Row-level security decides again which rows there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from app.access.gate import Work
from app.platform.database import DatabaseRow, RowSelect, fetch
from app.platform.ids import TaskId
from app.reference.effects import EARLY
from app.routing.models import RoutingDecision
from app.triage.filters import NOT_DONE, Parameters, conditions_of
from app.triage.knowledge import on_desks_of
from app.triage.models import Task, TaskNote
from app.triage.queues import ORDERS
from app.triage.schemas import TaskFilters, TaskQuery
from app.triage.states import NoteKind, TaskStatus

QUEUE = """
SELECT t.* FROM unnest($1::text[], $2::text[]) AS own (desk, track)
CROSS JOIN LATERAL (
  SELECT {columns} FROM tasks
  WHERE desk_id = own.desk AND track = own.track AND {conditions}
  ORDER BY {order} LIMIT $3
) AS t
ORDER BY {order} LIMIT $3
"""
"""The heads of the caller's queues, each read from the index in its order, merged."""


class TaskRow(NamedTuple):
    """A task as it is kept."""

    id: UUID
    signal_id: UUID
    decision_id: UUID | None
    referral_id: UUID | None
    desk_id: str
    track: str
    layer: int
    involvement: str
    status: str
    urgency: int
    routed_urgency: int | None
    due_at: datetime
    opened_at: datetime
    reference: str
    municipality_code: str
    district_id: str
    exploitation_forms: list[str]
    acute_danger: bool
    minor_involved: bool
    claimed_by: UUID | None
    claimed_at: datetime | None
    claimed_until: datetime | None
    waiting_until: datetime | None
    waiting_reason: str | None
    outcome: str | None
    completed_at: datetime | None
    feedback_due_at: datetime | None
    version: int
    agenda_item_id: UUID | None
    intervention_id: UUID | None


COLUMNS = ", ".join(TaskRow._fields)


def own_queues(work: Work, filters: TaskFilters) -> tuple[list[str], list[str]]:
    """Return the desks of the caller that the filters leave, and beside each its side."""
    own = [
        (desk, side)
        for side, desks in work.actor.desks.items()
        for desk in desks
        if filters.desk in (None, desk) and filters.track in (None, side)
    ]
    return [desk for desk, _ in own], [side for _, side in own]


async def read_queue(work: Work, query: TaskQuery, after: Sequence[object] | None) -> list[TaskRow]:
    """Return a page of tasks on the caller's desks and one more, in the order that was asked for."""
    order = ORDERS[query.sort]
    parameters = Parameters([*own_queues(work, query), query.limit + 1])
    conditions = conditions_of(work, query, parameters)
    # Written out, so that PostgreSQL sees that the indexes of what is open, or of what is done, serve the query.
    conditions.insert(0, "status = 'done'" if query.status is TaskStatus.DONE else NOT_DONE)
    if after is not None:
        place = ", ".join(parameters.add(value) for value in after)
        conditions.append(f"({', '.join(order.columns)}) {order.after} ({place})")
    statement = QUEUE.format(columns=COLUMNS, conditions=" AND ".join(conditions), order=order.clause)
    return [TaskRow._make(row) for row in await fetch(work.connection, statement, *parameters.values)]


async def read_task(work: Work, task_id: TaskId) -> TaskRow | None:
    """Return a task on a desk of the caller, or None."""
    return next(iter(await _read(work, own_tasks(work).where(Task.id == task_id))), None)


async def lock_task(work: Work, task_id: TaskId) -> TaskRow | None:
    """Return a task on a desk of the caller, held against others until this transaction ends, or None."""
    return next(iter(await lock_tasks(work, [task_id])), None)


async def lock_tasks(work: Work, task_ids: Sequence[UUID]) -> list[TaskRow]:
    """Return those of the tasks that are on a desk of the caller, held against others until this transaction ends.

    They are held in the order of their ids, so that two who want the same never wait for each other.
    """
    return await _read(work, own_tasks(work).where(Task.id.in_(task_ids)).order_by(Task.id).with_for_update())


async def _read(work: Work, query: RowSelect) -> list[TaskRow]:
    return [TaskRow._make(row) for row in await work.connection.execute(query)]


def own_tasks(work: Work) -> RowSelect:
    """Select the tasks on the desks of the caller."""
    columns = (Task.__table__.columns[name] for name in TaskRow._fields)
    return select(*columns).where(on_desks_of(work.actor))


async def read_outcomes_of_decision(work: Work, decision_id: UUID) -> list[dict[str, Any]]:
    """Return the outcomes of the routing decision that opened a task."""
    query = select(RoutingDecision.outcomes).where(RoutingDecision.id == decision_id)
    return (await work.connection.execute(query)).scalar_one()


IS_ASSESSED = text("""
SELECT EXISTS (SELECT FROM tasks t JOIN effects e ON e.intervention_id = t.intervention_id
  WHERE t.id = :task AND e.assessed_on >= t.assessed_for - CAST(:early AS int))
""")


async def is_assessed(work: Work, task_id: UUID) -> bool:
    """Tell whether an effect that the caller may read counts for the moment that an assessment is asked for."""
    found = await work.connection.execute(IS_ASSESSED, {"task": task_id, "early": EARLY.days})
    return bool(found.scalar_one())


REASONS_OF_REFERRAL = text("""
SELECT v.label_nl, v.label_en FROM referrals r
JOIN code_list_values v ON v.list_name = 'referral-reason' AND v.code = r.reason WHERE r.id = :referral
""")


async def read_reasons_of_referral(work: Work, referral_id: UUID) -> list[DatabaseRow]:
    """Return the words for why a task was referred; none when it came across the wall, and may no more."""
    return list(await work.connection.execute(REASONS_OF_REFERRAL, {"referral": referral_id}))


async def read_note(work: Work, task_id: TaskId) -> DatabaseRow | None:
    """Return the note that was written when a task was done, still encrypted, or None."""
    query = select(TaskNote.id, TaskNote.content).where(TaskNote.task_id == task_id, TaskNote.kind == NoteKind.OUTCOME)
    return (await work.connection.execute(query)).one_or_none()
