"""Registering machine clients. Listing, approving and withdrawing them is as for any appointment."""

from app.access.appointments.proposals import Proposal, actor_for, record
from app.access.appointments.queries import AppointmentRow, Holder, Kind
from app.access.appointments.service import find
from app.access.appointments.views import history_of
from app.access.clients.schemas import SCOPES, ClientSubmission, ClientView
from app.access.gate import Work
from app.access.matrix import Role
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id


async def register(work: Work, client: ClientSubmission, attempt: Attempt) -> AppointmentRow:
    """Register a machine client for a municipality, with scopes; it may do nothing until another beheerder approves it.

    Raises InvalidInput for the subject of a person, and Conflict when the idempotency key was used for another client.
    """
    appointment_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="clients",
        resource_id=appointment_id,
        now=work.now,
    )
    if earlier is not None:
        return await find(work, Kind.CLIENT, earlier)
    proposal = Proposal(
        role=Role.SYSTEM,
        municipality_code=client.municipality_code,
        district_id=None,
        valid_from=client.valid_from or work.now,
        valid_until=client.valid_until,
        scopes=tuple(sorted(client.scopes)),
        holder_name=client.name,
    )
    actor_id = await actor_for(work, Holder(client.issuer, client.subject, client.name), Kind.CLIENT)
    await record(work, appointment_id, actor_id, proposal, "client.registered")
    return await find(work, Kind.CLIENT, appointment_id)


def view_of(row: AppointmentRow) -> ClientView:
    """Make the view of a machine client; one without scopes of its own has all that its role gives."""
    return ClientView.model_validate({**history_of(row), "scopes": row.scopes if row.scopes is not None else SCOPES})
