"""The tables of interventions and the assessments of their effect."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.signals.models import of_signal

WITHIN_REACH = "BETWEEN '2000-01-01' AND '2200-01-01'"
"""Functions and the worker reckon with these days: past all bounds, one would keep them from all others."""


class Intervention(Base):
    """What is done on a signal, on one side of it, logged by a desk that has a task there.

    The words are encrypted under the key of that side of the signal. Somebody or somewhere it is aimed at is named by
    its id in the same part of the signal. It was begun when it was stopped with a day on which it started. What was
    logged in error keeps what was said of it, and counts nowhere.
    """

    __tablename__ = "interventions"
    __table_args__ = (
        of_signal("interventions"),
        ForeignKeyConstraint(
            ["case_id", "compartment"], ["cases.id", "cases.compartment"], name="fk_interventions_case"
        ),
        ForeignKeyConstraint(
            ["goal_id", "case_id"], ["case_goals.id", "case_goals.case_id"], name="fk_interventions_goal"
        ),
        Index("ix_interventions_case_id", "case_id", "id"),
        Index("ix_interventions_signal", "signal_id", "compartment"),
        Index("ix_interventions_desk", "desk_id", "compartment", "id"),
        Index(
            "ix_interventions_labour_inspectorate",
            "kind_id",
            "started_on",
            "district_id",
            postgresql_where="'labour_inspectorate' = ANY (organisations)",
        ),
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint("status IN ('planned', 'started', 'ended', 'stopped', 'logged_in_error')", name="status"),
        CheckConstraint(
            "target IN ('victim', 'perpetrator', 'location', 'business', 'network', 'group_at_risk')", name="target"
        ),
        CheckConstraint(
            "num_nonnulls(signal_id, case_id) = 1 AND num_nonnulls(municipality_code, case_id) = 1", name="one_place"
        ),
        CheckConstraint("goal_id IS NULL OR case_id IS NOT NULL", name="goal"),
        CheckConstraint("num_nonnulls(person_id, location_id) <= 1", name="one_aim"),
        CheckConstraint("cardinality(organisations) > 0", name="carried_out"),
        CheckConstraint(
            "status = 'logged_in_error' OR (status = 'stopped') = (stop_reason IS NOT NULL)", name="stopped"
        ),
        CheckConstraint(
            "status = 'logged_in_error' OR (status IN ('ended', 'stopped')) = (ended_on IS NOT NULL)", name="ended"
        ),
        CheckConstraint(
            "status IN ('stopped', 'logged_in_error') OR (status = 'planned') = (started_on IS NULL)", name="started"
        ),
        CheckConstraint("ended_on >= started_on", name="order"),
        CheckConstraint(
            " AND ".join(f"{name} {WITHIN_REACH}" for name in ("planned_for", "started_on", "ended_on")),
            name="within_reach",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    goal_id: Mapped[UUID | None]
    municipality_code: Mapped[str | None] = mapped_column(Text)
    district_id: Mapped[str] = mapped_column(Text)
    compartment: Mapped[str] = mapped_column(Text)
    desk_id: Mapped[str] = mapped_column(ForeignKey("desks.id"))
    kind_id: Mapped[UUID] = mapped_column(ForeignKey("intervention_kinds.id"))
    target: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None]
    location_id: Mapped[UUID | None]
    organisations: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cost_band: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    planned_for: Mapped[date | None] = mapped_column(Date)
    started_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    stop_reason: Mapped[str | None] = mapped_column(Text)
    content: Mapped[bytes]
    logged_by: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    logged_by_name: Mapped[str] = mapped_column(Text)
    logged_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Effect(Base):
    """One assessment of what an intervention turned out to do. It is never changed: a later one stands beside it."""

    __tablename__ = "effects"
    __table_args__ = (
        Index("ix_effects_intervention", "intervention_id", "id"),
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint(
            "CASE scale WHEN 'exploitation' "
            "THEN outcome IN ('stopped', 'disturbed', 'reduced', 'none', 'moved_elsewhere', 'worse', 'unknown') "
            "WHEN 'victim' THEN outcome IN ('safe', 'in_care', 'filed_report', 'revictimised', 'unknown') "
            "WHEN 'perpetrator' THEN outcome IN ('desisted', 'in_view', 'reoffended', 'unknown') ELSE false END",
            name="outcome",
        ),
        CheckConstraint("confidence IN ('high', 'medium', 'low')", name="confidence"),
        CheckConstraint(f"assessed_on {WITHIN_REACH}", name="within_reach"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    intervention_id: Mapped[UUID] = mapped_column(ForeignKey("interventions.id"))
    signal_id: Mapped[UUID | None] = mapped_column(ForeignKey("signals.id"))
    compartment: Mapped[str] = mapped_column(Text)
    scale: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    confidence: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes]
    assessed_on: Mapped[date] = mapped_column(Date)
    assessed_by: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    assessed_by_name: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class InterventionChange(Base):
    """What was put right of an intervention, or that it was withdrawn as logged in error: added and never changed.

    Why, and what each field said before and says after, is encrypted under the key that the intervention is under.
    `version` is that of the intervention as it stands with this.
    """

    __tablename__ = "intervention_changes"
    __table_args__ = (
        Index("ix_intervention_changes_intervention", "intervention_id", "id"),
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint("step IN ('correct', 'withdraw')", name="step"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    intervention_id: Mapped[UUID] = mapped_column(ForeignKey("interventions.id"))
    compartment: Mapped[str] = mapped_column(Text)
    step: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    content: Mapped[bytes]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    changed_by_name: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
