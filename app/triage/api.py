"""The queues of the desks, and what is done with a task."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.http import written
from app.platform.ids import TaskId
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, PageQuery, attempt_of
from app.platform.schemas import Page
from app.signals.api import Collaborators
from app.triage import counts, notes, service
from app.triage.schemas import (
    NoteSubmission,
    NoteView,
    OutcomeSubmission,
    TaskCounts,
    TaskDetail,
    TaskFilters,
    TaskQuery,
    TaskView,
    WaitSubmission,
)

router = APIRouter(prefix=f"{PREFIX}/tasks", tags=["tasks"])
count_router = APIRouter(prefix=f"{PREFIX}/task-counts", tags=["tasks"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_TASK))]
Triage = Annotated[OpenGate, Depends(Gate(Action.TRIAGE_TASK))]


@router.get("", summary="The queues of the caller's desks", response_model=Page[TaskView])
async def list_tasks(
    gate: Reader,
    collaborators: Collaborators,
    query: Annotated[TaskQuery, Query()],
) -> Response:
    """List tasks, the most urgent first and of those the first due unless another order is asked for."""
    return written(await gate.run(lambda work: service.list_tasks(work, collaborators.cursors, query)))


@count_router.get("", summary="How much open work there is, by each value of each filter")
async def count_tasks(gate: Reader, filters: Annotated[TaskFilters, Query()]) -> TaskCounts:
    """Count the open tasks of the caller's desks that the filters leave."""
    return await gate.run(lambda work: counts.count_tasks(work, filters))


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


@router.put("/{id}/wait", summary="Set a task aside until a day")
async def wait_with_task(
    id: UUID,
    response: Response,
    gate: Triage,
    body: Annotated[Body[WaitSubmission], Depends(JsonBody(WaitSubmission))],
    collaborators: Collaborators,
    if_match: IfMatchHeader = None,
) -> TaskDetail:
    """Say what a task that the caller has claimed waits for, and until when; once more, to change that.

    From that day on it is claimed work again, without anybody's doing.
    """
    return _answer(
        response,
        await gate.run(lambda work: service.wait(work, TaskId(id), body.value, collaborators.ring, if_match)),
    )


@router.delete("/{id}/wait", summary="Resume a task that waits")
async def resume_task(
    id: UUID,
    response: Response,
    gate: Triage,
    collaborators: Collaborators,
    if_match: IfMatchHeader = None,
) -> TaskDetail:
    """Take up a task that waits before its day; only who has claimed it does."""
    return _answer(
        response, await gate.run(lambda work: service.resume(work, TaskId(id), collaborators.ring, if_match))
    )


@router.get("/{id}/notes", summary="The notes on a task")
async def list_task_notes(
    id: UUID, gate: Reader, collaborators: Collaborators, page: Annotated[PageQuery, Query()]
) -> Page[NoteView]:
    """List what the desk wrote on a task, the last first. Nobody else reads it: not the submitter either."""
    return await gate.run(
        lambda work: notes.list_notes(work, TaskId(id), page, collaborators.ring, collaborators.cursors)
    )


@router.post("/{id}/notes", status_code=status.HTTP_201_CREATED, summary="Write a note on a task")
async def add_task_note(
    id: UUID,
    request: Request,
    gate: Triage,
    body: Annotated[Body[NoteSubmission], Depends(JsonBody(NoteSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> NoteView:
    """Write an internal note, at any time, also on a task of a colleague or one that is done."""
    attempt = attempt_of(request, idempotency_key, body)
    return await gate.run(lambda work: notes.add_note(work, TaskId(id), body.value, attempt, collaborators.ring))


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
