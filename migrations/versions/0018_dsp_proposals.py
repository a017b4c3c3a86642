"""Proposals of an integral approach for cases, which the DSP decides on, with their versions and steps.

Revision: 0018, after 0017
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

SQL = Path(__file__).parent.parent / "sql" / "0018_dsp_proposals.sql"

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATUSES = "status IN ('drafted', 'submitted', 'returned', 'accepted', 'refused', 'withdrawn')"
REACHED = (
    "status = CASE step WHEN 'submit' THEN 'submitted' WHEN 'accept' THEN 'accepted' WHEN 'amend' THEN 'returned' "
    "WHEN 'refuse' THEN 'refused' WHEN 'withdraw' THEN 'withdrawn' END"
)


def upgrade() -> None:
    _proposals()
    _versions()
    _steps()
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def _proposals() -> None:
    op.create_table(
        "dsp_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("case_reference", sa.Text(), nullable=False),
        sa.Column("exploitation_forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_by_name", sa.Text(), nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("compartment = 'security'", name=op.f("ck_dsp_proposals_compartment")),
        sa.CheckConstraint(STATUSES, name=op.f("ck_dsp_proposals_status")),
        sa.CheckConstraint(
            "submitted_at IS NOT NULL OR status IN ('drafted', 'withdrawn')", name=op.f("ck_dsp_proposals_submitted")
        ),
        sa.CheckConstraint(
            "(decided_at IS NOT NULL) = (status IN ('accepted', 'refused'))", name=op.f("ck_dsp_proposals_decided")
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "compartment"], ["cases.id", "cases.compartment"], name="fk_dsp_proposals_case"
        ),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_dsp_proposals_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dsp_proposals")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_dsp_proposals_id_case_id")),
    )
    op.create_index("ix_dsp_proposals_case_id", "dsp_proposals", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_dsp_proposals_district_id",
        "dsp_proposals",
        ["district_id", "id"],
        unique=False,
        postgresql_where="submitted_at IS NOT NULL",
    )


def _versions() -> None:
    op.create_table(
        "dsp_proposal_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_by_name", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.CheckConstraint("compartment = 'security'", name=op.f("ck_dsp_proposal_versions_compartment")),
        sa.ForeignKeyConstraint(
            ["proposal_id", "case_id"],
            ["dsp_proposals.id", "dsp_proposals.case_id"],
            name="fk_dsp_proposal_versions_proposal",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dsp_proposal_versions")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_dsp_proposal_versions_proposal_id_number")),
    )


def _steps() -> None:
    op.create_table(
        "dsp_proposal_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("taken_by_name", sa.Text(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.CheckConstraint("compartment = 'security'", name=op.f("ck_dsp_proposal_steps_compartment")),
        sa.CheckConstraint(REACHED, name=op.f("ck_dsp_proposal_steps_status")),
        sa.CheckConstraint(
            "num_nonnulls(reason, content) = CASE WHEN step IN ('submit', 'withdraw') THEN 0 ELSE 2 END",
            name=op.f("ck_dsp_proposal_steps_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "case_id"],
            ["dsp_proposals.id", "dsp_proposals.case_id"],
            name="fk_dsp_proposal_steps_proposal",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "number"],
            ["dsp_proposal_versions.proposal_id", "dsp_proposal_versions.number"],
            name="fk_dsp_proposal_steps_version",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dsp_proposal_steps")),
    )
    op.create_index("ix_dsp_proposal_steps_proposal_id", "dsp_proposal_steps", ["proposal_id", "number"], unique=False)


def downgrade() -> None:
    monitor = (SQL.parent / "0017_monitor.sql").read_text(encoding="utf-8").split("-- next\n")
    (counts,) = (one for one in monitor if "FUNCTION access.norm_counts" in one and "RETURNS" in one)
    op.execute(sa.text(counts.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(":", "\\:")))
    op.execute("DROP POLICY events_of_dsp_proposals ON events")
    op.execute("DROP TABLE dsp_proposal_steps, dsp_proposal_versions, dsp_proposals")
    op.execute("DROP FUNCTION access.guard_dsp_proposal")
