"""The SQL for reading feedback. Row-level security decides again which rows there are."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow
from app.platform.ids import SignalId, TaskId
from app.platform.models import Event
from app.triage.feedback.models import Feedback
from app.triage.feedback.steps import STEP_OF_EVENT, Happened
from app.triage.models import Task
from app.triage.queries import TaskRow


async def read_of_task(work: Work, task: TaskRow) -> list[DatabaseRow]:
    """Return what was let known on a task, from its side, the last given first."""
    return await _read(work, (Feedback.task_id == task.id) & (Feedback.compartment == task.track))


async def count_of_task(work: Work, task_id: TaskId) -> int:
    """Count what was let known on a task."""
    query = select(func.count()).select_from(Feedback).where(Feedback.task_id == task_id)
    return (await work.connection.execute(query)).scalar_one()


async def read_of_signal(work: Work, signal_id: SignalId, sides: Collection[Compartment]) -> list[DatabaseRow]:
    """Return what was let known from some sides of a signal, the last given first."""
    return await _read(work, (Feedback.signal_id == signal_id) & Feedback.compartment.in_(sides))


async def read_one(work: Work, feedback_id: UUID) -> DatabaseRow | None:
    """Return feedback to the caller's own municipalities, or None."""
    own = Feedback.municipality_code.in_(sorted(work.actor.submits_for))
    return next(iter(await _read(work, (Feedback.id == feedback_id) & own)), None)


async def _read(work: Work, chosen: ColumnElement[bool]) -> list[DatabaseRow]:
    query = select(*Feedback.__table__.columns).where(chosen)
    return list(await work.connection.execute(query.order_by(Feedback.given_at.desc(), Feedback.id.desc())))


async def read_dues(work: Work, signal_id: SignalId, sides: Collection[Compartment]) -> list[DatabaseRow]:
    """Return what desks owe the submitter of a signal, on some sides, the first due first."""
    query = select(Task.track, Task.desk_id, Task.feedback_due_at).where(
        Task.signal_id == signal_id, Task.track.in_(sides), Task.feedback_due_at.is_not(None)
    )
    return list(await work.connection.execute(query.order_by(Task.feedback_due_at, Task.id)))


async def read_happened(work: Work, signal_id: SignalId, sides: Collection[Compartment]) -> list[Happened]:
    """Return the events that are steps for the submitter, of the envelope and of some sides, oldest first."""
    visible = or_(Event.compartment.is_(None), Event.compartment.in_(sides))
    # Assessing what an intervention did is no step of the signal: it comes long after somebody took it up or closed it.
    assessments = select(Task.id).where(Task.signal_id == signal_id, Task.intervention_id.is_not(None))
    query = select(Event.type, Event.occurred_at, Event.subject_id, Event.compartment, Event.data).where(
        Event.signal_id == signal_id,
        Event.type.in_(STEP_OF_EVENT),
        visible,
        Event.subject_id.not_in(assessments),
    )
    return [
        Happened(
            row.type, row.occurred_at, row.subject_id, row.compartment, row.data.get("desk"), row.data.get("outcome")
        )
        for row in await work.connection.execute(query.order_by(Event.occurred_at, Event.id))
    ]
