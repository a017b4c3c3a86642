"""Merging work: a duplicate goes on in another task of the same desk, ends as that one does, and can come back."""

from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import TaskId, new_id
from app.platform.problems import Conflict, Forbidden, InvalidInput, NotFound
from app.signals.keys import KeyRing
from app.triage.feedback.terms import closing_due
from app.triage.links.queries import leads, lock_merged, went_all_the_way_up
from app.triage.links.schemas import MergeSubmission
from app.triage.links.states import LinkKind
from app.triage.links.writing import Said, write_link
from app.triage.queries import TaskRow, lock_task, lock_tasks
from app.triage.referrals.queries import is_offered
from app.triage.states import DeskInvolvement, TaskOutcome, TaskStatus, TaskStep
from app.triage.steps import NOT_WAITING, append, require_unchanged, step_from, take, write

GOES_ON_AS = frozenset(
    {
        (DeskInvolvement.RESPONSIBLE, DeskInvolvement.RESPONSIBLE),
        (DeskInvolvement.INFORMED, DeskInvolvement.RESPONSIBLE),
        (DeskInvolvement.INFORMED, DeskInvolvement.INFORMED),
    }
)
"""Which work goes on in which: no signal loses its responsible desk, and an action point is carried out by itself."""

NOTHING: dict[str, object] = {"claimed_by": None, "claimed_at": None, "outcome": None, "completed_at": None}
"""What a task has of its end, and of who ended it, once it is open again."""


def can_be_merged(row: TaskRow, into: TaskRow) -> bool:
    """Tell whether work can go on in another task: at one desk, on one side, with a desk as responsible as before."""
    return (
        (row.desk_id, row.track) == (into.desk_id, into.track)
        and row.signal_id != into.signal_id
        and into.status != TaskStatus.DONE
        and (row.involvement, into.involvement) in GOES_ON_AS
    )


async def merge(
    work: Work, task_id: TaskId, submission: MergeSubmission, attempt: Attempt, ring: KeyRing, if_match: str | None
) -> UUID:
    """Let the work of a task go on in another task of the desk; return the link that says so.

    The submitter of the duplicate is told that it was taken up, and hears how it ended when the other task does.
    Raises NotFound, PreconditionFailed, InvalidInput for a task it cannot go on in, and Conflict when somebody else has
    claimed it, one of both is offered or done, other work was merged into it, the other is less urgent and goes up no
    more, or the key was used for another merge.
    """
    held = {row.id: row for row in await lock_tasks(work, [task_id, submission.into])}
    row, into = held.get(task_id), held.get(submission.into)
    if row is None:
        raise NotFound
    link_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"merges:{task_id}",
        resource_id=link_id,
        now=work.now,
    )
    if earlier is not None:
        return earlier
    require_unchanged(work, row, if_match)
    step_from(work, row, TaskStep.MERGE)
    if into is None or row.signal_id == into.signal_id or row.track != into.track:
        raise InvalidInput.at("/into", "no_such_task", "There is no such task of another signal on this side")
    await _require_free(work, row, into)
    if row.status == TaskStatus.OPEN or row.claimed_by != work.actor.actor_id:
        await take(work, row, TaskStep.CLAIM, claimed_by=work.actor.actor_id, claimed_at=work.now)
        row = await _again(work, row)
    await write_link(work, row, into, Said(link_id, LinkKind.MERGED, submission.reason), ring)
    ended = {"outcome": TaskOutcome.MERGED, "completed_at": work.now}
    await write(work, row, TaskStatus.DONE, {**NOT_WAITING, **ended})
    return link_id


async def _require_free(work: Work, row: TaskRow, into: TaskRow) -> None:
    if into.status == TaskStatus.DONE:
        raise Conflict("The task that it should go on in is done; work is merged into a task that is going on.")
    if not can_be_merged(row, into):
        message = "Work goes on at the same desk, and in a task of which that is as responsible; no action points"
        raise InvalidInput.at("/into", "not_mergeable", message)
    for task in (row, into):
        if await is_offered(work, task.id):
            raise Conflict("One of both tasks is offered to somebody; withdraw that first, or wait for the answer.")
    if row.urgency < into.urgency and await went_all_the_way_up(work, into.id):
        raise Conflict("That task came up to everybody already, and would not as what this one is; merge it into this.")
    if await leads(work, row.id):
        raise Conflict("Other work was merged into this task; merge that one into this, or undo those merges first.")


async def _again(work: Work, row: TaskRow) -> TaskRow:
    held = await lock_task(work, TaskId(row.id))
    if held is None:
        raise NotFound
    return held


async def finish_merged(work: Work, leading: TaskRow, outcome: TaskOutcome) -> None:
    """End what was merged into a task with that task, each in its own name: its submitter hears how it ended."""
    for row in await lock_merged(work, leading.id):
        ending: dict[str, object] = {
            "outcome": outcome,
            "completed_at": work.now,
            "claimed_by": work.actor.actor_id,
            "feedback_due_at": closing_due(row.involvement, row.feedback_due_at, work.now),
        }
        await write(work, row, TaskStatus.DONE, ending)
        await append(work, "task.completed", [row], {"outcome": str(outcome)})


async def take_back(work: Work, link: DatabaseRow) -> None:
    """Let work that was merged be work of its own again: open at its desk, with the deadline that it had.

    Raises Forbidden for who knows both signals from another desk.
    """
    row = await lock_task(work, TaskId(link.task_id))
    if row is None or row.desk_id not in work.actor.desks[Compartment(link.compartment)]:
        raise Forbidden("The desk of the work that was merged takes it back.")
    await write(work, row, TaskStatus.OPEN, {**NOT_WAITING, **NOTHING})
    await append(work, "task.released", [row])
