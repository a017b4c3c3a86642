"""An index of the tasks by which assessments are asked for: of each that was made it is looked until when it was asked.

Revision: 0040, after 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_tasks_intervention_id", "tasks", ["intervention_id"], postgresql_where="intervention_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_tasks_intervention_id", "tasks")
