"""DSP proposals: drafted and submitted from a case, and decided on by the DSP of its district."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.cases.proposals import deciding, service
from app.cases.proposals.schemas import (
    DecisionSubmission,
    ProposalDetail,
    ProposalList,
    ProposalQuery,
    ProposalSubmission,
    ProposalView,
)
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.platform.schemas import Page
from app.signals.api import Collaborators

router = APIRouter(prefix=PREFIX, tags=["cases"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_PROPOSAL))]
Drafter = Annotated[OpenGate, Depends(Gate(Action.DRAFT_PROPOSAL))]
Decider = Annotated[OpenGate, Depends(Gate(Action.DECIDE_PROPOSAL))]


@router.get("/dsp-proposals", summary="DSP proposals")
async def list_proposals(
    gate: Reader, collaborators: Collaborators, query: Annotated[ProposalQuery, Query()]
) -> Page[ProposalView]:
    """List the proposals that were submitted to a DSP of the caller's, and those of the caller's cases.

    With `waiting` that is what waits for a decision, with for how long it does.
    """
    return await gate.run(lambda work: service.list_proposals(work, query, collaborators.cursors))


@router.get("/dsp-proposals/{id}", summary="One DSP proposal")
async def read_proposal(id: UUID, response: Response, gate: Reader, collaborators: Collaborators) -> ProposalDetail:
    """Return a proposal with its versions and what was done with them. The DSP sees nothing else of the case."""
    return _told(response, await gate.run(lambda work: service.read(work, id, collaborators.ring)))


@router.get("/cases/{id}/dsp-proposals", summary="The DSP proposals of a case")
async def list_of_case(id: UUID, gate: Reader) -> ProposalList:
    """List what was proposed to the DSP for a case of the caller."""
    return await gate.run(lambda work: service.list_of_case(work, id))


@router.post("/cases/{id}/dsp-proposals", status_code=status.HTTP_201_CREATED, summary="Draft a DSP proposal")
async def draft(
    id: UUID,
    request: Request,
    response: Response,
    gate: Drafter,
    body: Annotated[Body[ProposalSubmission], Depends(JsonBody(ProposalSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> ProposalDetail:
    """Draft a proposal for a case on the side of security, as its lead or as a member of the RIEC."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    told = await gate.run(lambda work: service.draft(work, id, body.value, attempt, ring))
    response.headers["Location"] = f"{PREFIX}/dsp-proposals/{told[0].id}"
    return _told(response, told)


@router.post("/dsp-proposals/{id}/versions", status_code=status.HTTP_201_CREATED, summary="Write a DSP proposal again")
async def write(
    id: UUID,
    request: Request,
    response: Response,
    gate: Drafter,
    body: Annotated[Body[ProposalSubmission], Depends(JsonBody(ProposalSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> ProposalDetail:
    """Write another version of a proposal that is drafted or was given back."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    return _told(response, await gate.run(lambda work: service.write(work, id, body.value, attempt, ring, if_match)))


@router.post("/dsp-proposals/{id}/submission", summary="Submit a DSP proposal")
async def submit(
    id: UUID, response: Response, gate: Drafter, collaborators: Collaborators, if_match: IfMatchHeader = None
) -> ProposalDetail:
    """Submit the last version to the DSP of the district."""
    ring = collaborators.ring
    return _told(response, await gate.run(lambda work: deciding.submit(work, id, ring, if_match)))


@router.post("/dsp-proposals/{id}/withdrawal", summary="Withdraw a DSP proposal")
async def withdraw(
    id: UUID, response: Response, gate: Drafter, collaborators: Collaborators, if_match: IfMatchHeader = None
) -> ProposalDetail:
    """Withdraw a proposal that one drafted, while nothing was decided."""
    ring = collaborators.ring
    return _told(response, await gate.run(lambda work: deciding.withdraw(work, id, ring, if_match)))


@router.post("/dsp-proposals/{id}/decision", summary="Decide on a DSP proposal")
async def decide(
    id: UUID,
    request: Request,
    response: Response,
    gate: Decider,
    body: Annotated[Body[DecisionSubmission], Depends(JsonBody(DecisionSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> ProposalDetail:
    """Accept, give back or refuse, as the DSP of the district, what others drafted, wrote and submitted."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    return _told(response, await gate.run(lambda work: deciding.decide(work, id, body.value, attempt, ring, if_match)))


def _told(response: Response, told: service.Told) -> ProposalDetail:
    detail, response.headers["ETag"] = told
    return detail
