"""Taking a step with a task that is held against others: the state machine, the row and the event together."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import update

from app.access.gate import Work
from app.platform.database import Row, insert_all
from app.platform.ids import TaskId
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import Conflict, NotFound, PreconditionFailed
from app.platform.states import next_status
from app.triage.holding import hold_ending
from app.triage.models import Task
from app.triage.queries import TaskRow, lock_task
from app.triage.states import OF_THE_CLAIMANT, TRANSITIONS, TaskStatus, TaskStep
from app.triage.views import etag_of, status_of_row

EVENT_OF_STEP: Mapping[TaskStep, str] = MappingProxyType(
    {
        TaskStep.CLAIM: "task.claimed",
        TaskStep.ASSIGN: "task.assigned",
        TaskStep.RELEASE: "task.released",
        TaskStep.WAIT: "task.waiting",
        TaskStep.RESUME: "task.resumed",
        TaskStep.COMPLETE: "task.completed",
    }
)

NOT_WAITING: Mapping[str, object] = MappingProxyType({"waiting_until": None, "waiting_reason": None})


async def lock(work: Work, task_id: TaskId, if_match: str | None = None) -> TaskRow:
    """Hold a task on a desk of the caller; raises NotFound, and PreconditionFailed for a stale entity tag."""
    row = await lock_task(work, task_id)
    if row is None:
        raise NotFound
    require_unchanged(work, row, if_match)
    return row


def require_unchanged(work: Work, row: TaskRow, if_match: str | None) -> None:
    """Raise PreconditionFailed when a task was changed since its entity tag was read."""
    if if_match not in (None, "*", etag_of(row, work.now)):
        raise PreconditionFailed("The task was changed since you read it; read it again and decide anew.")


def step_from(work: Work, row: TaskRow, step: TaskStep) -> TaskStatus:
    """Return the status after a step of the caller.

    Raises Conflict that names the allowed steps, or that says that the claim is somebody else's.
    """
    before = status_of_row(row, work.now)
    after = next_status(TRANSITIONS, before, step, subject="task")
    if step in OF_THE_CLAIMANT and before is not TaskStatus.OPEN and row.claimed_by != work.actor.actor_id:
        raise Conflict(f"Somebody else at your desk has claimed this task; only who claimed it can {step} it.")
    return after


async def take(work: Work, row: TaskRow, step: TaskStep, **changes: object) -> None:
    """Take a step and append its event; the row is held. Raises Conflict."""
    status = step_from(work, row, step)
    row = (await settle(work, [row]))[0]
    told = {name: str(changes[name]) for name in ("outcome", "waiting_reason") if changes.get(name) is not None}
    if status is not TaskStatus.WAITING:
        changes = {**NOT_WAITING, **changes}
    await write(work, row, status, changes)
    await append(work, EVENT_OF_STEP[step], [row], told)


async def settle(work: Work, rows: list[TaskRow]) -> list[TaskRow]:
    """Release, on the record, the claims that lapsed because their holder no longer works at the desk.

    Whoever touches such a task next writes it down, so that the history stays whole; until then it is read as open.
    """
    lapsed = [row for row in rows if row.status != TaskStatus.OPEN and status_of_row(row, work.now) is TaskStatus.OPEN]
    for row in lapsed:
        await write(work, row, TaskStatus.OPEN, {"claimed_by": None, "claimed_at": None, **NOT_WAITING})
    await append(work, EVENT_OF_STEP[TaskStep.RELEASE], lapsed)
    return [_freed(row) if row in lapsed else row for row in rows]


def _freed(row: TaskRow) -> TaskRow:
    return row._replace(
        status=TaskStatus.OPEN,
        claimed_by=None,
        claimed_at=None,
        claimed_until=None,
        waiting_until=None,
        waiting_reason=None,
        version=row.version + 1,
    )


async def write(work: Work, row: TaskRow, status: TaskStatus, changes: Mapping[str, object]) -> None:
    """Write a task that is held, as a new version; whoever calls it has taken the step and tells of it."""
    if status is TaskStatus.DONE:
        await hold_ending(work, row.id)
    values = {"status": status, "version": row.version + 1, **changes}
    await work.connection.execute(update(Task).where(Task.id == row.id).values(**values))


async def touch(work: Work, row: TaskRow) -> None:
    """Change nothing of a task that is held but its entity tag, so that who read it before decides anew."""
    await work.connection.execute(update(Task).where(Task.id == row.id).values(version=row.version + 1))


async def append(work: Work, event_type: str, rows: list[TaskRow], data: Mapping[str, str] | None = None) -> None:
    """Append an event of each of some tasks, as they stand after the step."""
    events: list[Row] = [
        event_row(
            event_type,
            occurred_at=work.now,
            actor_id=work.actor.actor_id,
            subject_id=row.id,
            signal_id=row.signal_id,
            municipality_code=row.municipality_code,
            compartment=row.track,
            data={"desk": row.desk_id, **(data or {})},
        )
        for row in rows
    ]
    if events:
        await insert_all(work.connection, {Event: events})
