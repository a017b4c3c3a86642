"""Links between signals of one side, merged work, and urgency that is raised by rule.

Revision: 0010, after 0009
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

SQL = Path(__file__).parent.parent / "sql" / "0010_links.sql"

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS_OF_PERSON = (
    "name_birth_date",
    "spelling_birth_date",
    "order_birth_date",
    "near_birth_date",
    "parts_birth_date",
    "sound_birth_date",
    "spelling_turned_date",
    "spelling_address",
)
RULES = {"person": KINDS_OF_PERSON, "phone": ("phone",), "address": ("front_door",)}
"""What may come up again, and the evidence by which it is known to be the same."""


def upgrade() -> None:
    op.create_table(
        "signal_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("other_signal_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("other_task_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("linked_by", sa.Uuid(), nullable=False),
        sa.Column("linked_by_name", sa.Text(), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_by_name", sa.Text(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('same_persons', 'same_place', 'same_network', 'related', 'distinct', 'merged')",
            name=op.f("ck_signal_links_kind"),
        ),
        sa.CheckConstraint("compartment IN ('care', 'security')", name=op.f("ck_signal_links_compartment")),
        sa.CheckConstraint("signal_id <> other_signal_id", name=op.f("ck_signal_links_two_signals")),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_signal_links_ended")),
        sa.ForeignKeyConstraint(["linked_by"], ["actors.id"], name=op.f("fk_signal_links_linked_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["actors.id"], name=op.f("fk_signal_links_ended_by")),
        sa.ForeignKeyConstraint(["other_signal_id"], ["signals.id"], name=op.f("fk_signal_links_other_signal_id")),
        sa.ForeignKeyConstraint(["other_task_id"], ["tasks.id"], name=op.f("fk_signal_links_other_task_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_signal_links_task_id")),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_signal_links_signal",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_links")),
    )
    op.create_index("ix_signal_links_signal", "signal_links", ["signal_id", "compartment"], unique=False)
    op.create_index("ix_signal_links_other", "signal_links", ["other_signal_id", "compartment"], unique=False)
    merged = "kind = 'merged' AND ended_at IS NULL"
    op.create_index("uq_signal_links_merged", "signal_links", ["task_id"], unique=True, postgresql_where=merged)
    op.create_index("ix_signal_links_leading", "signal_links", ["other_task_id"], unique=False, postgresql_where=merged)
    rules = op.create_table(
        "urgency_rules",
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("signals", sa.SmallInteger(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("basis", name=op.f("pk_urgency_rules")),
    )
    op.bulk_insert(rules, [{"basis": b, "kinds": list(kinds), "signals": 3, "days": 90} for b, kinds in RULES.items()])
    op.add_column("identity_tokens", sa.Column("kind", sa.Text(), nullable=True))
    op.add_column("identity_lookups", sa.Column("high_due_at", MOMENT, nullable=True))
    op.add_column("tasks", sa.Column("routed_urgency", sa.SmallInteger(), nullable=True))
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    for trigger, table in (
        ("identity_lookups_raise_repeated", "identity_lookups"),
        ("tasks_keep_routed_urgency", "tasks"),
        ("referrals_guard_leading", "referrals"),
        ("tasks_guard_merged", "tasks"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for policy in ("events_of_links", "events_for_desks", "events_of_raising"):
        op.execute(f"DROP POLICY {policy} ON events")
    op.execute("DROP TABLE signal_links, urgency_rules")
    # What was merged goes on elsewhere, for a version that has no word for that. The owner is held by policies.
    op.execute("ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE tasks SET outcome = 'taken_up' WHERE outcome = 'merged'")
    op.execute("ALTER TABLE tasks FORCE ROW LEVEL SECURITY")
    op.execute(
        "DROP FUNCTION access.raise_repeated, access.wait_for_repeated, access.keep_routed_urgency, "
        "access.hasten_leading, access.guard_leading, access.guard_merged, access.duplicates_of"
    )
    op.drop_column("tasks", "routed_urgency")
    op.drop_column("identity_lookups", "high_due_at")
    op.drop_column("identity_tokens", "kind")
