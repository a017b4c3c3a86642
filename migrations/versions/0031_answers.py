"""The DSP hears what waits for it and is reminded; whoever proposed, to it or to share, hears the answer.

Revision: 0031, after 0030
"""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

REVOKED_RULE = "    (19, 'sharing.revoked', NULL, 'sharing_revoked', 'desk'),\n"
RULES = """    (30, 'sharing.approved', NULL, 'own_sharing_approved', 'askers'),
    (31, 'sharing.revoked', 'refused', 'own_sharing_refused', 'askers'),
    (32, 'sharing.revoked', 'ended', 'own_sharing_revoked', 'askers'),
    (33, 'dsp_proposal.submitted', NULL, 'dsp_proposal_submitted', 'desk'),
    (34, 'dsp_proposal.overdue', NULL, 'dsp_proposal_overdue', 'desk'),
    (35, 'dsp_proposal.accepted', NULL, 'dsp_proposal_accepted', 'askers'),
    (36, 'dsp_proposal.returned', NULL, 'dsp_proposal_returned', 'askers'),
    (37, 'dsp_proposal.refused', NULL, 'dsp_proposal_refused', 'askers'),
    (38, 'dsp_proposal.withdrawn', NULL, 'dsp_proposal_withdrawn', 'askers'),
    (39, 'dsp_proposal.withdrawn', 'sent', 'dsp_proposal_withdrawn', 'desk'),
"""

RECEIVER = """    SELECT d.id, d.receiving_desk_id, CASE d.compartment WHEN 'care' THEN 'security' ELSE 'care' END
    INTO v_subject, v_desk, v_track FROM public.sharing_decisions d
    WHERE d.id = NEW.subject_id AND d.approved_at IS NOT NULL AND NEW.occurred_at < d.valid_until;
"""
RECEIVER_AND_ASKER = """    SELECT d.receiving_desk_id, CASE d.compartment WHEN 'care' THEN 'security' ELSE 'care' END
    INTO v_desk, v_track FROM public.sharing_decisions d
    WHERE d.id = NEW.subject_id AND d.approved_at IS NOT NULL AND NEW.occurred_at < d.valid_until;
    SELECT d.compartment, CASE WHEN d.approved_at IS NULL THEN 'refused' ELSE 'ended' END
    INTO v_side, v_case FROM public.sharing_decisions d WHERE d.id = NEW.subject_id;
"""
ENRICHED = "  ELSIF NEW.type = 'signal.enriched' THEN\n"
PROPOSALS = """  ELSIF NEW.type LIKE 'dsp_proposal.%' THEN
    -- The DSP of the district knows of a proposal from its first submission on.
    SELECT 'dsp.' || p.district_id, p.compartment, p.compartment,
      CASE WHEN p.submitted_at IS NULL THEN 'drafted' ELSE 'sent' END
    INTO v_desk, v_track, v_side, v_case FROM public.dsp_proposals p WHERE p.id = NEW.subject_id;
"""
PLACE = (
    "CASE n.audience WHEN 'assignee' THEN 'desk' ELSE n.audience END, w.desk_id, v_track,\n    CASE n.audience WHEN 's"
)
OF_ASKERS = """CASE n.audience WHEN 'assignee' THEN 'desk' ELSE n.audience END,
    CASE WHEN n.audience <> 'askers' THEN w.desk_id END, CASE n.audience WHEN 'askers' THEN v_side ELSE v_track END,
    CASE n.audience WHEN 's"""
PEOPLE = """\
  CROSS JOIN LATERAL access.people_of(CASE n.audience WHEN 'assignee' THEN 'desk' ELSE n.audience END, w.desk_id,
    v_track,
    NEW.municipality_code, v_district, NEW.occurred_at) p
"""
PEOPLE_AND_ASKERS = """\
  CROSS JOIN LATERAL (
    SELECT h.actor_id FROM access.people_of(CASE n.audience WHEN 'assignee' THEN 'desk' ELSE n.audience END, w.desk_id,
      v_track, NEW.municipality_code, v_district, NEW.occurred_at) h
    UNION ALL
    SELECT a.actor_id FROM access.askers_of(v_subject) a
    WHERE n.audience = 'askers' AND access.sees_answer(v_subject, a.actor_id, NEW.occurred_at)
  ) p
"""

REASON = """n.actor_id IN (SELECT h.actor_id FROM access.people_of(n.audience, n.desk_id, n.track,
            n.municipality_code, n.district_id, greatest(p_now, n.created_at)) h)
"""
REASON_OF_ASKERS = f"""({REASON.rstrip()}
            OR (n.audience = 'askers' AND access.sees_answer(n.subject_id, n.actor_id, greatest(p_now, n.created_at))))
"""

CHANGES = {
    "notification_rules": [(REVOKED_RULE, REVOKED_RULE + RULES)],
    "notify": [
        ("  v_holders uuid[];\n", "  v_holders uuid[];\n  v_side text;\n"),
        (RECEIVER, RECEIVER_AND_ASKER),
        (ENRICHED, PROPOSALS + ENRICHED),
        (PLACE, OF_ASKERS),
        (PEOPLE, PEOPLE_AND_ASKERS),
    ],
    "mail_has_reason": [(REASON, REASON_OF_ASKERS)],
}
"""What changes in each function."""

KINDS = (
    *("own_sharing_approved", "own_sharing_refused", "own_sharing_revoked"),
    *("dsp_proposal_submitted", "dsp_proposal_overdue", "dsp_proposal_accepted", "dsp_proposal_returned"),
    *("dsp_proposal_refused", "dsp_proposal_withdrawn"),
)
FORGOTTEN = (
    "DELETE FROM mail_items i USING notifications n WHERE n.id = i.notification_id AND n.kind = ANY (:kinds)",
    "DELETE FROM notifications WHERE kind = ANY (:kinds)",
    """UPDATE notification_preferences p
    SET muted = ARRAY(SELECT m.kind FROM unnest(p.muted) AS m (kind) WHERE m.kind <> ALL (:kinds))
    WHERE p.muted && :kinds""",
)
POLICIES = {
    "dsp_proposals": ("dsp_proposals_look", "dsp_proposals_remind"),
    "dsp_proposal_steps": ("dsp_proposal_steps_sent",),
    "events": ("events_of_reminding",),
    "notifications": ("notifications_read_answers", "notifications_mark_answers"),
}
COUNTED = """CREATE POLICY dsp_proposals_count ON dsp_proposals FOR SELECT TO CURRENT_USER USING (
  (SELECT access.may('monitor\\:all\\:read')))"""
GUARDED = """CREATE OR REPLACE TRIGGER dsp_proposals_guard BEFORE UPDATE ON dsp_proposals
FOR EACH ROW WHEN (access.actor() IS NOT NULL) EXECUTE FUNCTION access.guard_dsp_proposal()"""
WAITED = "UPDATE dsp_proposals SET due_at = changed_at + interval '14 days' WHERE status = 'submitted'"
"""What waits already has ten working days from its submission, as near as SQL has them."""


def upgrade() -> None:
    op.add_column("dsp_proposals", sa.Column("due_at", sa.DateTime(timezone=True)))
    op.add_column("dsp_proposals", sa.Column("reminded_for", sa.DateTime(timezone=True)))
    _as_owner(("dsp_proposals",), WAITED)
    op.create_index("ix_dsp_proposals_due_at", "dsp_proposals", ["due_at"], postgresql_where="due_at IS NOT NULL")
    _audiences("ARRAY[", "ARRAY['askers'::text, ")
    for statement in (FOLDER / "0031_answers.sql").read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))
    for name, changes in CHANGES.items():
        _write_again(name, changes)


def downgrade() -> None:
    for name, changes in CHANGES.items():
        _write_again(name, [(after, before) for before, after in reversed(changes)])
    op.execute("DROP TRIGGER events_notify_of_proposals ON events")
    op.execute("DROP FUNCTION access.remind_of_proposals, access.sees_answer, access.askers_of")
    for table, names in POLICIES.items():
        for name in names:
            op.execute(f"DROP POLICY {name} ON {table}")
    op.execute(COUNTED)
    op.execute(GUARDED)
    bound = [sa.text(one).bindparams(sa.bindparam("kinds", list(KINDS), sa.ARRAY(sa.Text()))) for one in FORGOTTEN]
    _as_owner(("notifications", "notification_preferences"), *bound)
    _audiences("ARRAY['askers'::text, ", "ARRAY[")
    op.drop_index("ix_dsp_proposals_due_at", table_name="dsp_proposals")
    op.execute("ALTER TABLE dsp_proposals DROP CONSTRAINT ck_dsp_proposals_due")
    op.drop_column("dsp_proposals", "reminded_for")
    op.drop_column("dsp_proposals", "due_at")


def _as_owner(tables: Sequence[str], *statements: str | sa.TextClause) -> None:
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
