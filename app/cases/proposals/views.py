"""From rows to what the API shows of a DSP proposal."""

from app.access.gate import Work
from app.cases.proposals.queries import read_steps, read_versions
from app.cases.proposals.schemas import (
    ProposalContent,
    ProposalDetail,
    ProposalStepView,
    ProposalVersionView,
    ProposalView,
)
from app.cases.proposals.sealing import key_of, place_of_step, place_of_version
from app.cases.proposals.states import ProposalStatus
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.signals.keys import KeyRing


def etag_of(proposal: DatabaseRow) -> str:
    """Return the entity tag of a proposal."""
    return f'"{proposal.version}"'


def proposal_view(work: Work, proposal: DatabaseRow) -> ProposalView:
    """Make the view of a proposal without what it says."""
    # What waits was changed last when it was submitted.
    since = proposal.changed_at if proposal.status == ProposalStatus.SUBMITTED else None
    return ProposalView(
        id=proposal.id,
        case_id=proposal.case_id,
        case_reference=proposal.case_reference,
        district=proposal.district_id,
        exploitation_forms=proposal.exploitation_forms,
        status=proposal.status,
        drafted_by=proposal.drafted_by_name,
        drafted_by_you=proposal.drafted_by == work.actor.actor_id,
        drafted_at=proposal.drafted_at,
        submitted_at=proposal.submitted_at,
        decided_at=proposal.decided_at,
        waiting_since=since,
        waiting_days=None if since is None else max((work.now - since).days, 0),
        due_at=proposal.due_at,
        is_overdue=proposal.due_at is not None and proposal.due_at <= work.now,
    )


async def proposal_detail(work: Work, proposal: DatabaseRow, ring: KeyRing) -> ProposalDetail:
    """Make the view of a proposal with the versions that the caller may read, and its steps."""
    key = key_of(proposal, ring)
    return ProposalDetail(
        **dict(proposal_view(work, proposal)),
        versions=[_version(row, key) for row in await read_versions(work, proposal.id)],
        steps=[_step(work, row, key) for row in await read_steps(work, proposal.id)],
    )


def _version(row: DatabaseRow, key: DataKey) -> ProposalVersionView:
    return ProposalVersionView(
        number=row.number,
        content=ProposalContent.model_validate_json(key.decrypt(row.content, place=place_of_version(row.id))),
        by=row.written_by_name,
        written_at=row.written_at,
    )


def _step(work: Work, row: DatabaseRow, key: DataKey) -> ProposalStepView:
    text = None if row.content is None else key.decrypt(row.content, place=place_of_step(row.id)).decode()
    return ProposalStepView(
        step=row.step,
        version=row.number,
        status=row.status,
        reason=row.reason,
        text=text,
        by=row.taken_by_name,
        by_you=row.taken_by == work.actor.actor_id,
        at=row.taken_at,
    )
