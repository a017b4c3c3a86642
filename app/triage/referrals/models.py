"""The table of referrals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.signals.models import of_signal


class Referral(Base):
    """A task that is offered to another desk or to a partner outside, and what became of that.

    It holds a copy of the envelope, since who it is offered to does not know the signal yet. `note` and `answer` are
    encrypted under the data key of this referral, which the key of the side of its task wraps. `track` is the side of
    the task that is offered, `to_track` the side on which it would be taken over: another one only by a sharing
    decision, and then without words.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        of_signal("referrals"),
        Index("ix_referrals_signal", "signal_id", "track"),
        Index("ix_referrals_from", "from_desk_id", "id"),
        Index("ix_referrals_to", "to_desk_id", "id"),
        Index("uq_referrals_open", "task_id", unique=True, postgresql_where="status = 'offered'"),
        Index("ix_referrals_expiry", "expires_at", "id", postgresql_where="status = 'offered'"),
        CheckConstraint("track IN ('care', 'security')", name="track"),
        CheckConstraint("to_track IN ('care', 'security')", name="to_track"),
        CheckConstraint("num_nonnulls(to_desk_id, to_partner_id) = 1", name="receiver"),
        CheckConstraint("status IN ('offered', 'accepted', 'returned', 'withdrawn', 'expired')", name="status"),
        CheckConstraint("(status = 'offered') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by"),
        CheckConstraint("(status = 'returned') = (return_reason IS NOT NULL)", name="returned"),
        CheckConstraint("(to_track <> track) = (sharing_decision_id IS NOT NULL)", name="across_the_wall"),
        CheckConstraint("sharing_decision_id IS NULL OR to_desk_id IS NOT NULL", name="inside"),
        CheckConstraint("sharing_decision_id IS NULL OR (note IS NULL AND answer IS NULL)", name="no_words_across"),
        CheckConstraint("from_desk_id IS DISTINCT FROM to_desk_id", name="to_another"),
        CheckConstraint(
            "(opened_task_id IS NOT NULL) = (status = 'accepted' AND to_desk_id IS NOT NULL)", name="opened"
        ),
        CheckConstraint(
            "to_desk_id IS DISTINCT FROM 'arbeidsinspectie' OR 'labour' = ANY (exploitation_forms)", name="labour_only"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID]
    municipality_code: Mapped[str] = mapped_column(Text)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"))
    track: Mapped[str] = mapped_column(Text)
    from_desk_id: Mapped[str] = mapped_column(ForeignKey("desks.id"))
    to_track: Mapped[str] = mapped_column(Text)
    to_desk_id: Mapped[str | None] = mapped_column(ForeignKey("desks.id"))
    to_partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    # Sharing knows triage and not the other way around: the table is named, its model is not imported.
    sharing_decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("sharing_decisions.id"))
    reference: Mapped[str] = mapped_column(Text)
    district_id: Mapped[str] = mapped_column(Text)
    exploitation_forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    acute_danger: Mapped[bool] = mapped_column(Boolean)
    urgency: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[bytes | None]
    wrapped_key: Mapped[bytes]
    status: Mapped[str] = mapped_column(Text)
    offered_by: Mapped[UUID]
    offered_by_name: Mapped[str] = mapped_column(Text)
    offered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[UUID | None]
    ended_by_name: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    return_reason: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[bytes | None]
    hands_over: Mapped[bool] = mapped_column(Boolean, server_default="false")
    opened_task_id: Mapped[UUID | None]
    looped: Mapped[bool] = mapped_column(Boolean, server_default="false")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
