"""Published figures, what counts them, and the sides of which an actor sees figures.

Revision: 0016, after 0015
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

SQL = Path(__file__).parent.parent / "sql" / "0016_figures.sql"

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COUNTING = ("signals", "signal_parts", "locations", "feedback")
FUNCTIONS = (
    "publish_figures, access.count_timely, access.count_features, access.count_signals, access.count_interventions, "
    "access.count_assessments, access.count_effects, access.figures_so_far, access.one_form"
)
BEGIN = {
    "coalesce(bool_or(reach = 'statistics'), false) AS statistics,": (
        "coalesce(bool_or(reach = 'statistics'), false) AS statistics,\n"
        "    coalesce(array_agg(DISTINCT compartment) FILTER (WHERE reach = 'statistics'), '{}') AS figures,"
    ),
    "set_config('signaalbrug.statistics', v.statistics::text, true)": (
        "set_config('signaalbrug.figures', v.figures::text, true),\n"
        "    set_config('signaalbrug.statistics', v.statistics::text, true)"
    ),
}
"""What entering does more: finding of which sides the actor sees figures."""


def upgrade() -> None:
    op.create_table(
        "published_figures",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("grouping", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("answers", postgresql.ARRAY(sa.INTEGER()), nullable=True),
        sa.Column("median_weeks", sa.SmallInteger(), nullable=True),
        sa.Column("district_id", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("compartment IN ('care', 'security')", name=op.f("ck_published_figures_compartment")),
        sa.CheckConstraint(
            "size IS NOT NULL OR (answers IS NULL AND median_weeks IS NULL)", name=op.f("ck_published_figures_size")
        ),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_published_figures_district_id")),
        sa.PrimaryKeyConstraint(
            "period", "compartment", "figure", "grouping", "name", name=op.f("pk_published_figures")
        ),
    )
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))
    _rewrite_begin(BEGIN)


def _rewrite_begin(changes: dict[str, str]) -> None:
    """Change some parts of access.begin as it is."""
    source: str = op.get_bind().scalar(sa.text("SELECT pg_get_functiondef(CAST('access.begin' AS regproc))"))
    for before, after in changes.items():
        if source.count(before) != 1:
            raise RuntimeError("the function access.begin is not what this migration knows")
        source = source.replace(before, after)
    op.execute(sa.text(source.replace(":", "\\:")))


def downgrade() -> None:
    _rewrite_begin({after: before for before, after in BEGIN.items()})
    for table in COUNTING:
        op.execute(f"DROP POLICY {table}_count ON {table}")
    op.execute("DROP TABLE published_figures")
    op.execute(f"DROP FUNCTION access.{FUNCTIONS}, access.figures")
