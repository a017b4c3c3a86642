"""The tables of the plan of approach of a case: its goals, and how they went."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.models import of_case
from app.platform.database import Base


class CaseGoal(Base):
    """A goal of a case, in words that are encrypted under the key of the case and never changed."""

    __tablename__ = "case_goals"
    __table_args__ = (
        of_case("case_goals"),
        UniqueConstraint("id", "case_id"),
        Index("ix_case_goals_case_id", "case_id", "id"),
        CheckConstraint("status IN ('open', 'reached', 'dropped')", name="status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes]
    target_date: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(Text)
    set_by: Mapped[UUID]
    set_by_name: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class CaseGoalChange(Base):
    """A step of a goal from one status to another, with words that are encrypted."""

    __tablename__ = "case_goal_changes"
    __table_args__ = (
        ForeignKeyConstraint(["goal_id", "case_id"], ["case_goals.id", "case_goals.case_id"], name="fk_goal_changes"),
        of_case("case_goal_changes"),
        Index("ix_case_goal_changes_goal_id", "goal_id", "id"),
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint(
            "status = CASE step WHEN 'reach' THEN 'reached' WHEN 'drop' THEN 'dropped' WHEN 'reopen' THEN 'open' END",
            name="status",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    goal_id: Mapped[UUID]
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    step: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes]
    changed_by: Mapped[UUID]
    changed_by_name: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
