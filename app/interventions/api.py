"""Interventions on signals, the steps of one, and the assessments of its effect."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.cases.api import Contributor
from app.cases.proposals.api import Reader as ProposalReader
from app.interventions import casework, correcting, effects, expectations, service, steps
from app.interventions.change_schemas import CorrectionSubmission, WithdrawalSubmission
from app.interventions.expectation_schemas import ExpectationList
from app.interventions.schemas import (
    CaseInterventionSubmission,
    EffectSubmission,
    InterventionDetail,
    InterventionQuery,
    InterventionSubmission,
    InterventionView,
    StepSubmission,
)
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.platform.schemas import Page
from app.signals.api import Collaborators

router = APIRouter(prefix=PREFIX, tags=["interventions"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_INTERVENTION))]
Logger = Annotated[OpenGate, Depends(Gate(Action.LOG_INTERVENTION))]


@router.post("/signals/{id}/interventions", status_code=status.HTTP_201_CREATED, summary="Log an intervention")
async def log_intervention(
    id: UUID,
    request: Request,
    response: Response,
    gate: Logger,
    body: Annotated[Body[InterventionSubmission], Depends(JsonBody(InterventionSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> InterventionDetail:
    """Log what is done on a signal, or is going to be, on the side of a task that one of the caller's desks has."""
    attempt = attempt_of(request, idempotency_key, body)
    made = await gate.run(lambda work: service.log(work, id, body.value, attempt, collaborators.ring))
    response.headers["Location"] = f"{PREFIX}/interventions/{made[0].id}"
    return _answer(response, made)


@router.post("/cases/{id}/interventions", status_code=status.HTTP_201_CREATED, summary="Log an intervention in a case")
async def log_in_case(
    id: UUID,
    request: Request,
    response: Response,
    gate: Contributor,
    body: Annotated[Body[CaseInterventionSubmission], Depends(JsonBody(CaseInterventionSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> InterventionDetail:
    """Log what is done in a case, or is going to be, for a goal of it or for none."""
    attempt = attempt_of(request, idempotency_key, body)
    made = await gate.run(lambda work: casework.log_in_case(work, id, body.value, attempt, collaborators.ring))
    response.headers["Location"] = f"{PREFIX}/interventions/{made[0].id}"
    return _answer(response, made)


@router.get("/interventions", summary="The interventions that the caller knows of")
async def list_interventions(
    gate: Reader, collaborators: Collaborators, query: Annotated[InterventionQuery, Query()]
) -> Page[InterventionView]:
    """List interventions, the last logged first. One whose effect nobody assessed says so."""
    return await gate.run(lambda work: service.list_interventions(work, query, collaborators.cursors))


@router.get("/interventions/{id}", summary="One intervention with what is known of its effect")
async def read_intervention(
    id: UUID, response: Response, gate: Reader, collaborators: Collaborators
) -> InterventionDetail:
    """Return an intervention with every assessment of its effect, the last recorded first."""
    return _answer(response, await gate.run(lambda work: service.read(work, id, collaborators.ring)))


@router.post("/interventions/{id}/steps", summary="Start, end or stop an intervention")
async def take_step(
    id: UUID,
    response: Response,
    gate: Logger,
    body: Annotated[Body[StepSubmission], Depends(JsonBody(StepSubmission))],
    collaborators: Collaborators,
    if_match: IfMatchHeader = None,
) -> InterventionDetail:
    """Take a step with what a desk of the caller logged or is done in a case of theirs; stopping needs a reason."""
    step = body.value
    return _answer(response, await gate.run(lambda work: steps.take_step(work, id, step, collaborators.ring, if_match)))


@router.post("/interventions/{id}/withdrawal", summary="Withdraw an intervention as logged in error")
async def withdraw(
    id: UUID,
    response: Response,
    gate: Logger,
    body: Annotated[Body[WithdrawalSubmission], Depends(JsonBody(WithdrawalSubmission))],
    collaborators: Collaborators,
    if_match: IfMatchHeader = None,
) -> InterventionDetail:
    """Tell in words that it was logged in error, whatever its status. It stays to be read, and counts nowhere."""
    why = body.value
    return _answer(response, await gate.run(lambda work: steps.withdraw(work, id, why, collaborators.ring, if_match)))


@router.post(
    "/interventions/{id}/corrections", status_code=status.HTTP_201_CREATED, summary="Put an intervention right"
)
async def correct(
    id: UUID,
    request: Request,
    response: Response,
    gate: Logger,
    body: Annotated[Body[CorrectionSubmission], Depends(JsonBody(CorrectionSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> InterventionDetail:
    """Put right what is said of it while it is planned or going on, or plan it anew; `history` keeps what it said."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    made = await gate.run(lambda work: correcting.correct(work, id, body.value, attempt, ring, if_match))
    return _answer(response, made)


@router.get("/dsp-proposals/{id}/expectations", summary="What was expected of a DSP proposal, and what came of it")
async def read_expectations(id: UUID, gate: ProposalReader, collaborators: Collaborators) -> ExpectationList:
    """Set what each proposed intervention was expected to come to beside what was seen of those carried out since."""
    return await gate.run(lambda work: expectations.compare(work, id, collaborators.ring))


@router.post("/interventions/{id}/effects", status_code=status.HTTP_201_CREATED, summary="Assess an effect")
async def assess_effect(
    id: UUID,
    request: Request,
    response: Response,
    gate: Logger,
    body: Annotated[Body[EffectSubmission], Depends(JsonBody(EffectSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> InterventionDetail:
    """Add an assessment of what it turned out to do. It is never changed; a later one stands beside it."""
    attempt = attempt_of(request, idempotency_key, body)
    made = await gate.run(lambda work: effects.assess(work, id, body.value, attempt, collaborators.ring))
    return _answer(response, made)


def _answer(response: Response, made: service.Answered) -> InterventionDetail:
    view, response.headers["ETag"] = made
    return view
