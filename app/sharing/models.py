"""The tables of what may cross the wall: sharing decisions with their items, matches, and break-glass sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.signals.models import of_signal


class SharingDecision(Base):
    """That named items of one side of a signal may be read by a desk of the other side, until a moment.

    When it names a case of that side, they may be read by its members too; a name that no case has lets nobody in.
    It holds a copy of the envelope: the receiver learns of the signal what stands here, and nothing else. `words` are
    necessity, proportionality, subsidiarity and consent, encrypted under the data key of this decision.
    """

    __tablename__ = "sharing_decisions"
    __table_args__ = (
        of_signal("sharing_decisions"),
        Index("ix_sharing_decisions_signal", "signal_id", "compartment"),
        Index("ix_sharing_decisions_receiver", "receiving_desk_id", "id"),
        Index(
            "ix_sharing_decisions_receiving_case",
            "receiving_case_reference",
            "id",
            postgresql_where="receiving_case_reference IS NOT NULL",
        ),
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint("status IN ('proposed', 'approved', 'revoked')", name="status"),
        CheckConstraint("proposed_by <> approved_by", name="two_people"),
        CheckConstraint("status <> 'approved' OR approved_by IS NOT NULL", name="approved"),
        CheckConstraint(
            "receiving_desk_id <> 'arbeidsinspectie' OR 'labour' = ANY (exploitation_forms)", name="labour_only"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID]
    municipality_code: Mapped[str] = mapped_column(Text)
    compartment: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    district_id: Mapped[str] = mapped_column(Text)
    exploitation_forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    receiving_desk_id: Mapped[str] = mapped_column(ForeignKey("desks.id"))
    case_reference: Mapped[str | None] = mapped_column(Text)
    receiving_case_reference: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    words: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    valid_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    status: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    proposed_by_name: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    approved_by_name: Mapped[str | None] = mapped_column(Text)
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    revoked_by_name: Mapped[str | None] = mapped_column(Text)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SharedItem(Base):
    """One named item as it stood when it was shared, encrypted under the data key of its decision.

    A trigger marks interventions that were logged in error, so that nobody on the other side goes by them.
    """

    __tablename__ = "shared_items"
    __table_args__ = (
        Index("ix_shared_items_decision_id", "decision_id"),
        Index("ix_shared_items_interventions", "item_id", postgresql_where="kind = 'intervention'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("sharing_decisions.id"))
    compartment: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    item_id: Mapped[UUID]
    content: Mapped[bytes]
    logged_in_error: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")


class IdentityTokenRow(Base):
    """A keyed digest of what identifies a person, an address or a telephone; only functions of the database read it.

    `kind` is the evidence that it was made of; tokens from before that was kept make matches, and no duplicates.
    """

    __tablename__ = "identity_tokens"
    __table_args__ = (of_signal("identity_tokens"), Index("ix_identity_tokens_value", "value"))

    signal_id: Mapped[UUID] = mapped_column(primary_key=True)
    compartment: Mapped[str] = mapped_column(Text, primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    value: Mapped[bytes] = mapped_column(primary_key=True)
    strength: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text)
    municipality_code: Mapped[str] = mapped_column(Text)
    district_id: Mapped[str] = mapped_column(Text)


class IdentityLookup(Base):
    """That the identities of a signal were compared with those of the other side, for whom, and when.

    `compared_at` is null while the comparison waits, because its actor compared much within the hour. `high_due_at` is
    when work of the signal is due that the database makes more urgent, because somebody or some place came up often.
    """

    __tablename__ = "identity_lookups"
    __table_args__ = (
        of_signal("identity_lookups"),
        Index("ix_identity_lookups_actor", "actor_id", "compared_at", postgresql_where="compared_at IS NOT NULL"),
        Index(
            "ix_identity_lookups_waiting", "actor_id", "asked_at", "signal_id", postgresql_where="compared_at IS NULL"
        ),
    )

    signal_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(Text, primary_key=True)
    actor_id: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    compared_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    high_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SearchToken(Base):
    """A keyed digest of a name, by which a desk finds its own tasks; matches are never made by it."""

    __tablename__ = "search_tokens"
    __table_args__ = (of_signal("search_tokens"), Index("ix_search_tokens_value", "value"))

    signal_id: Mapped[UUID] = mapped_column(primary_key=True)
    compartment: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[bytes] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(Text, primary_key=True)


class TaskSearch(Base):
    """That an actor searched its tasks, when, and by what kind of thing; never for whom or what."""

    __tablename__ = "task_searches"
    __table_args__ = (
        Index("ix_task_searches_actor", "actor_id", "asked_at"),
        CheckConstraint("kind IN ('reference', 'address', 'person')", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kind: Mapped[str] = mapped_column(Text)


class Match(Base):
    """That somebody or some place of this side of a signal is known on the other side too, and whom to call there.

    One row for each signal, side and desk to call, however often and by whatever it is known: what is on the other
    side cannot be counted.
    """

    __tablename__ = "matches"

    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signals.id"), primary_key=True)
    compartment: Mapped[str] = mapped_column(Text, primary_key=True)
    desk_id: Mapped[str] = mapped_column(ForeignKey("desks.id"), primary_key=True)
    strength: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class BreakGlassSession(Base):
    """An hour in which an actor reads one signal or case, on the record, without a desk or a membership of it.

    Of a signal it is the whole, of a case who and what it is about. A case is of no one municipality. The reason and
    the remark of the reviewer are encrypted under the data key of the session.
    """

    __tablename__ = "break_glass_sessions"
    __table_args__ = (
        Index("ix_break_glass_sessions_actor", "actor_id", "ends_at"),
        CheckConstraint("ends_at = opened_at + interval '01:00:00'", name="one_hour"),
        CheckConstraint("actor_id <> reviewed_by", name="two_people"),
        CheckConstraint("(reviewed_at IS NULL) = (verdict IS NULL)", name="verdict"),
        CheckConstraint("num_nonnulls(signal_id, case_id) = 1", name="opens"),
        CheckConstraint("num_nonnulls(municipality_code, case_id) = 1", name="municipality"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    actor_name: Mapped[str] = mapped_column(Text)
    signal_id: Mapped[UUID | None] = mapped_column(ForeignKey("signals.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    reference: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str | None] = mapped_column(Text)
    district_id: Mapped[str] = mapped_column(Text)
    reason: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    verdict: Mapped[str | None] = mapped_column(Text)
    remark: Mapped[bytes | None]
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    reviewed_by_name: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
