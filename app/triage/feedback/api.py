"""Feedback to who submitted: given by desks, read by the submitter's municipality."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.ids import SignalId, TaskId
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, attempt_of
from app.reference.api import Reference
from app.signals.api import Collaborators
from app.triage.feedback import service
from app.triage.feedback.schemas import FeedbackSubmission, FeedbackView, SignalFeedback, TaskFeedback

router = APIRouter(prefix=PREFIX, tags=["feedback"])


@router.post("/tasks/{id}/feedback", status_code=status.HTTP_201_CREATED, summary="Let the submitter know something")
async def give_feedback(
    id: UUID,
    request: Request,
    gate: Annotated[OpenGate, Depends(Gate(Action.TRIAGE_TASK))],
    body: Annotated[Body[FeedbackSubmission], Depends(JsonBody(FeedbackSubmission))],
    signals: Collaborators,
    reference: Reference,
    idempotency_key: IdempotencyKeyHeader = None,
) -> FeedbackView:
    """Give feedback on a task of the caller's desks, at any time: a standard text, own words, or both.

    It settles what the submitter was owed. What the other side of the wall does is not this desk's to tell.
    """
    attempt = attempt_of(request, idempotency_key, body)
    return await gate.run(lambda work: service.give(work, TaskId(id), body.value, attempt, signals.ring, reference))


@router.get("/tasks/{id}/feedback", summary="The feedback on a task")
async def read_task_feedback(
    id: UUID,
    gate: Annotated[OpenGate, Depends(Gate(Action.READ_TASK))],
    signals: Collaborators,
    reference: Reference,
) -> TaskFeedback:
    """Return what the submitter was let known on a task, whether it was read, and until when something is owed."""
    return await gate.run(lambda work: service.of_task(work, TaskId(id), signals.ring, reference))


@router.get("/signals/{id}/feedback", summary="What the submitter may know of a signal")
async def read_signal_feedback(
    id: UUID,
    gate: Annotated[OpenGate, Depends(Gate(Action.READ_SIGNAL))],
    signals: Collaborators,
    reference: Reference,
) -> SignalFeedback:
    """Return the steps of a signal and the feedback on it: of both sides for the submitter, of its own for a desk."""
    return await gate.run(lambda work: service.of_signal(work, SignalId(id), signals, reference))


@router.put("/feedback/{id}/read", summary="Mark feedback as read")
async def mark_feedback(
    id: UUID,
    gate: Annotated[OpenGate, Depends(Gate(Action.MARK_FEEDBACK))],
    signals: Collaborators,
    reference: Reference,
) -> FeedbackView:
    """Say that feedback to one's own municipality was read; the desk sees when. Doing it again changes nothing."""
    return await gate.run(lambda work: service.mark(work, id, signals.ring, reference))
