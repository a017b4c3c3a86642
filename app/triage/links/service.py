"""Linking signals by hand: say how two belong together, list what was said, and take it back."""

from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.platform.database import DatabaseRow
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import TaskId, new_id
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.platform.states import next_status
from app.signals.keys import KeyRing
from app.triage.links import merging
from app.triage.links.models import SignalLink
from app.triage.links.queries import count_links, is_linked, read_link, read_links
from app.triage.links.schemas import LinkList, LinkSubmission, LinkView, MergeSubmission
from app.triage.links.states import TRANSITIONS, LinkKind, LinkStep
from app.triage.links.views import status_of_link, views_of
from app.triage.links.writing import Said, tell, write_link
from app.triage.queries import TaskRow, lock_tasks, read_task
from app.triage.steps import lock

MOST_OF_A_SIGNAL = 200


async def link(work: Work, task_id: TaskId, submission: LinkSubmission, attempt: Attempt, ring: KeyRing) -> LinkView:
    """Say how the signal of a task and that of another at the caller's desks belong together, whoever has the tasks.

    Raises NotFound, InvalidInput for a task that is not there or of the same signal, and Conflict when it was said
    already, too much was said, or the idempotency key was used for another link.
    """
    held = {row.id: row for row in await lock_tasks(work, [task_id, submission.other_task])}
    row, other = held.get(task_id), held.get(submission.other_task)
    if row is None:
        raise NotFound
    link_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"links:{task_id}",
        resource_id=link_id,
        now=work.now,
    )
    if earlier is not None:
        return await _seen_from(work, row.signal_id, earlier, ring)
    if other is None or other.track != row.track or other.signal_id == row.signal_id:
        raise InvalidInput.at("/otherTask", "no_such_task", "There is no such task of another signal on this side")
    await _require_new(work, row, other, submission.kind)
    await write_link(work, row, other, Said(link_id, submission.kind, submission.reason), ring)
    return await _seen_from(work, row.signal_id, link_id, ring)


async def _require_new(work: Work, row: TaskRow, other: TaskRow, kind: LinkKind) -> None:
    if await is_linked(work, row, other.signal_id, kind):
        raise Conflict("This was said of these two signals already; a link that is active allows: undo.")
    if max(await count_links(work, row), await count_links(work, other)) >= MOST_OF_A_SIGNAL:
        raise Conflict(f"One of these signals has {MOST_OF_A_SIGNAL} links already.")


async def merge(
    work: Work, task_id: TaskId, submission: MergeSubmission, attempt: Attempt, ring: KeyRing, if_match: str | None
) -> LinkView:
    """Merge work, as `merging.merge` does; return the link seen from the signal of the task that was merged."""
    link_id = await merging.merge(work, task_id, submission, attempt, ring, if_match)
    row = await lock(work, task_id)
    return await _seen_from(work, row.signal_id, link_id, ring)


async def list_links(work: Work, task_id: TaskId, ring: KeyRing) -> LinkList:
    """List what was said of the signal of a task and others that the caller works with; raises NotFound."""
    row = await read_task(work, task_id)
    if row is None:
        raise NotFound
    return LinkList(items=await views_of(work, row.signal_id, await read_links(work, row, MOST_OF_A_SIGNAL), ring))


async def undo(work: Work, link_id: UUID, ring: KeyRing) -> LinkView:
    """Take back what was said, whoever at the desks said it; work that was merged is work of its own again.

    Raises NotFound, and Conflict when it was taken back already.
    """
    row = await _find(work, link_id)
    next_status(TRANSITIONS, status_of_link(row), LinkStep.UNDO, subject="link")
    ended = await work.connection.execute(
        update(SignalLink)
        .where(SignalLink.id == link_id, SignalLink.ended_at.is_(None))
        .values(ended_by=work.actor.actor_id, ended_by_name=work.actor.name, ended_at=work.now)
    )
    if ended.rowcount == 0:  # somebody else was first
        next_status(TRANSITIONS, status_of_link(await _find(work, link_id)), LinkStep.UNDO, subject="link")
    if row.kind == LinkKind.MERGED:
        await merging.take_back(work, row)
    await tell(work, "signals.unlinked", link_id, row.kind)
    return await _seen_from(work, row.signal_id, link_id, ring)


async def _find(work: Work, link_id: UUID) -> DatabaseRow:
    row = await read_link(work, link_id)
    if row is None:
        raise NotFound
    return row


async def _seen_from(work: Work, signal_id: UUID, link_id: UUID, ring: KeyRing) -> LinkView:
    for view in await views_of(work, signal_id, [await _find(work, link_id)], ring):
        return view
    raise NotFound
