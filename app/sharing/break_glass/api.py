"""Breaking glass, and reviewing it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, PageQuery, attempt_of
from app.platform.problems import InvalidInput
from app.platform.schemas import Page
from app.sharing.break_glass import cases, service
from app.sharing.break_glass.schemas import OpenedCaseView, ReviewSubmission, SessionOpening, SessionView
from app.sharing.break_glass.service import Glass
from app.signals.api import Collaborators as Signals

router = APIRouter(prefix=f"{PREFIX}/break-glass-sessions", tags=["crossing the wall"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_BREAK_GLASS))]


async def collaborators(request: Request) -> Glass:
    """Return what the application was put together with."""
    glass: Glass = request.app.state.glass
    return glass


Collaborators = Annotated[Glass, Depends(collaborators)]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Break glass")
async def open_session(
    request: Request,
    response: Response,
    gate: Annotated[OpenGate, Depends(Gate(Action.OPEN_BREAK_GLASS))],
    body: Annotated[Body[SessionOpening], Depends(JsonBody(SessionOpening))],
    glass: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> SessionView:
    """Read one whole signal of your area for an hour, or who and what a case is about.

    The auditor and the districtelijk coördinator see it at once.
    """
    attempt = attempt_of(request, idempotency_key, body)
    view = await gate.run(lambda work: service.open_session(work, body.value, attempt, glass))
    if view is None:
        raise InvalidInput.at("/reference", "unknown_reference", "There is no such signal or case in your area")
    response.headers["Location"] = f"{PREFIX}/break-glass-sessions/{view.id}"
    return view


@router.get("", summary="Who broke glass")
async def list_sessions(gate: Reader, glass: Collaborators, page: Annotated[PageQuery, Query()]) -> Page[SessionView]:
    """List the caller's own sessions, and for who oversees a district those of it, the last opened first."""
    return await gate.run(lambda work: service.list_sessions(work, page, glass))


@router.get("/{id}", summary="One break-glass session")
async def read_session(id: UUID, gate: Reader, glass: Collaborators) -> SessionView:
    """Return who broke glass, when and why."""
    return await gate.run(lambda work: service.read_session(work, id, glass))


@router.get("/{id}/case", summary="The case that was opened")
async def read_opened_case(
    id: UUID, gate: Annotated[OpenGate, Depends(Gate(Action.OPEN_BREAK_GLASS))], signals: Signals
) -> OpenedCaseView:
    """Return who and what a case is about, and how safe the persons are, to who broke glass for it, within the hour."""
    return await gate.run(lambda work: cases.read_opened(work, id, signals.ring))


@router.post("/{id}/review", summary="Give a verdict on a session")
async def review_session(
    id: UUID,
    gate: Annotated[OpenGate, Depends(Gate(Action.REVIEW_BREAK_GLASS))],
    body: Annotated[Body[ReviewSubmission], Depends(JsonBody(ReviewSubmission))],
    glass: Collaborators,
) -> SessionView:
    """Tell whether a session that has ended was justified. It is told once, and never by who opened it."""
    return await gate.run(lambda work: service.review(work, id, body.value, glass))
