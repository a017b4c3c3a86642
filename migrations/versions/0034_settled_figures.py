"""How far figures go: until the last day but one on which people worked, as their work was recorded.

Revision: 0034, after 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

WORKED = """SELECT (e.occurred_at AT TIME ZONE 'Europe/Amsterdam')::date AS day FROM public.events e
          JOIN public.actors a ON a.id = e.actor_id AND a.kind = 'person'
        WHERE e.type IN ('signal.received', 'signal.enriched', 'task.claimed', 'task.completed', 'feedback.given')"""
"""Such events somebody makes who asks the service; those of the worker go by its own clock, and prove nothing, nor do
those of a machine that sends what it has at night."""
SETTLED = """,
    (WITH RECURSIVE worked AS (
      (SELECT b.day AS later, b.day, 0 AS number FROM (WORKED ORDER BY e.id DESC LIMIT 1) b)
      UNION ALL
      SELECT w.day, b.day, w.number + 1 FROM worked w CROSS JOIN LATERAL (WORKED
          AND e.occurred_at < w.day::timestamp AT TIME ZONE 'Europe/Amsterdam' ORDER BY e.id DESC LIMIT 1) b
      WHERE w.number < 50
    ) SELECT w.day FROM worked w WHERE w.number > 0 AND w.later - w.day <= 7 ORDER BY w.number LIMIT 1)
""".replace("WORKED", WORKED)
"""The last day but one of two within a week on which people worked: one on which a clock was ahead stands by itself."""
CHANGES = [
    ("municipalities jsonb)", "municipalities jsonb, settled_on date)"),
    ("FROM public.district_memberships m)\n", f"FROM public.district_memberships m){SETTLED}"),
]


def upgrade() -> None:
    op.execute(
        "CREATE POLICY events_count ON events FOR SELECT TO CURRENT_USER USING (session_user = 'signaalbrug_worker')"
    )
    _make_again("figures_so_far", CHANGES)


def downgrade() -> None:
    _make_again("figures_so_far", [(after, before) for before, after in CHANGES])
    op.execute("DROP POLICY events_count ON events")


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
