"""Assessments that are counted once, for the half-year: by desk too, and whether they were made in time.

Revision: 0036, after 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MADE = """i.target,
    EXISTS (SELECT FROM public.effects e WHERE e.intervention_id = i.id AND e.recorded_at < p_at
      AND e.assessed_on >= i.started_on + 7 * w.weeks - 14), count(*)"""
IN_TIME = """EXISTS (SELECT FROM public.effects e WHERE e.intervention_id = i.id AND e.recorded_at < p_at
      AND e.assessed_on >= i.started_on + 7 * w.weeks - 14
      AND e.recorded_at <= greatest((i.started_on + 7 * w.weeks + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam',
        (SELECT max(t.due_at) FROM public.tasks t
          WHERE t.intervention_id = i.id AND t.assessed_for = i.started_on + 7 * w.weeks))), count(*)"""
"""In time is by the end of the day on which it is due, or of the task that asks for it, where that gives longer."""
OF_WORK = """t.involvement IN ('responsible', 'assessment')
    AND (t.outcome IS DISTINCT FROM 'lapsed' OR (t.completed_at > t.due_at AND NOT EXISTS (SELECT FROM public.tasks n
      WHERE n.intervention_id = t.intervention_id AND n.opened_at >= t.completed_at AND n.due_at = t.due_at)))
    AND NOT EXISTS (SELECT FROM public.interventions i
      WHERE i.id = t.intervention_id AND i.status = 'logged_in_error')"""
WAS_IN_TIME = """CASE t.involvement WHEN 'assessment' THEN EXISTS (SELECT FROM public.effects e
      WHERE e.intervention_id = t.intervention_id AND e.recorded_at <= t.due_at
        AND e.assessed_on >= t.assessed_for - 14)
    ELSE coalesce(t.completed_at <= t.due_at, false) END, count(*)"""

CHANGES = {
    "count_assessments": [
        ("target text, assessed boolean,", "target text, desk text, assessed boolean, timely boolean,"),
        (MADE, f"{MADE.replace('i.target', 'i.target, i.desk_id').removesuffix('count(*)')}{IN_TIME}"),
        ("  GROUP BY 1, 2, 3, 4, 5, 6\n", "  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8\n"),
    ],
    "count_timely": [
        ("CASE t.involvement WHEN 'assessment' THEN 'assessment' ELSE 'triage' END", "'triage'"),
        (WAS_IN_TIME, "coalesce(t.completed_at <= t.due_at, false), count(*)"),
        (OF_WORK, "t.involvement = 'responsible'"),
    ],
}
"""What changes in each function. Tasks are not counted beside the assessments that they ask for: a quarter of the one
could be subtracted from a half-year of the other (decision 121)."""


def upgrade() -> None:
    for name, changes in CHANGES.items():
        _make_again(name, changes)


def downgrade() -> None:
    for name, changes in CHANGES.items():
        _make_again(name, [(after, before) for before, after in reversed(changes)])


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
