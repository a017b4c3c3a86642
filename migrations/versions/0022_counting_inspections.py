"""An index of what the norm of labour inspections counts, so that counting it does not grow with all interventions.

Revision: 0022, after 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_interventions_labour_inspectorate",
        "interventions",
        ["kind_id", "started_on", "district_id"],
        unique=False,
        postgresql_where="'labour_inspectorate' = ANY (organisations)",
    )


def downgrade() -> None:
    op.drop_index("ix_interventions_labour_inspectorate", table_name="interventions")
