"""Notifications of what crosses the wall, and of what is added to a signal.

Revision: 0028, after 0027
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LAST_RULE = "    (15, 'feedback.given', NULL, 'feedback_given', 'submitters')\n"
RULES = """    (15, 'feedback.given', NULL, 'feedback_given', 'submitters'),
    (16, 'break_glass.opened', NULL, 'break_glass_opened', 'overseers'),
    (17, 'sharing.proposed', NULL, 'sharing_proposed', 'sharers'),
    (18, 'sharing.approved', NULL, 'sharing_approved', 'desk'),
    (19, 'sharing.revoked', NULL, 'sharing_revoked', 'desk'),
    (20, 'signal.enriched', NULL, 'signal_enriched', 'desk')
"""

BEHEERDERS = "    WHERE p_audience = 'beheerders' AND x.action = 'appointments:all:manage'\n"
MORE_PEOPLE = """    UNION ALL
    SELECT a.* FROM public.role_rights r JOIN public.appointments a ON a.role = r.role
      AND r.desk_kind || coalesce('.' || a.municipality_code, '.' || a.district_id, '') = p_desk
    WHERE p_audience = 'sharers' AND r.compartment = p_track AND r.reach = 'sharing'
      AND r.desk_kind = split_part(p_desk, '.', 1)
    UNION ALL
    SELECT a.* FROM public.role_rights r JOIN public.appointments a ON a.role = r.role
    WHERE p_audience = 'overseers' AND r.reach IN ('process', 'log')
      AND a.municipality_code IS NULL AND coalesce(a.district_id, p_district) = p_district
"""

FEEDBACK = """  ELSIF NEW.type = 'feedback.given' THEN
    v_subject := NEW.signal_id;
"""
CROSSINGS = """  ELSIF NEW.type = 'break_glass.opened' THEN
    SELECT s.district_id INTO v_district FROM public.break_glass_sessions s WHERE s.id = NEW.subject_id;
  ELSIF NEW.type = 'sharing.proposed' THEN
    -- Whoever decides on sharing has a task of the signal, of the side that is shared, at the own desk.
    SELECT d.compartment, array_agg(DISTINCT t.desk_id) INTO v_track, v_desks
    FROM public.sharing_decisions d JOIN public.tasks t ON t.signal_id = d.signal_id AND t.track = d.compartment
    WHERE d.id = NEW.subject_id GROUP BY d.id;
  ELSIF NEW.type IN ('sharing.approved', 'sharing.revoked') THEN
    -- The receiver knows of a decision from its approval until its end: a proposal that is refused is never told.
    SELECT d.id, d.receiving_desk_id, CASE d.compartment WHEN 'care' THEN 'security' ELSE 'care' END
    INTO v_subject, v_desk, v_track FROM public.sharing_decisions d
    WHERE d.id = NEW.subject_id AND d.approved_at IS NOT NULL AND NEW.occurred_at < d.valid_until;
  ELSIF NEW.type = 'signal.enriched' THEN
    -- Whoever claimed a task of that side, and its desk when nobody did or when they left; once all was done, the desks
    -- that did it.
    v_subject := NEW.signal_id;
    SELECT array_agg(t.desk_id), array_agg(CASE WHEN t.status IN ('claimed', 'waiting')
        AND (t.claimed_until IS NULL OR NEW.occurred_at < t.claimed_until) THEN h.actor_id END)
    INTO v_desks, v_holders FROM public.tasks t
    LEFT JOIN LATERAL access.people_of('desk', t.desk_id, t.track, NULL, NULL, NEW.occurred_at) h
      ON h.actor_id = t.claimed_by
    WHERE t.signal_id = NEW.signal_id AND t.track = NEW.compartment
      AND (t.status <> 'done' OR NOT EXISTS (SELECT FROM public.tasks o WHERE o.signal_id = t.signal_id
        AND o.track = t.track AND o.status <> 'done'));
"""
INSERTED = """THEN 'desk' ELSE n.audience END, v_desk, v_track,
    CASE n.audience WHEN 'submitters' THEN NEW.municipality_code END,
    CASE WHEN n.audience IN ('coordinators', 'chain') THEN v_district END, NEW.occurred_at
"""
INSERTED_OF_EACH = """THEN 'desk' ELSE n.audience END, w.desk_id, v_track,
    CASE n.audience WHEN 'submitters' THEN NEW.municipality_code END,
    CASE WHEN n.audience IN ('coordinators', 'chain', 'overseers') THEN v_district END, NEW.occurred_at
"""
ONE_DESK = """  FROM access.notification_rules() n
  CROSS JOIN LATERAL access.people_of(CASE n.audience WHEN 'assignee' THEN 'desk' ELSE n.audience END, v_desk, v_track,
"""
EACH_DESK = """  FROM access.notification_rules() n
  CROSS JOIN unnest(coalesce(v_desks, ARRAY[v_desk]), v_holders) AS w (desk_id, holder)
  CROSS JOIN LATERAL access.people_of(CASE n.audience WHEN 'assignee' THEN 'desk' ELSE n.audience END, w.desk_id,
    v_track,
"""
ASSIGNEE = "    AND (n.audience <> 'assignee' OR p.actor_id = v_assignee)\n"

OF_DANGER = "CASE NEW.kind WHEN 'acute_danger' THEN 'acute' ELSE 'work' END"
OF_WHAT_IS_URGENT = "(CASE WHEN NEW.kind IN ('acute_danger', 'break_glass_opened') THEN 'acute' ELSE 'work' END)"
OFFERED = "          AND (n.kind <> 'referral_offered' OR EXISTS ("
SHARED = """          AND (n.kind <> 'sharing_approved' OR EXISTS (SELECT FROM public.sharing_decisions s
            WHERE s.id = n.subject_id AND s.compartment <> n.track AND s.status = 'approved' AND p_now < s.valid_until))
"""

CHANGES = {
    "notification_rules": [(LAST_RULE, RULES)],
    "people_of": [(BEHEERDERS, BEHEERDERS + MORE_PEOPLE)],
    "notify": [
        ("  v_assignee uuid;\n", "  v_assignee uuid;\n  v_desks text[];\n  v_holders uuid[];\n"),
        (FEEDBACK, FEEDBACK + CROSSINGS),
        (INSERTED, INSERTED_OF_EACH),
        (ONE_DESK, EACH_DESK),
        (ASSIGNEE, f"{ASSIGNEE}    AND (w.holder IS NULL OR p.actor_id = w.holder)\n"),
        ("ORDER BY p.actor_id, n.number;", "ORDER BY p.actor_id, n.number, w.desk_id;"),
    ],
    "announce": [(OF_DANGER, OF_WHAT_IS_URGENT)],
    "mail_has_reason": [(OFFERED, SHARED + OFFERED)],
}
"""What changes in each function. An event can be of several desks, each with or without whom it is told there alone."""

EVENTS = (
    *("task.opened", "task.assigned", "task.escalated", "feedback.overdue", "desk.unstaffed"),
    *("referral.offered", "referral.returned", "referral.expired", "referral.looped", "feedback.given"),
)
EVENTS_TOLD = ("break_glass.opened", "sharing.proposed", "sharing.approved", "sharing.revoked", "signal.enriched")
KINDS_TOLD = ("break_glass_opened", "sharing_proposed", "sharing_approved", "sharing_revoked", "signal_enriched")

FORGOTTEN = (
    "DELETE FROM mail_items i USING notifications n WHERE n.id = i.notification_id AND n.kind = ANY (:kinds)",
    "DELETE FROM notifications WHERE kind = ANY (:kinds)",
    """UPDATE notification_preferences p
    SET muted = ARRAY(SELECT m.kind FROM unnest(p.muted) AS m (kind) WHERE m.kind <> ALL (:kinds))
    WHERE p.muted && :kinds""",
)

AUDIENCES = ("desk", "submitters", "coordinators", "chain", "beheerders")
AUDIENCES_TOLD = ("sharers", "overseers")

READS = """actor_id = (SELECT access.actor()) AND (
    (audience = 'desk'
      AND ((track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
        OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[])))
      AND (kind <> 'referral_offered' OR EXISTS (SELECT FROM referrals r WHERE r.id = notifications.subject_id))
      {shared})
    OR (audience = 'submitters' AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
    OR (audience = 'coordinators'
      AND district_id = ANY ((SELECT access.districts_of('districtelijk_coordinator'))::text[]))
    OR (audience = 'chain' AND district_id = ANY ((SELECT access.districts_of('ketenregisseur'))::text[]))
    OR (audience = 'beheerders' AND (SELECT access.may('appointments:all:manage'))){crossings})"""
READS_SHARED = """AND (kind <> 'sharing_approved' OR EXISTS (SELECT FROM sharing_decisions d
        WHERE d.id = notifications.subject_id AND d.compartment <> notifications.track
          AND d.status = 'approved' AND (SELECT access.moment()) < d.valid_until))"""
READS_CROSSINGS = """
    OR (audience = 'sharers'
      AND ((track = 'care' AND desk_id = ANY ((SELECT access.care_sharing_desks())::text[]))
        OR (track = 'security' AND desk_id = ANY ((SELECT access.security_sharing_desks())::text[]))))
    OR (audience = 'overseers' AND district_id = ANY ((SELECT access.oversees())::text[]))"""
"""A decision in force may be known to its receiver; that one was revoked, to who works at the desk that received it."""

STAYS = "NOT 'acute_danger' = ANY (muted)"
ALL_STAYS = "NOT muted && ARRAY['acute_danger', 'break_glass_opened']"


def upgrade() -> None:
    for name, changes in CHANGES.items():
        _write_again(name, changes)
    _notify_of((*EVENTS, *EVENTS_TOLD))
    _constrain("notifications", "audience", f"audience IN ({_listed((*AUDIENCES, *AUDIENCES_TOLD))})")
    _constrain("notification_preferences", "acute_danger_stays", ALL_STAYS)
    _let_read(READS.format(shared=READS_SHARED, crossings=READS_CROSSINGS))


def downgrade() -> None:
    _forget(KINDS_TOLD)
    _let_read(READS.format(shared="", crossings=""))
    _constrain("notification_preferences", "acute_danger_stays", STAYS)
    _constrain("notifications", "audience", f"audience IN ({_listed(AUDIENCES)})")
    _notify_of(EVENTS)
    for name, changes in CHANGES.items():
        _write_again(name, [(after, before) for before, after in reversed(changes)])


def _forget(kinds: Sequence[str]) -> None:
    """Take away what was told of some kinds, and that somebody wants no mail of them; the owner may not otherwise."""
    tables = ("notifications", "notification_preferences")
    for table in tables:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in FORGOTTEN:
        op.execute(sa.text(statement).bindparams(sa.bindparam("kinds", list(kinds), sa.ARRAY(sa.Text()))))
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _notify_of(events: Iterable[str]) -> None:
    op.execute(
        "CREATE OR REPLACE TRIGGER events_notify AFTER INSERT ON events FOR EACH ROW "
        f"WHEN (NEW.type IN ({_listed(events)})) EXECUTE FUNCTION access.notify()"
    )


def _constrain(table: str, name: str, condition: str) -> None:
    """Say anew what a table takes in."""
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({condition})")


def _let_read(condition: str) -> None:
    """Say anew who reads a notification and marks it."""
    for policy in ("read", "mark"):
        op.execute(f"ALTER POLICY notifications_{policy} ON notifications USING ({condition})")


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef('access.{name}'::regproc)")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(sa.text(definition.replace(":", "\\:")))
