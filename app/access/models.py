"""Actors, their appointments, and the rights of roles as PostgreSQL holds them.

Every request enters through the function `access.begin`, which reads these tables as their owner. Actors and
appointments are for the beheerders; everybody else reads of them what `access.begin` returns.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Actor(Base):
    """Somebody or something that can sign in: known by the issuer and the subject of its tokens."""

    __tablename__ = "actors"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        CheckConstraint("kind IN ('person', 'client')", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kind: Mapped[str] = mapped_column(Text, server_default="person")


class Appointment(Base):
    """A role given to an actor, for a municipality, a district or (when both are null) the region, for a time.

    It counts from its approval. `proposed_by` is null for what the installation gave. `scopes` limits a machine client
    to some actions of its role. A lent appointment counts only while the one it was lent from does. `holder_name` is
    what the holder is to be called from its approval on; in a loan it is what the lender calls them, and names nobody.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        Index("ix_appointments_actor_id", "actor_id"),
        CheckConstraint("num_nonnulls(municipality_code, district_id) <= 1", name="one_area"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="period"),
        CheckConstraint("actor_id <> proposed_by AND actor_id <> approved_by", name="not_for_oneself"),
        CheckConstraint("proposed_by <> approved_by", name="two_people"),
        CheckConstraint("lent_from IS NULL OR valid_until IS NOT NULL", name="loan_ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    role: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipalities.code"))
    district_id: Mapped[str | None] = mapped_column(ForeignKey("districts.id"))
    valid_from: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    valid_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    scopes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    lent_from: Mapped[UUID | None] = mapped_column(ForeignKey("appointments.id"))
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_used_on: Mapped[date | None] = mapped_column(Date)
    holder_name: Mapped[str | None] = mapped_column(Text)


class RoleRight(Base):
    """One cell of the permission matrix, for the policies; `app/access/matrix.py` is its source."""

    __tablename__ = "role_rights"

    role: Mapped[str] = mapped_column(Text, primary_key=True)
    compartment: Mapped[str] = mapped_column(Text, primary_key=True)
    reach: Mapped[str] = mapped_column(Text, primary_key=True)
    desk_kind: Mapped[str | None] = mapped_column(Text)


class RoleAction(Base):
    """One action of a role, for the policies; `app/access/matrix.py` is its source."""

    __tablename__ = "role_actions"

    role: Mapped[str] = mapped_column(Text, primary_key=True)
    action: Mapped[str] = mapped_column(Text, primary_key=True)
