"""What happened at one's desk, for each actor: listed, and marked as read."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.collaborators import CursorSealer
from app.platform.http import EVENT_STREAM
from app.platform.pagination import MAX_CURSOR_LENGTH
from app.platform.parameters import PREFIX
from app.platform.streams import EventStream, Streams
from app.triage.notifications import service
from app.triage.notifications.following import POLL, Follower, follow, written
from app.triage.notifications.schemas import (
    NotificationPage,
    NotificationQuery,
    NotificationView,
    StreamQuery,
)

router = APIRouter(prefix=f"{PREFIX}/notifications", tags=["notifications"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_NOTIFICATION))]
FOLLOW = Gate(Action.READ_NOTIFICATION, EVENT_STREAM)
Listener = Annotated[OpenGate, Depends(FOLLOW)]
LastEventIdHeader = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        max_length=MAX_CURSOR_LENGTH,
        description="The id of the event that you had last: the stream goes on after it.",
    ),
]


@router.get("", summary="What there is for you")
async def list_notifications(
    gate: Reader, cursors: CursorSealer, query: Annotated[NotificationQuery, Query()]
) -> NotificationPage:
    """List your notifications, the last first, as long as what they were made for is still yours to see."""
    return await gate.run(lambda work: service.list_notifications(work, query, cursors))


async def streams_of(request: Request) -> Streams:
    """Return the streams that are open."""
    streams: Streams = request.app.state.streams
    return streams


@router.get(
    "/stream",
    summary="What there is for you, as it comes",
    status_code=status.HTTP_200_OK,
    response_class=EventStream,
    responses={429: {}},
)
async def follow_notifications(
    request: Request,
    gate: Listener,
    cursors: CursorSealer,
    streams: Annotated[Streams, Depends(streams_of)],
    query: Annotated[StreamQuery, Query()],
    last_event_id: LastEventIdHeader = None,
) -> EventStream:
    """Follow your notifications as server-sent events, in the shape of the list. What was made up to a minute before
    you start, or before the `Last-Event-ID` that you send, is told (again): tell it apart by its id."""
    leave = streams.enter(f"{gate.identity.issuer} {gate.identity.subject}")
    follower = Follower(cursors, since=query.since, after=last_event_id)
    try:
        look = await gate.run(follower.look)
    except BaseException:
        leave()
        raise
    reopened = partial(FOLLOW, request)
    told = follow(reopened, follower, look, streams, looks=int(query.seconds / POLL))
    return EventStream(written(told), leave)


@router.put("/{id}/read", summary="Mark a notification as read")
async def mark_read(id: UUID, gate: Reader) -> NotificationView:
    """Say that you have read a notification; the first time counts."""
    return await gate.run(lambda work: service.mark(work, id, read=True))


@router.delete("/{id}/read", summary="Mark a notification as unread")
async def mark_unread(id: UUID, gate: Reader) -> NotificationView:
    """Say that you have not read a notification."""
    return await gate.run(lambda work: service.mark(work, id, read=False))
