"""The queues of the desks, and what is done with a task."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.http import written
from app.platform.ids import TaskId
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.platform.schemas import Page
from app.signals.api import Collaborators
from app.triage import service
from app.triage.schemas import OutcomeSubmission, TaskDetail, TaskQuery, TaskView

router = APIRouter(prefix=f"{PREFIX}/tasks", tags=["tasks"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_TASK))]
Triage = Annotated[OpenGate, Depends(Gate(Action.TRIAGE_TASK))]


@router.get("", summary="The queues of the caller's desks", response_model=Page[TaskView])
async def list_tasks(
    gate: Reader,
    collaborators: Collaborators,
    query: Annotated[TaskQuery, Query()],
) -> Response:
    """List tasks, the most urgent first and of those the first due."""
    return written(await gate.run(lambda work: service.list_tasks(work, collaborators.cursors, query)))


@router.get("/{id}", summary="One task")
async def read_task(id: UUID, response: Response, gate: Reader, collaborators: Collaborators) -> TaskDetail:
    """Return a task, why it is on this desk, and how it can end."""
    return _answer(response, await gate.run(lambda work: service.read(work, TaskId(id), collaborators.ring)))


@router.put("/{id}/claim", summary="Claim a task")
async def claim_task(
    id: UUID,
    response: Response,
    gate: Triage,
    collaborators: Collaborators,
    if_match: IfMatchHeader = None,
) -> TaskDetail:
    """Take a task on. When two people do so at once, one gets it and the other a conflict."""
    return _answer(response, await gate.run(lambda work: service.claim(work, TaskId(id), collaborators.ring, if_match)))


@router.delete("/{id}/claim", summary="Release a task")
async def release_task(
    id: UUID,
    response: Response,
    gate: Triage,
    collaborators: Collaborators,
    if_match: IfMatchHeader = None,
) -> TaskDetail:
    """Put a claimed task back on the queue. Anybody at the desk may, so that an absence never hides work."""
    return _answer(
        response, await gate.run(lambda work: service.release(work, TaskId(id), collaborators.ring, if_match))
    )


@router.post("/{id}/outcome", summary="Record how a task ended")
async def complete_task(
    id: UUID,
    request: Request,
    response: Response,
    gate: Triage,
    body: Annotated[Body[OutcomeSubmission], Depends(JsonBody(OutcomeSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> TaskDetail:
    """End a task that the caller has claimed, with an outcome and if needed a note for this side of the wall."""
    attempt = attempt_of(request, idempotency_key, body)
    return _answer(
        response,
        await gate.run(
            lambda work: service.complete(work, TaskId(id), body.value, attempt, collaborators.ring, if_match)
        ),
    )


def _answer(response: Response, found: tuple[TaskDetail, str]) -> TaskDetail:
    task, response.headers["ETag"] = found
    return task
