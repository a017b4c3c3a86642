"""Whoever is let into a case, leads it or has to go hears of that, and the desk of one that is without a lead.

Revision: 0037, after 0036
"""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

LAST_RULE = "    (39, 'dsp_proposal.withdrawn', 'sent', 'dsp_proposal_withdrawn', 'desk'),\n"
RULES = """    (40, 'case.member_added', NULL, 'case_member_added', 'member'),
    (41, 'case.member_extended', NULL, 'case_membership_changed', 'member'),
    (42, 'case.member_removed', NULL, 'case_membership_ended', 'former_member'),
    (43, 'case.lead_changed', 'given', 'case_lead_given', 'member'),
    (44, 'case.lead_changed', 'taken', 'case_lead_taken', 'member'),
    (45, 'case.membership_ending', NULL, 'case_membership_ending', 'member'),
    (46, 'case.left_without_lead', NULL, 'case_without_lead', 'openers'),
"""

BEHEERDERS = "    WHERE p_audience = 'beheerders' AND x.action = 'appointments:all:manage'\n"
AND_WHO_OPENS = """    WHERE ((p_audience = 'beheerders' AND x.action = 'appointments:all:manage')
      OR (p_audience = 'opening' AND x.action = 'cases:desk:open'))
"""

ENRICHED = "  ELSIF NEW.type = 'signal.enriched' THEN\n"
OF_CASES = """  ELSIF NEW.type LIKE 'case.%' THEN
    -- The member that the event names, to whom what is to come is told as of when it begins, and who was let go, if
    -- they ever were in it; who became the lead by another; or the desk.
    SELECT c.desk_id, c.compartment, c.district_id, greatest(NEW.occurred_at, m.since),
      CASE WHEN c.lead_id = NEW.actor_id THEN 'taken' ELSE 'given' END,
      (CASE
        WHEN NEW.type = 'case.left_without_lead' THEN ARRAY(SELECT h.actor_id
          FROM access.people_of('desk', c.desk_id, c.compartment, NULL, NULL, NEW.occurred_at) h)
        WHEN NEW.type = 'case.membership_ending' THEN ARRAY[m.actor_id, c.lead_id]
        WHEN NEW.type = 'case.lead_changed' AND c.lead_id <> NEW.actor_id THEN ARRAY[c.lead_id]
        WHEN NEW.type = 'case.member_removed' AND NEW.occurred_at < m.since THEN NULL
        ELSE ARRAY[m.actor_id] END)
    INTO v_desk, v_track, v_district, v_at, v_case, v_told
    FROM public.cases c LEFT JOIN public.case_members m ON m.case_id = c.id AND m.id = (NEW.data ->> 'member')::uuid
    WHERE c.id = NEW.subject_id;
"""
PLACE = "CASE WHEN n.audience <> 'askers' THEN w.desk_id END,"
OF_MEMBERS = "CASE WHEN n.audience NOT IN ('askers', 'member', 'former_member') THEN w.desk_id END,"
DISTRICT = "CASE WHEN n.audience IN ('coordinators', 'chain', 'overseers') THEN v_district END"
OF_FORMER = "CASE WHEN n.audience IN ('coordinators', 'chain', 'overseers', 'former_member') THEN v_district END"
ASKERS = "    WHERE n.audience = 'askers' AND access.sees_answer(v_subject, a.actor_id, NEW.occurred_at)\n"
AND_MEMBERS = """    UNION ALL
    SELECT t.actor_id FROM unnest(v_told) t (actor_id)
    WHERE access.hears_of_case(v_subject, n.audience, t.actor_id, v_at)
"""

REASON = (
    "            OR (n.audience = 'askers' AND access.sees_answer(n.subject_id, n.actor_id, "
    "greatest(p_now, n.created_at))))\n"
)
AND_OF_CASES = f"""{REASON.rstrip()[:-1]}
            OR access.hears_of_case(n.subject_id, n.audience, n.actor_id, greatest(p_now, n.created_at)))
"""

HELD = """    AND NOT EXISTS (SELECT FROM public.case_members m
      WHERE m.case_id = c.id AND m.since <= access.moment() AND access.moment() < m.until AND m.removed_at IS NULL
        AND access.reaches_case(m.actor_id, c.compartment, c.district_id, access.moment())
        AND (m.actor_id = c.lead_id
          OR access.desk_until(m.actor_id, c.desk_id, c.compartment, access.moment()) IS NOT NULL))
"""
LED = "    AND NOT access.is_led(c.id, access.moment())\n"

CHANGES = {
    "notification_rules": [(LAST_RULE, LAST_RULE + RULES)],
    "people_of": [(BEHEERDERS, AND_WHO_OPENS)],
    "notify": [
        ("  v_side text;\n", "  v_side text;\n  v_at timestamptz;\n  v_told uuid[];\n"),
        (ENRICHED, OF_CASES + ENRICHED),
        (PLACE, OF_MEMBERS),
        (DISTRICT, OF_FORMER),
        (ASKERS, ASKERS + AND_MEMBERS),
    ],
    "mail_has_reason": [(REASON, AND_OF_CASES)],
    "cases_without_lead": [(HELD, LED)],
}
"""What changes in each function."""

KINDS = (
    *("case_member_added", "case_membership_changed", "case_membership_ended", "case_membership_ending"),
    *("case_lead_given", "case_lead_taken", "case_without_lead"),
)
FORGOTTEN = (
    "DELETE FROM mail_items i USING notifications n WHERE n.id = i.notification_id AND n.kind = ANY (:kinds)",
    "DELETE FROM notifications WHERE kind = ANY (:kinds)",
    """UPDATE notification_preferences p
    SET muted = ARRAY(SELECT m.kind FROM unnest(p.muted) AS m (kind) WHERE m.kind <> ALL (:kinds))
    WHERE p.muted && :kinds""",
)
POLICIES = {
    "notifications": ("notifications_read_of_cases", "notifications_mark_of_cases"),
    "case_members": ("case_members_remind",),
    "cases": ("cases_watch",),
    "events": ("events_of_watching_cases",),
}
AUDIENCES = "ARRAY['former_member'::text, 'member'::text, 'openers'::text, "


def upgrade() -> None:
    op.add_column("cases", sa.Column("unled_since", sa.DateTime(timezone=True)))
    op.add_column("case_members", sa.Column("reminded_for", sa.DateTime(timezone=True)))
    op.create_index("ix_case_members_until", "case_members", ["until"], postgresql_where="removed_at IS NULL")
    _audiences("ARRAY[", AUDIENCES)
    for statement in (FOLDER / "0037_membership_told.sql").read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))
    for name, changes in CHANGES.items():
        _write_again(name, changes)


def downgrade() -> None:
    for name, changes in CHANGES.items():
        _write_again(name, [(after, before) for before, after in reversed(changes)])
    op.execute("DROP TRIGGER events_notify_of_cases ON events")
    for table, names in POLICIES.items():
        for name in names:
            op.execute(f"DROP POLICY {name} ON {table}")
    op.execute(
        "DROP FUNCTION access.watch_cases, access.remind_of_memberships, access.may_be_member, access.hears_of_case, "
        "access.is_led"
    )
    bound = [sa.text(one).bindparams(sa.bindparam("kinds", list(KINDS), sa.ARRAY(sa.Text()))) for one in FORGOTTEN]
    _as_owner(("notifications", "notification_preferences"), *bound)
    _audiences(AUDIENCES, "ARRAY[")
    op.drop_index("ix_case_members_until", table_name="case_members")
    op.drop_column("case_members", "reminded_for")
    op.drop_column("cases", "unled_since")


def _as_owner(tables: Sequence[str], *statements: sa.TextClause) -> None:
    """Change what is there, which row-level security keeps its owner from too."""
    for table in tables:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in statements:
        op.execute(statement)
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _audiences(before: str, after: str) -> None:
    """Say anew which audiences notifications have, from which there are."""
    name = "ck_notifications_audience"
    found = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    condition = str(op.get_bind().scalar(found))
    if condition.count(before) != 1:
        raise RuntimeError("the audiences of notifications are not what this migration knows")
    op.execute(f"ALTER TABLE notifications DROP CONSTRAINT {name}")
    changed = condition.replace(before, after).replace(":", "\\:")
    op.execute(sa.text(f"ALTER TABLE notifications ADD CONSTRAINT {name} {changed}"))


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef(to_regproc('access.{name}'))")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(sa.text(definition.replace(":", "\\:")))
