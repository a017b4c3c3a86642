"""The table of what was written in the monitor."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class MonitorEntry(Base):
    """What somebody wrote of a period, never changed: evidence of an action, another light for it, or an evaluation.

    Its words are encrypted under a key of its own: they are of the programme, and may yet name somebody. An entry is of
    one district, or of the region where there is none.
    """

    __tablename__ = "monitor_entries"
    __table_args__ = (
        Index("ix_monitor_entries_action", "action", "id"),
        CheckConstraint("kind IN ('evidence', 'light', 'evaluation')", name="kind"),
        CheckConstraint("(kind = 'evaluation') = (action IS NULL)", name="action"),
        CheckConstraint("(kind = 'light') = (light IS NOT NULL)", name="light"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    district_id: Mapped[str | None] = mapped_column(ForeignKey("districts.id"))
    period: Mapped[str] = mapped_column(Text)
    light: Mapped[str | None] = mapped_column(Text)
    words: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    written_by_name: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
