"""What an actor is told of itself."""

from sqlalchemy import select

from app.access.gate import Work
from app.access.matrix import MATRIX, Role
from app.access.models import Appointment
from app.access.schemas import HeldAppointmentView, Me
from app.platform.database import DatabaseRow


async def describe_actor(work: Work) -> Me:
    """Describe the actor of this transaction."""
    actor = work.actor
    return Me(
        name=actor.name,
        appointments=[_view_of(held) for held in await _read_held(work)],
        actions=sorted(actor.actions),
        submits_for=sorted(actor.submits_for),
        desks=list(actor.all_desks),
        breaks_glass_in=sorted(actor.breaks_glass_in),
        oversees=sorted(actor.oversees),
    )


async def _read_held(work: Work) -> list[DatabaseRow]:
    query = (
        select(Appointment.__table__)
        .where(Appointment.id.in_(work.actor.appointments))
        .order_by(Appointment.valid_from, Appointment.id)
    )
    return list(await work.connection.execute(query))


def _view_of(held: DatabaseRow) -> HeldAppointmentView:
    role = Role(held.role)
    rights = MATRIX[role]
    return HeldAppointmentView(
        id=held.id,
        role=role,
        municipality_code=held.municipality_code,
        district=held.district_id,
        valid_from=held.valid_from,
        valid_until=held.valid_until,
        lent_until=held.valid_until if held.lent_from is not None else None,
        care=sorted(rights.care),
        security=sorted(rights.security),
    )
