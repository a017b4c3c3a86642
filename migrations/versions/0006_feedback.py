"""Feedback to who submitted, and reminders when it is overdue.

Revision: 0006, after 0005
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

SQL = Path(__file__).parent.parent / "sql" / "0006_feedback.sql"
BEFORE = Path(__file__).parent.parent / "sql" / "0005_deadlines.sql"
CHANGED = ("keep_deadline", "due_deadlines", "escalate", "watch_desks", "find_lost_deadlines")
"""The functions of `BEFORE` that are other ones from here on."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("standard_text", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_by_name", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("compartment IN ('care', 'security')", name=op.f("ck_feedback_compartment")),
        sa.CheckConstraint("num_nonnulls(standard_text, content) > 0", name=op.f("ck_feedback_tells_something")),
        sa.CheckConstraint("(read_by IS NULL) = (read_at IS NULL)", name=op.f("ck_feedback_is_read")),
        sa.ForeignKeyConstraint(["given_by"], ["actors.id"], name=op.f("fk_feedback_given_by")),
        sa.ForeignKeyConstraint(["read_by"], ["actors.id"], name=op.f("fk_feedback_read_by")),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_feedback_signal",
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_feedback_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_signal", "feedback", ["signal_id", "id"], unique=False)
    op.create_index("ix_feedback_task", "feedback", ["task_id", "id"], unique=False)
    op.add_column("tasks", sa.Column("feedback_due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_tasks_feedback_due", "tasks", ["id"], unique=False, postgresql_where="feedback_due_at IS NOT NULL"
    )
    for table in ("deadlines", "escalations"):
        op.add_column(table, sa.Column("about", sa.Text(), server_default="work", nullable=False))
        op.create_check_constraint(
            op.f(f"ck_{table}_about"), table, "about IN ('work', 'first_feedback', 'closing_feedback')"
        )
    op.drop_constraint("pk_deadlines", "deadlines", type_="primary")
    op.create_primary_key("pk_deadlines", "deadlines", ["task_id", "about"])
    op.drop_constraint("uq_escalations_task_id_step", "escalations", type_="unique")
    op.create_unique_constraint("uq_escalations_step", "escalations", ["task_id", "about", "step"])
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute("DROP TRIGGER tasks_keep_feedback_due ON tasks")
    op.execute("DROP POLICY tasks_settle_feedback ON tasks")
    op.execute("DROP POLICY events_of_feedback ON events")
    op.execute("DROP POLICY events_of_worker ON events")
    op.execute("DROP TABLE feedback")
    op.execute("DROP FUNCTION access.settle_feedback, access.keep_feedback_due, access.due_deadlines")
    # What is owed of feedback is lost with the column in which it stands. The owner reads both tables whole.
    op.execute("DELETE FROM escalations WHERE about <> 'work'")
    op.execute("DELETE FROM deadlines WHERE about <> 'work'")
    op.drop_constraint("uq_escalations_step", "escalations", type_="unique")
    op.create_unique_constraint("uq_escalations_task_id_step", "escalations", ["task_id", "step"])
    op.drop_constraint("pk_deadlines", "deadlines", type_="primary")
    op.create_primary_key("pk_deadlines", "deadlines", ["task_id"])
    for table in ("escalations", "deadlines"):
        op.drop_constraint(op.f(f"ck_{table}_about"), table, type_="check")
        op.drop_column(table, "about")
    op.drop_index("ix_tasks_feedback_due", table_name="tasks")
    op.drop_column("tasks", "feedback_due_at")
    _as_before()


def _as_before() -> None:
    """Put the functions, the policy and the rights of the version before in place again."""
    for statement in BEFORE.read_text(encoding="utf-8").split("-- next\n"):
        changed = any(f"CREATE FUNCTION access.{name}(" in statement for name in CHANGED)
        rights = "due_deadlines" in statement and statement.startswith(("REVOKE", "GRANT"))
        if changed or rights or "CREATE POLICY events_of_worker" in statement:
            again = statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(":", "\\:")
            op.execute(sa.text(again))
