"""Functions that find an escalation by its keys, and let work come up anew that became more urgent.

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BY_ANY = """  ELSE
    -- Whoever oversees sees the escalation and not the task, so the escalation is what is told of.
    SELECT e.id, e.desk_id, e.track, e.district_id INTO v_subject, v_desk, v_track, v_district
    FROM public.escalations e
    WHERE (NEW.type = 'desk.unstaffed' AND e.id = NEW.subject_id
      OR NEW.type = 'referral.looped' AND e.about = 'referrals'
        AND e.task_id = (SELECT r.task_id FROM public.referrals r WHERE r.id = NEW.subject_id)
      OR NEW.type IN ('task.escalated', 'feedback.overdue') AND e.task_id = NEW.subject_id
        AND e.raised_at = NEW.occurred_at AND e.kind = NEW.data ->> 'kind'
        AND e.step = CASE v_case WHEN 'desk' THEN 1 WHEN 'districtelijk_coordinator' THEN 2 ELSE 3 END)
    ORDER BY e.id DESC LIMIT 1;
  END IF;
"""
BY_KEYS = """  -- Whoever oversees sees the escalation and not the task, so the escalation is what is told of.
  ELSIF NEW.type = 'desk.unstaffed' THEN
    SELECT e.id, e.desk_id, e.track, e.district_id INTO v_subject, v_desk, v_track, v_district
    FROM public.escalations e WHERE e.id = NEW.subject_id;
  ELSIF NEW.type = 'referral.looped' THEN
    SELECT e.id, e.desk_id, e.track, e.district_id INTO v_subject, v_desk, v_track, v_district
    FROM public.referrals r JOIN public.escalations e ON e.task_id = r.task_id
    WHERE r.id = NEW.subject_id AND e.about = 'referrals'
    ORDER BY e.id DESC LIMIT 1;
  ELSE
    SELECT e.id, e.desk_id, e.track, e.district_id INTO v_subject, v_desk, v_track, v_district
    FROM public.escalations e
    WHERE e.task_id = NEW.subject_id AND e.raised_at = NEW.occurred_at AND e.kind = NEW.data ->> 'kind'
      AND e.step = (CASE v_case WHEN 'desk' THEN 1 WHEN 'districtelijk_coordinator' THEN 2 ELSE 3 END)
    ORDER BY e.id DESC LIMIT 1;
  END IF;
"""
CHANGES = {
    "notify": [(BY_ANY, BY_KEYS)],
    "keep_deadline": [
        ("ELSIF NEW.due_at <> OLD.due_at THEN", "ELSIF NEW.due_at <> OLD.due_at OR NEW.urgency < OLD.urgency THEN"),
    ],
}
"""What changes in each function. One query for three kinds of event read all escalations there ever were for each;
with some tens of thousands of them no batch ended in time, and nothing was escalated any more. Work that became more
urgent when it was late already waited for the next step that it had when it was not."""


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
