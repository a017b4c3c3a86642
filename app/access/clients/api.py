"""Machine clients: registered by one beheerder, approved by another, withdrawn by any."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.appointments import service
from app.access.appointments.api import Beheerder, CursorsOfLists
from app.access.appointments.queries import AppointmentRow, Kind
from app.access.appointments.views import etag_of
from app.access.clients.schemas import ClientQuery, ClientSubmission, ClientView
from app.access.clients.service import register, view_of
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.platform.schemas import Page

router = APIRouter(prefix=f"{PREFIX}/clients", tags=["clients"])


@router.post("", status_code=status.HTTP_201_CREATED, summary="Register a machine client")
async def register_client(
    request: Request,
    response: Response,
    gate: Beheerder,
    body: Annotated[Body[ClientSubmission], Depends(JsonBody(ClientSubmission))],
    idempotency_key: IdempotencyKeyHeader = None,
) -> ClientView:
    """Register a system of a municipality, with what it may do. It may do nothing until another beheerder approves."""
    attempt = attempt_of(request, idempotency_key, body)
    row = await gate.run(lambda work: register(work, body.value, attempt))
    response.headers["Location"] = f"{PREFIX}/clients/{row.id}"
    return _answer(response, row)


@router.get("", summary="The machine clients")
async def list_clients(
    gate: Beheerder, cursors: CursorsOfLists, query: Annotated[ClientQuery, Query()]
) -> Page[ClientView]:
    """List every machine client there is or was, the newest first."""
    wanted = query.model_dump(exclude={"limit", "cursor"})
    rows, cursor = await gate.run(lambda work: service.list_of(work, Kind.CLIENT, cursors, query, **wanted))
    return Page(items=[view_of(row) for row in rows], next_cursor=cursor)


@router.get("/{id}", summary="One machine client")
async def read_client(id: UUID, response: Response, gate: Beheerder) -> ClientView:
    """Return a machine client with its history."""
    return _answer(response, await gate.run(lambda work: service.find(work, Kind.CLIENT, id)))


@router.post("/{id}/approval", summary="Approve a machine client")
async def approve_client(
    id: UUID,
    request: Request,
    response: Response,
    gate: Beheerder,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> ClientView:
    """Approve a client that another beheerder registered. A client has one approved registration at a time."""
    attempt = attempt_of(request, idempotency_key)
    return _answer(response, await gate.run(lambda work: service.approve(work, Kind.CLIENT, id, attempt, if_match)))


@router.post("/{id}/withdrawal", summary="Withdraw a machine client")
async def withdraw_client(
    id: UUID,
    request: Request,
    response: Response,
    gate: Beheerder,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> ClientView:
    """End a client, with effect on its next request; or refuse a registration."""
    attempt = attempt_of(request, idempotency_key)
    return _answer(response, await gate.run(lambda work: service.withdraw(work, Kind.CLIENT, id, attempt, if_match)))


def _answer(response: Response, row: AppointmentRow) -> ClientView:
    response.headers["ETag"] = etag_of(row)
    return view_of(row)
