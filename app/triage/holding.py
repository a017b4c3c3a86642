"""Work that somebody relies on does not end at that very moment: who relies on it and who ends it wait for each other.

Whoever submitted sees the tasks of a signal and may not lock them, so both take an advisory lock. It goes by the id of
the task, which is random and known on its own side alone: the other side cannot tell from locks what happens here.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import TryAgainError, fetch
from app.platform.ids import SignalId
from app.signals.dispatch import SideWork
from app.triage.models import Task
from app.triage.states import DeskInvolvement, TaskOutcome, TaskStatus

HOLD = "SELECT pg_advisory_xact_lock_shared(hashtextextended('ending ' || id, 0)) FROM unnest($1::text[]) AS id"
END = "SELECT pg_advisory_xact_lock(hashtextextended('ending ' || $1::text, 0))"


def goes_on() -> ColumnElement[bool]:
    """Select the tasks whose desk would see what is added to the signal now.

    Work that was merged goes on in another task of the same desk. Assessing what an intervention did does not count:
    that is looked at months later.
    """
    return or_(Task.status != TaskStatus.DONE, Task.outcome == TaskOutcome.MERGED) & (
        Task.involvement != DeskInvolvement.ASSESSMENT
    )


async def hold_side(work: Work, signal_id: SignalId, side: Compartment) -> SideWork:
    """Tell how far the desks are with a side of a signal; what goes on there goes on until this transaction ends.

    Raises TryAgainError when all of it was handed over meanwhile.
    """
    found = await _tasks(work, signal_id, side)
    going_on = [str(task_id) for task_id, is_going_on in found.items() if is_going_on]
    if not going_on:
        return SideWork.ENDED if found else SideWork.NONE
    await fetch(work.connection, HOLD, going_on)
    # What ended before it was held is seen only now.
    again = await _tasks(work, signal_id, side)
    if any(again[UUID(task_id)] for task_id in going_on):
        return SideWork.GOING_ON
    if any(again.values()):
        raise TryAgainError
    return SideWork.ENDED


async def _tasks(work: Work, signal_id: SignalId, side: Compartment) -> dict[UUID, bool]:
    query = select(Task.id, goes_on().label("going_on")).where(Task.signal_id == signal_id, Task.track == side)
    return {row.id: row.going_on for row in await work.connection.execute(query.order_by(Task.id))}


async def hold_ending(work: Work, task_id: UUID) -> None:
    """Let whoever relies on a task finish before it is ended, and nobody else begin to rely on it."""
    await fetch(work.connection, END, str(task_id))
