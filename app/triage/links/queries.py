"""The SQL for links. Row-level security decides again which rows there are."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text

from app.access.gate import Work
from app.platform.database import DatabaseRow
from app.platform.models import Event
from app.triage.escalations.models import Escalation
from app.triage.escalations.rules import About, Rung
from app.triage.links.models import SignalLink
from app.triage.links.states import LinkKind
from app.triage.models import Task
from app.triage.queries import TaskRow, own_tasks
from app.triage.states import TaskOutcome

DUPLICATES = text("SELECT task_id, kinds FROM access.duplicates_of(:task)")

_merged = and_(SignalLink.kind == LinkKind.MERGED, SignalLink.ended_at.is_(None))


async def find_duplicates(work: Work, task_id: UUID) -> dict[UUID, list[str | None]]:
    """Return the tasks at the caller's desks whose signals share evidence with that of a task, with its kinds."""
    return {row.task_id: row.kinds for row in await work.connection.execute(DUPLICATES, {"task": task_id})}


async def read_tasks(work: Work, chosen: ColumnElement[bool]) -> list[TaskRow]:
    """Return tasks at the caller's desks, the last opened first."""
    rows = await work.connection.execute(own_tasks(work).where(chosen).order_by(Task.opened_at.desc(), Task.id.desc()))
    return [TaskRow._make(row) for row in rows]


async def tasks_of_signals(work: Work, signal_ids: Collection[UUID], track: str) -> list[TaskRow]:
    """Return the tasks of signals on one side at the caller's desks, the last opened first."""
    return await read_tasks(work, Task.signal_id.in_(signal_ids) & (Task.track == track))


def _of(task: TaskRow) -> ColumnElement[bool]:
    """Select the links of the signal of a task, on its side."""
    either = or_(SignalLink.signal_id == task.signal_id, SignalLink.other_signal_id == task.signal_id)
    return and_(either, SignalLink.compartment == task.track)


async def read_links(work: Work, task: TaskRow, most: int) -> list[DatabaseRow]:
    """Return the links of the signal of a task, the last made first."""
    query = select(*SignalLink.__table__.columns).where(_of(task))
    return list(await work.connection.execute(query.order_by(SignalLink.id.desc()).limit(most)))


async def read_link(work: Work, link_id: UUID) -> DatabaseRow | None:
    """Return a link, or None."""
    query = select(*SignalLink.__table__.columns).where(SignalLink.id == link_id)
    return (await work.connection.execute(query)).one_or_none()


async def linked_signals(work: Work, task: TaskRow) -> set[UUID]:
    """Return the signals of which somebody said something already, and did not take it back."""
    query = select(SignalLink.signal_id, SignalLink.other_signal_id).where(_of(task), SignalLink.ended_at.is_(None))
    return {
        row.other_signal_id if row.signal_id == task.signal_id else row.signal_id
        for row in await work.connection.execute(query)
    }


async def is_linked(work: Work, task: TaskRow, other_signal_id: UUID, kind: LinkKind) -> bool:
    """Tell whether it was said already of two signals, whichever of them it was said from."""
    other = or_(SignalLink.signal_id == other_signal_id, SignalLink.other_signal_id == other_signal_id)
    said = and_(_of(task), other, SignalLink.kind == kind, SignalLink.ended_at.is_(None))
    return bool((await work.connection.execute(select(exists().where(said)))).scalar_one())


async def count_links(work: Work, task: TaskRow) -> int:
    """Count the links of the signal of a task, those that were undone among them."""
    return (await work.connection.execute(select(func.count()).select_from(SignalLink).where(_of(task)))).scalar_one()


async def leads(work: Work, task_id: UUID) -> bool:
    """Tell whether other work was merged into a task."""
    into = and_(_merged, SignalLink.other_task_id == task_id)
    return bool((await work.connection.execute(select(exists().where(into)))).scalar_one())


async def went_all_the_way_up(work: Work, task_id: UUID) -> bool:
    """Tell whether a late task came up to everybody there is: it goes up no more, however urgent it becomes."""
    last = (Escalation.task_id == task_id) & (Escalation.about == About.WORK) & (Escalation.step == max(Rung))
    return bool((await work.connection.execute(select(exists().where(last)))).scalar_one())


async def lock_merged(work: Work, task_id: UUID) -> list[TaskRow]:
    """Return the tasks that were merged into a task and go on in it, held until this transaction ends."""
    into = select(SignalLink.task_id).where(_merged, SignalLink.other_task_id == task_id)
    query = own_tasks(work).where(Task.id.in_(into), Task.outcome == TaskOutcome.MERGED).order_by(Task.id)
    return [TaskRow._make(row) for row in await work.connection.execute(query.with_for_update())]


async def read_raises(work: Work, task: TaskRow) -> list[DatabaseRow]:
    """Return how often a task became more urgent, and why, oldest first."""
    query = select(Event.occurred_at, Event.data).where(
        Event.signal_id == task.signal_id, Event.subject_id == task.id, Event.type == "task.urgency_raised"
    )
    return list(await work.connection.execute(query.order_by(Event.occurred_at, Event.id)))
