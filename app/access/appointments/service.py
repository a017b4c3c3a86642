"""Appointments, of people and of machine clients: proposed, listed, approved, withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import update

from app.access.appointments.proposals import OTHER_KIND, Proposal, actor_for, record
from app.access.appointments.queries import (
    AppointmentRow,
    Holder,
    Kind,
    lock_holder_of,
    may_approve,
    read_appointment,
    read_appointments,
)
from app.access.appointments.schemas import AppointmentSubmission
from app.access.appointments.states import AppointmentStatus, AppointmentStep, require_step
from app.access.appointments.views import etag_of
from app.access.gate import Work
from app.access.models import Appointment
from app.platform.database import insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.parameters import PageQuery
from app.platform.problems import Conflict, Forbidden, NotFound, PreconditionFailed

EVENTS: Mapping[tuple[Kind, AppointmentStep], str] = MappingProxyType(
    {
        (Kind.PERSON, AppointmentStep.APPROVE): "appointment.approved",
        (Kind.PERSON, AppointmentStep.WITHDRAW): "appointment.withdrawn",
        (Kind.CLIENT, AppointmentStep.APPROVE): "client.approved",
        (Kind.CLIENT, AppointmentStep.WITHDRAW): "client.withdrawn",
    }
)


async def list_of(
    work: Work, kind: Kind, cursors: Cursors, page: PageQuery, **wanted: object
) -> tuple[list[AppointmentRow], str | None]:
    """List appointments of a kind, the newest first, with the cursor of the next page."""
    asked = ":".join(f"{name}={value}" for name, value in sorted(wanted.items()))
    scope = f"{work.actor.actor_id}:{kind.value}:{asked}"
    before = UUID(str(cursors.open(scope, page.cursor)[0])) if page.cursor is not None else None
    rows = await read_appointments(work, kind, page.limit + 1, before=before, **wanted)
    shown = rows[: page.limit]
    return shown, cursors.seal(scope, [str(shown[-1].id)]) if len(rows) > page.limit else None


async def find(work: Work, kind: Kind, appointment_id: UUID) -> AppointmentRow:
    """Return an appointment of a kind; raises NotFound."""
    row = await read_appointment(work, kind, appointment_id)
    if row is None:
        raise NotFound
    return row


async def propose(work: Work, submission: AppointmentSubmission, attempt: Attempt) -> AppointmentRow:
    """Propose an appointment of somebody else.

    Raises Forbidden for oneself, InvalidInput for the subject of a machine client, and Conflict when the idempotency
    key was used for another proposal.
    """
    appointment_id = new_id()
    earlier = await _earlier(work, attempt, "appointments", appointment_id)
    if earlier is not None:
        return await find(work, Kind.PERSON, earlier)
    holder = Holder(submission.issuer, submission.subject, submission.name)
    proposal = Proposal(
        role=submission.role,
        municipality_code=submission.municipality_code,
        district_id=submission.district,
        valid_from=submission.valid_from or work.now,
        valid_until=submission.valid_until,
        holder_name=submission.name,
    )
    actor_id = await actor_for(work, holder, Kind.PERSON)
    await record(work, appointment_id, actor_id, proposal, "appointment.proposed")
    return await find(work, Kind.PERSON, appointment_id)


async def approve(
    work: Work, kind: Kind, appointment_id: UUID, attempt: Attempt, if_match: str | None
) -> AppointmentRow:
    """Approve what somebody else proposed for somebody else; it counts from now, or from its beginning.

    Raises NotFound; Forbidden for whoever proposed it, is to hold it, or lent it, and for a deputy of those and whose
    deputy proposed it; PreconditionFailed; and Conflict when it is not a proposal, it is a loan to a machine client, or
    the machine client has another appointment.
    """
    row = await _lock(work, kind, appointment_id)
    if await _earlier(work, attempt, f"approvals:{appointment_id}", appointment_id) is None:
        await _refuse_own(work, kind, row)
        _require_unchanged(row, if_match)
        require_step(row.status, AppointmentStep.APPROVE)
        if row.holder_kind != kind.value:
            raise Conflict(f"{OTHER_KIND[kind]}; withdraw this proposal.")
        if kind is Kind.CLIENT:
            await _refuse_second(work, row)
        await _decide(work, kind, row, AppointmentStep.APPROVE, approved_by=work.actor.actor_id, approved_at=work.now)
    return await find(work, kind, appointment_id)


async def withdraw(
    work: Work, kind: Kind, appointment_id: UUID, attempt: Attempt, if_match: str | None
) -> AppointmentRow:
    """End an appointment, with effect on the next request, or refuse a proposal.

    Raises NotFound, PreconditionFailed, and Conflict when it has ended or was withdrawn before.
    """
    row = await _lock(work, kind, appointment_id)
    if await _earlier(work, attempt, f"withdrawals:{appointment_id}", appointment_id) is None:
        _require_unchanged(row, if_match)
        require_step(row.status, AppointmentStep.WITHDRAW)
        await _decide(
            work, kind, row, AppointmentStep.WITHDRAW, withdrawn_by=work.actor.actor_id, withdrawn_at=work.now
        )
    return await find(work, kind, appointment_id)


async def _earlier(work: Work, attempt: Attempt, operation: str, resource_id: UUID) -> UUID | None:
    return await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=operation,
        resource_id=resource_id,
        now=work.now,
    )


async def _lock(work: Work, kind: Kind, appointment_id: UUID) -> AppointmentRow:
    await lock_holder_of(work, appointment_id)
    return await find(work, kind, appointment_id)


async def _refuse_own(work: Work, kind: Kind, row: AppointmentRow) -> None:
    """Raise Forbidden for whoever has a hand in a proposal, by what they lent or were lent too."""
    own = {
        row.proposer_id: "Nobody approves what they proposed; ask another beheerder.",
        row.lender_id: "Nobody approves a loan of their own appointment; ask another beheerder.",
        row.actor_id: "Nobody approves an appointment of their own; ask another beheerder.",
    }
    if reason := own.get(work.actor.actor_id):
        raise Forbidden(reason)
    if row.holder_kind == kind.value and not await may_approve(work, row.id):
        raise Forbidden("Nobody approves for the person they stand in for, nor what their deputy proposed.")


def _require_unchanged(row: AppointmentRow, if_match: str | None) -> None:
    if if_match not in (None, "*", etag_of(row)):
        raise PreconditionFailed("The appointment was changed since you read it; read it again and decide anew.")


async def _refuse_second(work: Work, row: AppointmentRow) -> None:
    """Keep a machine client to one municipality and one set of scopes, so that the scopes of two never add up."""
    for status in (AppointmentStatus.CURRENT, AppointmentStatus.FUTURE):
        if await read_appointments(work, Kind.CLIENT, 1, actor_id=row.actor_id, status=status):
            raise Conflict("This machine client has an approved registration; withdraw that one first.")


async def _decide(
    work: Work, kind: Kind, row: AppointmentRow, step: AppointmentStep, **changes: UUID | datetime
) -> None:
    """Take a step with its event; the row is locked."""
    await work.connection.execute(update(Appointment).where(Appointment.id == row.id).values(**changes))
    event = event_row(
        EVENTS[kind, step],
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=row.id,
        data={"role": row.role, "holder": row.actor_id},
    )
    await insert_all(work.connection, {Event: [event]})
