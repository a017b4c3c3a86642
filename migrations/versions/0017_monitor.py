"""What is written in the monitor of the programme, and the counts of its norms.

Revision: 0017, after 0016
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

SQL = Path(__file__).parent.parent / "sql" / "0017_monitor.sql"

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CHECKS = {
    "kind": "kind IN ('evidence', 'light', 'evaluation')",
    "action": "(kind = 'evaluation') = (action IS NULL)",
    "light": "(kind = 'light') = (light IS NOT NULL)",
}


def upgrade() -> None:
    op.create_table(
        "monitor_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("district_id", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("light", sa.Text(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_by_name", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_monitor_entries_{name}")) for name, rule in CHECKS.items()),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_monitor_entries_district_id")),
        sa.ForeignKeyConstraint(["written_by"], ["actors.id"], name=op.f("fk_monitor_entries_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitor_entries")),
    )
    op.create_index("ix_monitor_entries_action", "monitor_entries", ["action", "id"], unique=False)
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute("DROP POLICY events_of_monitor ON events")
    op.execute("DROP TABLE monitor_entries")
    op.execute("DROP FUNCTION access.norm_counts, access.keeps_monitor_of")
