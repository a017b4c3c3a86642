"""Queues: work that waits, claims that end, internal notes, saved views, and searches.

Revision: 0004, after 0003
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

SQL = Path(__file__).parent.parent / "sql" / "0004_queues.sql"

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_tasks_open_due": (["desk_id", "track", "due_at", "id"], "status <> 'done'"),
    "ix_tasks_open_opened": (["desk_id", "track", "opened_at", "id"], "status <> 'done'"),
    "ix_tasks_done_due": (["desk_id", "track", "due_at", "id"], "status = 'done'"),
    "ix_tasks_done_opened": (["desk_id", "track", "opened_at", "id"], "status = 'done'"),
    "ix_tasks_claims": (["claimed_by"], "status IN ('claimed', 'waiting')"),
}


def upgrade() -> None:
    op.add_column("tasks", sa.Column("minor_involved", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("tasks", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tasks", sa.Column("waiting_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tasks", sa.Column("waiting_reason", sa.Text(), nullable=True))
    op.drop_constraint(op.f("ck_tasks_status"), "tasks", type_="check")
    op.create_check_constraint(op.f("ck_tasks_status"), "tasks", "status IN ('open', 'claimed', 'waiting', 'done')")
    op.create_check_constraint(
        op.f("ck_tasks_waiting"),
        "tasks",
        "(status = 'waiting') = (waiting_until IS NOT NULL) AND (waiting_until IS NULL) = (waiting_reason IS NULL)",
    )
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, "tasks", columns, unique=False, postgresql_where=where)
    op.add_column("task_notes", sa.Column("kind", sa.Text(), server_default="outcome", nullable=False))
    op.alter_column("task_notes", "kind", server_default=None)
    op.add_column("task_notes", sa.Column("written_by_name", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_task_notes_kind"), "task_notes", "kind IN ('outcome', 'internal')")
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("filters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name=op.f("fk_saved_views_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index("ix_saved_views_actor", "saved_views", ["actor_id", "id"], unique=False)
    op.create_table(
        "search_tokens",
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_search_tokens_signal",
        ),
        sa.PrimaryKeyConstraint(
            "signal_id", "compartment", "value", "municipality_code", name=op.f("pk_search_tokens")
        ),
    )
    op.create_index("ix_search_tokens_value", "search_tokens", ["value"], unique=False)
    op.create_table(
        "task_searches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('reference', 'address', 'person')", name=op.f("ck_task_searches_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_searches")),
    )
    op.create_index("ix_task_searches_actor", "task_searches", ["actor_id", "asked_at"], unique=False)
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    for policy in ("events_of_work", "events_of_settling", "events_of_searches"):
        op.execute(f"DROP POLICY {policy} ON events")
    op.execute("DROP TABLE saved_views, search_tokens, task_searches")
    op.execute("DROP TRIGGER appointments_settle_claims ON appointments")
    op.execute("DROP TRIGGER tasks_bind_claim ON tasks")
    op.execute(
        "DROP FUNCTION access.search_tasks, access.colleagues, access.assign_tasks, access.settle_claims, "
        "access.bind_claim, access.desk_until, access.new_id"
    )
    # What waits is what somebody has claimed, for a version that knows no waiting. The owner is held by policies.
    op.execute("ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE tasks SET status = 'claimed', waiting_until = NULL, waiting_reason = NULL WHERE status = 'waiting'"
    )
    op.execute("ALTER TABLE tasks FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY tasks_settle ON tasks")
    op.execute("DROP POLICY tasks_settle_read ON tasks")
    for name in reversed(INDEXES):
        op.drop_index(name, table_name="tasks")
    op.drop_constraint(op.f("ck_tasks_waiting"), "tasks", type_="check")
    op.drop_constraint(op.f("ck_tasks_status"), "tasks", type_="check")
    op.create_check_constraint(op.f("ck_tasks_status"), "tasks", "status IN ('open', 'claimed', 'done')")
    for column in ("minor_involved", "claimed_until", "waiting_until", "waiting_reason"):
        op.drop_column("tasks", column)
    op.drop_constraint(op.f("ck_task_notes_kind"), "task_notes", type_="check")
    op.drop_column("task_notes", "kind")
    op.drop_column("task_notes", "written_by_name")
