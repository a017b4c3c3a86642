"""What happened at one's desk, for each actor: listed, and marked as read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.pagination import Cursors
from app.platform.parameters import PREFIX
from app.triage.notifications import service
from app.triage.notifications.schemas import NotificationPage, NotificationQuery, NotificationView

router = APIRouter(prefix=f"{PREFIX}/notifications", tags=["notifications"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_NOTIFICATION))]


async def cursors_of(request: Request) -> Cursors:
    """Return what seals and opens cursors."""
    cursors: Cursors = request.app.state.cursors
    return cursors


@router.get("", summary="What there is for you")
async def list_notifications(
    gate: Reader, cursors: Annotated[Cursors, Depends(cursors_of)], query: Annotated[NotificationQuery, Query()]
) -> NotificationPage:
    """List your notifications, the last first, as long as what they were made for is still yours to see."""
    return await gate.run(lambda work: service.list_notifications(work, query, cursors))


@router.put("/{id}/read", summary="Mark a notification as read")
async def mark_read(id: UUID, gate: Reader) -> NotificationView:
    """Say that you have read a notification; the first time counts."""
    return await gate.run(lambda work: service.mark(work, id, read=True))


@router.delete("/{id}/read", summary="Mark a notification as unread")
async def mark_unread(id: UUID, gate: Reader) -> NotificationView:
    """Say that you have not read a notification."""
    return await gate.run(lambda work: service.mark(work, id, read=False))
