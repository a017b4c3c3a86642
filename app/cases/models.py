"""The tables of cases: the case, its members, its signals, what was written, and how it went."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.signals.models import of_signal


def of_case(table: str) -> ForeignKeyConstraint:
    """Bind the rows of a table to a case together with its side."""
    return ForeignKeyConstraint(["case_id", "compartment"], ["cases.id", "cases.compartment"], name=f"fk_{table}_case")


class Case(Base):
    """Casework around signals, on one side and in one district, under a data key of its own.

    `exploitation_forms` are those of its signals, which a trigger keeps. Row-level security goes by `case_members`.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("id", "compartment"),
        Index("ix_cases_desk", "desk_id", "id"),
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint(
            "split_part(desk_id, '.', 1) = ANY (CASE compartment WHEN 'care' "
            "THEN ARRAY['zorgcoordinator', 'zorgtafel'] ELSE ARRAY['avim', 'dsp'] END)",
            name="desk",
        ),
        CheckConstraint("split_part(desk_id, '.', 2) IN ('', district_id)", name="district"),
        CheckConstraint("status IN ('open', 'suspended', 'closed')", name="status"),
        CheckConstraint("num_nulls(closed_at, outcome) = CASE WHEN status = 'closed' THEN 0 ELSE 2 END", name="closed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    compartment: Mapped[str] = mapped_column(Text)
    district_id: Mapped[str] = mapped_column(ForeignKey("districts.id"))
    desk_id: Mapped[str] = mapped_column(ForeignKey("desks.id"))
    exploitation_forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    title: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    status: Mapped[str] = mapped_column(Text)
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    opened_by: Mapped[UUID]
    opened_by_name: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    unled_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when its desk was told that it is without a lead; null when it was not, or has one again."""


class CaseMember(Base):
    """Somebody to whom a case is open from a moment until another, unless they are removed before.

    Who comes back has another row; of those that were not removed an actor has one in a case.
    """

    __tablename__ = "case_members"
    __table_args__ = (
        of_case("case_members"),
        Index("ix_case_members_actor_id", "actor_id", postgresql_where="removed_at IS NULL"),
        Index("uq_case_members_current", "case_id", "actor_id", unique=True, postgresql_where="removed_at IS NULL"),
        Index("ix_case_members_case_id", "case_id", "id"),
        Index("ix_case_members_until", "until", postgresql_where="removed_at IS NULL"),
        CheckConstraint("since < until", name="period"),
        CheckConstraint("num_nulls(removed_by, removed_by_name, removed_at) IN (0, 3)", name="removed"),
        CheckConstraint("removed_by <> actor_id OR removed_at < since OR until <= removed_at", name="not_oneself"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    actor_name: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    added_by: Mapped[UUID]
    added_by_name: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    removed_by: Mapped[UUID | None]
    removed_by_name: Mapped[str | None] = mapped_column(Text)
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reminded_for: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """The end that was told of as coming soon; another one is told of anew."""


class CaseSignal(Base):
    """A signal of a case, with a copy of its envelope: that is what members see of it. A trigger makes the copy."""

    __tablename__ = "case_signals"
    __table_args__ = (
        of_case("case_signals"),
        of_signal("case_signals"),
        Index("ix_case_signals_signal", "signal_id", "case_id"),
    )

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID] = mapped_column(primary_key=True)
    compartment: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    exploitation_forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    acute_danger: Mapped[bool] = mapped_column(Boolean)
    observed_from: Mapped[date] = mapped_column(Date)
    observed_until: Mapped[date | None] = mapped_column(Date)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    added_by: Mapped[UUID]
    added_by_name: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CaseNote(Base):
    """What a member wrote, encrypted under the key of the case; a note may supersede one that nobody superseded yet."""

    __tablename__ = "case_notes"
    __table_args__ = (
        of_case("case_notes"),
        ForeignKeyConstraint(
            ["supersedes", "case_id"], ["case_notes.id", "case_notes.case_id"], name="fk_case_notes_supersedes"
        ),
        UniqueConstraint("id", "case_id"),
        UniqueConstraint("supersedes"),
        Index("ix_case_notes_case_id", "case_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes]
    supersedes: Mapped[UUID | None]
    written_by: Mapped[UUID]
    written_by_name: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CaseStatusChange(Base):
    """A step of a case from one status to another, with its reason and, encrypted, words."""

    __tablename__ = "case_status_changes"
    __table_args__ = (
        of_case("case_status_changes"),
        Index("ix_case_status_changes_case_id", "case_id", "id"),
        CheckConstraint("step IN ('suspend', 'resume', 'close', 'reopen')", name="step"),
        CheckConstraint(
            "status = CASE step WHEN 'suspend' THEN 'suspended' WHEN 'close' THEN 'closed' ELSE 'open' END "
            "AND (step = 'close') = (outcome IS NOT NULL)",
            name="status",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    step: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)
    content: Mapped[bytes | None]
    changed_by: Mapped[UUID]
    changed_by_name: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
