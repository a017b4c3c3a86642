"""Functions that count the last effect by its day, what is in time by what was assessed, and publish a period as one.

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

IN_TIME = """CASE t.involvement WHEN 'assessment' THEN EXISTS (SELECT FROM public.effects e
      WHERE e.intervention_id = t.intervention_id AND e.recorded_at <= t.due_at
        AND e.assessed_on >= t.assessed_for - 14)
    ELSE coalesce(t.completed_at <= t.due_at, false) END, count(*)"""
ONCE = """  LOCK TABLE public.published_figures IN SHARE ROW EXCLUSIVE MODE;
  WITH published AS ("""
UNLESS = """    WHERE NOT EXISTS (SELECT FROM public.published_figures p WHERE p.period = f.period) RETURNING 1)"""

CHANGES = {
    "count_effects": [
        ("e.intervention_id, e.scale, e.id DESC", "e.intervention_id, e.scale, e.assessed_on DESC, e.id DESC"),
    ],
    "count_timely": [("coalesce(t.completed_at <= t.due_at, false), count(*)", IN_TIME)],
    "publish_figures": [("  WITH published AS (", ONCE), ("    ON CONFLICT DO NOTHING RETURNING 1)", UNLESS)],
}
"""What changes in each function: of assessments on one scale that of the last day counts, not the one that was typed in
last; an assessment was in time when one was recorded; and of two that publish a period at once the second does nothing,
since what they counted may differ."""


def upgrade() -> None:
    for name, changes in CHANGES.items():
        _write_again(name, changes)


def downgrade() -> None:
    for name, changes in CHANGES.items():
        _write_again(name, [(after, before) for before, after in changes])


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef('access.{name}'::regproc)")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(sa.text(definition.replace(":", "\\:")))
