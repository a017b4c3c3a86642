"""Opening a case at a desk, from signals of that desk."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.exc import IntegrityError

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.periods import end_of
from app.cases.queries import read_envelopes
from app.cases.schemas import CaseSubmission
from app.cases.sealing import owner_of, place_of_title
from app.cases.service import Told, put_in, read
from app.cases.states import LONGEST, OPENED_AT
from app.cases.steps import OPENED, append, hold
from app.platform.clock import local_date
from app.platform.database import TryAgainError
from app.platform.database_errors import constraint_name
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_case_reference, new_id
from app.platform.problems import FieldError, InvalidInput
from app.signals.keys import KeyRing

OPEN = text(
    "SELECT access.open_case(:id, :reference, :side, :desk, :district, :title, :wrapped_key, :member, :until)"
).bindparams(bindparam("title", type_=BYTEA()), bindparam("wrapped_key", type_=BYTEA()))
REFERENCE_TAKEN = "uq_cases_reference"


async def open_case(work: Work, submission: CaseSubmission, attempt: Attempt, ring: KeyRing) -> Told:
    """Open a case of which the caller is the lead and the first member.

    Raises InvalidInput for a desk that opens no cases or is not the caller's, for signals without a task there or of
    several districts, and for a day out of bounds; Conflict for an idempotency key that was used for another case.
    """
    case_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="cases",
        resource_id=case_id,
        now=work.now,
    )
    if earlier is not None:
        return await read(work, earlier, ring)
    side = _side_of(work, submission.desk)
    district = await _district_of(work, submission, side)
    work = await _open(work, case_id, submission, (side, district), ring)
    case = await hold(work, case_id)
    for signal_id in dict.fromkeys(submission.signals):
        await put_in(work, case, signal_id)
    await append(work, OPENED, case)
    return await read(work, case_id, ring)


def _side_of(work: Work, desk: str) -> Compartment:
    """Return the side of the cases of a desk of the caller; raises InvalidInput for any other desk."""
    side = OPENED_AT.get(desk.partition(".")[0])
    if side is None or desk not in work.actor.desks[side]:
        raise InvalidInput.at("/desk", "desk", "This is not a desk of yours that opens cases")
    return side


async def _district_of(work: Work, submission: CaseSubmission, side: Compartment) -> str:
    """Return the district of a case: of its desk, or of its signals where the desk is there for the region."""
    known = await read_envelopes(work, submission.signals, side, None, [submission.desk])
    errors = [
        FieldError("signal", "This is not a signal with a task of this desk", pointer=f"/signals/{number}")
        for number, signal_id in enumerate(submission.signals)
        if signal_id not in known
    ]
    if errors:
        raise InvalidInput.listing("body", errors)
    districts = {submission.desk.partition(".")[2]} - {""} or set(known.values())
    if len(districts) > 1:
        raise InvalidInput.at("/signals", "districts", "A case is of one district; these signals are of several")
    return districts.pop()


async def _open(
    work: Work,
    case_id: UUID,
    submission: CaseSubmission,
    place: tuple[Compartment, str],
    ring: KeyRing,
) -> Work:
    """Open the case, and return the work with it among the cases of the caller. Raises InvalidInput, TryAgainError."""
    side, district = place
    key, wrapped = ring[side].new_data_key(owner=owner_of(case_id))
    values = {
        "id": case_id,
        "reference": new_case_reference(local_date(work.now).year),
        "side": side,
        "desk": submission.desk,
        "district": district,
        "title": key.encrypt(submission.title.encode(), place=place_of_title(case_id)),
        "wrapped_key": wrapped,
        "member": new_id(),
        "until": end_of(submission.until or local_date(work.now) + LONGEST, work.now),
    }
    try:
        cases = (await work.connection.execute(OPEN, values)).scalar_one()
    except IntegrityError as error:
        if constraint_name(error) == REFERENCE_TAKEN:
            raise TryAgainError from None
        raise
    if cases is None:
        raise InvalidInput.at("/desk", "desk", "Your roles do not let you be a member of this case")
    return replace(work, actor=replace(work.actor, cases=frozenset(cases)))
