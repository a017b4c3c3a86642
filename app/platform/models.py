"""The tables of the platform: the outbox of events, and the idempotency keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Event(Base):
    """One change of state, appended in the transaction that made it.

    Codes and ids only, never personal data. `compartment` is null for what belongs to the envelope, `signal_id` and
    `municipality_code` for what belongs to no signal. Policies go by the municipality, which is that of the signal.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_signal_id", "signal_id", "occurred_at", "id"),
        ForeignKeyConstraint(
            ["signal_id", "municipality_code"], ["signals.id", "signals.municipality_code"], name="fk_events_signal"
        ),
        Index("ix_events_undelivered", "id", postgresql_where="delivered_at IS NULL"),
        Index(
            "ix_events_worked",
            "occurred_at",
            postgresql_where="type IN ('signal.received', 'signal.enriched', 'task.claimed', 'task.completed', "
            "'feedback.given')",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor_id: Mapped[UUID]
    signal_id: Mapped[UUID | None]
    municipality_code: Mapped[str | None] = mapped_column(Text)
    compartment: Mapped[str | None] = mapped_column(Text)
    subject_id: Mapped[UUID]
    data: Mapped[dict[str, object]] = mapped_column(JSONB)
    delivered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class IdempotencyKey(Base):
    """A write that a client named, so that sending it twice does it once. Holds no content, only what it made."""

    __tablename__ = "idempotency_keys"

    actor_id: Mapped[UUID] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[bytes]
    resource_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
