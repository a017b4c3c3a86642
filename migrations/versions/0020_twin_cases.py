"""Sharing decisions that name a case of either side, so that cases receive, and twins are known to each other.

Revision: 0020, after 0019
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

SQL = Path(__file__).parent.parent / "sql" / "0020_twin_cases.sql"

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CHANGED = ("sharing_decisions_read", "sharing_decisions_propose")
CASES = ("case_reference", "receiving_case_reference")


def upgrade() -> None:
    for column in CASES:
        op.add_column("sharing_decisions", sa.Column(column, sa.Text(), nullable=True))
    op.create_index(
        "ix_sharing_decisions_receiving_case",
        "sharing_decisions",
        ["receiving_case_reference", "id"],
        unique=False,
        postgresql_where="receiving_case_reference IS NOT NULL",
    )
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    sharing = (SQL.parent / "0003_sharing.sql").read_text(encoding="utf-8").split("-- next\n")
    for policy in CHANGED:
        op.execute(f"DROP POLICY {policy} ON sharing_decisions")
        (before,) = (one for one in sharing if f"CREATE POLICY {policy} " in one)
        op.execute(sa.text(before.replace(":", "\\:")))
    op.drop_index("ix_sharing_decisions_receiving_case", table_name="sharing_decisions")
    for column in CASES:
        op.drop_column("sharing_decisions", column)
