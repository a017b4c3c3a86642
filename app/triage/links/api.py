"""Duplicates, links between signals, and merging work."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.ids import TaskId
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.signals.api import Collaborators
from app.triage.links import proposals, service
from app.triage.links.schemas import DuplicateProposals, LinkList, LinkSubmission, LinkView, MergeSubmission

router = APIRouter(prefix=PREFIX, tags=["links"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_TASK))]
Triage = Annotated[OpenGate, Depends(Gate(Action.TRIAGE_TASK))]


@router.get("/tasks/{id}/duplicate-proposals", summary="Which signals may be the same as that of a task")
async def propose_duplicates(id: UUID, gate: Reader) -> DuplicateProposals:
    """List the signals at the caller's desks, on the side of the task, that have a person, telephone or address in
    common with that of the task, with a score and why. A person decides: link them, merge the work, or say `distinct`.
    """
    return await gate.run(lambda work: proposals.propose(work, TaskId(id)))


@router.get("/tasks/{id}/links", summary="The links of the signal of a task")
async def list_links(id: UUID, gate: Reader, collaborators: Collaborators) -> LinkList:
    """List how the signal belongs together with others at the caller's desks, what was merged, and what was undone."""
    return await gate.run(lambda work: service.list_links(work, TaskId(id), collaborators.ring))


@router.post("/tasks/{id}/links", status_code=status.HTTP_201_CREATED, summary="Link two signals")
async def link_signals(
    id: UUID,
    request: Request,
    gate: Triage,
    body: Annotated[Body[LinkSubmission], Depends(JsonBody(LinkSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> LinkView:
    """Say how the signal of a task and that of another belong together, or that they are `distinct`: no duplicates."""
    attempt = attempt_of(request, idempotency_key, body)
    return await gate.run(lambda work: service.link(work, TaskId(id), body.value, attempt, collaborators.ring))


@router.post("/tasks/{id}/merge", status_code=status.HTTP_201_CREATED, summary="Merge the work of a task into another")
async def merge_task(
    id: UUID,
    request: Request,
    gate: Triage,
    body: Annotated[Body[MergeSubmission], Depends(JsonBody(MergeSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> LinkView:
    """Let the work go on in another task of the desk, which becomes as urgent as this one. This task ends as `merged`,
    and when the other is done, as the other did: its submitter hears that it was taken up, and how it ended.

    `If-Match` is of the task that is merged.
    """
    attempt = attempt_of(request, idempotency_key, body)
    return await gate.run(
        lambda work: service.merge(work, TaskId(id), body.value, attempt, collaborators.ring, if_match)
    )


@router.post("/links/{id}/undo", summary="Take back a link or a merge")
async def undo_link(id: UUID, gate: Triage, collaborators: Collaborators) -> LinkView:
    """Take back what was said of two signals. Work that was merged is open at its desk again, with its deadline."""
    return await gate.run(lambda work: service.undo(work, id, collaborators.ring))
