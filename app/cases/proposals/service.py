"""Drafting and rewriting DSP proposals, and listing and reading them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Action, Compartment
from app.cases.proposals.models import DspProposal, DspProposalVersion
from app.cases.proposals.queries import (
    read_open_kinds,
    read_proposal,
    read_proposals,
    read_proposals_of,
    read_waiting,
)
from app.cases.proposals.schemas import ProposalDetail, ProposalList, ProposalQuery, ProposalSubmission, ProposalView
from app.cases.proposals.sealing import key_of, owner_of, place_of_version
from app.cases.proposals.states import MOST_PROPOSALS, MOST_VERSIONS, ProposalStatus, ProposalStep
from app.cases.proposals.steps import (
    change,
    hold,
    require_drafter,
    require_going_on,
    require_unchanged,
    status_after,
    tell,
)
from app.cases.proposals.views import etag_of, proposal_detail, proposal_view
from app.cases.queries import read_case
from app.cases.steps import hold as hold_case
from app.cases.steps import is_first
from app.platform.crypto import DataKey
from app.platform.database import insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, Forbidden, InvalidInput, NotFound
from app.platform.schemas import Page
from app.signals.keys import KeyRing

Told = tuple[ProposalDetail, str]
"""A proposal with its entity tag."""


async def list_proposals(work: Work, query: ProposalQuery, cursors: Cursors) -> Page[ProposalView]:
    """List the proposals of the caller's cases and those submitted to a DSP of the caller's, the last drafted first.

    Of only those that wait for a decision, what waits longest is first.
    """
    filters = query.model_dump_json(exclude={"limit", "cursor"}, exclude_none=True)
    scope = f"{work.actor.actor_id}:dsp-proposals:{filters}"
    place = cursors.open(scope, query.cursor) if query.cursor is not None else None
    if query.waiting:
        rows = await read_waiting(work, query, _moment_and_id(place) if place is not None else None)
    else:
        rows = await read_proposals(work, query, UUID(str(place[0])) if place is not None else None)
    items = [proposal_view(work, row) for row in rows[: query.limit]]
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    after = [] if last is None else [last.changed_at.isoformat(), str(last.id)] if query.waiting else [str(last.id)]
    return Page(items=items, next_cursor=cursors.seal(scope, after) if after else None)


def _moment_and_id(place: Sequence[object]) -> tuple[datetime, UUID]:
    moment, proposal_id = place
    return datetime.fromisoformat(str(moment)), UUID(str(proposal_id))


async def list_of_case(work: Work, case_id: UUID) -> ProposalList:
    """List the proposals of a case of the caller; raises NotFound."""
    if await read_case(work, case_id) is None:
        raise NotFound
    return ProposalList(items=[proposal_view(work, row) for row in await read_proposals_of(work, case_id)])


async def read(work: Work, proposal_id: UUID, ring: KeyRing) -> Told:
    """Return a proposal that the caller knows, with its entity tag; raises NotFound."""
    proposal = await read_proposal(work, proposal_id)
    if proposal is None:
        raise NotFound
    return await proposal_detail(work, proposal, ring), etag_of(proposal)


async def draft(work: Work, case_id: UUID, submission: ProposalSubmission, attempt: Attempt, ring: KeyRing) -> Told:
    """Draft a proposal for a case of the caller.

    Raises NotFound, Forbidden for who is neither the lead nor the RIEC, InvalidInput for a kind that is not there, and
    Conflict when the case is closed, is a care case, or has too many proposals.
    """
    case, proposal_id = await hold_case(work, case_id), new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"dsp-proposals:{case_id}",
        resource_id=proposal_id,
        now=work.now,
    )
    if earlier is not None:
        return await read(work, earlier, ring)
    if case.compartment != Compartment.SECURITY:
        raise Conflict("Cases on the side of care have no DSP proposals; the Zorgtafel discusses them.")
    require_going_on(case)
    if case.lead_id != work.actor.actor_id and Action.DRAFT_ANY_PROPOSAL not in work.actor.actions:
        raise Forbidden("The lead of a case and members of the RIEC propose to the DSP.")
    await _require_kinds(work, submission)
    if len(await read_proposals_of(work, case_id)) >= MOST_PROPOSALS:
        raise Conflict(f"This case has {MOST_PROPOSALS} proposals already.")
    key, wrapped = ring[Compartment.SECURITY].new_data_key(owner=owner_of(proposal_id))
    row = {
        "id": proposal_id,
        "case_id": case_id,
        "compartment": case.compartment,
        "district_id": case.district_id,
        "case_reference": case.reference,
        "exploitation_forms": case.exploitation_forms,
        "status": ProposalStatus.DRAFTED,
        "number": 1,
        "wrapped_key": wrapped,
        "drafted_by": work.actor.actor_id,
        "drafted_by_name": work.actor.name,
        "drafted_at": work.now,
        "changed_by": work.actor.actor_id,
        "changed_at": work.now,
    }
    await insert_all(work.connection, {DspProposal: [row]})
    await _write_version(work, (proposal_id, case_id, 1), submission, key)
    await tell(work, ProposalStatus.DRAFTED, proposal_id, case_id, case.district_id)
    return await read(work, proposal_id, ring)


async def write(
    work: Work, proposal_id: UUID, submission: ProposalSubmission, attempt: Attempt, ring: KeyRing, if_match: str | None
) -> Told:
    """Write another version of a proposal that is drafted or was given back; the earlier ones stay as they stood.

    Raises NotFound, PreconditionFailed, Forbidden, InvalidInput, and Conflict when the status does not allow it.
    """
    proposal = await hold(work, proposal_id)
    if await is_first(work, attempt, f"dsp-proposal-versions:{proposal_id}", new_id()):
        require_unchanged(proposal, if_match)
        require_going_on(await require_drafter(work, proposal))
        status = status_after(proposal, ProposalStep.WRITE)
        await _require_kinds(work, submission)
        if proposal.number >= MOST_VERSIONS:
            raise Conflict(f"This proposal has {MOST_VERSIONS} versions already.")
        number = proposal.number + 1
        await change(work, proposal, status=status, number=number)
        await _write_version(work, (proposal_id, proposal.case_id, number), submission, key_of(proposal, ring))
        await tell(work, status, proposal_id, proposal.case_id, proposal.district_id)
    return await read(work, proposal_id, ring)


async def _require_kinds(work: Work, submission: ProposalSubmission) -> None:
    """Raise InvalidInput for the first intervention of which the kind cannot be chosen."""
    known = await read_open_kinds(work, {one.kind for one in submission.interventions})
    for place, one in enumerate(submission.interventions):
        if one.kind not in known:
            raise InvalidInput.at(
                f"/interventions/{place}/kind", "kind", "This is not the code of a kind that can be chosen"
            )


async def _write_version(
    work: Work, place: tuple[UUID, UUID, int], submission: ProposalSubmission, key: DataKey
) -> None:
    version_id, (proposal_id, case_id, number) = new_id(), place
    text = submission.model_dump_json(by_alias=True)
    row = {
        "id": version_id,
        "proposal_id": proposal_id,
        "case_id": case_id,
        "compartment": Compartment.SECURITY,
        "number": number,
        "content": key.encrypt(text.encode(), place=place_of_version(version_id)),
        "written_by": work.actor.actor_id,
        "written_by_name": work.actor.name,
        "written_at": work.now,
    }
    await insert_all(work.connection, {DspProposalVersion: [row]})
