"""The tables of DSP proposals: the proposal, its versions as they stood, and the steps that were taken with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.models import of_case
from app.platform.database import Base


class DspProposal(Base):
    """A proposal for a case, under a data key of its own: the DSP that decides is no member of the case.

    `submitted_at` is when it was submitted first, and `exploitation_forms` are those of the case when it was submitted
    last: norms of the programme count by them. `number` is that of its last version; `changed_by` took the last step.
    `due_at` is until when the DSP decides on what waits for it, and `reminded_for` the last such moment that passed
    and was told of.
    """

    __tablename__ = "dsp_proposals"
    __table_args__ = (
        of_case("dsp_proposals"),
        UniqueConstraint("id", "case_id"),
        Index("ix_dsp_proposals_case_id", "case_id", "id"),
        Index("ix_dsp_proposals_due_at", "due_at", postgresql_where="due_at IS NOT NULL"),
        Index("ix_dsp_proposals_district_id", "district_id", "id", postgresql_where="submitted_at IS NOT NULL"),
        CheckConstraint("compartment = 'security'", name="compartment"),
        CheckConstraint(
            "status IN ('drafted', 'submitted', 'returned', 'accepted', 'refused', 'withdrawn')", name="status"
        ),
        CheckConstraint("submitted_at IS NOT NULL OR status IN ('drafted', 'withdrawn')", name="submitted"),
        CheckConstraint("(due_at IS NOT NULL) = (status = 'submitted')", name="due"),
        CheckConstraint("(decided_at IS NOT NULL) = (status IN ('accepted', 'refused'))", name="decided"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    district_id: Mapped[str] = mapped_column(ForeignKey("districts.id"))
    case_reference: Mapped[str] = mapped_column(Text)
    exploitation_forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    status: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(SmallInteger)
    wrapped_key: Mapped[bytes]
    drafted_by: Mapped[UUID]
    drafted_by_name: Mapped[str] = mapped_column(Text)
    drafted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reminded_for: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class DspProposalVersion(Base):
    """What a proposal said, encrypted, as it stood: a later version stands beside it."""

    __tablename__ = "dsp_proposal_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "case_id"],
            ["dsp_proposals.id", "dsp_proposals.case_id"],
            name="fk_dsp_proposal_versions_proposal",
        ),
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("compartment = 'security'", name="compartment"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    proposal_id: Mapped[UUID]
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(SmallInteger)
    content: Mapped[bytes]
    written_by: Mapped[UUID]
    written_by_name: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class DspProposalStep(Base):
    """A step with a version of a proposal; a decision has a reason and, encrypted, words."""

    __tablename__ = "dsp_proposal_steps"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "case_id"],
            ["dsp_proposals.id", "dsp_proposals.case_id"],
            name="fk_dsp_proposal_steps_proposal",
        ),
        ForeignKeyConstraint(
            ["proposal_id", "number"],
            ["dsp_proposal_versions.proposal_id", "dsp_proposal_versions.number"],
            name="fk_dsp_proposal_steps_version",
        ),
        Index("ix_dsp_proposal_steps_proposal_id", "proposal_id", "number"),
        CheckConstraint("compartment = 'security'", name="compartment"),
        CheckConstraint(
            "status = CASE step WHEN 'submit' THEN 'submitted' WHEN 'accept' THEN 'accepted' "
            "WHEN 'amend' THEN 'returned' WHEN 'refuse' THEN 'refused' WHEN 'withdraw' THEN 'withdrawn' END",
            name="status",
        ),
        CheckConstraint(
            "num_nonnulls(reason, content) = CASE WHEN step IN ('submit', 'withdraw') THEN 0 ELSE 2 END", name="reason"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    proposal_id: Mapped[UUID]
    case_id: Mapped[UUID]
    compartment: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(SmallInteger)
    step: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    content: Mapped[bytes | None]
    taken_by: Mapped[UUID]
    taken_by_name: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
