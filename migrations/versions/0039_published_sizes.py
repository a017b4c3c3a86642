"""The worker reads what it published of the months of a quarter, since it cannot draw again what was left out of them.

Revision: 0039, after 0038
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

PUBLISHED_SIZES = """CREATE FUNCTION access.published_sizes(p_period text)
RETURNS TABLE (compartment text, figure text, "grouping" text, name text, size integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT f.compartment, f.figure, f.grouping, f.name, f.size FROM public.published_figures f WHERE f.period = p_period
$$"""


def upgrade() -> None:
    op.execute(PUBLISHED_SIZES)
    op.execute("REVOKE ALL ON FUNCTION access.published_sizes FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION access.published_sizes TO signaalbrug_worker")


def downgrade() -> None:
    op.execute("DROP FUNCTION access.published_sizes")
