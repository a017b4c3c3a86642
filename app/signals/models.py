"""The tables of signals. Every one carries the municipality, for row-level security to go by without a join."""

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

WITHIN_REACH = "BETWEEN '2000-01-01 UTC' AND '2200-01-01 UTC'"
"""What the database and the worker can reckon with: past all bounds, one moment would keep them from all others."""


def of_signal(table: str) -> ForeignKeyConstraint:
    """Bind the rows of a table to a signal together with its municipality.

    Row-level security goes by the municipality of the row, so no row may claim another one than its signal has. Where a
    table is keyed by the signal, the municipality is in the key too: a key that is taken tells of own rows only.
    """
    return ForeignKeyConstraint(
        ["signal_id", "municipality_code"], ["signals.id", "signals.municipality_code"], name=f"fk_{table}_signal"
    )


class Signal(Base):
    """The envelope of a signal: no personal data, and nothing that belongs to one side of the wall."""

    __tablename__ = "signals"
    __table_args__ = (
        Index("ix_signals_municipality", "municipality_code", "id"),
        UniqueConstraint("id", "municipality_code"),
        Index("ix_signals_received_at", "received_at"),
        CheckConstraint(f"received_at {WITHIN_REACH}", name="within_reach"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    district_id: Mapped[str] = mapped_column(ForeignKey("districts.id"))
    exploitation_forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    acute_danger: Mapped[bool] = mapped_column(Boolean)
    observed_from: Mapped[date] = mapped_column(Date)
    observed_until: Mapped[date | None] = mapped_column(Date)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Submission(Base):
    """What only the submitter's side sees of its signal: by whom, whence, and whom it is aimed at.

    Whom a signal is aimed at would tell a care desk that there is a security part, and the other way around.
    """

    __tablename__ = "submissions"
    __table_args__ = (of_signal("submissions"),)

    signal_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(Text, primary_key=True)
    submitted_by: Mapped[UUID]
    aimed_at: Mapped[str] = mapped_column(Text)
    source_kind: Mapped[str] = mapped_column(Text)
    source_department: Mapped[str | None] = mapped_column(Text)
    source_reference: Mapped[str | None] = mapped_column(Text)


class SealedKey(Base):
    """The data key of one side of a signal, wrapped; destroying the row erases what it encrypts."""

    __tablename__ = "data_keys"
    __table_args__ = (of_signal("data_keys"),)

    signal_id: Mapped[UUID] = mapped_column(primary_key=True)
    compartment: Mapped[str] = mapped_column(Text, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(Text, primary_key=True)
    wrapped: Mapped[bytes]


class Part(Base):
    """The narrative of one side of a signal, encrypted, with its indicator codes and the sector where it is told.

    The sector is of a side and not of the envelope: what a victim tells of where she works is not for the other side.
    """

    __tablename__ = "signal_parts"
    __table_args__ = (of_signal("signal_parts"),)

    signal_id: Mapped[UUID] = mapped_column(primary_key=True)
    compartment: Mapped[str] = mapped_column(Text, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(Text, primary_key=True)
    narrative: Mapped[bytes]
    indicators: Mapped[list[str]] = mapped_column(ARRAY(Text))
    organised: Mapped[bool] = mapped_column(Boolean)
    sector: Mapped[str | None] = mapped_column(Text)


class PersonRecord(Base):
    """Somebody in a part; everything but the involvement is encrypted."""

    __tablename__ = "persons"
    __table_args__ = (of_signal("persons"), Index("ix_persons_signal", "signal_id", "compartment"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str] = mapped_column(Text)
    involvement: Mapped[str] = mapped_column(Text)
    record: Mapped[bytes]


class LocationRecord(Base):
    """A place in a part; everything but its kind is encrypted."""

    __tablename__ = "locations"
    __table_args__ = (of_signal("locations"), Index("ix_locations_signal", "signal_id", "compartment"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    record: Mapped[bytes]


class Enrichment(Base):
    """An addition to one side of a signal, encrypted."""

    __tablename__ = "enrichments"
    __table_args__ = (of_signal("enrichments"), Index("ix_enrichments_signal", "signal_id", "compartment"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes]
    added_by: Mapped[UUID]
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
