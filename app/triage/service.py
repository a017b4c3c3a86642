"""Working off a queue: list, read, claim, release, complete."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import SignalId, TaskId, new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, InvalidInput, NotFound, PreconditionFailed
from app.platform.schemas import PageFields
from app.platform.states import next_status
from app.signals.keys import KeyRing, open_or_make_key
from app.triage.models import Task, TaskNote
from app.triage.queries import Position, TaskRow, lock_task, read_queue, read_task
from app.triage.schemas import OutcomeSubmission, TaskDetail, TaskQuery
from app.triage.states import OUTCOMES, TRANSITIONS, TaskStatus, TaskStep
from app.triage.views import TaskFields, etag_of, fields_of, view_with_reasons

EVENT_OF_STEP = {
    TaskStep.CLAIM: "task.claimed",
    TaskStep.RELEASE: "task.released",
    TaskStep.COMPLETE: "task.completed",
}


async def list_tasks(work: Work, cursors: Cursors, query: TaskQuery) -> PageFields[TaskFields]:
    """List the queues of the caller's desks, the most urgent first and of those the first due."""
    scope = f"{work.actor.actor_id}:tasks:{query.desk}:{query.status}:{query.urgency}:{query.track}"
    after = _position(cursors.open(scope, query.cursor)) if query.cursor is not None else None
    rows = await read_queue(work, query, after)
    items = [fields_of(row, work.actor.actor_id) for row in rows[: query.limit]]
    if len(rows) <= query.limit:
        return {"items": items, "nextCursor": None}
    last = rows[query.limit - 1]
    position = [last.urgency, last.due_at.astimezone(UTC).isoformat(), str(last.id)]
    return {"items": items, "nextCursor": cursors.seal(scope, position)}


def _position(sealed: list[object]) -> Position:
    urgency, due_at, task_id = sealed
    return Position(int(str(urgency)), datetime.fromisoformat(str(due_at)), UUID(str(task_id)))


async def read(work: Work, task_id: TaskId, ring: KeyRing) -> tuple[TaskDetail, str]:
    """Return a task on a desk of the caller with its entity tag; raises NotFound."""
    row = await read_task(work, task_id)
    if row is None:
        raise NotFound
    return await view_with_reasons(work, row, ring), etag_of(row)


async def claim(work: Work, task_id: TaskId, ring: KeyRing, if_match: str | None) -> tuple[TaskDetail, str]:
    """Take a task on; claiming one's own task again changes nothing.

    Raises NotFound, PreconditionFailed, and Conflict when somebody else has it or it is done.
    """
    row = await _lock(work, task_id)
    _require_unchanged(row, if_match)
    if row.status == TaskStatus.CLAIMED:
        if row.claimed_by != work.actor.actor_id:
            raise Conflict("Somebody else at your desk has claimed this task. It can be released by anybody there.")
    else:
        await _step(work, row, TaskStep.CLAIM, claimed_by=work.actor.actor_id, claimed_at=work.now)
    return await read(work, task_id, ring)


async def release(work: Work, task_id: TaskId, ring: KeyRing, if_match: str | None) -> tuple[TaskDetail, str]:
    """Put a claimed task back on the queue; anybody at the desk may, so that an absence never keeps work hidden.

    Raises NotFound, PreconditionFailed, and Conflict when nobody has claimed it or it is done.
    """
    row = await _lock(work, task_id)
    _require_unchanged(row, if_match)
    await _step(work, row, TaskStep.RELEASE, claimed_by=None, claimed_at=None)
    return await read(work, task_id, ring)


async def complete(
    work: Work,
    task_id: TaskId,
    ending: OutcomeSubmission,
    attempt: Attempt,
    ring: KeyRing,
    if_match: str | None,
) -> tuple[TaskDetail, str]:
    """Record how a task ended; only who claimed it can.

    Raises NotFound, PreconditionFailed, InvalidInput for an outcome that this task cannot have, and Conflict when the
    caller has not claimed it, it is done, or the idempotency key was used for another outcome.
    """
    row = await _lock(work, task_id)
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"outcomes:{task_id}",
        resource_id=task_id,
        now=work.now,
    )
    if earlier is None:
        _require_unchanged(row, if_match)
        await _complete(work, row, ending, ring)
    return await read(work, task_id, ring)


async def _complete(work: Work, row: TaskRow, ending: OutcomeSubmission, ring: KeyRing) -> None:
    next_status(TRANSITIONS, TaskStatus(row.status), TaskStep.COMPLETE, subject="task")
    if row.claimed_by != work.actor.actor_id:
        raise Conflict("Somebody else at your desk has claimed this task; only who claimed it can complete it.")
    if ending.outcome not in OUTCOMES[row.involvement]:
        possible = ", ".join(sorted(OUTCOMES[row.involvement]))
        raise InvalidInput.at("/outcome", "outcome", f"A desk that is {row.involvement} ends a task with: {possible}")
    await _step(work, row, TaskStep.COMPLETE, outcome=ending.outcome, completed_at=work.now)
    if ending.note is None:
        return
    side, note_id = Compartment(row.track), new_id()
    key = await open_or_make_key(work.connection, SignalId(row.signal_id), side, row.municipality_code, ring)
    note = {
        "id": note_id,
        "task_id": row.id,
        "signal_id": row.signal_id,
        "compartment": side,
        "content": key.encrypt(ending.note.encode(), place=f"task_notes.content:{note_id}"),
        "written_by": work.actor.actor_id,
        "written_at": work.now,
    }
    await insert_all(work.connection, {TaskNote: [note]})


async def _lock(work: Work, task_id: TaskId) -> TaskRow:
    row = await lock_task(work, task_id)
    if row is None:
        raise NotFound
    return row


def _require_unchanged(row: TaskRow, if_match: str | None) -> None:
    if if_match not in (None, "*", etag_of(row)):
        raise PreconditionFailed("The task was changed since you read it; read it again and decide anew.")


async def _step(work: Work, row: TaskRow, step: TaskStep, **changes: object) -> None:
    """Take a step in the state machine and append its event; the row is locked."""
    status = next_status(TRANSITIONS, TaskStatus(row.status), step, subject="task")
    await work.connection.execute(
        update(Task).where(Task.id == row.id).values(status=status, version=row.version + 1, **changes)
    )
    outcome = {"outcome": str(changes["outcome"])} if "outcome" in changes else {}
    event = event_row(
        EVENT_OF_STEP[step],
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=row.id,
        signal_id=row.signal_id,
        municipality_code=row.municipality_code,
        compartment=row.track,
        data={"desk": row.desk_id, **outcome},
    )
    await insert_all(work.connection, {Event: [event]})
