"""Giving feedback from a task, reading it with what is owed, and saying that it was read."""

from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow, Row, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import SignalId, TaskId, new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import Conflict, NotFound
from app.reference.snapshot import ReferenceSnapshot
from app.signals.keys import KeyRing, open_keys, open_or_make_key
from app.signals.service import Signals, find
from app.triage.feedback.models import Feedback
from app.triage.feedback.queries import (
    count_of_task,
    read_dues,
    read_happened,
    read_of_signal,
    read_of_task,
    read_one,
)
from app.triage.feedback.schemas import FeedbackSubmission, FeedbackView, SignalFeedback, TaskFeedback
from app.triage.feedback.steps import steps_of
from app.triage.feedback.views import due_view, place_of_message, step_view, views_of
from app.triage.queries import TaskRow, read_task
from app.triage.steps import lock

MOST_OF_A_TASK = 100


async def give(
    work: Work,
    task_id: TaskId,
    submission: FeedbackSubmission,
    attempt: Attempt,
    ring: KeyRing,
    reference: ReferenceSnapshot,
) -> FeedbackView:
    """Let the submitter know something, from a task on a desk of the caller, whatever its status and whoever has it.

    What the task owed is settled with it, by the database. Raises NotFound, also for what was erased since, and
    Conflict for an idempotency key that was used for other feedback, or when there is too much.
    """
    row = await lock(work, task_id)
    feedback_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"feedback:{task_id}",
        resource_id=feedback_id,
        now=work.now,
    )
    if earlier is None:
        if await count_of_task(work, task_id) >= MOST_OF_A_TASK:
            raise Conflict(f"This task has feedback {MOST_OF_A_TASK} times already.")
        await _write(work, row, feedback_id, submission, ring)
    keys = await open_keys(work.connection, SignalId(row.signal_id), ring)
    found = [one for one in await read_of_task(work, row) if one.id == (earlier or feedback_id)]
    for view in views_of(work, found, keys, reference):
        return view
    raise NotFound


async def _write(work: Work, row: TaskRow, feedback_id: UUID, submission: FeedbackSubmission, ring: KeyRing) -> None:
    side, signal_id = Compartment(row.track), SignalId(row.signal_id)
    content: bytes | None = None
    if submission.message is not None:
        key = await open_or_make_key(work.connection, signal_id, side, row.municipality_code, ring)
        content = key.encrypt(submission.message.encode(), place=place_of_message(feedback_id))
    feedback: Row = {
        "id": feedback_id,
        "task_id": row.id,
        "signal_id": signal_id,
        "municipality_code": row.municipality_code,
        "compartment": side,
        "desk_id": row.desk_id,
        "standard_text": submission.standard_text,
        "content": content,
        "given_by": work.actor.actor_id,
        "given_by_name": work.actor.name,
        "given_at": work.now,
    }
    await insert_all(work.connection, {Feedback: [feedback]})
    await _append(work, "feedback.given", feedback, submission.standard_text)


async def of_task(work: Work, task_id: TaskId, ring: KeyRing, reference: ReferenceSnapshot) -> TaskFeedback:
    """Return the feedback on a task of the caller's desks, with what is owed; raises NotFound."""
    row = await read_task(work, task_id)
    if row is None:
        raise NotFound
    due = row.feedback_due_at
    keys = await open_keys(work.connection, SignalId(row.signal_id), ring)
    return TaskFeedback(
        due=due_view(row.track, row.desk_id, due, work.now) if due is not None else None,
        items=views_of(work, await read_of_task(work, row), keys, reference),
    )


async def of_signal(work: Work, signal_id: SignalId, signals: Signals, reference: ReferenceSnapshot) -> SignalFeedback:
    """Return what the submitter may know of a signal, on the sides that the caller may read; raises NotFound."""
    _, knowledge = await find(work, signal_id, signals)
    keys = await open_keys(work.connection, signal_id, signals.ring)
    rows = await read_of_signal(work, signal_id, knowledge.sides)
    items = views_of(work, rows, keys, reference)
    return SignalFeedback(
        status=knowledge.status,
        unread=sum(item.read_at is None for item in items),
        due=[
            due_view(due.track, due.desk_id, due.feedback_due_at, work.now)
            for due in await read_dues(work, signal_id, knowledge.sides)
        ],
        steps=[step_view(step) for step in steps_of(await read_happened(work, signal_id, knowledge.sides))],
        items=items,
    )


async def mark(work: Work, feedback_id: UUID, ring: KeyRing, reference: ReferenceSnapshot) -> FeedbackView:
    """Say that feedback to the caller's municipality was read; the first time counts. Raises NotFound."""
    row = await _find(work, feedback_id)
    marked = await work.connection.execute(
        update(Feedback)
        .where(Feedback.id == feedback_id, Feedback.read_at.is_(None))
        .values(read_by=work.actor.actor_id, read_at=work.now)
    )
    if marked.rowcount == 1:
        row = await _find(work, feedback_id)
        await _append(work, "feedback.read", row._asdict(), row.standard_text)
    keys = await open_keys(work.connection, SignalId(row.signal_id), ring)
    for view in views_of(work, [await _find(work, feedback_id)], keys, reference):
        return view
    raise NotFound


async def _find(work: Work, feedback_id: UUID) -> DatabaseRow:
    row = await read_one(work, feedback_id)
    if row is None:
        raise NotFound
    return row


async def _append(work: Work, event_type: str, feedback: Row, text: str | None) -> None:
    """Append an event of feedback: that it was, and which standard text; never words of somebody's own."""
    event = event_row(
        event_type,
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=UUID(str(feedback["id"])),
        signal_id=UUID(str(feedback["signal_id"])),
        municipality_code=str(feedback["municipality_code"]),
        compartment=str(feedback["compartment"]),
        data={"desk": feedback["desk_id"], **({"text": text} if text is not None else {})},
    )
    await insert_all(work.connection, {Event: [event]})
