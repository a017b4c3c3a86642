"""Deadlines that come up, escalations, and the worker that takes the steps.

Revision: 0005, after 0004
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

SQL = Path(__file__).parent.parent / "sql" / "0005_deadlines.sql"

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if not op.get_bind().scalar(sa.text("SELECT true FROM pg_roles WHERE rolname = 'signaalbrug_worker'")):
        raise RuntimeError("the role signaalbrug_worker is missing; run migrations/sql/roles.sql as a superuser again")
    op.create_table(
        "deadlines",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("without_waiting", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_deadlines_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_deadlines")),
    )
    op.create_index("ix_deadlines_at", "deadlines", ["at", "task_id"], unique=False)
    op.create_table(
        "escalations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.SmallInteger(), nullable=True),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=True),
        sa.Column("track", sa.Text(), nullable=True),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("urgency", sa.SmallInteger(), nullable=True),
        sa.Column("task_status", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_by_name", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'desk_unstaffed') = (task_id IS NULL)", name=op.f("ck_escalations_of_a_task_or_a_desk")
        ),
        sa.CheckConstraint(
            "num_nulls(task_id, step, track, reference, due_at, urgency) IN (0, 6)", name=op.f("ck_escalations_whole")
        ),
        sa.CheckConstraint(
            "num_nulls(acknowledged_by, acknowledged_by_name, acknowledged_at) IN (0, 3)",
            name=op.f("ck_escalations_known"),
        ),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["actors.id"], name=op.f("fk_escalations_acknowledged_by")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_escalations_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
        sa.UniqueConstraint("task_id", "step", name="uq_escalations_task_id_step"),
    )
    op.create_index("ix_escalations_desk", "escalations", ["desk_id", "id"], unique=False)
    op.create_index("ix_escalations_district", "escalations", ["district_id", "id"], unique=False)
    op.create_index(
        "uq_escalations_empty_desk",
        "escalations",
        ["desk_id"],
        unique=True,
        postgresql_where="task_id IS NULL AND resolved_at IS NULL",
    )
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute("DROP TRIGGER tasks_keep_deadline ON tasks")
    op.execute("DROP POLICY events_of_escalations ON events")
    op.execute("DROP POLICY events_of_worker ON events")
    op.execute("DROP TABLE deadlines, escalations")
    op.execute(
        "DROP FUNCTION access.keep_deadline, access.districts_of, access.has_people, access.due_deadlines, "
        "access.escalate, access.empty_desks, access.watch_desks, access.find_lost_deadlines"
    )
    op.execute("REVOKE USAGE ON SCHEMA access FROM signaalbrug_worker")
