"""Listing one's notifications, and saying that one was read or not."""

from datetime import datetime
from uuid import UUID

from app.access.gate import Work
from app.platform.database import DatabaseRow
from app.platform.pagination import Cursors
from app.platform.problems import NotFound
from app.triage.notifications import queries
from app.triage.notifications.kinds import SUBJECTS, NotificationKind
from app.triage.notifications.schemas import NotificationPage, NotificationQuery, NotificationView, SubjectView


async def list_notifications(work: Work, query: NotificationQuery, cursors: Cursors) -> NotificationPage:
    """List the notifications of the actor, the last made first, with how many of all are unread."""
    scope = f"{work.actor.actor_id}:notifications:{query.read}"
    before = _position(cursors.open(scope, query.cursor)) if query.cursor is not None else None
    rows, unread = await queries.read_notifications(work, query, before)
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    return NotificationPage(
        items=[view_of(row) for row in rows[: query.limit]],
        next_cursor=cursors.seal(scope, [last.created_at.isoformat(), str(last.id)]) if last is not None else None,
        unread=unread,
    )


async def mark(work: Work, notification_id: UUID, *, read: bool) -> NotificationView:
    """Say that a notification was read, of which the first time counts, or that it was not. Raises NotFound."""
    if await queries.read_notification(work, notification_id) is None:
        raise NotFound
    await queries.mark(work, notification_id, work.now if read else None)
    row = await queries.read_notification(work, notification_id)
    if row is None:
        raise NotFound
    return view_of(row)


def _position(position: list[object]) -> tuple[datetime, UUID]:
    moment, notification_id = position
    return datetime.fromisoformat(str(moment)), UUID(str(notification_id))


def view_of(row: DatabaseRow) -> NotificationView:
    """Return a notification as it is shown, in the list and on the stream."""
    kind = NotificationKind(row.kind)
    return NotificationView(
        id=row.id,
        kind=kind,
        subject=SubjectView(kind=SUBJECTS[kind], id=row.subject_id),
        desk=row.desk_id,
        created_at=row.created_at,
        read_at=row.read_at,
    )
