"""What comes of an item: decisions, of which the last counts, and action points, which are tasks with an owner."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.clock import local_date, start_of
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import SignalId, TaskId, new_id
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.signals.keys import KeyRing, open_or_make_key
from app.triage import notes
from app.triage.assignments.service import give
from app.triage.meetings.agenda import read_one
from app.triage.meetings.models import MeetingDecision
from app.triage.meetings.queries import read_action_points
from app.triage.meetings.schemas import ActionPointSubmission, AgendaItemView, MeetingDecisionSubmission
from app.triage.meetings.states import MOST_ACTION_POINTS, ItemStep, MeetingStep
from app.triage.meetings.steps import (
    EVENT_OF_STEP,
    append,
    change_item,
    hold_item,
    require_item_unchanged,
    step_of_item,
    step_of_meeting,
)
from app.triage.meetings.views import place_of_decision
from app.triage.models import Task
from app.triage.queries import TaskRow, lock_task
from app.triage.states import DeskInvolvement, NoteKind, TaskStatus
from app.triage.steps import append as append_of_task

LONGEST = timedelta(days=366)
LEFT = "The task that was discussed is not on this desk any more; whoever has it now agrees on what is to be done."
COPIED = (
    "signal_id",
    "desk_id",
    "track",
    "layer",
    "urgency",
    "reference",
    "municipality_code",
    "district_id",
    "exploitation_forms",
    "acute_danger",
    "minor_involved",
)
"""What an action point has of the task that was discussed. What that was routed with, the database adds itself."""


async def decide(
    work: Work,
    item_id: UUID,
    submission: MeetingDecisionSubmission,
    attempt: Attempt,
    ring: KeyRing,
    if_match: str | None,
) -> tuple[AgendaItemView, str]:
    """Record what the meeting decided on an item, from its day on; a later decision supersedes it.

    Raises NotFound, PreconditionFailed, and Conflict when the meeting or the item does not allow it.
    """
    meeting, item = await hold_item(work, item_id)
    decision_id = new_id()
    if await _is_first(work, attempt, f"meeting-decisions:{item_id}", decision_id):
        await require_item_unchanged(work, item, if_match, ring)
        step_of_meeting(work, meeting, MeetingStep.DECIDE)
        await change_item(work, item, status=step_of_item(item, ItemStep.DECIDE))
        await _write_decision(work, item, decision_id, submission, ring)
        told = {"item": str(item_id), "decision": str(submission.kind)}
        await append(work, EVENT_OF_STEP[MeetingStep.DECIDE], meeting, **told)
    return await read_one(work, item_id, ring)


async def _is_first(work: Work, attempt: Attempt, operation: str, resource_id: UUID) -> bool:
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=operation,
        resource_id=resource_id,
        now=work.now,
    )
    return earlier is None


async def _write_decision(
    work: Work, item: DatabaseRow, decision_id: UUID, submission: MeetingDecisionSubmission, ring: KeyRing
) -> None:
    side, signal_id = Compartment(item.track), SignalId(item.signal_id)
    of_task = select(Task.municipality_code).where(Task.id == item.task_id)
    code = (await work.connection.execute(of_task)).scalar_one_or_none()
    if code is None:
        raise Conflict(LEFT)
    key = await open_or_make_key(work.connection, signal_id, side, code, ring)
    decision = {
        "id": decision_id,
        "item_id": item.id,
        "signal_id": signal_id,
        "compartment": side,
        "kind": submission.kind,
        "content": key.encrypt(submission.text.encode(), place=place_of_decision(decision_id)),
        "decided_by": work.actor.actor_id,
        "decided_by_name": work.actor.name,
        "decided_at": work.now,
    }
    await insert_all(work.connection, {MeetingDecision: [decision]})


async def open_action_point(
    work: Work,
    item_id: UUID,
    submission: ActionPointSubmission,
    attempt: Attempt,
    ring: KeyRing,
    if_match: str | None,
) -> tuple[AgendaItemView, str]:
    """Agree that somebody at the desk does something before a day is over: a task on the queue, claimed by its owner.

    Raises NotFound, PreconditionFailed, InvalidInput for a day that is not ahead or an owner who does not work at the
    desk, and Conflict when the meeting or the item does not allow it.
    """
    meeting, item = await hold_item(work, item_id)
    task_id = new_id()
    if await _is_first(work, attempt, f"action-points:{item_id}", task_id):
        await require_item_unchanged(work, item, if_match, ring)
        step_of_meeting(work, meeting, MeetingStep.OPEN_ACTION_POINT)
        step_of_item(item, ItemStep.OPEN_ACTION_POINT)
        today = local_date(work.now)
        if not today < submission.due <= today + LONGEST:
            raise InvalidInput.at("/due", "due", "An action point is due after today, within a year")
        if len(await read_action_points(work, [item_id])) >= MOST_ACTION_POINTS:
            raise Conflict(f"This item has {MOST_ACTION_POINTS} action points already.")
        discussed = await lock_task(work, TaskId(item.task_id))
        if discussed is None:
            raise Conflict(LEFT)
        await change_item(work, item)
        task = await _open_task(work, item, discussed, task_id, submission)
        await notes.write(work, task, submission.text, NoteKind.ACTION, ring)
        if not await give(work, [task], submission.owner):
            raise InvalidInput.at("/owner", "owner", "This is nobody who works at this desk")
    return await read_one(work, item_id, ring)


async def _open_task(
    work: Work, item: DatabaseRow, discussed: TaskRow, task_id: UUID, submission: ActionPointSubmission
) -> TaskRow:
    """Open the task of an action point: traced to its agenda item, and owing the submitter nothing."""
    row = {
        **{name: getattr(discussed, name) for name in COPIED},
        "id": task_id,
        "involvement": DeskInvolvement.ACTION,
        "status": TaskStatus.OPEN,
        "due_at": start_of(submission.due + timedelta(days=1)),
        "opened_at": work.now,
        "version": 1,
        "agenda_item_id": item.id,
    }
    await insert_all(work.connection, {Task: [row]})
    task = await lock_task(work, TaskId(task_id))
    if task is None:
        raise NotFound
    await append_of_task(work, "task.opened", [task])
    return task
