"""Actors, their appointments, and the rights of roles as PostgreSQL holds them.

The API's database role cannot read these tables: it enters through the function `access.begin`.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Actor(Base):
    """Somebody or something that can sign in: known by the issuer and the subject of its tokens."""

    __tablename__ = "actors"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Appointment(Base):
    """A role given to an actor, for a municipality, a district or (when both are null) the region, for a time."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index("ix_appointments_actor_id", "actor_id"),
        CheckConstraint("num_nonnulls(municipality_code, district_id) <= 1", name="one_area"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    role: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipalities.code"))
    district_id: Mapped[str | None] = mapped_column(ForeignKey("districts.id"))
    valid_from: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    valid_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RoleRight(Base):
    """One cell of the permission matrix, for the policies; `app/access/matrix.py` is its source."""

    __tablename__ = "role_rights"

    role: Mapped[str] = mapped_column(Text, primary_key=True)
    compartment: Mapped[str] = mapped_column(Text, primary_key=True)
    reach: Mapped[str] = mapped_column(Text, primary_key=True)
    desk_kind: Mapped[str | None] = mapped_column(Text)
