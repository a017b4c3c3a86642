"""The monitor of the programme: its actions, its norms, and what is written of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.monitor.figures.periods import Period
from app.monitor.programme import actions, counted, service
from app.monitor.programme.schemas import (
    ActionHistory,
    ActionList,
    CountedPage,
    CountedQuery,
    EntryQuery,
    EntrySubmission,
    EntryView,
    HistoryQuery,
    NormList,
    QuarterQuery,
)
from app.monitor.statistics.api import Reference
from app.platform.body import Body, JsonBody
from app.platform.collaborators import CursorSealer, ProcessKeys
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, attempt_of
from app.platform.schemas import Page

router = APIRouter(prefix=f"{PREFIX}/monitor", tags=["monitor"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_MONITOR, read_only=True))]
Known = Annotated[OpenGate, Depends(Gate(Action.READ_COUNTED, read_only=True))]
EntryReader = Annotated[OpenGate, Depends(Gate(Action.READ_MONITOR))]
"""Whoever writes an entry sees it in the list at once."""
Keeper = Annotated[OpenGate, Depends(Gate(Action.KEEP_MONITOR))]


@router.get("/actions", summary="The actions of the programme in green, amber and red")
async def list_actions(gate: Reader, reference: Reference, query: Annotated[QuarterQuery, Query()]) -> ActionList:
    """Tell how every action stands, by the rules and by whoever gave another light with a reason."""
    return await gate.run(
        lambda work: actions.list_actions(work, _quarter(query) or service.present_quarter(work), reference)
    )


@router.get("/actions/history", summary="How an action stood in one quarter after the other")
async def tell_history(gate: Reader, reference: Reference, query: Annotated[HistoryQuery, Query()]) -> ActionHistory:
    """Tell the lights of an action in the quarters up to one, with how far the norm that it follows was reached."""
    until = None if query.until is None else Period.parse(query.until)
    return await gate.run(
        lambda work: actions.history(
            work, query.action, until or service.present_quarter(work), query.quarters, reference
        )
    )


@router.get("/norms", summary="How far the norms are reached")
async def list_norms(gate: Reader, reference: Reference, query: Annotated[QuarterQuery, Query()]) -> NormList:
    """Count what the norms ask for in each district, as the data stands now, with what counts."""
    return await gate.run(
        lambda work: service.list_norms(work, _quarter(query) or service.present_quarter(work), reference)
    )


@router.get("/norms/counted", summary="What counted for the norms")
async def list_counted(
    gate: Known, reference: Reference, cursors: CursorSealer, query: Annotated[CountedQuery, Query()]
) -> CountedPage:
    """List what counted for the norms in a quarter, of what the caller may read: proposals and interventions."""
    return await gate.run(
        lambda work: counted.list_counted(
            work, query, _quarter(query) or service.present_quarter(work), cursors, reference
        )
    )


@router.get("/entries", summary="What was written in the monitor")
async def list_entries(
    gate: EntryReader, cursors: CursorSealer, keys: ProcessKeys, query: Annotated[EntryQuery, Query()]
) -> Page[EntryView]:
    """List evidence, lights with their reasons, and evaluations, the last written first."""
    return await gate.run(lambda work: service.list_entries(work, query, cursors, keys))


@router.post("/entries", status_code=status.HTTP_201_CREATED, summary="Write in the monitor")
async def write_entry(
    request: Request,
    gate: Keeper,
    body: Annotated[Body[EntrySubmission], Depends(JsonBody(EntrySubmission))],
    reference: Reference,
    keys: ProcessKeys,
    idempotency_key: IdempotencyKeyHeader = None,
) -> EntryView:
    """Write evidence of an action, another light with the reason, or the evaluation of a half-year."""
    attempt = attempt_of(request, idempotency_key, body)
    return await gate.run(lambda work: service.write(work, body.value, attempt, keys, reference))


def _quarter(query: QuarterQuery) -> Period | None:
    return None if query.quarter is None else Period.parse(query.quarter)
