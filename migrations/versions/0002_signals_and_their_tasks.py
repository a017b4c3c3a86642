"""Signals, routing decisions, tasks and events, each behind the wall from the start.

Revision: 0002, after 0001
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

SQL = Path(__file__).parent.parent / "sql" / "0002_signals.sql"

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "operation", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "signals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("exploitation_forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("acute_danger", sa.Boolean(), nullable=False),
        sa.Column("observed_from", sa.Date(), nullable=False),
        sa.Column("observed_until", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_signals_district_id")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipalities.code"], name=op.f("fk_signals_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
        sa.UniqueConstraint("id", "municipality_code", name=op.f("uq_signals_id_municipality_code")),
        sa.UniqueConstraint("reference", name=op.f("uq_signals_reference")),
    )
    op.create_index("ix_signals_municipality", "signals", ["municipality_code", "id"], unique=False)
    op.create_table(
        "data_keys",
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"], ["signals.id", "signals.municipality_code"], name="fk_data_keys_signal"
        ),
        sa.PrimaryKeyConstraint("signal_id", "compartment", "municipality_code", name=op.f("pk_data_keys")),
    )
    op.create_table(
        "enrichments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_enrichments_signal",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrichments")),
    )
    op.create_index("ix_enrichments_signal", "enrichments", ["signal_id", "compartment"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=True),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("compartment", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"], ["signals.id", "signals.municipality_code"], name="fk_events_signal"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_signal_id", "events", ["signal_id", "occurred_at", "id"], unique=False)
    op.create_index("ix_events_undelivered", "events", ["id"], unique=False, postgresql_where="delivered_at IS NULL")
    op.create_table(
        "locations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"], ["signals.id", "signals.municipality_code"], name="fk_locations_signal"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
    )
    op.create_index("ix_locations_signal", "locations", ["signal_id", "compartment"], unique=False)
    op.create_table(
        "persons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("involvement", sa.Text(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"], ["signals.id", "signals.municipality_code"], name="fk_persons_signal"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_index("ix_persons_signal", "persons", ["signal_id", "compartment"], unique=False)
    op.create_table(
        "routing_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcomes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_routing_decisions_signal",
        ),
        sa.ForeignKeyConstraint(["table_id"], ["routing_tables.id"], name=op.f("fk_routing_decisions_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_decisions")),
    )
    op.create_index("ix_routing_decisions_decided_at", "routing_decisions", ["decided_at"], unique=False)
    op.create_index("ix_routing_decisions_signal", "routing_decisions", ["signal_id", "track"], unique=False)
    op.create_table(
        "signal_parts",
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("narrative", sa.LargeBinary(), nullable=False),
        sa.Column("indicators", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("organised", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_signal_parts_signal",
        ),
        sa.PrimaryKeyConstraint("signal_id", "compartment", "municipality_code", name=op.f("pk_signal_parts")),
    )
    op.create_table(
        "submissions",
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("aimed_at", sa.Text(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_department", sa.Text(), nullable=True),
        sa.Column("source_reference", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_submissions_signal",
        ),
        sa.PrimaryKeyConstraint("signal_id", "municipality_code", name=op.f("pk_submissions")),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("layer", sa.SmallInteger(), nullable=False),
        sa.Column("involvement", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("exploitation_forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("acute_danger", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(status = 'done') = (outcome IS NOT NULL)", name=op.f("ck_tasks_outcome")),
        sa.CheckConstraint("(status = 'open') = (claimed_by IS NULL)", name=op.f("ck_tasks_claimant")),
        sa.CheckConstraint(
            "desk_id <> 'arbeidsinspectie' OR 'labour' = ANY (exploitation_forms)", name=op.f("ck_tasks_labour_only")
        ),
        sa.CheckConstraint("status IN ('open', 'claimed', 'done')", name=op.f("ck_tasks_status")),
        sa.CheckConstraint("track IN ('care', 'security')", name=op.f("ck_tasks_track")),
        sa.ForeignKeyConstraint(["decision_id"], ["routing_decisions.id"], name=op.f("fk_tasks_decision_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_tasks_desk_id")),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"], ["signals.id", "signals.municipality_code"], name="fk_tasks_signal"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_desk", "tasks", ["desk_id", "track", "urgency", "due_at", "id"], unique=False)
    op.create_index(
        "ix_tasks_queue",
        "tasks",
        ["desk_id", "track", "urgency", "due_at", "id"],
        unique=False,
        postgresql_where="status <> 'done'",
    )
    op.create_index("ix_tasks_signal", "tasks", ["signal_id", "track"], unique=False)
    op.create_table(
        "task_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_task_notes_signal_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_notes_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_notes")),
    )
    op.create_index("ix_task_notes_task_id", "task_notes", ["task_id"], unique=False)
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute(
        "DROP TABLE task_notes, tasks, submissions, signal_parts, routing_decisions, persons, "
        "locations, enrichments, data_keys, signals, idempotency_keys, events"
    )
    op.execute("DROP FUNCTION access.routing_fact_counts, access.check_desk")
