"""The tables of routing: versions of the rules, and every decision they made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.signals.models import of_signal


class RoutingTable(Base):
    """A version of the decision table as it was written. One is active."""

    __tablename__ = "routing_tables"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'active', 'retired')", name="status"),
        Index("uq_routing_tables_active", "status", unique=True, postgresql_where="status = 'active'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(Text, unique=True)
    status: Mapped[str] = mapped_column(Text)
    document: Mapped[dict[str, object]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class RoutingDecision(Base):
    """What one track of a signal was decided to be: the facts it saw, the rows that fired, the outcomes."""

    __tablename__ = "routing_decisions"
    __table_args__ = (
        of_signal("routing_decisions"),
        Index("ix_routing_decisions_signal", "signal_id", "track"),
        Index("ix_routing_decisions_decided_at", "decided_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID]
    track: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str] = mapped_column(Text)
    table_id: Mapped[UUID] = mapped_column(ForeignKey("routing_tables.id"))
    facts: Mapped[dict[str, object]] = mapped_column(JSONB)
    outcomes: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
