"""The goals of the caller's cases, and how they go."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status

from app.cases.api import Contributor, Reader
from app.cases.plan import service
from app.cases.plan.schemas import GoalList, GoalStatusSubmission, GoalSubmission, GoalView
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.signals.api import Collaborators

router = APIRouter(prefix=PREFIX, tags=["cases"])


@router.get("/cases/{id}/goals", summary="The goals of a case")
async def list_goals(id: UUID, gate: Reader, collaborators: Collaborators) -> GoalList:
    """List the goals of the plan of approach, each with how it went."""
    return await gate.run(lambda work: service.list_goals(work, id, collaborators.ring))


@router.post("/cases/{id}/goals", status_code=status.HTTP_201_CREATED, summary="Set a goal of a case")
async def set_goal(
    id: UUID,
    request: Request,
    response: Response,
    gate: Contributor,
    body: Annotated[Body[GoalSubmission], Depends(JsonBody(GoalSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> GoalView:
    """Set a goal, for all members. Its words are never changed: drop it and set another."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    return _told(response, await gate.run(lambda work: service.set_goal(work, id, body.value, attempt, ring)))


@router.post("/case-goals/{id}/status", summary="Reach, drop or reopen a goal")
async def change_status(
    id: UUID,
    request: Request,
    response: Response,
    gate: Contributor,
    body: Annotated[Body[GoalStatusSubmission], Depends(JsonBody(GoalStatusSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> GoalView:
    """Tell in words that a goal is reached or dropped, or take it up again."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    told = await gate.run(lambda work: service.change_status(work, id, body.value, attempt, ring, if_match))
    return _told(response, told)


def _told(response: Response, told: service.Told) -> GoalView:
    goal, response.headers["ETag"] = told
    return goal
