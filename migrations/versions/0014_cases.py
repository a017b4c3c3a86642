"""Cases: members, signals, notes and states, and the cases of an actor in its context.

Revision: 0014, after 0013
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SIDES = "compartment IN ('care', 'security')"
OPENED_AT = (
    "split_part(desk_id, '.', 1) = ANY (CASE compartment WHEN 'care' "
    "THEN ARRAY['zorgcoordinator', 'zorgtafel'] ELSE ARRAY['avim', 'dsp'] END)"
)
"""The kinds of desk that open cases, on each side."""

BEGIN = {
    "'{}'::uuid[] AS opened\n": "'{}'::uuid[] AS opened,\n    '{}'::uuid[] AS cases\n",
    "    v_actor := NULL;\n  ELSIF cardinality(v.breaks_glass_in) > 0 THEN\n": (
        "    v_actor := NULL;\n  ELSE\n    v.cases := access.member_cases(v_actor, p_now);\n  END IF;\n"
        "  IF cardinality(v.breaks_glass_in) > 0 THEN\n"
    ),
    "set_config('signaalbrug.opened', v.opened::text, true),": (
        "set_config('signaalbrug.opened', v.opened::text, true),\n"
        "    set_config('signaalbrug.cases', v.cases::text, true),"
    ),
    "'opened', v.opened)": "'opened', v.opened, 'cases', v.cases)",
}
"""What entering does more: finding the cases of the actor."""


def upgrade() -> None:
    _cases()
    _members()
    _signals()
    _notes()
    _status_changes()
    for statement in (FOLDER / "0014_cases.sql").read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))
    _write_begin(BEGIN)


def _write_begin(changes: dict[str, str]) -> None:
    """Write access.begin anew as the first migration has it, with some parts changed."""
    statements = (FOLDER / "0001_access.sql").read_text(encoding="utf-8").split("-- next\n")
    (statement,) = (one for one in statements if "FUNCTION access.begin(" in one and "RETURNS" in one)
    for before, after in changes.items():
        if statement.count(before) != 1:
            raise RuntimeError("the function access.begin is not what this migration knows")
        statement = statement.replace(before, after)
    statement = statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    op.execute(sa.text(statement.replace(":", "\\:")))


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    """Bind the rows of a table to a case together with its side."""
    return sa.ForeignKeyConstraint(
        ["case_id", "compartment"], ["cases.id", "cases.compartment"], name=f"fk_{table}_case"
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("exploitation_forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_by_name", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(SIDES, name=op.f("ck_cases_compartment")),
        sa.CheckConstraint(OPENED_AT, name=op.f("ck_cases_desk")),
        sa.CheckConstraint("split_part(desk_id, '.', 2) IN ('', district_id)", name=op.f("ck_cases_district")),
        sa.CheckConstraint("status IN ('open', 'suspended', 'closed')", name=op.f("ck_cases_status")),
        sa.CheckConstraint(
            "num_nulls(closed_at, outcome) = CASE WHEN status = 'closed' THEN 0 ELSE 2 END",
            name=op.f("ck_cases_closed"),
        ),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_cases_district_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_cases_desk_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["actors.id"], name=op.f("fk_cases_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
        sa.UniqueConstraint("id", "compartment", name=op.f("uq_cases_id_compartment")),
    )
    op.create_index("ix_cases_desk", "cases", ["desk_id", "id"], unique=False)


def _members() -> None:
    op.create_table(
        "case_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_by_name", sa.Text(), nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.CheckConstraint("since < until", name=op.f("ck_case_members_period")),
        sa.CheckConstraint(
            "num_nulls(removed_by, removed_by_name, removed_at) IN (0, 3)", name="ck_case_members_removed"
        ),
        sa.CheckConstraint("removed_by <> actor_id", name=op.f("ck_case_members_not_oneself")),
        _of_case("case_members"),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name=op.f("fk_case_members_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_members")),
    )
    op.create_index("ix_case_members_actor_id", "case_members", ["actor_id"], postgresql_where="removed_at IS NULL")
    op.create_index(
        "uq_case_members_current",
        "case_members",
        ["case_id", "actor_id"],
        unique=True,
        postgresql_where="removed_at IS NULL",
    )
    op.create_index("ix_case_members_case_id", "case_members", ["case_id", "id"], unique=False)


def _signals() -> None:
    op.create_table(
        "case_signals",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("exploitation_forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("acute_danger", sa.Boolean(), nullable=False),
        sa.Column("observed_from", sa.Date(), nullable=False),
        sa.Column("observed_until", sa.Date(), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        _of_case("case_signals"),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_case_signals_signal",
        ),
        sa.PrimaryKeyConstraint("case_id", "signal_id", name=op.f("pk_case_signals")),
    )
    op.create_index("ix_case_signals_signal", "case_signals", ["signal_id", "case_id"], unique=False)


def _notes() -> None:
    op.create_table(
        "case_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_by_name", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        _of_case("case_notes"),
        sa.ForeignKeyConstraint(
            ["supersedes", "case_id"], ["case_notes.id", "case_notes.case_id"], name="fk_case_notes_supersedes"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notes")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_case_notes_id_case_id")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_case_notes_supersedes")),
    )
    op.create_index("ix_case_notes_case_id", "case_notes", ["case_id", "id"], unique=False)


def _status_changes() -> None:
    op.create_table(
        "case_status_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_by_name", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "step IN ('suspend', 'resume', 'close', 'reopen')", name=op.f("ck_case_status_changes_step")
        ),
        sa.CheckConstraint(
            "status = CASE step WHEN 'suspend' THEN 'suspended' WHEN 'close' THEN 'closed' ELSE 'open' END "
            "AND (step = 'close') = (outcome IS NOT NULL)",
            name=op.f("ck_case_status_changes_status"),
        ),
        _of_case("case_status_changes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_status_changes")),
    )
    op.create_index("ix_case_status_changes_case_id", "case_status_changes", ["case_id", "id"], unique=False)


def downgrade() -> None:
    _write_begin({})
    op.execute("DROP POLICY events_of_cases ON events")
    op.execute("DROP TABLE case_status_changes, case_notes, case_signals, case_members, cases")
    op.execute(
        "DROP FUNCTION access.open_case, access.case_candidates, access.check_case, access.copy_envelope, "
        "access.guard_member, access.name_member, access.guard_case, access.member_cases, access.reaches_case, "
        "access.lies_in, access.cases"
    )
