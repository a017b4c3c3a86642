"""The sector that a part of a signal tells of, counted with the rest of the picture.

Revision: 0033, after 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

SECTOR = """
      UNION SELECT 'sector:' || p.sector WHERE p.sector IS NOT NULL"""
CHANGES = {
    "count_signals": [
        ("district text, form text, size bigint", "district text, form text, sector text, size bigint"),
        (
            "access.one_form(s.exploitation_forms), count(*)",
            "access.one_form(s.exploitation_forms), coalesce(p.sector, 'not_told'), count(*)",
        ),
        ("  GROUP BY 1, 2, 3, 4\n", "  GROUP BY 1, 2, 3, 4, 5\n"),
    ],
    "count_features": [
        ("l.compartment = p.compartment) AS f", f"l.compartment = p.compartment{SECTOR}) AS f"),
    ],
}
"""What changes in each function. A part that tells no sector counts as one of which none is told, so that each counts
once; among the features, which may be several, it has none."""


def upgrade() -> None:
    op.add_column("signal_parts", sa.Column("sector", sa.Text(), nullable=True))
    for name, changes in CHANGES.items():
        _make_again(name, changes)


def downgrade() -> None:
    for name, changes in CHANGES.items():
        _make_again(name, [(after, before) for before, after in changes])
    op.drop_column("signal_parts", "sector")


def _make_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Make a function of the worker anew as it stands, with some parts changed, be it what it returns."""
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef(to_regproc('access.{name}'))")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(f"DROP FUNCTION access.{name}")
    op.execute(sa.text(definition.replace(":", "\\:")))
    op.execute(f"REVOKE ALL ON FUNCTION access.{name} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION access.{name} TO signaalbrug_worker")
