"""What an actor is told of itself."""

from uuid import UUID

from sqlalchemy import select

from app.access.gate import Work
from app.access.grants import HeldAppointment
from app.access.matrix import MATRIX
from app.access.models import Appointment
from app.access.schemas import HeldAppointmentView, Me


async def describe_actor(work: Work) -> Me:
    """Describe the actor of this transaction."""
    actor = work.actor
    lent = await _lent_to(work)
    return Me(
        name=actor.name,
        appointments=[_view_of(held, lent=held.id in lent) for held in actor.appointments],
        actions=sorted(actor.actions),
        submits_for=sorted(actor.submits_for),
        desks=list(actor.all_desks),
        breaks_glass_in=sorted(actor.breaks_glass_in),
        oversees=sorted(actor.oversees),
    )


def _view_of(held: HeldAppointment, *, lent: bool) -> HeldAppointmentView:
    rights = MATRIX[held.role]
    return HeldAppointmentView(
        id=held.id,
        role=held.role,
        municipality_code=held.municipality_code,
        district=held.district_id,
        valid_from=held.valid_from,
        valid_until=held.valid_until,
        lent_until=held.valid_until if lent else None,
        care=sorted(rights.care),
        security=sorted(rights.security),
    )


async def _lent_to(work: Work) -> set[UUID]:
    """Return which of the actor's appointments are somebody else's."""
    query = select(Appointment.id).where(
        Appointment.actor_id == work.actor.actor_id, Appointment.lent_from.is_not(None)
    )
    return set((await work.connection.execute(query)).scalars())
