"""The kinds of intervention, for who logs interventions and for who keeps the list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.reference.intervention_kinds import service
from app.reference.intervention_kinds.schemas import (
    InterventionKindList,
    InterventionKindSubmission,
    InterventionKindView,
)

router = APIRouter(prefix=f"{PREFIX}/intervention-kinds", tags=["reference data"])

Keeper = Annotated[OpenGate, Depends(Gate(Action.MANAGE_INTERVENTION_KINDS))]
Reader = Annotated[OpenGate, Depends(Gate(Action.READ_REFERENCE_DATA))]
Submission = Annotated[Body[InterventionKindSubmission], Depends(JsonBody(InterventionKindSubmission))]


@router.get("", summary="The kinds of intervention")
async def list_intervention_kinds(gate: Reader) -> InterventionKindList:
    """List all kinds with their domain, pillar and goal, and when their effect is assessed; also those closed."""
    return await gate.run(service.list_kinds)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Add a kind of intervention")
async def add_intervention_kind(
    request: Request,
    response: Response,
    gate: Keeper,
    body: Submission,
    idempotency_key: IdempotencyKeyHeader = None,
) -> InterventionKindView:
    """Add a kind of intervention that can be logged from now on."""
    attempt = attempt_of(request, idempotency_key, body)
    return _answer(response, await gate.run(lambda work: service.add(work, body.value, attempt)))


@router.put("/{id}", summary="Change or close a kind of intervention")
async def replace_intervention_kind(
    id: UUID, response: Response, gate: Keeper, body: Submission, if_match: IfMatchHeader = None
) -> InterventionKindView:
    """Change a kind, close it or open it again. It is never removed: interventions of before have it."""
    return _answer(response, await gate.run(lambda work: service.replace(work, id, body.value, if_match)))


def _answer(response: Response, found: service.Answered) -> InterventionKindView:
    view, response.headers["ETag"] = found
    return view
