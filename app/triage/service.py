"""Working off a queue: list, read, claim, release, wait, resume, complete."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.access.gate import Work
from app.platform.clock import local_date, start_of
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import TaskId
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.platform.schemas import PageFields
from app.signals.keys import KeyRing
from app.triage import notes
from app.triage.feedback.terms import closing_due
from app.triage.links.merging import finish_merged
from app.triage.queries import TaskRow, is_assessed, read_queue, read_task
from app.triage.queues import ORDERS
from app.triage.referrals.queries import is_offered
from app.triage.schemas import OutcomeSubmission, TaskDetail, TaskQuery, WaitSubmission
from app.triage.states import OUTCOMES, NoteKind, TaskOutcome, TaskStatus, TaskStep
from app.triage.steps import lock, require_unchanged, step_from, take
from app.triage.views import TaskFields, etag_of, fields_of, status_of_row, view_with_reasons

LONGEST_WAIT = timedelta(days=183)


async def list_tasks(work: Work, cursors: Cursors, query: TaskQuery) -> PageFields[TaskFields]:
    """List the queues of the caller's desks in the order that was asked for."""
    scope = f"{work.actor.actor_id}:tasks:{query.model_dump_json(exclude={'limit', 'cursor'}, exclude_none=True)}"
    after = _position(cursors.open(scope, query.cursor)) if query.cursor is not None else None
    rows = await read_queue(work, query, after)
    items = [fields_of(row, work.actor.actor_id, work.now) for row in rows[: query.limit]]
    if len(rows) <= query.limit:
        return {"items": items, "nextCursor": None}
    return {"items": items, "nextCursor": cursors.seal(scope, _place(rows[query.limit - 1], query))}


def _place(row: TaskRow, query: TaskQuery) -> list[object]:
    """Return where a row stands in an order, as a cursor can hold it."""
    return [_sealable(getattr(row, column)) for column in ORDERS[query.sort].columns]


def _sealable(value: datetime | int | UUID) -> str | int:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case int():
            return value
        case _:
            return str(value)


def _position(sealed: list[object]) -> list[object]:
    """Read the place back: numbers are urgencies, the last is an id, and what is left are moments."""
    *others, task_id = sealed
    values: list[object] = [value if isinstance(value, int) else datetime.fromisoformat(str(value)) for value in others]
    return [*values, UUID(str(task_id))]


async def read(work: Work, task_id: TaskId, ring: KeyRing) -> tuple[TaskDetail, str]:
    """Return a task on a desk of the caller with its entity tag; raises NotFound."""
    row = await read_task(work, task_id)
    if row is None:
        raise NotFound
    return await view_with_reasons(work, row, ring), etag_of(row, work.now)


async def claim(work: Work, task_id: TaskId, ring: KeyRing, if_match: str | None) -> tuple[TaskDetail, str]:
    """Take a task on; claiming one's own task again changes nothing.

    Raises NotFound, PreconditionFailed, and Conflict when somebody else has it or it is done.
    """
    row = await lock(work, task_id, if_match)
    held = status_of_row(row, work.now) in {TaskStatus.CLAIMED, TaskStatus.WAITING}
    if held and row.claimed_by != work.actor.actor_id:
        raise Conflict("Somebody else at your desk has claimed this task. It can be released by anybody there.")
    if not held:
        await take(work, row, TaskStep.CLAIM, claimed_by=work.actor.actor_id, claimed_at=work.now)
    return await read(work, task_id, ring)


async def release(work: Work, task_id: TaskId, ring: KeyRing, if_match: str | None) -> tuple[TaskDetail, str]:
    """Put a claimed task back on the queue; anybody at the desk may, so that an absence never keeps work hidden.

    Raises NotFound, PreconditionFailed, and Conflict when nobody has claimed it or it is done.
    """
    row = await lock(work, task_id, if_match)
    await take(work, row, TaskStep.RELEASE, claimed_by=None, claimed_at=None)
    return await read(work, task_id, ring)


async def wait(
    work: Work, task_id: TaskId, submission: WaitSubmission, ring: KeyRing, if_match: str | None
) -> tuple[TaskDetail, str]:
    """Set a task that the caller has claimed aside until a day; from that day on it is work again by itself.

    Raises NotFound, PreconditionFailed, InvalidInput for a day that is not ahead or too far, and Conflict.
    """
    row = await lock(work, task_id, if_match)
    step_from(work, row, TaskStep.WAIT)
    today = local_date(work.now)
    if not today < submission.until <= today + LONGEST_WAIT:
        raise InvalidInput.at("/until", "until", "A task waits until a day after today, half a year ahead at most")
    await take(
        work, row, TaskStep.WAIT, waiting_until=start_of(submission.until), waiting_reason=str(submission.reason)
    )
    return await read(work, task_id, ring)


async def resume(work: Work, task_id: TaskId, ring: KeyRing, if_match: str | None) -> tuple[TaskDetail, str]:
    """Take up a task that was waiting, before its day.

    Raises NotFound, PreconditionFailed, and Conflict when it does not wait, or not for the caller.
    """
    row = await lock(work, task_id, if_match)
    await take(work, row, TaskStep.RESUME)
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
    caller has not claimed it, it is done, nothing was assessed that should be, or the idempotency key was used for
    another outcome.
    """
    row = await lock(work, task_id)
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"outcomes:{task_id}",
        resource_id=task_id,
        now=work.now,
    )
    if earlier is None:
        require_unchanged(work, row, if_match)
        await _complete(work, row, ending, ring)
    return await read(work, task_id, ring)


async def _complete(work: Work, row: TaskRow, ending: OutcomeSubmission, ring: KeyRing) -> None:
    step_from(work, row, TaskStep.COMPLETE)
    if await is_offered(work, row.id):
        raise Conflict("This task is offered to somebody; it ends when that is accepted, or after it is withdrawn.")
    if ending.outcome not in OUTCOMES[row.involvement]:
        possible = ", ".join(sorted(OUTCOMES[row.involvement]))
        raise InvalidInput.at("/outcome", "outcome", f"A desk that is {row.involvement} ends a task with: {possible}")
    if ending.outcome is TaskOutcome.ASSESSED and not await is_assessed(work, row.id):
        raise Conflict("Nothing that you may read was assessed for this moment; allowed: assess it, or not_assessable.")
    await take(
        work,
        row,
        TaskStep.COMPLETE,
        outcome=ending.outcome,
        completed_at=work.now,
        feedback_due_at=closing_due(row.involvement, row.feedback_due_at, work.now),
    )
    await finish_merged(work, row, ending.outcome)
    if ending.note is not None:
        await notes.write(work, row, ending.note, NoteKind.OUTCOME, ring)
