"""The table of published figures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class PublishedFigure(Base):
    """One row of one table of a period that is over, with what is small left out; it never changes.

    `size` is null where it may not be shown, `answers` where only the size may. The grouping `all` has one row, with an
    empty name, in every table that was published. A district is named where the figure is of a desk of it.
    """

    __tablename__ = "published_figures"
    __table_args__ = (
        CheckConstraint("compartment IN ('care', 'security')", name="compartment"),
        CheckConstraint("size IS NOT NULL OR (answers IS NULL AND median_weeks IS NULL)", name="size"),
    )

    period: Mapped[str] = mapped_column(Text, primary_key=True)
    compartment: Mapped[str] = mapped_column(Text, primary_key=True)
    figure: Mapped[str] = mapped_column(Text, primary_key=True)
    grouping: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    size: Mapped[int | None]
    answers: Mapped[list[int] | None] = mapped_column(ARRAY(INTEGER))
    median_weeks: Mapped[int | None] = mapped_column(SmallInteger)
    district_id: Mapped[str | None] = mapped_column(ForeignKey("districts.id"))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
