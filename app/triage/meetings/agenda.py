"""The agenda of a planned meeting: putting tasks on it, in an order, and taking them off."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.access.gate import Work
from app.platform.database import DatabaseRow
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import TaskId, new_id
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.signals.keys import KeyRing
from app.triage.meetings.models import AgendaItem
from app.triage.meetings.queries import read_agenda, read_item
from app.triage.meetings.schemas import AgendaItemSubmission, AgendaItemView
from app.triage.meetings.states import MOST_ITEMS, ItemStatus, ItemStep, MeetingStep
from app.triage.meetings.steps import (
    EVENT_OF_STEP,
    append,
    change_item,
    hold_item,
    hold_meeting,
    require_item_unchanged,
    require_meeting_unchanged,
    step_of_item,
    step_of_meeting,
)
from app.triage.meetings.views import agenda_of, etag_of_item
from app.triage.queries import TaskRow, lock_task
from app.triage.states import TaskStatus

ON_THE_AGENDA = frozenset({ItemStatus.LISTED, ItemStatus.DECIDED})


async def read_one(work: Work, item_id: UUID, ring: KeyRing) -> tuple[AgendaItemView, str]:
    """Return an item on an agenda of a desk of the caller with its entity tag; raises NotFound."""
    item = await read_item(work, item_id)
    if item is None:
        raise NotFound
    agenda = await agenda_of(work, [item], ring)
    return agenda.views(work)[0], etag_of_item(agenda)


async def add(
    work: Work,
    meeting_id: UUID,
    submission: AgendaItemSubmission,
    attempt: Attempt,
    ring: KeyRing,
    if_match: str | None,
) -> tuple[AgendaItemView, str]:
    """Put a task of the desk on the agenda of a planned meeting.

    Raises NotFound, PreconditionFailed, InvalidInput for a task that is not on this desk (or not there), and Conflict
    when the meeting is not planned, the task is done or on another open agenda, or the agenda is full.
    """
    meeting = await hold_meeting(work, meeting_id)
    item_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"agenda-items:{meeting_id}",
        resource_id=item_id,
        now=work.now,
    )
    if earlier is None:
        await require_meeting_unchanged(work, meeting, if_match, ring)
        step_of_meeting(work, meeting, MeetingStep.CHANGE_AGENDA)
        await _insert(work, meeting, item_id, await _task_for(work, meeting, submission.task_id))
        await _place(work, await read_agenda(work, meeting_id), item_id, submission.position)
        await append(work, EVENT_OF_STEP[MeetingStep.CHANGE_AGENDA], meeting, item=str(item_id), change="added")
    return await read_one(work, earlier or item_id, ring)


async def _task_for(work: Work, meeting: DatabaseRow, task_id: UUID) -> TaskRow:
    task = await lock_task(work, TaskId(task_id))
    if task is None or task.desk_id != meeting.desk_id:
        raise InvalidInput.at("/taskId", "task", "This is not a task of the desk that meets")
    if task.status == TaskStatus.DONE:
        raise Conflict("This task is done; there is nothing to discuss.")
    return task


async def _insert(work: Work, meeting: DatabaseRow, item_id: UUID, task: TaskRow) -> None:
    items = await read_agenda(work, meeting.id)
    if len(items) >= MOST_ITEMS:
        raise Conflict(f"This agenda has had {MOST_ITEMS} items; plan another meeting.")
    added = await work.connection.execute(
        insert(AgendaItem)
        .values(
            id=item_id,
            meeting_id=meeting.id,
            task_id=task.id,
            signal_id=task.signal_id,
            desk_id=task.desk_id,
            track=task.track,
            position=len(items) + 1,
            status=ItemStatus.LISTED,
            added_by=work.actor.actor_id,
            added_by_name=work.actor.name,
            added_at=work.now,
        )
        .on_conflict_do_nothing()
    )
    if added.rowcount == 0:
        raise Conflict("This task is on an open agenda of this desk already; take it off there first.")


async def move(
    work: Work, item_id: UUID, position: int, ring: KeyRing, if_match: str | None
) -> tuple[AgendaItemView, str]:
    """Give an item another place on the agenda of a planned meeting; the others move up or down.

    Raises NotFound, PreconditionFailed and Conflict.
    """
    meeting, item = await hold_item(work, item_id)
    await require_item_unchanged(work, item, if_match, ring)
    step_of_meeting(work, meeting, MeetingStep.CHANGE_AGENDA)
    step_of_item(item, ItemStep.MOVE)
    await _place(work, await read_agenda(work, meeting.id), item_id, position)
    await append(work, EVENT_OF_STEP[MeetingStep.CHANGE_AGENDA], meeting, item=str(item_id), change="moved")
    return await read_one(work, item_id, ring)


async def take_off(work: Work, item_id: UUID, ring: KeyRing, if_match: str | None) -> tuple[AgendaItemView, str]:
    """Take a task off the agenda of a planned meeting, on the record; raises NotFound, PreconditionFailed, Conflict."""
    meeting, item = await hold_item(work, item_id)
    await require_item_unchanged(work, item, if_match, ring)
    step_of_meeting(work, meeting, MeetingStep.CHANGE_AGENDA)
    await change_item(work, item, status=step_of_item(item, ItemStep.TAKE_OFF))
    await _place(work, await read_agenda(work, meeting.id), None, None)
    await append(work, EVENT_OF_STEP[MeetingStep.CHANGE_AGENDA], meeting, item=str(item_id), change="taken_off")
    return await read_one(work, item_id, ring)


async def _place(work: Work, items: Sequence[DatabaseRow], moved: UUID | None, position: int | None) -> None:
    """Number what is on the agenda from one, with one of it at a place; what is off it comes after."""
    on = [item for item in items if item.status in ON_THE_AGENDA and item.id != moved]
    (*placed,) = (item for item in items if item.id == moved)
    place = len(on) if position is None else min(position - 1, len(on))
    off = [item for item in items if item.status not in ON_THE_AGENDA and item.id != moved]
    for number, item in enumerate([*on[:place], *placed, *on[place:], *off], start=1):
        if item.position != number:
            await change_item(work, item, position=number)
