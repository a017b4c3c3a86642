"""The partners outside, for who refers to them and for who keeps the list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.reference.partners import service
from app.reference.partners.schemas import PartnerList, PartnerSubmission, PartnerView

router = APIRouter(prefix=f"{PREFIX}/partners", tags=["reference data"])

Keeper = Annotated[OpenGate, Depends(Gate(Action.MANAGE_PARTNERS))]
Submission = Annotated[Body[PartnerSubmission], Depends(JsonBody(PartnerSubmission))]


@router.get("", summary="The partners outside that work can be referred to")
async def list_partners(gate: Annotated[OpenGate, Depends(Gate(Action.READ_PARTNERS))]) -> PartnerList:
    """List all partners, also those that were closed."""
    return await gate.run(service.list_partners)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Add a partner")
async def add_partner(
    request: Request,
    response: Response,
    gate: Keeper,
    body: Submission,
    idempotency_key: IdempotencyKeyHeader = None,
) -> PartnerView:
    """Add an organisation that work can be referred to."""
    attempt = attempt_of(request, idempotency_key, body)
    return _answer(response, await gate.run(lambda work: service.add(work, body.value, attempt)))


@router.put("/{id}", summary="Change or close a partner")
async def replace_partner(
    id: UUID, response: Response, gate: Keeper, body: Submission, if_match: IfMatchHeader = None
) -> PartnerView:
    """Change a partner, close it or open it again. It is never removed: referrals of before name it."""
    return _answer(response, await gate.run(lambda work: service.replace(work, id, body.value, if_match)))


def _answer(response: Response, found: service.Answered) -> PartnerView:
    view, response.headers["ETag"] = found
    return view
