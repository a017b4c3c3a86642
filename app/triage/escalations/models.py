"""The tables of escalation: when work comes up for its next step, and the steps that were taken."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, SmallInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Deadline(Base):
    """When a task comes up for its next step: for its work until it is done, and for feedback while that is owed.

    Made and moved by triggers and the worker alone. After the last step it stays, at infinity, so that a task without a
    row is one whose row was lost.
    """

    __tablename__ = "deadlines"
    __table_args__ = (
        Index("ix_deadlines_at", "at", "task_id"),
        CheckConstraint("about IN ('work', 'first_feedback', 'closing_feedback')", name="about"),
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    about: Mapped[str] = mapped_column(Text, primary_key=True, server_default="work")
    step: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    without_waiting: Mapped[bool] = mapped_column(Boolean, server_default="false")


class Escalation(Base):
    """One step that was taken, with what an overseer needs to know of the task as it now stands; or an empty desk."""

    __tablename__ = "escalations"
    __table_args__ = (
        UniqueConstraint("task_id", "about", "step", name="uq_escalations_step"),
        CheckConstraint("about IN ('work', 'first_feedback', 'closing_feedback', 'referrals')", name="about"),
        CheckConstraint("(kind = 'desk_unstaffed') = (task_id IS NULL)", name="of_a_task_or_a_desk"),
        CheckConstraint("num_nulls(task_id, step, track, reference, due_at, urgency) IN (0, 6)", name="whole"),
        CheckConstraint("num_nulls(acknowledged_by, acknowledged_by_name, acknowledged_at) IN (0, 3)", name="known"),
        Index("ix_escalations_desk", "desk_id", "id"),
        Index("ix_escalations_district", "district_id", "id"),
        Index(
            "uq_escalations_empty_desk",
            "desk_id",
            unique=True,
            postgresql_where="task_id IS NULL AND resolved_at IS NULL",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"))
    about: Mapped[str] = mapped_column(Text, server_default="work")
    step: Mapped[int | None] = mapped_column(SmallInteger)
    desk_id: Mapped[str] = mapped_column(Text)
    district_id: Mapped[str | None] = mapped_column(Text)
    track: Mapped[str | None] = mapped_column(Text)
    municipality_code: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(Text)
    urgency: Mapped[int | None] = mapped_column(SmallInteger)
    task_status: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    raised_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    resolved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    acknowledged_by_name: Mapped[str | None] = mapped_column(Text)
    acknowledged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
