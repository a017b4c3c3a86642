"""The table of feedback."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.signals.models import of_signal


class Feedback(Base):
    """What a desk let the submitter know, from its own side only: a standard text, words of its own, or both.

    Words are encrypted under the data key of that side of the signal. Nothing of it changes, but that it was read.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        of_signal("feedback"),
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint("num_nonnulls(standard_text, content) > 0", name="tells_something"),
        CheckConstraint("(read_by IS NULL) = (read_at IS NULL)", name="is_read"),
        Index("ix_feedback_signal", "signal_id", "id"),
        Index("ix_feedback_task", "task_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"))
    signal_id: Mapped[UUID]
    municipality_code: Mapped[str] = mapped_column(Text)
    compartment: Mapped[str] = mapped_column(Text)
    desk_id: Mapped[str] = mapped_column(Text)
    standard_text: Mapped[str | None] = mapped_column(Text)
    content: Mapped[bytes | None]
    given_by: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    given_by_name: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    read_by: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
