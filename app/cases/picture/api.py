"""Who and what the caller's cases are about, and how safe the persons are."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, status

from app.cases.api import Contributor, Reader
from app.cases.picture import assessments, persons
from app.cases.picture.schemas import (
    CaseLocationList,
    CaseLocationSubmission,
    CasePersonList,
    CasePersonSubmission,
    SafetySubmission,
    SafetyView,
)
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, PageQuery, attempt_of
from app.platform.schemas import Page
from app.signals.api import Collaborators

router = APIRouter(prefix=PREFIX, tags=["cases"])


@router.get("/cases/{id}/persons", summary="The persons of a case")
async def list_persons(id: UUID, gate: Reader, collaborators: Collaborators) -> CasePersonList:
    """List who the case is about, each with how safe they are by the last assessment."""
    return await gate.run(lambda work: persons.list_persons(work, id, collaborators.ring))


@router.post("/cases/{id}/persons", status_code=status.HTTP_201_CREATED, summary="Take a person over into a case")
async def take_person(
    id: UUID,
    request: Request,
    gate: Contributor,
    body: Annotated[Body[CasePersonSubmission], Depends(JsonBody(CasePersonSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> CasePersonList:
    """Copy a person from a signal of the case of which the caller has a task, for all members."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    return await gate.run(lambda work: persons.take_person(work, id, body.value, attempt, ring))


@router.get("/cases/{id}/locations", summary="The places of a case")
async def list_locations(id: UUID, gate: Reader, collaborators: Collaborators) -> CaseLocationList:
    """List what places the case is about."""
    return await gate.run(lambda work: persons.list_locations(work, id, collaborators.ring))


@router.post("/cases/{id}/locations", status_code=status.HTTP_201_CREATED, summary="Take a place over into a case")
async def take_location(
    id: UUID,
    request: Request,
    gate: Contributor,
    body: Annotated[Body[CaseLocationSubmission], Depends(JsonBody(CaseLocationSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> CaseLocationList:
    """Copy a place from a signal of the case of which the caller has a task, for all members."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    return await gate.run(lambda work: persons.take_location(work, id, body.value, attempt, ring))


@router.get("/case-persons/{id}/safety-assessments", summary="How safe a person was")
async def list_assessments(
    id: UUID, gate: Reader, collaborators: Collaborators, page: Annotated[PageQuery, Query()]
) -> Page[SafetyView]:
    """List the assessments of the safety of a person of a case, the last first."""
    ring, cursors = collaborators.ring, collaborators.cursors
    return await gate.run(lambda work: assessments.list_assessments(work, id, page, ring, cursors))


@router.post(
    "/case-persons/{id}/safety-assessments", status_code=status.HTTP_201_CREATED, summary="Assess how safe a person is"
)
async def assess(
    id: UUID,
    request: Request,
    gate: Contributor,
    body: Annotated[Body[SafetySubmission], Depends(JsonBody(SafetySubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> SafetyView:
    """Record how safe a person is now, where, how they are reached and until when that holds. Nothing is changed."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    return await gate.run(lambda work: assessments.assess(work, id, body.value, attempt, ring))
