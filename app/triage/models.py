"""The tables of triage: tasks, and what was written when they were done."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.signals.models import of_signal


class Task(Base):
    """One piece of work on one desk's queue, with a copy of the envelope so that a queue is read from one index."""

    __tablename__ = "tasks"
    __table_args__ = (
        of_signal("tasks"),
        Index("ix_tasks_queue", "desk_id", "track", "urgency", "due_at", "id", postgresql_where="status <> 'done'"),
        Index("ix_tasks_desk", "desk_id", "track", "urgency", "due_at", "id"),
        Index("ix_tasks_signal", "signal_id", "track"),
        CheckConstraint("track IN ('care', 'security')", name="track"),
        CheckConstraint("status IN ('open', 'claimed', 'done')", name="status"),
        CheckConstraint("(status = 'open') = (claimed_by IS NULL)", name="claimant"),
        CheckConstraint("(status = 'done') = (outcome IS NOT NULL)", name="outcome"),
        CheckConstraint("desk_id <> 'arbeidsinspectie' OR 'labour' = ANY (exploitation_forms)", name="labour_only"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID]
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("routing_decisions.id"))
    desk_id: Mapped[str] = mapped_column(ForeignKey("desks.id"))
    track: Mapped[str] = mapped_column(Text)
    layer: Mapped[int] = mapped_column(SmallInteger)
    involvement: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    urgency: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    reference: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str] = mapped_column(Text)
    district_id: Mapped[str] = mapped_column(Text)
    exploitation_forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    acute_danger: Mapped[bool] = mapped_column(Boolean)
    claimed_by: Mapped[UUID | None]
    claimed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str | None] = mapped_column(Text)
    completed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class TaskNote(Base):
    """What a desk wrote with an outcome, encrypted; for the desks of that side only."""

    __tablename__ = "task_notes"
    __table_args__ = (Index("ix_task_notes_task_id", "task_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"))
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signals.id"))
    compartment: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
