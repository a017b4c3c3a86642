"""Assigning tasks, and who can be assigned."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, attempt_of
from app.triage.assignments import service
from app.triage.assignments.schemas import AssignmentReport, AssignmentSubmission, ColleagueList, ColleagueQuery

router = APIRouter(prefix=PREFIX, tags=["tasks"])

Triage = Annotated[OpenGate, Depends(Gate(Action.TRIAGE_TASK))]


@router.post("/task-assignments", summary="Assign tasks to oneself or to a colleague")
async def assign_tasks(
    request: Request,
    gate: Triage,
    body: Annotated[Body[AssignmentSubmission], Depends(JsonBody(AssignmentSubmission))],
    idempotency_key: IdempotencyKeyHeader = None,
) -> AssignmentReport:
    """Assign up to a hundred tasks at once. Each is assigned or reported; what somebody else has is left to them.

    Who has claimed a task hands it over so, also while it waits.
    """
    attempt = attempt_of(request, idempotency_key, body)
    return await gate.run(lambda work: service.assign(work, body.value, attempt))


@router.get("/colleagues", summary="Who works at the caller's desks")
async def list_colleagues(gate: Triage, query: Annotated[ColleagueQuery, Query()]) -> ColleagueList:
    """List the people that tasks can be assigned to, the caller among them."""
    return await gate.run(lambda work: service.list_colleagues(work, query))
