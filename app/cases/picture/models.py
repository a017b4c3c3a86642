"""The tables of who and what a case is about: persons and places taken over from signals, and how safe persons are."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.models import of_case
from app.platform.database import Base


def _from_signal(table: str) -> ForeignKeyConstraint:
    """Bind what was taken over to a signal of the case."""
    return ForeignKeyConstraint(
        ["case_id", "signal_id"], ["case_signals.case_id", "case_signals.signal_id"], name=f"fk_{table}_signal"
    )


class CasePerson(Base):
    """Somebody from a signal, encrypted anew under the key of the case; `person_id` names the source."""

    __tablename__ = "case_persons"
    __table_args__ = (
        of_case("case_persons"),
        _from_signal("case_persons"),
        UniqueConstraint("case_id", "person_id"),
        UniqueConstraint("id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    signal_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    involvement: Mapped[str] = mapped_column(Text)
    record: Mapped[bytes]
    added_by: Mapped[UUID]
    added_by_name: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CaseLocation(Base):
    """A place from a signal, encrypted anew under the key of the case; `location_id` names the source."""

    __tablename__ = "case_locations"
    __table_args__ = (
        of_case("case_locations"),
        _from_signal("case_locations"),
        UniqueConstraint("case_id", "location_id"),
        UniqueConstraint("id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    signal_id: Mapped[UUID]
    location_id: Mapped[UUID] = mapped_column(ForeignKey("locations.id"))
    kind: Mapped[str] = mapped_column(Text)
    record: Mapped[bytes]
    added_by: Mapped[UUID]
    added_by_name: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SafetyAssessment(Base):
    """How safe a person of a case is, as somebody assessed it; the last one counts. Its words are encrypted."""

    __tablename__ = "safety_assessments"
    __table_args__ = (
        of_case("safety_assessments"),
        ForeignKeyConstraint(
            ["person_id", "case_id"], ["case_persons.id", "case_persons.case_id"], name="fk_safety_assessments_person"
        ),
        Index("ix_safety_assessments_person_id", "person_id", "id"),
        CheckConstraint("risk IN ('acute', 'high', 'medium', 'low', 'unknown')", name="risk"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID]
    risk: Mapped[str] = mapped_column(Text)
    safe_place: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text)
    shelter: Mapped[str] = mapped_column(Text)
    holds_until: Mapped[date | None] = mapped_column(Date)
    content: Mapped[bytes]
    assessed_by: Mapped[UUID]
    assessed_by_name: Mapped[str] = mapped_column(Text)
    assessed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
