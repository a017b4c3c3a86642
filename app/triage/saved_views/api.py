"""The views of the caller."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.collaborators import ProcessKeys
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.triage.saved_views import service
from app.triage.saved_views.schemas import SavedViewList, SavedViewSubmission, SavedViewView

router = APIRouter(prefix=f"{PREFIX}/saved-views", tags=["tasks"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_TASK))]
Submission = Annotated[Body[SavedViewSubmission], Depends(JsonBody(SavedViewSubmission))]


@router.get("", summary="The views that the caller saved")
async def list_saved_views(gate: Reader, keys: ProcessKeys) -> SavedViewList:
    """List the caller's own views, the last made first. Nobody else sees them."""
    return await gate.run(lambda work: service.list_views(work, keys))


@router.post("", status_code=status.HTTP_201_CREATED, summary="Save a view")
async def create_saved_view(
    request: Request,
    response: Response,
    gate: Reader,
    body: Submission,
    keys: ProcessKeys,
    idempotency_key: IdempotencyKeyHeader = None,
) -> SavedViewView:
    """Save filters and an order of one's queues under a name; a hundred at most."""
    attempt = attempt_of(request, idempotency_key, body)
    view = _answer(response, await gate.run(lambda work: service.create(work, body.value, attempt, keys)))
    response.headers["Location"] = f"{PREFIX}/saved-views/{view.id}"
    return view


@router.get("/{id}", summary="One saved view")
async def read_saved_view(id: UUID, response: Response, gate: Reader, keys: ProcessKeys) -> SavedViewView:
    """Return one of the caller's own views."""
    return _answer(response, await gate.run(lambda work: service.read(work, id, keys)))


@router.put("/{id}", summary="Replace a saved view")
async def replace_saved_view(
    id: UUID, response: Response, gate: Reader, body: Submission, keys: ProcessKeys, if_match: IfMatchHeader = None
) -> SavedViewView:
    """Put another choice, order or name in its place."""
    return _answer(response, await gate.run(lambda work: service.replace(work, id, body.value, keys, if_match)))


@router.delete("/{id}", status_code=status.HTTP_204_NO_CONTENT, summary="Delete a saved view")
async def delete_saved_view(id: UUID, gate: Reader, if_match: IfMatchHeader = None) -> None:
    """Delete one of the caller's own views."""
    await gate.run(lambda work: service.remove(work, id, if_match))


def _answer(response: Response, found: tuple[SavedViewView, str]) -> SavedViewView:
    view, response.headers["ETag"] = found
    return view
