"""What an actor is told of itself."""

from app.access.gate import Work
from app.access.schemas import AppointmentView, Me


async def describe_actor(work: Work) -> Me:
    """Describe the actor of this transaction."""
    actor = work.actor
    return Me(
        name=actor.name,
        appointments=[
            AppointmentView(
                role=held.role,
                municipality_code=held.municipality_code,
                district=held.district_id,
                valid_from=held.valid_from,
                valid_until=held.valid_until,
            )
            for held in actor.appointments
        ],
        actions=sorted(actor.actions),
        submits_for=sorted(actor.submits_for),
        desks=list(actor.all_desks),
    )
