"""Need to know: what an actor may know of a signal follows from the tasks on its desks, from who submitted it, and from
breaking glass."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, false, or_, select

from app.access.gate import Work
from app.access.grants import Grants
from app.access.matrix import Compartment
from app.platform.ids import SignalId
from app.signals.dispatch import Knowledge
from app.signals.vocabulary import SignalStatus
from app.triage.models import Task
from app.triage.states import DeskInvolvement, TaskOutcome, TaskStatus, status_at, urgency_of

TaskState = Row[UUID, str, str, str, str, datetime | None, datetime | None, int, int | None, str | None]


def on_desks_of(actor: Grants) -> ColumnElement[bool]:
    """Select the tasks on desks of this actor, each on the side that the actor may read there."""
    return or_(
        false(),
        *((Task.track == side) & Task.desk_id.in_(desks) for side, desks in actor.desks.items() if desks),
    )


async def read_knowledge(work: Work, signals: Mapping[SignalId, str]) -> Mapping[SignalId, Knowledge]:
    """Tell which sides of the signals the actor may read and how far they are; unknown ones are left out.

    The status goes by the tasks that the actor may see, so that it tells nothing of the other side.
    """
    whole = [key for key, code in signals.items() if code in work.actor.submits_for or key in work.actor.opened]
    rows = await work.connection.execute(
        select(
            Task.signal_id,
            Task.desk_id,
            Task.track,
            Task.involvement,
            Task.status,
            Task.claimed_until,
            Task.waiting_until,
            Task.urgency,
            Task.routed_urgency,
            Task.outcome,
        )
        .where(Task.signal_id.in_(signals), or_(on_desks_of(work.actor), Task.signal_id.in_(whole)))
        .order_by(Task.signal_id)
    )
    by_signal: dict[SignalId, list[TaskState]] = {}
    for row in rows:
        by_signal.setdefault(SignalId(row.signal_id), []).append(row)
    everything = frozenset(Compartment)
    return {
        signal_id: Knowledge(
            sides=everything if signal_id in whole else frozenset(Compartment(task.track) for task in tasks),
            status=status_of((task.involvement, _stands(task, work.now)) for task in tasks),
            urgency=urgency_of(min(_urgency(task, signal_id in whole) for task in tasks)),
        )
        for signal_id, tasks in by_signal.items()
    }


def _stands(task: TaskState, now: datetime) -> TaskStatus:
    """Tell where a task stands for its signal: work that was merged goes on, as work that somebody has taken on."""
    if task.outcome == TaskOutcome.MERGED:
        return TaskStatus.CLAIMED
    return status_at(task.status, task.claimed_until, task.waiting_until, now)


def _urgency(task: TaskState, whole: bool) -> int:
    """Return the urgency to tell: that it was raised, and so that there are other signals, is for the desks."""
    return int(task.urgency if task.routed_urgency is None or not whole else task.routed_urgency)


def status_of(tasks: Iterable[tuple[str, str]]) -> SignalStatus:
    """Derive the status of a signal from its tasks, each an involvement and a status.

    Closed when every responsible task is done (or, where there is none to see, every task), in progress when anybody
    has taken anything on. Looking at what an intervention did, later, opens no signal again.
    """
    every = list(tasks)
    listed = [task for task in every if task[0] != DeskInvolvement.ASSESSMENT] or every
    deciding = [status for involvement, status in listed if involvement == "responsible"] or [s for _, s in listed]
    if all(status == TaskStatus.DONE for status in deciding):
        return SignalStatus.CLOSED
    if any(status != TaskStatus.OPEN for _, status in listed):
        return SignalStatus.IN_PROGRESS
    return SignalStatus.RECEIVED
