"""Deciding to share across the wall."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.cases.api import Reader as CaseReader
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, attempt_of
from app.platform.schemas import Page
from app.reference.api import Reference
from app.sharing.decisions import service, twins
from app.sharing.decisions.schemas import SharingProposal, SharingQuery, SharingSummary, SharingView, TwinCaseList
from app.sharing.decisions.service import Sharing

router = APIRouter(prefix=f"{PREFIX}/sharing-decisions", tags=["crossing the wall"])
of_cases = APIRouter(prefix=PREFIX, tags=["crossing the wall"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_SHARING_DECISION))]
Decider = Annotated[OpenGate, Depends(Gate(Action.DECIDE_SHARING))]


async def collaborators(request: Request) -> Sharing:
    """Return what the application was put together with."""
    sharing: Sharing = request.app.state.sharing
    return sharing


Collaborators = Annotated[Sharing, Depends(collaborators)]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Propose to share")
async def propose_sharing(
    request: Request,
    response: Response,
    gate: Annotated[OpenGate, Depends(Gate(Action.PROPOSE_SHARING))],
    body: Annotated[Body[SharingProposal], Depends(JsonBody(SharingProposal))],
    sharing: Collaborators,
    reference: Reference,
    idempotency_key: IdempotencyKeyHeader = None,
) -> SharingView:
    """Name the items, the receiving desk and case, the purpose and the legal basis. Another person approves it."""
    attempt = attempt_of(request, idempotency_key, body)
    view = await gate.run(lambda work: service.propose(work, body.value, attempt, sharing, reference))
    response.headers["Location"] = f"{PREFIX}/sharing-decisions/{view.id}"
    return view


@router.get("", summary="The sharing decisions that concern the caller")
async def list_sharing_decisions(
    gate: Reader, sharing: Collaborators, query: Annotated[SharingQuery, Query()]
) -> Page[SharingSummary]:
    """List what the caller decides on and what was shared with its desks and cases, the last proposed first."""
    return await gate.run(lambda work: service.list_decisions(work, query, sharing))


@router.get("/{id}", summary="One sharing decision, with what it shares")
async def read_sharing_decision(id: UUID, gate: Reader, sharing: Collaborators) -> SharingView:
    """Return who shared what with whom, why and until when. For the receiver it is there while it is active."""
    return await gate.run(lambda work: service.read(work, id, sharing))


@router.post("/{id}/approval", summary="Approve a sharing decision")
async def approve_sharing(id: UUID, gate: Decider, sharing: Collaborators) -> SharingView:
    """Let the receiver read the items from now on. Nobody approves their own proposal."""
    return await gate.run(lambda work: service.approve(work, id, sharing))


@router.post("/{id}/revocation", summary="Revoke a sharing decision")
async def revoke_sharing(id: UUID, gate: Decider, sharing: Collaborators) -> SharingView:
    """End it at once, or refuse a proposal. It stays on record; the receiver sees nothing of it any more."""
    return await gate.run(lambda work: service.revoke(work, id, sharing))


@of_cases.get("/cases/{id}/twin-cases", summary="The twins of a case across the wall")
async def list_twins(id: UUID, gate: CaseReader) -> TwinCaseList:
    """List the cases of the other side that the case was told of by sharing decisions in force, by their references."""
    return await gate.run(lambda work: twins.list_twins(work, id))
