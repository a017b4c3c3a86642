"""The table of notifications: that something happened, for one actor, without anything of what it is about."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Notification(Base):
    """One event for one actor, made by a trigger with the event itself.

    `audience` tells why the actor has it; while that no longer holds, the actor does not see it.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint(
            "audience IN ('former_member', 'member', 'openers', 'askers', 'desk', 'submitters', 'coordinators', "
            "'chain', 'beheerders', 'sharers', 'overseers')",
            name="audience",
        ),
        UniqueConstraint("event_id", "actor_id", name="uq_notifications_once"),
        Index("ix_notifications_actor", "actor_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID]
    audience: Mapped[str] = mapped_column(Text)
    desk_id: Mapped[str | None] = mapped_column(Text)
    track: Mapped[str | None] = mapped_column(Text)
    municipality_code: Mapped[str | None] = mapped_column(Text)
    district_id: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
