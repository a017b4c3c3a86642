"""Interventions in cases, and the goals that they can be tied to.

Revision: 0019, after 0018
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ASSESSED = {
    "SELECT i.id, i.signal_id, i.desk_id, i.compartment,": (
        "SELECT i.id, i.signal_id, coalesce(c.desk_id, i.desk_id) AS desk_id, i.compartment, i.case_id,"
    ),
    "JOIN public.intervention_kinds k ON k.id = i.kind_id\n": (
        "JOIN public.intervention_kinds k ON k.id = i.kind_id\n    LEFT JOIN public.cases c ON c.id = i.case_id\n"
    ),
    "GROUP BY i.id\n": "GROUP BY i.id, c.desk_id\n",
    "access.new_id(p_now), d.signal_id, d.desk_id,": "access.new_id(p_now), o.signal_id, d.desk_id,",
    "(SELECT t.* FROM public.tasks t WHERE t.signal_id = d.signal_id\n": (
        "(SELECT t.* FROM public.tasks t WHERE (t.signal_id = d.signal_id OR t.signal_id IN (\n"
        "        SELECT s.signal_id FROM public.case_signals s WHERE s.case_id = d.case_id))\n"
    ),
}
"""What opening assessments does more: of an intervention in a case, the desk of the case has them, on one of its
signals that the desk has a task of."""

COUNTED = {
    "count_effects": " JOIN public.signals s ON s.id = i.signal_id",
    "count_assessments": "  JOIN public.signals s ON s.id = i.signal_id",
    "count_interventions": "  JOIN public.signals s ON s.id = i.signal_id\n",
}
"""What each function that counts interventions does no more: it asked for a signal, which none in a case has."""

AS_BEFORE = {
    "interventions_read": "interventions",
    "interventions_step": "interventions",
    "effects_assess": "effects",
    "events_of_interventions": "events",
}
"""The policies of migration 0012 that this one changes, and their tables."""


def upgrade() -> None:
    _goals()
    _changes()
    op.alter_column("interventions", "signal_id", nullable=True)
    op.alter_column("interventions", "municipality_code", nullable=True)
    op.alter_column("effects", "signal_id", nullable=True)
    op.add_column("interventions", sa.Column("case_id", sa.Uuid(), nullable=True))
    op.add_column("interventions", sa.Column("goal_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_interventions_case", "interventions", "cases", ["case_id", "compartment"], ["id", "compartment"]
    )
    op.create_foreign_key(
        "fk_interventions_goal", "interventions", "case_goals", ["goal_id", "case_id"], ["id", "case_id"]
    )
    for name, rule in (
        ("one_place", "num_nonnulls(signal_id, case_id) = 1 AND num_nonnulls(municipality_code, case_id) = 1"),
        ("goal", "goal_id IS NULL OR case_id IS NOT NULL"),
    ):
        op.create_check_constraint(op.f(f"ck_interventions_{name}"), "interventions", rule)
    op.create_index("ix_interventions_case_id", "interventions", ["case_id", "id"], unique=False)
    for statement in (FOLDER / "0019_plans.sql").read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))
    _write_again("0013_assessments.sql", "open_assessments", ASSESSED)
    form = {"access.one_form(s.exploitation_forms)": "access.form_of(i.signal_id, i.case_id)"}
    for name, signals in COUNTED.items():
        _write_again("0016_figures.sql", name, {signals: "", **form})


def _write_again(file: str, name: str, changes: dict[str, str]) -> None:
    """Write a function anew as an earlier migration has it, with some parts changed."""
    statements = (FOLDER / file).read_text(encoding="utf-8").split("-- next\n")
    (statement,) = (one for one in statements if f"CREATE FUNCTION access.{name}(" in one)
    for before, after in changes.items():
        if statement.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        statement = statement.replace(before, after)
    statement = statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    op.execute(sa.text(statement.replace(":", "\\:")))


def _goals() -> None:
    op.create_table(
        "case_goals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("target_date", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_by_name", sa.Text(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("status IN ('open', 'reached', 'dropped')", name=op.f("ck_case_goals_status")),
        sa.ForeignKeyConstraint(
            ["case_id", "compartment"], ["cases.id", "cases.compartment"], name="fk_case_goals_case"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_goals")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_case_goals_id_case_id")),
    )
    op.create_index("ix_case_goals_case_id", "case_goals", ["case_id", "id"], unique=False)


def _changes() -> None:
    op.create_table(
        "case_goal_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_by_name", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("compartment IN ('care', 'security')", name=op.f("ck_case_goal_changes_compartment")),
        sa.CheckConstraint(
            "status = CASE step WHEN 'reach' THEN 'reached' WHEN 'drop' THEN 'dropped' WHEN 'reopen' THEN 'open' END",
            name=op.f("ck_case_goal_changes_status"),
        ),
        sa.ForeignKeyConstraint(
            ["goal_id", "case_id"], ["case_goals.id", "case_goals.case_id"], name="fk_goal_changes"
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "compartment"], ["cases.id", "cases.compartment"], name="fk_case_goal_changes_case"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_goal_changes")),
    )
    op.create_index("ix_case_goal_changes_goal_id", "case_goal_changes", ["goal_id", "id"], unique=False)


def downgrade() -> None:
    """Go back, unless something was done in a case: an earlier version has no place for it."""
    op.alter_column("interventions", "signal_id", nullable=False)
    op.alter_column("effects", "signal_id", nullable=False)
    op.alter_column("interventions", "municipality_code", nullable=False)
    _write_again("0013_assessments.sql", "open_assessments", {})
    for name in COUNTED:
        _write_again("0016_figures.sql", name, {})
    op.execute("DROP FUNCTION access.form_of(uuid, uuid)")
    for policy, table in AS_BEFORE.items():
        op.execute(f"DROP POLICY {policy} ON {table}")
        _make_again(policy)
    op.execute("DROP POLICY interventions_log_in_case ON interventions")
    op.execute("DROP POLICY interventions_step_in_case ON interventions")
    op.execute("DROP POLICY events_of_plans ON events")
    op.drop_column("interventions", "goal_id")
    op.drop_column("interventions", "case_id")
    op.execute("DROP TABLE case_goal_changes, case_goals")


def _make_again(policy: str) -> None:
    """Make a policy as migration 0012 has it."""
    statements = (FOLDER / "0012_interventions.sql").read_text(encoding="utf-8").split("-- next\n")
    (statement,) = (one for one in statements if f"CREATE POLICY {policy} ON" in one)
    op.execute(sa.text(statement.replace(":", "\\:")))
