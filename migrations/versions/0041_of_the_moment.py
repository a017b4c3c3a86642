"""What is proposed is of the moment it is written down, and who lends learns nothing of who was known here before.

Revision: 0041, after 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

PROPOSED = """proposed_by = (SELECT access.actor()) AND actor_id <> (SELECT access.actor())
  AND approved_by IS NULL AND approved_at IS NULL
  AND ((SELECT access.may('appointments:all:manage'))
    OR ((SELECT access.may('appointments:own:lend')) AND lent_from IS NOT NULL))"""
NOW = """ AND proposed_at = (SELECT access.moment())
  AND num_nonnulls(withdrawn_by, withdrawn_at, last_used_on) = 0"""
"""By when it was proposed it is judged who stood behind it; what was withdrawn or used was proposed before."""

NAMED = """(SELECT access.may('sharing-decisions:desk:propose')) AND EXISTS (SELECT FROM sharing_decisions d
  WHERE d.id = shared_items.decision_id AND d.compartment = shared_items.compartment AND d.status = 'proposed'
    AND d.proposed_by = (SELECT access.actor()){at_once})"""
AT_ONCE = " AND d.proposed_at = (SELECT access.moment())"
"""With the proposal and never after, so that whoever approves has seen all there is."""

READ = "(SELECT access.may('appointments:all:manage')) OR id = (SELECT access.actor())"
OF_OWN_PROPOSALS = """ OR EXISTS (SELECT FROM appointments a
  WHERE a.actor_id = actors.id AND a.proposed_by = (SELECT access.actor()))"""

PROPOSED_HOLDER = """CREATE FUNCTION access.proposed_holder(p_appointment uuid)
RETURNS TABLE (issuer text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.issuer, h.subject FROM public.appointments a JOIN public.actors h ON h.id = a.actor_id
  WHERE a.id = p_appointment AND a.proposed_by = access.actor()
$$"""

MADE = """  ON CONFLICT (issuer, subject) DO NOTHING;
"""
OF_NOBODY_YET = """  -- Whom nobody ever gave anything is what a beheerder says, whatever a lender proposed.
  UPDATE public.actors a SET kind = p_kind WHERE a.issuer = p_issuer AND a.subject = p_subject AND a.kind <> p_kind
    AND access.may('appointments:all:manage')
    AND NOT EXISTS (SELECT FROM public.appointments x WHERE x.actor_id = a.id AND x.approved_at IS NOT NULL);
"""


def upgrade() -> None:
    _judge(PROPOSED + NOW, NAMED.format(at_once=AT_ONCE), READ)
    op.execute(PROPOSED_HOLDER)
    op.execute("REVOKE ALL ON FUNCTION access.proposed_holder FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION access.proposed_holder TO signaalbrug_app")
    _write_again("actor_of", MADE, MADE + OF_NOBODY_YET)


def downgrade() -> None:
    _write_again("actor_of", MADE + OF_NOBODY_YET, MADE)
    op.execute("DROP FUNCTION access.proposed_holder")
    _judge(PROPOSED, NAMED.format(at_once=""), READ + OF_OWN_PROPOSALS)


def _judge(proposed: str, named: str, read: str) -> None:
    for policy in (
        f"appointments_propose ON appointments WITH CHECK ({proposed})",
        f"shared_items_name ON shared_items WITH CHECK ({named})",
        f"actors_read ON actors USING ({read})",
    ):
        op.execute(sa.text(f"ALTER POLICY {policy}".replace(":", "\\:")))


def _write_again(name: str, before: str, after: str) -> None:
    """Write a function anew as it stands, with a part changed."""
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef(to_regproc('access.{name}'))")))
    if definition.count(before) != 1:
        raise RuntimeError(f"the function access.{name} is not what this migration knows")
    op.execute(sa.text(definition.replace(before, after).replace(":", "\\:")))
