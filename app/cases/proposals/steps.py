"""Taking a step with a DSP proposal that is held against others: who may, what its status allows, the event."""

from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.access.matrix import Action
from app.cases.proposals.models import DspProposal
from app.cases.proposals.queries import read_proposal
from app.cases.proposals.states import EVENT_OF_STATUS, TRANSITIONS, ProposalStatus, ProposalStep
from app.cases.proposals.views import etag_of
from app.cases.queries import read_case
from app.cases.states import CaseStatus
from app.platform.database import DatabaseRow, insert_all
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import Conflict, Forbidden, NotFound, PreconditionFailed
from app.platform.states import next_status


async def hold(work: Work, proposal_id: UUID) -> DatabaseRow:
    """Hold a proposal that the caller knows against others; raises NotFound.

    PostgreSQL locks only what the caller may change. Of anything else they are told why not, by how it stands now.
    """
    proposal = await read_proposal(work, proposal_id, locked=True) or await read_proposal(work, proposal_id)
    if proposal is None:
        raise NotFound
    return proposal


async def require_drafter(work: Work, proposal: DatabaseRow) -> DatabaseRow:
    """Return the case of a proposal of which the caller is the lead or a member of the RIEC; raises Forbidden."""
    case = await read_case(work, proposal.case_id)
    if case is None or (case.lead_id != work.actor.actor_id and Action.DRAFT_ANY_PROPOSAL not in work.actor.actions):
        raise Forbidden("The lead of a case and members of the RIEC propose to the DSP.")
    return case


def require_going_on(case: DatabaseRow) -> None:
    """Raise Conflict for a case that is closed: nothing more is proposed, and what was submitted is decided on."""
    if case.status == CaseStatus.CLOSED:
        raise Conflict("Of a case that is closed nothing is proposed; allowed: first reopen it.")


def require_unchanged(proposal: DatabaseRow, if_match: str | None) -> None:
    """Raise PreconditionFailed when a proposal was changed since its entity tag was read."""
    if if_match not in (None, "*", etag_of(proposal)):
        raise PreconditionFailed("The proposal was changed since you read it; read it again and decide anew.")


def status_after(proposal: DatabaseRow, step: ProposalStep) -> ProposalStatus:
    """Return the status of a proposal after a step; raises Conflict that names the allowed steps."""
    return next_status(TRANSITIONS, ProposalStatus(proposal.status), step, subject="proposal")


async def change(work: Work, proposal: DatabaseRow, **changes: object) -> None:
    """Write a step of the caller with a proposal, as its next version; raises Conflict when it could not be held."""
    taken = {"version": proposal.version + 1, "changed_by": work.actor.actor_id, "changed_at": work.now}
    same = (DspProposal.id == proposal.id) & (DspProposal.version == proposal.version)
    written = await work.connection.execute(update(DspProposal).where(same).values(**taken, **changes))
    if written.rowcount != 1:
        raise Conflict("This proposal is not yours to change as it stands now.")


async def tell(work: Work, status: ProposalStatus, proposal_id: UUID, case_id: UUID, district: str) -> None:
    """Append the event of a step: of no signal, and in nobody's timeline."""
    event = event_row(
        EVENT_OF_STATUS[status],
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=proposal_id,
        data={"case": str(case_id), "district": district},
    )
    await insert_all(work.connection, {Event: [event]})
