"""From rows to what the API shows of links, and the words in them."""

from collections.abc import Sequence
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow
from app.signals.keys import KeyRing
from app.triage.links.queries import tasks_of_signals
from app.triage.links.schemas import LinkedTask, LinkView
from app.triage.links.states import LinkKind, LinkStatus
from app.triage.queries import TaskRow


def owner_of(link_id: UUID) -> str:
    """Name what the data key of a link belongs to."""
    return f"signal_links:{link_id}"


def place_of_reason(link_id: UUID) -> str:
    """Name the place that the reason of a link is bound to."""
    return f"signal_links.reason:{link_id}"


def status_of_link(row: DatabaseRow) -> LinkStatus:
    """Return where a link stands."""
    return LinkStatus.ACTIVE if row.ended_at is None else LinkStatus.UNDONE


async def views_of(work: Work, signal_id: UUID, rows: Sequence[DatabaseRow], ring: KeyRing) -> list[LinkView]:
    """Make the views of links as seen from one of their signals, naming the other by a task at the caller's desks."""
    tasks: dict[tuple[UUID, str], list[TaskRow]] = {}
    for track in {row.compartment for row in rows}:
        others = {_other(row, signal_id) for row in rows if row.compartment == track}
        for task in await tasks_of_signals(work, others, track):
            tasks.setdefault((task.signal_id, track), []).append(task)
    named = ((row, tasks.get((_other(row, signal_id), row.compartment))) for row in rows)
    return [_view(work, row, signal_id, there, ring) for row, there in named if there]


def _other(row: DatabaseRow, signal_id: UUID) -> UUID:
    other: UUID = row.other_signal_id if row.signal_id == signal_id else row.signal_id
    return other


def _view(work: Work, row: DatabaseRow, signal_id: UUID, tasks: list[TaskRow], ring: KeyRing) -> LinkView:
    side = Compartment(row.compartment)
    key = ring[side].open_data_key(row.wrapped_key, owner=owner_of(row.id))
    of_link = [task for task in tasks if task.id in {row.task_id, row.other_task_id}]
    other = (of_link or tasks)[0]
    return LinkView(
        id=row.id,
        kind=LinkKind(row.kind),
        status=status_of_link(row),
        compartment=side,
        other=LinkedTask(id=other.id, signal_id=other.signal_id, reference=other.reference),
        into_other=row.kind == LinkKind.MERGED and row.signal_id == signal_id,
        reason=key.decrypt(row.reason, place=place_of_reason(row.id)).decode(),
        by=row.linked_by_name,
        by_you=row.linked_by == work.actor.actor_id,
        at=row.linked_at,
        undone_by=row.ended_by_name,
        undone_at=row.ended_at,
    )
