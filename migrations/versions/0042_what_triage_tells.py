"""What triage tells by accident, and what its data can be made to say with SQL that the API would refuse.

Revision: 0042, after 0041
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ROUTED = "  NEW.routed_urgency := (SELECT t.routed_urgency FROM public.referrals r"
DISCUSSED = """  IF NEW.agenda_item_id IS NOT NULL THEN
    NEW.routed_urgency := (SELECT nullif(coalesce(t.routed_urgency, t.urgency), NEW.urgency)
      FROM public.agenda_items i JOIN public.tasks t ON t.id = i.task_id WHERE i.id = NEW.agenda_item_id);
    RETURN NEW;
  END IF;
"""

COUNTABLE = """UPDATE tasks t SET opened_at = c.opened_at,
  due_at = CASE WHEN t.due_at BETWEEN '2000-01-01 UTC' AND '2200-01-01 UTC' THEN t.due_at ELSE c.opened_at END,
  feedback_due_at = CASE WHEN t.feedback_due_at NOT BETWEEN '2000-01-01 UTC' AND '2200-01-01 UTC' THEN c.opened_at
    ELSE t.feedback_due_at END
FROM (SELECT id, least(greatest(opened_at, '2000-01-01 UTC'), '2200-01-01 UTC') AS opened_at FROM tasks) c
WHERE c.id = t.id AND NOT (t.opened_at BETWEEN '2000-01-01 UTC' AND '2200-01-01 UTC'
  AND t.due_at BETWEEN '2000-01-01 UTC' AND '2200-01-01 UTC'
  AND coalesce(t.feedback_due_at BETWEEN '2000-01-01 UTC' AND '2200-01-01 UTC', true))"""
"""What is due when nobody can count is due since it was opened, so that somebody looks at it."""

CHOSEN = """  FOR v_signal IN
    SELECT l.signal_id FROM (
      SELECT NEW.signal_id, NEW.actor_id
      UNION ALL
      SELECT * FROM (SELECT w.signal_id, w.actor_id FROM public.identity_lookups w
        WHERE w.compared_at IS NULL AND w.asked_at <= v_now - interval '1 hour'
        ORDER BY w.asked_at, w.signal_id LIMIT 1 FOR UPDATE SKIP LOCKED) waiting
    ) l
    WHERE (SELECT count(*) FROM (SELECT FROM public.identity_lookups p WHERE p.actor_id = l.actor_id
      AND p.compared_at > v_now - interval '1 hour' LIMIT v_limit) recent) < v_limit
  LOOP
"""
CHOSEN_WITH_ROOM = """  -- One after the other, so that what waits counts what was just compared.
  FOR v_turn IN 1..2 LOOP
    v_signal := NULL;
    IF v_turn = 2 THEN
      v_signal := access.next_waiting(v_limit, v_now);
    ELSIF access.take_room(NEW.actor_id, v_limit, v_now, true) THEN
      v_signal := NEW.signal_id;
    END IF;
    CONTINUE WHEN v_signal IS NULL;
"""

HELD = "WHERE t.id = NEW.other_task_id FOR UPDATE;"
LEADING = "BEGIN\n  IF EXISTS (SELECT FROM public.signal_links l"
HELD_BEFORE = """BEGIN
  PERFORM FROM public.tasks t WHERE t.id = NEW.task_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM public.signal_links l"""

CHANGES = {
    # The foreign keys of two links at once share the rows of their tasks: neither may wait for the other to let go.
    "hasten_leading": [(HELD, HELD.replace("FOR UPDATE", "FOR NO KEY UPDATE"))],
    # Of offering a task, and merging work into it, at one moment the later sees the earlier.
    "guard_leading": [(LEADING, HELD_BEFORE)],
    "compare_identities": [(CHOSEN, CHOSEN_WITH_ROOM)],
    "keep_routed_urgency": [(ROUTED, DISCUSSED + ROUTED)],
}
"""What changes in each function."""

AGREED = """UPDATE tasks a SET routed_urgency = coalesce(t.routed_urgency, t.urgency)
FROM agenda_items i JOIN tasks t ON t.id = i.task_id
WHERE i.id = a.agenda_item_id AND a.routed_urgency IS NULL AND coalesce(t.routed_urgency, t.urgency) <> a.urgency"""
"""Action points that were agreed on before, which show what was discussed to have been raised."""

FORMER = (
    "DROP TRIGGER signal_links_guard_merging ON signal_links",
    "DROP FUNCTION access.guard_merging",
    "DROP FUNCTION access.expire_referrals, access.due_referrals",
    """CREATE FUNCTION access.expire_referrals(p_now timestamptz, p_actor uuid, p_limit int) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH due AS MATERIALIZED (
    SELECT r.id FROM public.referrals r WHERE r.status = 'offered' AND r.expires_at <= p_now
    ORDER BY r.expires_at, r.id LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), expired AS (
    UPDATE public.referrals r SET status = 'expired', ended_by = p_actor, ended_at = p_now, version = r.version + 1
    FROM due WHERE r.id = due.id RETURNING r.*
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    SELECT access.new_id(p_now), 'referral.expired', p_now, p_actor, e.signal_id, e.municipality_code, e.track, e.id,
      jsonb_build_object('desk', e.from_desk_id)
    FROM expired e
  )
  SELECT count(*) FROM expired
$$""",
    "REVOKE ALL ON FUNCTION access.expire_referrals FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION access.expire_referrals TO signaalbrug_worker",
    "DROP TRIGGER tasks_await_appointments ON tasks",
    "DROP FUNCTION access.hold_appointments",
    "DROP FUNCTION access.next_waiting, access.take_room, access.has_room",
    "DROP INDEX ix_identity_lookups_waiting",
    """CREATE INDEX ix_identity_lookups_waiting ON identity_lookups (asked_at, signal_id)
    WHERE compared_at IS NULL""",
    "DROP TRIGGER tasks_keep_routed_urgency ON tasks",
    """CREATE TRIGGER tasks_keep_routed_urgency BEFORE INSERT ON tasks
    FOR EACH ROW WHEN (NEW.referral_id IS NOT NULL) EXECUTE FUNCTION access.keep_routed_urgency()""",
)
"""What is taken back, or written as it was."""


def upgrade() -> None:
    for statement in (FOLDER / "0042_what_triage_tells.sql").read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))
    for name, changes in CHANGES.items():
        _write_again(name, changes)
    # Row-level security holds the owner too.
    for table in ("tasks", "agenda_items"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in (AGREED, COUNTABLE):
        op.execute(statement)
    for table in ("tasks", "agenda_items"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    for name, changes in CHANGES.items():
        _write_again(name, [(after, before) for before, after in reversed(changes)])
    for statement in FORMER:
        op.execute(statement)


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef(to_regproc('access.{name}'))")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(sa.text(definition.replace(":", "\\:")))
