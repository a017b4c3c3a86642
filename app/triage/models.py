"""The tables of triage: tasks, what desks wrote on them, and the views that actors saved."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, DateTime, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.signals.models import WITHIN_REACH, of_signal

RECKONED_WITH = ("due_at", "opened_at", "claimed_at", "waiting_until", "completed_at", "feedback_due_at")


class Task(Base):
    """One piece of work on one desk's queue, with a copy of the envelope so that a queue is read from one index.

    It came from a routing decision, from a referral, as an action point from an item on the agenda of a meeting, or
    from an intervention whose effect is to be assessed for the moment `assessed_for`: one of the four.
    `minor_involved` is the fact of the task's own track (decision 3). `claimed_until` is when the holder of the
    claim stops working at the desk, where that has an end; a trigger keeps it. `feedback_due_at` is when whoever
    submitted must have heard something, and null when nothing is owed; feedback settles it. `routed_urgency` is
    what the urgency was before it was raised, null while it was not: whoever submitted is told no other. What comes of
    raised work, at another desk or as an action point, has it too.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        of_signal("tasks"),
        Index("ix_tasks_queue", "desk_id", "track", "urgency", "due_at", "id", postgresql_where="status <> 'done'"),
        Index("ix_tasks_desk", "desk_id", "track", "urgency", "due_at", "id"),
        Index("ix_tasks_signal", "signal_id", "track"),
        CheckConstraint("track IN ('care', 'security')", name="track"),
        Index("ix_tasks_open_due", "desk_id", "track", "due_at", "id", postgresql_where="status <> 'done'"),
        Index("ix_tasks_open_opened", "desk_id", "track", "opened_at", "id", postgresql_where="status <> 'done'"),
        Index("ix_tasks_done_due", "desk_id", "track", "due_at", "id", postgresql_where="status = 'done'"),
        Index("ix_tasks_done_opened", "desk_id", "track", "opened_at", "id", postgresql_where="status = 'done'"),
        Index("ix_tasks_intervention_id", "intervention_id", postgresql_where="intervention_id IS NOT NULL"),
        Index("ix_tasks_agenda_item_id", "agenda_item_id", postgresql_where="agenda_item_id IS NOT NULL"),
        CheckConstraint("(involvement = 'action') = (agenda_item_id IS NOT NULL)", name="action"),
        Index(
            "uq_tasks_assessment",
            "intervention_id",
            "assessed_for",
            unique=True,
            postgresql_where="intervention_id IS NOT NULL AND outcome IS DISTINCT FROM 'lapsed'",
        ),
        CheckConstraint(
            "(involvement = 'assessment') = (intervention_id IS NOT NULL) "
            "AND (intervention_id IS NULL) = (assessed_for IS NULL)",
            name="assessment",
        ),
        Index("ix_tasks_claims", "claimed_by", postgresql_where="status IN ('claimed', 'waiting')"),
        Index("ix_tasks_feedback_due", "id", postgresql_where="feedback_due_at IS NOT NULL"),
        CheckConstraint("status IN ('open', 'claimed', 'waiting', 'done')", name="status"),
        CheckConstraint(
            "(status = 'waiting') = (waiting_until IS NOT NULL) AND (waiting_until IS NULL) = (waiting_reason IS NULL)",
            name="waiting",
        ),
        CheckConstraint(
            "(status = 'open') = (claimed_by IS NULL) OR outcome IS NOT DISTINCT FROM 'lapsed'", name="claimant"
        ),
        CheckConstraint(" AND ".join(f"{name} {WITHIN_REACH}" for name in RECKONED_WITH), name="within_reach"),
        CheckConstraint("outcome IS DISTINCT FROM 'lapsed' OR intervention_id IS NOT NULL", name="lapsed"),
        CheckConstraint("(status = 'done') = (outcome IS NOT NULL)", name="outcome"),
        CheckConstraint("desk_id <> 'arbeidsinspectie' OR 'labour' = ANY (exploitation_forms)", name="labour_only"),
        CheckConstraint(
            "num_nonnulls(decision_id, referral_id, agenda_item_id, intervention_id) = 1", name="traceable"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID]
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("routing_decisions.id"))
    referral_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("referrals.id", name="fk_tasks_referral_id", use_alter=True)
    )
    desk_id: Mapped[str] = mapped_column(ForeignKey("desks.id"))
    track: Mapped[str] = mapped_column(Text)
    layer: Mapped[int] = mapped_column(SmallInteger)
    involvement: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    urgency: Mapped[int] = mapped_column(SmallInteger)
    routed_urgency: Mapped[int | None] = mapped_column(SmallInteger)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    reference: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str] = mapped_column(Text)
    district_id: Mapped[str] = mapped_column(Text)
    exploitation_forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    acute_danger: Mapped[bool] = mapped_column(Boolean)
    minor_involved: Mapped[bool] = mapped_column(Boolean, server_default="false")
    claimed_by: Mapped[UUID | None]
    claimed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    claimed_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    waiting_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    waiting_reason: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)
    completed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    feedback_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    agenda_item_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agenda_items.id", name="fk_tasks_agenda_item_id", use_alter=True)
    )
    intervention_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("interventions.id", name="fk_tasks_intervention_id", use_alter=True)
    )
    assessed_for: Mapped[date | None] = mapped_column(Date)


class TaskNote(Base):
    """What a desk wrote on a task, with its outcome or before, encrypted; for the desks of that side only."""

    __tablename__ = "task_notes"
    __table_args__ = (
        Index("ix_task_notes_task_id", "task_id"),
        CheckConstraint("kind IN ('outcome', 'internal', 'action')", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"))
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signals.id"))
    compartment: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kind: Mapped[str] = mapped_column(Text)
    written_by_name: Mapped[str | None] = mapped_column(Text)


class SavedView(Base):
    """A choice of tasks that an actor wants to see again. Its name can hold anything, so it is encrypted."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_actor", "actor_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    name: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    filters: Mapped[dict[str, object]] = mapped_column(JSONB)
    sort: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
