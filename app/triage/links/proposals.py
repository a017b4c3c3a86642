"""Proposing duplicates: the database tells what two signals have in common, and rules what that says."""

from app.access.gate import Work
from app.platform.ids import TaskId
from app.platform.problems import NotFound
from app.triage.links.merging import can_be_merged
from app.triage.links.queries import find_duplicates, linked_signals, read_tasks
from app.triage.links.schemas import DuplicateProposal, DuplicateProposals
from app.triage.links.scoring import Score, Seen, score
from app.triage.models import Task
from app.triage.queries import TaskRow, read_task
from app.triage.schemas import TaskView
from app.triage.states import TaskStatus
from app.triage.views import fields_of

MOST_PROPOSED = 20


async def propose(work: Work, task_id: TaskId) -> DuplicateProposals:
    """List the signals that may be the same as that of a task, each by a task at the caller's desks on the same side.

    Of which somebody said already how they belong together is left out. Raises NotFound.
    """
    row = await read_task(work, task_id)
    if row is None:
        raise NotFound
    kinds = await find_duplicates(work, row.id)
    known = await linked_signals(work, row)
    best: dict[object, tuple[Score, TaskRow]] = {}
    for other in await read_tasks(work, Task.id.in_(kinds) & (Task.track == row.track)):
        found = score(kinds[other.id], _seen(row), _seen(other))
        if other.signal_id in known or not found.is_proposed:
            continue
        if other.signal_id not in best or _preferred(row, other) > _preferred(row, best[other.signal_id][1]):
            best[other.signal_id] = (found, other)
    ranked = sorted(best.values(), key=lambda pair: (pair[0].value, pair[1].opened_at, pair[1].id), reverse=True)
    items = [_view(work, row, found, other) for found, other in ranked[:MOST_PROPOSED]]
    return DuplicateProposals(items=items, complete=len(ranked) <= MOST_PROPOSED)


def _seen(row: TaskRow) -> Seen:
    return Seen(row.exploitation_forms, row.opened_at)


def _preferred(row: TaskRow, other: TaskRow) -> tuple[bool, bool]:
    """Rank the tasks of one signal: work that is going on before what is done, and that of the same desk first."""
    return other.status != TaskStatus.DONE, other.desk_id == row.desk_id


def _view(work: Work, row: TaskRow, found: Score, other: TaskRow) -> DuplicateProposal:
    return DuplicateProposal(
        task=TaskView.model_validate(fields_of(other, work.actor.actor_id, work.now), by_alias=True),
        score=found.value,
        reasons=list(found.reasons),
        mergeable=row.status != TaskStatus.DONE and can_be_merged(row, other),
    )
