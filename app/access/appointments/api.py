"""Who holds which role, for what area, from when until when; for the beheerders, and for whoever lends their own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.appointments import service
from app.access.appointments.loans import lend
from app.access.appointments.queries import AppointmentRow, Kind
from app.access.appointments.schemas import AppointmentQuery, AppointmentSubmission, AppointmentView, LoanSubmission
from app.access.appointments.views import etag_of, view_of
from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.pagination import Cursors
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.platform.schemas import Page

router = APIRouter(prefix=f"{PREFIX}/appointments", tags=["appointments"])

Beheerder = Annotated[OpenGate, Depends(Gate(Action.MANAGE_APPOINTMENTS))]


async def current_cursors(request: Request) -> Cursors:
    """Return what signs the cursors of lists."""
    cursors: Cursors = request.app.state.cursors
    return cursors


CursorsOfLists = Annotated[Cursors, Depends(current_cursors)]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Propose an appointment")
async def propose_appointment(
    request: Request,
    response: Response,
    gate: Beheerder,
    body: Annotated[Body[AppointmentSubmission], Depends(JsonBody(AppointmentSubmission))],
    idempotency_key: IdempotencyKeyHeader = None,
) -> AppointmentView:
    """Propose to give somebody else a role. It gives nothing until another beheerder approves it."""
    attempt = attempt_of(request, idempotency_key, body)
    return _made(response, await gate.run(lambda work: service.propose(work, body.value, attempt)))


@router.get("", summary="Who has what, since when, and when it was last used")
async def list_appointments(
    gate: Beheerder, cursors: CursorsOfLists, query: Annotated[AppointmentQuery, Query()]
) -> Page[AppointmentView]:
    """List every appointment of a person there is or was, the newest first: the yearly review of authorisations."""
    wanted = query.model_dump(exclude={"limit", "cursor"})
    rows, cursor = await gate.run(lambda work: service.list_of(work, Kind.PERSON, cursors, query, **wanted))
    return Page(items=[view_of(row) for row in rows], next_cursor=cursor)


@router.get("/{id}", summary="One appointment")
async def read_appointment(id: UUID, response: Response, gate: Beheerder) -> AppointmentView:
    """Return an appointment with its history."""
    return _answer(response, await gate.run(lambda work: service.find(work, Kind.PERSON, id)))


@router.post("/{id}/approval", summary="Approve an appointment")
async def approve_appointment(
    id: UUID,
    request: Request,
    response: Response,
    gate: Beheerder,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> AppointmentView:
    """Approve what another beheerder (or a lender) proposed for somebody else; it counts from then."""
    attempt = attempt_of(request, idempotency_key)
    return _answer(response, await gate.run(lambda work: service.approve(work, Kind.PERSON, id, attempt, if_match)))


@router.post("/{id}/withdrawal", summary="Withdraw an appointment")
async def withdraw_appointment(
    id: UUID,
    request: Request,
    response: Response,
    gate: Beheerder,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> AppointmentView:
    """End an appointment and all loans of it, with effect on the next request; or refuse a proposal."""
    attempt = attempt_of(request, idempotency_key)
    return _answer(response, await gate.run(lambda work: service.withdraw(work, Kind.PERSON, id, attempt, if_match)))


@router.post("/{id}/loans", status_code=status.HTTP_201_CREATED, summary="Lend an appointment to a deputy")
async def lend_appointment(
    id: UUID,
    request: Request,
    response: Response,
    gate: Annotated[OpenGate, Depends(Gate(Action.LEND_APPOINTMENT))],
    body: Annotated[Body[LoanSubmission], Depends(JsonBody(LoanSubmission))],
    idempotency_key: IdempotencyKeyHeader = None,
) -> AppointmentView:
    """Propose a deputy for a period, for one's own appointment. It gives nothing until a beheerder approves it."""
    attempt = attempt_of(request, idempotency_key, body)
    return _made(response, await gate.run(lambda work: lend(work, id, body.value, attempt)))


def _answer(response: Response, row: AppointmentRow) -> AppointmentView:
    response.headers["ETag"] = etag_of(row)
    return view_of(row)


def _made(response: Response, row: AppointmentRow) -> AppointmentView:
    response.headers["Location"] = f"{PREFIX}/appointments/{row.id}"
    return _answer(response, row)
