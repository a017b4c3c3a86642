"""Submitting, reading and enriching signals."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.ids import SignalId
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, PageQuery, attempt_of
from app.platform.schemas import Page
from app.reference.api import Reference
from app.signals import enrichment, service
from app.signals.schemas import (
    EnrichmentSubmission,
    EnrichmentView,
    SignalSubmission,
    SignalSummary,
    SignalView,
    Timeline,
)
from app.signals.service import Signals

router = APIRouter(prefix=f"{PREFIX}/signals", tags=["signals"])


async def collaborators(request: Request) -> Signals:
    """Return what the application was put together with."""
    signals: Signals = request.app.state.signals
    return signals


Collaborators = Annotated[Signals, Depends(collaborators)]
Reader = Annotated[OpenGate, Depends(Gate(Action.READ_SIGNAL))]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Submit a signal")
async def submit_signal(
    request: Request,
    response: Response,
    gate: Annotated[OpenGate, Depends(Gate(Action.SUBMIT_SIGNAL))],
    body: Annotated[Body[SignalSubmission], Depends(JsonBody(SignalSubmission))],
    signals: Collaborators,
    reference: Reference,
    idempotency_key: IdempotencyKeyHeader = None,
) -> SignalView:
    """Take in a signal, route it, and open a task at each desk that must act or know.

    A 201 means that the signal and its tasks are stored. With acute danger, call 112 first.
    """
    attempt = attempt_of(request, idempotency_key, body)
    view = await gate.run(lambda work: service.submit(work, body.value, attempt, signals, reference))
    response.headers["Location"] = f"/v1/signals/{view.id}"
    return view


@router.get("", summary="The signals that the caller may know of")
async def list_signals(
    gate: Reader, signals: Collaborators, page: Annotated[PageQuery, Query()]
) -> Page[SignalSummary]:
    """List envelopes, newest first: those of the caller's municipality, or with a task on the caller's desks."""
    return await gate.run(lambda work: service.list_signals(work, signals, page))


@router.get("/{id}", summary="One signal, with the parts that the caller may see")
async def read_signal(id: UUID, gate: Reader, signals: Collaborators) -> SignalView:
    """Return a signal. A part that is not there and a part that is not for the caller look the same."""
    return await gate.run(lambda work: service.read(work, SignalId(id), signals))


@router.post("/{id}/enrichments", status_code=status.HTTP_201_CREATED, summary="Add to a signal")
async def enrich_signal(
    id: UUID,
    request: Request,
    gate: Annotated[OpenGate, Depends(Gate(Action.ENRICH_SIGNAL))],
    body: Annotated[Body[EnrichmentSubmission], Depends(JsonBody(EnrichmentSubmission))],
    signals: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> EnrichmentView:
    """Add address data, earlier sanctions and the like to one side of a signal of the caller's municipality.

    A 201 means that a desk works on that side. When all work there has ended the answer is 409: submit a new signal.
    """
    attempt = attempt_of(request, idempotency_key, body)
    return await gate.run(lambda work: enrichment.enrich(work, SignalId(id), body.value, attempt, signals))


@router.get("/{id}/timeline", summary="The steps of a signal")
async def read_timeline(id: UUID, gate: Reader, signals: Collaborators) -> Timeline:
    """Return what happened to a signal, oldest first, as far as the caller may see it."""
    return await gate.run(lambda work: service.read_timeline(work, SignalId(id), signals))
