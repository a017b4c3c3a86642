"""The SQL for DSP proposals. Row-level security decides which rows there are."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, text, tuple_

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.proposals.models import DspProposal, DspProposalStep, DspProposalVersion
from app.cases.proposals.schemas import ProposalQuery
from app.cases.proposals.states import ProposalStatus
from app.platform.database import DatabaseRow, RowSelect
from app.reference.models import InterventionKind

DESK = "dsp."
"""How the name of a desk of a DSP begins; the district follows."""
IS_OWN = text("SELECT access.proposes(p) FROM dsp_proposals p WHERE p.id = :proposal")


def known(work: Work) -> ColumnElement[bool]:
    """Select the proposals of the caller's cases, and those that were submitted to a DSP of the caller's."""
    desks = work.actor.desks[Compartment.SECURITY]
    districts = [desk.removeprefix(DESK) for desk in sorted(desks) if desk.startswith(DESK)]
    at_desk = and_(DspProposal.submitted_at.is_not(None), DspProposal.district_id.in_(districts))
    return or_(DspProposal.case_id.in_(sorted(work.actor.cases)), at_desk)


async def read_proposals(work: Work, query: ProposalQuery, before: UUID | None) -> list[DatabaseRow]:
    """Return a page of the proposals that the caller knows and one more, the last drafted first."""
    chosen = _chosen(work, query)
    if before is not None:
        chosen = chosen.where(DspProposal.id < before)
    return list(await work.connection.execute(chosen.order_by(DspProposal.id.desc()).limit(query.limit + 1)))


async def read_waiting(work: Work, query: ProposalQuery, after: tuple[datetime, UUID] | None) -> list[DatabaseRow]:
    """Return a page of those that wait for a decision and one more, what waits longest first."""
    chosen = _chosen(work, query).where(DspProposal.status == ProposalStatus.SUBMITTED)
    if after is not None:
        chosen = chosen.where(tuple_(DspProposal.changed_at, DspProposal.id) > after)
    order = (DspProposal.changed_at, DspProposal.id)
    return list(await work.connection.execute(chosen.order_by(*order).limit(query.limit + 1)))


def _chosen(work: Work, query: ProposalQuery) -> RowSelect:
    chosen = select(*DspProposal.__table__.columns).where(known(work))
    if query.status is not None:
        chosen = chosen.where(DspProposal.status == query.status)
    if query.district is not None:
        chosen = chosen.where(DspProposal.district_id == query.district)
    return chosen


async def read_proposals_of(work: Work, case_id: UUID) -> list[DatabaseRow]:
    """Return the proposals of a case, the first drafted first."""
    query = select(*DspProposal.__table__.columns).where(DspProposal.case_id == case_id)
    return list(await work.connection.execute(query.order_by(DspProposal.id)))


async def read_proposal(work: Work, proposal_id: UUID, *, locked: bool = False) -> DatabaseRow | None:
    """Return a proposal that the caller knows, held against others if that is asked, or None."""
    query = select(*DspProposal.__table__.columns).where(DspProposal.id == proposal_id, known(work))
    return (await work.connection.execute(query.with_for_update() if locked else query)).one_or_none()


async def is_own(work: Work, proposal_id: UUID) -> bool:
    """Tell whether the caller drafted a proposal that they know, wrote any version of it, or ever submitted it.

    PostgreSQL answers, also of versions that the caller may not read any more.
    """
    return bool((await work.connection.execute(IS_OWN, {"proposal": proposal_id})).scalar_one())


async def read_versions(work: Work, proposal_id: UUID) -> list[DatabaseRow]:
    """Return the versions of a proposal that the caller may read, still encrypted, the first first."""
    query = select(*DspProposalVersion.__table__.columns).where(DspProposalVersion.proposal_id == proposal_id)
    return list(await work.connection.execute(query.order_by(DspProposalVersion.number)))


async def read_steps(work: Work, proposal_id: UUID) -> list[DatabaseRow]:
    """Return the steps that were taken with a proposal, the first first."""
    query = select(*DspProposalStep.__table__.columns).where(DspProposalStep.proposal_id == proposal_id)
    return list(await work.connection.execute(query.order_by(DspProposalStep.id)))


async def read_open_kinds(work: Work, codes: Collection[str]) -> set[str]:
    """Return those of some codes that are of kinds of intervention that can be chosen."""
    query = select(InterventionKind.code).where(InterventionKind.code.in_(codes), InterventionKind.closed_at.is_(None))
    return set((await work.connection.execute(query)).scalars())
