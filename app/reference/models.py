"""Reference data: facts about the region and the words in use. Configuration, with validity dates."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, SmallInteger, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class District(Base):
    """One of the four districts of the regional programme."""

    __tablename__ = "districts"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class Municipality(Base):
    """A municipality, by its CBS code."""

    __tablename__ = "municipalities"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class DistrictMembership(Base):
    """That a municipality belongs to a district from a date until (not including) a date."""

    __tablename__ = "district_memberships"
    __table_args__ = (CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="period"),)

    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_until: Mapped[date | None] = mapped_column(Date)
    district_id: Mapped[str] = mapped_column(ForeignKey("districts.id"))
    source: Mapped[str] = mapped_column(Text)


class Desk(Base):
    """A desk of the layered model (Bijlage 1), in the area where it belongs.

    Its id is its kind and its area (`zorgtafel.de_baronie`, `projectleider_ondermijning.GM0758`, `avim`). One that was
    closed takes no referrals any more.
    """

    __tablename__ = "desks"
    __table_args__ = (
        Index(
            "uq_desks_kind_area",
            "kind",
            "municipality_code",
            "district_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("num_nonnulls(municipality_code, district_id) <= 1", name="one_area"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipalities.code"))
    district_id: Mapped[str | None] = mapped_column(ForeignKey("districts.id"))
    name: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Partner(Base):
    """An organisation outside that work can be referred to; closed when it takes none any more, and never removed."""

    __tablename__ = "partners"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    changed_by: Mapped[UUID | None]
    changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class InterventionKind(Base):
    """A kind of intervention: where it belongs in the programme, and when its effect is assessed; never removed."""

    __tablename__ = "intervention_kinds"
    __table_args__ = (
        UniqueConstraint("code", name="uq_intervention_kinds_code"),
        CheckConstraint(
            "domain IN ('criminal_law', 'administrative_law', 'fiscal', 'labour_law', 'care', 'prevention')",
            name="domain",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    label_nl: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text)
    domain: Mapped[str] = mapped_column(Text)
    pillar: Mapped[int] = mapped_column(SmallInteger)
    strategic_goal: Mapped[int] = mapped_column(SmallInteger)
    assessed_after_weeks: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    changed_by: Mapped[UUID | None]
    changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class CodeListValue(Base):
    """A code with its labels. What is particular to a list (the form of an indicator) stands in `attributes`."""

    __tablename__ = "code_list_values"

    list_name: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    label_nl: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text)
    attributes: Mapped[dict[str, str]] = mapped_column(JSONB)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
