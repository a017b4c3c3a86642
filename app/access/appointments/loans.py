"""Deputies: an appointment is lent for a period, and ends with the one it was lent from."""

from datetime import datetime
from uuid import UUID

from app.access.appointments.proposals import Proposal, actor_for, record
from app.access.appointments.queries import AppointmentRow, Holder, Kind
from app.access.appointments.schemas import LoanSubmission
from app.access.appointments.service import find
from app.access.appointments.states import AppointmentStep, require_step
from app.access.gate import Work
from app.access.matrix import Action, Role
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.problems import FieldError, Forbidden, InvalidInput, NotFound


async def lend(work: Work, lent_id: UUID, loan: LoanSubmission, attempt: Attempt) -> AppointmentRow:
    """Propose a deputy for one's own appointment or, as a beheerder, for somebody else's.

    Raises NotFound for an appointment that is not the caller's to lend, Forbidden for one that was lent itself and for
    a loan to oneself, Conflict when it has not been approved or has ended, and InvalidInput for a period outside its
    own.
    """
    lent = await _find_lendable(work, lent_id)
    loan_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"loans:{lent_id}",
        resource_id=loan_id,
        now=work.now,
    )
    if earlier is None:
        await _record(work, lent, loan_id, loan)
    return await find(work, Kind.PERSON, earlier or loan_id)


async def _find_lendable(work: Work, lent_id: UUID) -> AppointmentRow:
    lent = await find(work, Kind.PERSON, lent_id)
    if lent.actor_id != work.actor.actor_id and Action.MANAGE_APPOINTMENTS not in work.actor.actions:
        raise NotFound
    if lent.lent_from is not None:
        raise Forbidden("A lent appointment is not lent on; its holder can lend it to somebody else.")
    return lent


async def _record(work: Work, lent: AppointmentRow, loan_id: UUID, loan: LoanSubmission) -> None:
    require_step(lent.status, AppointmentStep.LEND)
    begins = loan.valid_from or max(work.now, lent.valid_from)
    _require_within(lent, begins, loan.valid_until)
    deputy = await actor_for(work, Holder(loan.issuer, loan.subject, loan.name), Kind.PERSON)
    if deputy == lent.actor_id:
        raise InvalidInput.at("/subject", "holder", "This is who holds the appointment; a deputy is somebody else")
    proposal = Proposal(
        role=Role(lent.role),
        municipality_code=lent.municipality_code,
        district_id=lent.district_id,
        valid_from=begins,
        valid_until=loan.valid_until,
        lent_from=lent.id,
        holder_name=loan.name,
    )
    await record(work, loan_id, deputy, proposal, "appointment.lent")


def _require_within(lent: AppointmentRow, begins: datetime, ends: datetime) -> None:
    """Keep a loan to the lender's own period."""
    errors = []
    if begins < lent.valid_from:
        errors.append(FieldError("before_own", "The appointment that is lent begins later", pointer="/validFrom"))
    if ends <= begins or (lent.valid_until is not None and ends > lent.valid_until):
        errors.append(
            FieldError("after_own", "A loan ends after it begins, and not after what is lent", pointer="/validUntil")
        )
    if errors:
        raise InvalidInput(f"The body has {len(errors)} error(s).", errors=errors)
