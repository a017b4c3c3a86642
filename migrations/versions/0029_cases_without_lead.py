"""Cases that nobody of their desk is in any more are listed there, and taken up by a colleague.

Revision: 0029, after 0028
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in (FOLDER / "0029_cases_without_lead.sql").read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute("DROP FUNCTION access.take_up_case, access.cases_without_lead")
    op.execute("DROP POLICY case_members_put_away ON case_members")
    op.execute("ALTER TABLE case_members DROP CONSTRAINT ck_case_members_not_oneself")
    op.execute("ALTER TABLE case_members ADD CONSTRAINT ck_case_members_not_oneself CHECK (removed_by <> actor_id)")
