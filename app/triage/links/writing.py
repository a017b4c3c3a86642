"""Writing a link down, with its reason sealed, and telling of it."""

from dataclasses import dataclass
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import insert_all
from app.platform.models import Event
from app.platform.outbox import event_row
from app.signals.keys import KeyRing
from app.triage.links.models import SignalLink
from app.triage.links.states import LinkKind
from app.triage.links.views import owner_of, place_of_reason
from app.triage.queries import TaskRow


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of two signals, and why."""

    id: UUID
    kind: LinkKind
    reason: str


async def write_link(work: Work, row: TaskRow, other: TaskRow, said: Said, ring: KeyRing) -> None:
    """Write a link from a task to another, in the name of the caller, under a data key of its own."""
    side = Compartment(row.track)
    key, wrapped = ring[side].new_data_key(owner=owner_of(said.id))
    link = {
        "id": said.id,
        "kind": said.kind,
        "compartment": side,
        "signal_id": row.signal_id,
        "municipality_code": row.municipality_code,
        "other_signal_id": other.signal_id,
        "task_id": row.id,
        "other_task_id": other.id,
        "reason": key.encrypt(said.reason.encode(), place=place_of_reason(said.id)),
        "wrapped_key": wrapped,
        "linked_by": work.actor.actor_id,
        "linked_by_name": work.actor.name,
        "linked_at": work.now,
    }
    await insert_all(work.connection, {SignalLink: [link]})
    await tell(work, "signals.linked", said.id, said.kind)


async def tell(work: Work, event_type: str, link_id: UUID, kind: str) -> None:
    """Append an event of a link. It stands in no timeline, since of each signal it tells that there is another."""
    event = event_row(
        event_type, occurred_at=work.now, actor_id=work.actor.actor_id, subject_id=link_id, data={"kind": kind}
    )
    await insert_all(work.connection, {Event: [event]})
