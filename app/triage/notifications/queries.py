"""The SQL for notifications. Row-level security decides again which of them an actor sees."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text, tuple_, update

from app.access.gate import Work
from app.access.matrix import Action, Role
from app.platform.database import DatabaseRow
from app.triage.notifications.models import Notification
from app.triage.notifications.schemas import NotificationQuery

AREAS = text("SELECT access.districts_of(:district_role) AS of_district, access.districts_of(:chain_role) AS of_chain")


async def _visible(work: Work) -> ColumnElement[bool]:
    """Select the actor's own notifications whose reason still holds.

    Whether who proposed something may still know what became of it, who was in a case could be still, and a case is
    without a lead still, is for the policies alone.
    """
    roles = {"district_role": Role.DISTRICTELIJK_COORDINATOR, "chain_role": Role.KETENREGISSEUR}
    areas = (await work.connection.execute(AREAS, roles)).one()
    of = Notification.audience
    return (Notification.actor_id == work.actor.actor_id) & or_(
        of.in_(("askers", "former_member", "openers")),
        (of == "member") & Notification.subject_id.in_(work.actor.cases),
        *(
            (of == "desk") & (Notification.track == side) & Notification.desk_id.in_(desks)
            for side, desks in work.actor.desks.items()
        ),
        *(
            (of == "sharers") & (Notification.track == side) & Notification.desk_id.in_(desks)
            for side, desks in work.actor.sharing_desks.items()
        ),
        (of == "overseers") & Notification.district_id.in_(work.actor.oversees),
        (of == "submitters") & Notification.municipality_code.in_(work.actor.submits_for),
        (of == "coordinators") & Notification.district_id.in_(areas.of_district),
        (of == "chain") & Notification.district_id.in_(areas.of_chain),
        *([of == "beheerders"] if Action.MANAGE_APPOINTMENTS in work.actor.actions else []),
    )


async def read_notifications(
    work: Work, query: NotificationQuery, before: tuple[datetime, UUID] | None
) -> tuple[list[DatabaseRow], int]:
    """Return a page and one more, the last made first, and how many of all are unread."""
    visible = await _visible(work)
    chosen = select(*Notification.__table__.columns).where(visible)
    if query.read is not None:
        chosen = chosen.where(Notification.read_at.is_not(None) == query.read)
    if before is not None:
        chosen = chosen.where(tuple_(Notification.created_at, Notification.id) < before)
    order = (Notification.created_at.desc(), Notification.id.desc())
    rows = list(await work.connection.execute(chosen.order_by(*order).limit(query.limit + 1)))
    counted = select(func.count()).select_from(Notification).where(visible, Notification.read_at.is_(None))
    return rows, (await work.connection.execute(counted)).scalar_one()


async def read_new(work: Work, since: datetime, but: list[UUID], limit: int) -> list[DatabaseRow]:
    """Return what the actor may see and was made since a moment, but for some; the first made first."""
    own = Notification
    query = select(*own.__table__.columns).where(await _visible(work), own.created_at >= since, own.id.not_in(but))
    return list(await work.connection.execute(query.order_by(own.created_at, own.id).limit(limit)))


async def read_notification(work: Work, notification_id: UUID) -> DatabaseRow | None:
    """Return a notification that the actor may see, or None."""
    query = select(*Notification.__table__.columns).where(Notification.id == notification_id, await _visible(work))
    return (await work.connection.execute(query)).one_or_none()


async def mark(work: Work, notification_id: UUID, read_at: datetime | None) -> None:
    """Keep that a notification was read, the first time only, or that it was not."""
    change = update(Notification).where(Notification.id == notification_id)
    if read_at is not None:
        change = change.where(Notification.read_at.is_(None))
    await work.connection.execute(change.values(read_at=read_at))
