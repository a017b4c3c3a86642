"""Meetings of the caller's desks, their agendas, and what comes of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.platform.schemas import Page
from app.signals.api import Collaborators
from app.triage.meetings import agenda, minutes, outcomes, service
from app.triage.meetings.schemas import (
    ActionPointSubmission,
    AgendaItemSubmission,
    AgendaItemView,
    MeetingDecisionSubmission,
    MeetingDetail,
    MeetingQuery,
    MeetingSubmission,
    MeetingView,
    MinutesQuery,
    MinutesSubmission,
    MinutesView,
    PositionSubmission,
)

router = APIRouter(prefix=PREFIX, tags=["meetings"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_MEETING))]
Holder = Annotated[OpenGate, Depends(Gate(Action.HOLD_MEETING))]


@router.get("/meetings", summary="The meetings of the caller's desks")
async def list_meetings(
    gate: Reader, collaborators: Collaborators, query: Annotated[MeetingQuery, Query()]
) -> Page[MeetingView]:
    """List meetings, the latest day first."""
    return await gate.run(lambda work: service.list_meetings(work, query, collaborators.cursors))


@router.post("/meetings", status_code=status.HTTP_201_CREATED, summary="Plan a meeting")
async def plan_meeting(
    request: Request,
    response: Response,
    gate: Holder,
    body: Annotated[Body[MeetingSubmission], Depends(JsonBody(MeetingSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> MeetingDetail:
    """Plan a meeting of one of the caller's desks on a day; a desk meets once a day."""
    attempt = attempt_of(request, idempotency_key, body)
    made = await gate.run(lambda work: service.plan(work, body.value, attempt, collaborators.ring))
    response.headers["Location"] = f"{PREFIX}/meetings/{made[0].id}"
    return _meeting(response, made)


@router.get("/meetings/{id}", summary="One meeting")
async def read_meeting(id: UUID, response: Response, gate: Reader, collaborators: Collaborators) -> MeetingDetail:
    """Return a meeting with its agenda, what was decided, and who does what."""
    return _meeting(response, await gate.run(lambda work: service.read(work, id, collaborators.ring)))


@router.post("/meetings/{id}/holding", summary="Record that a meeting was held")
async def hold_meeting(
    id: UUID, response: Response, gate: Holder, collaborators: Collaborators, if_match: IfMatchHeader = None
) -> MeetingDetail:
    """Fix the agenda, from the day of the meeting on. What was not decided on is free for another agenda."""
    return _meeting(response, await gate.run(lambda work: service.hold(work, id, collaborators.ring, if_match)))


@router.post("/meetings/{id}/cancellation", summary="Cancel a meeting")
async def cancel_meeting(
    id: UUID, response: Response, gate: Holder, collaborators: Collaborators, if_match: IfMatchHeader = None
) -> MeetingDetail:
    """Cancel a planned meeting at which nothing was decided. What was on its agenda is free for another one."""
    return _meeting(response, await gate.run(lambda work: service.cancel(work, id, collaborators.ring, if_match)))


@router.post("/meetings/{id}/agenda-items", status_code=status.HTTP_201_CREATED, summary="Put a task on an agenda")
async def add_agenda_item(
    id: UUID,
    request: Request,
    response: Response,
    gate: Holder,
    body: Annotated[Body[AgendaItemSubmission], Depends(JsonBody(AgendaItemSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> AgendaItemView:
    """Put a task of the desk on the agenda of a planned meeting. A task is open on one agenda at a time."""
    attempt = attempt_of(request, idempotency_key, body)
    made = await gate.run(lambda work: agenda.add(work, id, body.value, attempt, collaborators.ring, if_match))
    response.headers["Location"] = f"{PREFIX}/agenda-items/{made[0].id}"
    return _item(response, made)


@router.get("/agenda-items/{id}", summary="One item on an agenda")
async def read_agenda_item(id: UUID, response: Response, gate: Reader, collaborators: Collaborators) -> AgendaItemView:
    """Return an item with what was decided on it and its action points."""
    return _item(response, await gate.run(lambda work: agenda.read_one(work, id, collaborators.ring)))


@router.put("/agenda-items/{id}/position", summary="Move an item")
async def move_agenda_item(
    id: UUID,
    response: Response,
    gate: Holder,
    body: Annotated[Body[PositionSubmission], Depends(JsonBody(PositionSubmission))],
    collaborators: Collaborators,
    if_match: IfMatchHeader = None,
) -> AgendaItemView:
    """Give an item another place on the agenda of a planned meeting."""
    position = body.value.position
    return _item(response, await gate.run(lambda work: agenda.move(work, id, position, collaborators.ring, if_match)))


@router.post("/agenda-items/{id}/removal", summary="Take a task off an agenda")
async def take_off_agenda_item(
    id: UUID, response: Response, gate: Holder, collaborators: Collaborators, if_match: IfMatchHeader = None
) -> AgendaItemView:
    """Take a task off the agenda of a planned meeting; that it stood there stays on record."""
    return _item(response, await gate.run(lambda work: agenda.take_off(work, id, collaborators.ring, if_match)))


@router.post("/agenda-items/{id}/decisions", status_code=status.HTTP_201_CREATED, summary="Record a decision")
async def decide_agenda_item(
    id: UUID,
    request: Request,
    response: Response,
    gate: Holder,
    body: Annotated[Body[MeetingDecisionSubmission], Depends(JsonBody(MeetingDecisionSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> AgendaItemView:
    """Record what the meeting decided on an item. A decision is not changed: a later one supersedes it."""
    attempt = attempt_of(request, idempotency_key, body)
    return _item(
        response,
        await gate.run(lambda work: outcomes.decide(work, id, body.value, attempt, collaborators.ring, if_match)),
    )


@router.post("/agenda-items/{id}/action-points", status_code=status.HTTP_201_CREATED, summary="Agree on an action")
async def open_action_point(
    id: UUID,
    request: Request,
    response: Response,
    gate: Holder,
    body: Annotated[Body[ActionPointSubmission], Depends(JsonBody(ActionPointSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> AgendaItemView:
    """Open a task on the queue of the desk for somebody who works there, with a day; it ends as carried out or not."""
    attempt = attempt_of(request, idempotency_key, body)
    return _item(
        response,
        await gate.run(
            lambda work: outcomes.open_action_point(work, id, body.value, attempt, collaborators.ring, if_match)
        ),
    )


@router.get("/meetings/{id}/minutes", summary="The minutes of a meeting")
async def list_minutes(
    id: UUID, gate: Reader, collaborators: Collaborators, query: Annotated[MinutesQuery, Query()]
) -> Page[MinutesView]:
    """List the minutes of each side that the caller works on at the desk, the last version first."""
    return await gate.run(lambda work: minutes.list_minutes(work, id, query, collaborators.ring, collaborators.cursors))


@router.post("/meetings/{id}/minutes", status_code=status.HTTP_201_CREATED, summary="Write the minutes of one side")
async def write_minutes(
    id: UUID,
    request: Request,
    gate: Holder,
    body: Annotated[Body[MinutesSubmission], Depends(JsonBody(MinutesSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> MinutesView:
    """Write the minutes of one side, or a version that supersedes the last one. The two sides are never in one text."""
    attempt = attempt_of(request, idempotency_key, body)
    return await gate.run(lambda work: minutes.write(work, id, body.value, attempt, collaborators.ring))


def _meeting(response: Response, found: tuple[MeetingDetail, str]) -> MeetingDetail:
    meeting, response.headers["ETag"] = found
    return meeting


def _item(response: Response, found: tuple[AgendaItemView, str]) -> AgendaItemView:
    item, response.headers["ETag"] = found
    return item
