"""What counted for the norms is listed for who may see it; a proposal that was withdrawn counts no more.

Revision: 0032, after 0031
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BEFORE = """CREATE OR REPLACE FUNCTION access.norm_counts(p_from date, p_until date)
RETURNS TABLE (norm text, district_id text, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$function$
  SELECT 'labour_inspections', i.district_id, count(DISTINCT (coalesce(i.signal_id, (SELECT c.signal_id
    FROM public.case_signals c WHERE c.case_id = i.case_id ORDER BY c.signal_id LIMIT 1)), i.started_on))
  FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
  WHERE i.status <> 'logged_in_error' AND access.may('monitor:all:read') AND k.code = 'labour_inspection'
    AND 'labour_inspectorate' = ANY (i.organisations) AND i.started_on >= p_from AND i.started_on < p_until
  GROUP BY i.district_id
  UNION ALL
  SELECT 'dsp_proposals', p.district_id, count(*)
  FROM public.dsp_proposals p
  WHERE access.may('monitor:all:read') AND p.exploitation_forms && ARRAY['sexual', 'criminal']
    AND (p.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date >= p_from
    AND (p.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date < p_until
  GROUP BY p.district_id
$function$
"""


def upgrade() -> None:
    for statement in (FOLDER / "0032_counted.sql").read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute(sa.text(BEFORE.replace(":", "\\:")))
    op.execute("DROP FUNCTION access.counted_for_norms(date, date)")
