"""The tables of links, and of the rules by which urgency is raised."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.signals.models import of_signal

MERGED = "kind = 'merged' AND ended_at IS NULL"


class SignalLink(Base):
    """What somebody says of two signals on one side, from a task of the one to a task of the other.

    `reason` is encrypted under the data key of this link, which the key of its side wraps. When the work was merged,
    `task_id` ended and goes on in `other_task_id`. Nothing of a link changes, but that it was undone.
    """

    __tablename__ = "signal_links"
    __table_args__ = (
        of_signal("signal_links"),
        Index("ix_signal_links_signal", "signal_id", "compartment"),
        Index("ix_signal_links_other", "other_signal_id", "compartment"),
        Index("uq_signal_links_merged", "task_id", unique=True, postgresql_where=MERGED),
        Index("ix_signal_links_leading", "other_task_id", postgresql_where=MERGED),
        CheckConstraint(
            "kind IN ('same_persons', 'same_place', 'same_network', 'related', 'distinct', 'merged')", name="kind"
        ),
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint("signal_id <> other_signal_id", name="two_signals"),
        CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    compartment: Mapped[str] = mapped_column(Text)
    signal_id: Mapped[UUID]
    municipality_code: Mapped[str] = mapped_column(Text)
    other_signal_id: Mapped[UUID] = mapped_column(ForeignKey("signals.id"))
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"))
    other_task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"))
    reason: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    linked_by: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    linked_by_name: Mapped[str] = mapped_column(Text)
    linked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    ended_by_name: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class UrgencyRule(Base):
    """How many signals on one person, telephone or address within how many days make the last one high."""

    __tablename__ = "urgency_rules"

    basis: Mapped[str] = mapped_column(Text, primary_key=True)
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    signals: Mapped[int] = mapped_column(SmallInteger)
    days: Mapped[int] = mapped_column(SmallInteger)
