"""Whoever acts by what somebody lent neither approves nor reviews what the lender did, nor the other way around; and a
referral across the wall is answered before its sharing decision is revoked, or after.

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FUNCTIONS = (
    """
    -- For whom somebody does what an action allows, in a district or (when that is null) anywhere: for the lender, when
    -- all that gave it to them at that moment was lent by one person; for themselves otherwise.
    CREATE FUNCTION access.acts_for(p_actor uuid, p_action text, p_district text, p_at timestamptz) RETURNS uuid
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
    $$
      SELECT CASE count(DISTINCT coalesce(o.actor_id, a.actor_id))
        WHEN 1 THEN (array_agg(coalesce(o.actor_id, a.actor_id)))[1] ELSE p_actor END
      FROM public.appointments a LEFT JOIN public.appointments o ON o.id = a.lent_from
      JOIN public.role_actions x ON x.role = a.role AND x.action = p_action
      WHERE a.actor_id = p_actor AND (a.scopes IS NULL OR x.action = ANY (a.scopes))
        AND a.approved_at IS NOT NULL AND (a.lent_from IS NULL OR o.approved_at IS NOT NULL)
        AND greatest(a.valid_from, a.approved_at, o.valid_from, o.approved_at) <= p_at
        AND p_at < coalesce(least(a.valid_until, a.withdrawn_at, o.valid_until, o.withdrawn_at), 'infinity')
        AND (p_district IS NULL
          OR (a.municipality_code IS NULL AND coalesce(a.district_id, p_district) = p_district))
    $$
    """,
    """
    -- Whether the actor, and whoever the actor acts for, has nothing of their own in a proposed appointment: neither
    -- holds it, lent it or proposed it, nor had it proposed by who acted for them. A machine client holds what is for
    -- machine clients, and nobody else does. It sees what the beheerders see.
    CREATE FUNCTION access.may_approve(p_id uuid) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
    $$
      SELECT NOT EXISTS (SELECT FROM public.appointments a JOIN public.actors h ON h.id = a.actor_id
        LEFT JOIN public.appointments o ON o.id = a.lent_from
        WHERE a.id = p_id AND ((a.role = 'system') <> (h.kind = 'client')
          OR ARRAY[access.actor(),
            access.acts_for(access.actor(), 'appointments:all:manage', NULL, access.moment())]
          && ARRAY[a.actor_id, o.actor_id, a.proposed_by,
            access.acts_for(a.proposed_by, 'appointments:all:manage', NULL, a.proposed_at)]))
    $$
    """,
    """
    -- Whether the actor may review that somebody broke glass: neither did so, nor stands behind the other by a loan. It
    -- acts as the owner, since who reviews sees no appointments.
    CREATE FUNCTION access.may_review(p_by uuid, p_at timestamptz, p_district text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
    $$
      SELECT NOT ARRAY[access.actor(),
          access.acts_for(access.actor(), 'break-glass-sessions:area:review', p_district, access.moment())]
        && ARRAY[p_by, access.acts_for(p_by, 'break-glass-sessions:area:open', p_district, p_at)]
    $$
    """,
)
NAMING = """
-- Whoever was named by a lender first, or wrongly, is called what the beheerders who appoint them agreed on.
CREATE FUNCTION access.name_holder() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  UPDATE public.actors SET name = NEW.holder_name WHERE id = NEW.actor_id;
  RETURN NULL;
END
$$
"""
ON_APPROVAL = """
CREATE TRIGGER appointments_name_holder AFTER UPDATE OF approved_at ON appointments FOR EACH ROW
WHEN (OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL AND NEW.lent_from IS NULL AND NEW.holder_name IS NOT NULL)
EXECUTE FUNCTION access.name_holder()
"""
NAMES = (
    "access.acts_for(uuid, text, text, timestamptz), access.may_approve(uuid), "
    "access.may_review(uuid, timestamptz, text)"
)
REVIEW = """
ALTER POLICY break_glass_sessions_review ON break_glass_sessions
USING ((SELECT access.may('break-glass-sessions:area:review'))
  AND district_id = ANY ((SELECT access.oversees())::text[]) AND {by_another}
  AND ends_at <= (SELECT access.moment()))
"""
BY_ANOTHER = "access.may_review(actor_id, opened_at, district_id)"
BY_ANOTHER_BEFORE = "actor_id <> (SELECT access.actor())"

ONCE = "(OLD.approved_at IS NULL AND NEW.approved_by = access.actor() AND NEW.approved_at = access.moment())"
UPDATE = "BEGIN\n  UPDATE public.referrals r SET status = p_status"
HELD = """BEGIN
  -- So that what is checked here still holds when the answer is told: who revokes the decision waits, or has done so.
  PERFORM FROM public.sharing_decisions d
  WHERE d.id = (SELECT r.sharing_decision_id FROM public.referrals r WHERE r.id = p_id) FOR SHARE;
  UPDATE public.referrals r SET status = p_status"""
OF_KIND = """a.subject = p_subject AND a.kind = p_kind
    AND (access.may('appointments:all:manage') OR access.may('appointments:own:lend'))"""
OF_ANY_KIND_FOR_LENDERS = """a.subject = p_subject
    AND ((a.kind = p_kind AND access.may('appointments:all:manage'))
      OR (p_kind = 'person' AND access.may('appointments:own:lend') AND NOT access.may('appointments:all:manage')))"""
CHANGES = {
    "actor_of": [(OF_KIND, OF_ANY_KIND_FOR_LENDERS)],
    "check_decision": [(ONCE, f"{ONCE[:-1]}\n        AND access.may_approve(NEW.id))")],
    "end_referral": [(UPDATE, HELD)],
}
"""What changes in each function: whoever approves does not stand behind the proposal, by a loan either; a decision
that an answer goes by is held until the answer is there; and whoever names a deputy does not learn that it is a machine
client, which is told when that is to be approved."""
HOLD = """
CREATE POLICY sharing_decisions_hold ON sharing_decisions FOR UPDATE TO CURRENT_USER USING (true) WITH CHECK (false)
"""
"""To hold a row takes the right to change it, which end_referral does not do."""


def upgrade() -> None:
    for function in FUNCTIONS:
        op.execute(sa.text(function.replace(":", "\\:")))
    op.execute(f"REVOKE ALL ON FUNCTION {NAMES} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {NAMES} TO signaalbrug_app")
    _review_by(BY_ANOTHER)
    op.execute(HOLD)
    op.add_column("appointments", sa.Column("holder_name", sa.Text(), nullable=True))
    op.execute(NAMING)
    op.execute("REVOKE ALL ON FUNCTION access.name_holder() FROM PUBLIC")
    op.execute(ON_APPROVAL)
    for name, changes in CHANGES.items():
        _write_again(name, changes)


def downgrade() -> None:
    for name, changes in CHANGES.items():
        _write_again(name, [(after, before) for before, after in changes])
    op.execute("DROP TRIGGER appointments_name_holder ON appointments")
    op.execute("DROP FUNCTION access.name_holder")
    op.drop_column("appointments", "holder_name")
    op.execute("DROP POLICY sharing_decisions_hold ON sharing_decisions")
    _review_by(BY_ANOTHER_BEFORE)
    op.execute(f"DROP FUNCTION {NAMES}")


def _review_by(condition: str) -> None:
    op.execute(sa.text(REVIEW.format(by_another=condition).replace(":", "\\:")))


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef('access.{name}'::regproc)")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(sa.text(definition.replace(":", "\\:")))
