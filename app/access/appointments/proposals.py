"""Writing down what is proposed: one way for appointments, loans and machine clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from app.access.appointments.queries import Holder, Kind, find_or_make_actor
from app.access.gate import Work
from app.access.matrix import Role
from app.access.models import Appointment
from app.platform.database import insert_all
from app.platform.ids import new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import Forbidden, InvalidInput

OTHER_KIND: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.PERSON: "This subject belongs to a machine client; people sign in with tokens of their own",
        Kind.CLIENT: "This subject belongs to a person; a machine client signs in with tokens of its own",
    }
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A role for an area (the region without one) and a time; `scopes` for a machine client only."""

    role: Role
    municipality_code: str | None
    district_id: str | None
    valid_from: datetime
    valid_until: datetime | None
    scopes: tuple[str, ...] | None = None
    lent_from: UUID | None = None
    holder_name: str | None = None


async def actor_for(work: Work, holder: Holder, kind: Kind) -> UUID:
    """Return the actor that the proposal is for.

    Raises InvalidInput when the subject is of another kind (of a lender, that is told when it is to be approved), and
    Forbidden when it is the caller.
    """
    actor_id = await find_or_make_actor(work, new_id(), holder, kind)
    if actor_id is None:
        raise InvalidInput.at("/subject", "other_kind", OTHER_KIND[kind])
    if actor_id == work.actor.actor_id:
        raise Forbidden("Nobody gives an appointment to themselves; ask another beheerder.")
    return actor_id


async def record(work: Work, appointment_id: UUID, actor_id: UUID, proposal: Proposal, event_type: str) -> None:
    """Write down a proposal with its event; it gives nothing until a second person approves it."""
    row = {
        "id": appointment_id,
        "actor_id": actor_id,
        "role": proposal.role,
        "municipality_code": proposal.municipality_code,
        "district_id": proposal.district_id,
        "valid_from": proposal.valid_from,
        "valid_until": proposal.valid_until,
        "scopes": list(proposal.scopes) if proposal.scopes is not None else None,
        "lent_from": proposal.lent_from,
        "holder_name": proposal.holder_name,
        "proposed_by": work.actor.actor_id,
        "proposed_at": work.now,
    }
    # An event that names a municipality is for everybody who submits there: this one is not, so the area is data.
    told = {
        "role": proposal.role,
        "holder": actor_id,
        "municipality": proposal.municipality_code,
        "district": proposal.district_id,
        "scopes": row["scopes"],
        "lentFrom": proposal.lent_from,
    }
    event = event_row(
        event_type,
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=appointment_id,
        data={name: value for name, value in told.items() if value is not None},
    )
    # Its event is let in by the appointment that it tells of, so the appointment is there first.
    await insert_all(work.connection, {Appointment: [row]})
    await insert_all(work.connection, {Event: [event]})
