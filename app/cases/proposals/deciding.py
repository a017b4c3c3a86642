"""Submitting, withdrawing and deciding on DSP proposals: each step stays on record with its version."""

from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.proposals.models import DspProposalStep
from app.cases.proposals.queries import DESK, is_own
from app.cases.proposals.schemas import DecisionSubmission
from app.cases.proposals.sealing import key_of, place_of_step
from app.cases.proposals.service import Told, read
from app.cases.proposals.states import REASONS, ProposalStatus, ProposalStep
from app.cases.proposals.steps import (
    change,
    hold,
    require_drafter,
    require_going_on,
    require_unchanged,
    status_after,
    tell,
)
from app.cases.proposals.terms import due_after
from app.cases.steps import is_first
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt
from app.platform.ids import new_id
from app.platform.problems import Conflict, Forbidden, InvalidInput
from app.signals.keys import KeyRing

ENDS = {ProposalStatus.ACCEPTED, ProposalStatus.REFUSED}


async def submit(work: Work, proposal_id: UUID, ring: KeyRing, if_match: str | None) -> Told:
    """Submit the last version of a proposal to the DSP, with the forms of exploitation that the case has now.

    It waits there from now on, until a moment that goes by the district.

    Raises NotFound, PreconditionFailed, Forbidden for who is neither the lead nor the RIEC, and Conflict.
    """
    proposal = await hold(work, proposal_id)
    case = await require_drafter(work, proposal)
    require_unchanged(proposal, if_match)
    require_going_on(case)
    status = status_after(proposal, ProposalStep.SUBMIT)
    first = proposal.submitted_at or work.now
    due, forms = due_after(work.now, proposal.district_id), case.exploitation_forms
    await change(work, proposal, status=status, submitted_at=first, due_at=due, exploitation_forms=forms)
    await _record(work, proposal, ProposalStep.SUBMIT, status)
    return await read(work, proposal_id, ring)


async def withdraw(work: Work, proposal_id: UUID, ring: KeyRing, if_match: str | None) -> Told:
    """Withdraw a proposal that one drafted, while nothing was decided.

    Raises NotFound, PreconditionFailed, Forbidden for who did not draft it or may no longer, and Conflict.
    """
    proposal = await hold(work, proposal_id)
    await require_drafter(work, proposal)
    if proposal.drafted_by != work.actor.actor_id:
        raise Forbidden("A proposal is withdrawn by who drafted it.")
    require_unchanged(proposal, if_match)
    status = status_after(proposal, ProposalStep.WITHDRAW)
    await change(work, proposal, status=status, due_at=None)
    await _record(work, proposal, ProposalStep.WITHDRAW, status)
    return await read(work, proposal_id, ring)


async def decide(
    work: Work, proposal_id: UUID, submission: DecisionSubmission, attempt: Attempt, ring: KeyRing, if_match: str | None
) -> Told:
    """Accept a proposal as the DSP of the district, give it back to be written again, or refuse it.

    Raises NotFound, PreconditionFailed, Forbidden for who is not of that DSP, InvalidInput for a reason that the
    decision cannot have, and Conflict when nothing was submitted, or the caller drafted, wrote or submitted any of it.
    """
    if submission.reason not in REASONS[submission.decision]:
        allowed = ", ".join(sorted(REASONS[submission.decision]))
        raise InvalidInput.at("/reason", "reason", f"This decision can have the reasons {allowed}")
    proposal, step_id = await hold(work, proposal_id), new_id()
    if DESK + proposal.district_id not in work.actor.desks[Compartment.SECURITY]:
        raise Forbidden("The DSP of the district decides on this proposal.")
    if await is_first(work, attempt, f"dsp-proposal-decisions:{proposal_id}", step_id):
        require_unchanged(proposal, if_match)
        step = ProposalStep(submission.decision.value)
        status = status_after(proposal, step)
        if await is_own(work, proposal_id):
            raise Conflict("You drafted, wrote or submitted this proposal; somebody else of the DSP decides on it.")
        decided_at = work.now if status in ENDS else None
        await change(work, proposal, status=status, due_at=None, decided_at=decided_at)
        content = key_of(proposal, ring).encrypt(submission.text.encode(), place=place_of_step(step_id))
        await _record(work, proposal, step, status, id=step_id, reason=submission.reason, content=content)
    return await read(work, proposal_id, ring)


async def _record(
    work: Work, proposal: DatabaseRow, step: ProposalStep, status: ProposalStatus, **decided: object
) -> None:
    row = {
        "id": new_id(),
        "proposal_id": proposal.id,
        "case_id": proposal.case_id,
        "compartment": proposal.compartment,
        "number": proposal.number,
        "step": step,
        "status": status,
        "reason": None,
        "content": None,
        "taken_by": work.actor.actor_id,
        "taken_by_name": work.actor.name,
        "taken_at": work.now,
        **decided,
    }
    await insert_all(work.connection, {DspProposalStep: [row]})
    await tell(work, status, proposal.id, proposal.case_id, proposal.district_id)
