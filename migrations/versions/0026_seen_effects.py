"""Functions that tell when a positive effect was first seen, and count an inspection once whoever logged it.

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

POSITIVE = ", p_positive text[]"
SEEN = "least(m.assessed_on, m.seen_on) - i.started_on"
FIRST_SEEN = """e.outcome, e.assessed_on,
      (SELECT min(f.assessed_on) FROM public.effects f WHERE f.intervention_id = e.intervention_id
        AND f.scale = e.scale AND f.outcome = ANY (p_positive) AND f.recorded_at < p_until) AS seen_on"""
EFFECTS = [
    ("p_until timestamp with time zone)", f"p_until timestamp with time zone{POSITIVE})"),
    ("e.outcome, e.assessed_on", FIRST_SEEN),
    ("m.assessed_on - i.started_on", SEEN),
]
"""The last assessment tells what the effect is; how long it took is told by the first that was positive."""
NORMS = [
    (
        "SELECT 'labour_inspections', i.district_id, count(*)",
        """SELECT 'labour_inspections', i.district_id, count(DISTINCT (coalesce(i.signal_id, (SELECT c.signal_id
    FROM public.case_signals c WHERE c.case_id = i.case_id ORDER BY c.signal_id LIMIT 1)), i.started_on))""",
    )
]
"""Each desk logs what it took part in, and sees nothing of what the other side logs: one day at one signal is one."""


def upgrade() -> None:
    _write_again("count_effects", EFFECTS)
    _write_again("norm_counts", NORMS)
    _drop("timestamptz, timestamptz")
    _grant("timestamptz, timestamptz, text[]")


def downgrade() -> None:
    _write_again("count_effects", [(after, before) for before, after in reversed(EFFECTS)])
    _write_again("norm_counts", [(after, before) for before, after in NORMS])
    _drop("timestamptz, timestamptz, text[]")
    _grant("timestamptz, timestamptz")


def _drop(arguments: str) -> None:
    op.execute(f"DROP FUNCTION access.count_effects({arguments})")


def _grant(arguments: str) -> None:
    op.execute(f"REVOKE ALL ON FUNCTION access.count_effects({arguments}) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION access.count_effects({arguments}) TO signaalbrug_worker")


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef(to_regproc('access.{name}'))")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(sa.text(definition.replace(":", "\\:")))
