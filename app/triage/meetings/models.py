"""The tables of meetings: the meeting, what is on its agenda, what was decided, and the minutes of each side."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Meeting(Base):
    """A meeting of one desk on one day. It holds nothing of any case, and is of the desk, not of a side."""

    __tablename__ = "meetings"
    __table_args__ = (
        Index("ix_meetings_desk", "desk_id", "meets_on", "id"),
        Index("uq_meetings_day", "desk_id", "meets_on", unique=True, postgresql_where="status <> 'cancelled'"),
        CheckConstraint("status IN ('planned', 'held', 'cancelled')", name="status"),
        CheckConstraint(
            "num_nulls(closed_by, closed_by_name, closed_at) = CASE WHEN status = 'planned' THEN 3 ELSE 0 END",
            name="closed",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    desk_id: Mapped[str] = mapped_column(ForeignKey("desks.id"))
    meets_on: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(Text)
    planned_by: Mapped[UUID]
    planned_by_name: Mapped[str] = mapped_column(Text)
    planned_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_by: Mapped[UUID | None]
    closed_by_name: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class AgendaItem(Base):
    """A task on the agenda of a meeting of its desk; on the side of its task. Taken off or lapsed, it stays on record.

    A task stands open on one agenda at most, which the index holds.
    """

    __tablename__ = "agenda_items"
    __table_args__ = (
        Index("ix_agenda_items_meeting_id", "meeting_id", "position"),
        Index("uq_agenda_items_listed", "task_id", unique=True, postgresql_where="status = 'listed'"),
        CheckConstraint("track IN ('care', 'security')", name="track"),
        CheckConstraint("status IN ('listed', 'decided', 'taken_off', 'lapsed', 'not_discussed')", name="status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"))
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"))
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signals.id"))
    desk_id: Mapped[str] = mapped_column(Text)
    track: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[str] = mapped_column(Text)
    added_by: Mapped[UUID]
    added_by_name: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class MeetingDecision(Base):
    """What was decided on an item, encrypted under the key of its side of the signal; the last one counts."""

    __tablename__ = "meeting_decisions"
    __table_args__ = (Index("ix_meeting_decisions_item_id", "item_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_items.id"))
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signals.id"))
    compartment: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes]
    decided_by: Mapped[UUID]
    decided_by_name: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class MeetingMinutes(Base):
    """One version of the minutes of one side, encrypted under a key of its own; a later version supersedes it."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (
        Index("uq_meeting_minutes_number", "meeting_id", "compartment", "number", unique=True),
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"))
    desk_id: Mapped[str] = mapped_column(Text)
    compartment: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(SmallInteger)
    content: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    written_by: Mapped[UUID]
    written_by_name: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
