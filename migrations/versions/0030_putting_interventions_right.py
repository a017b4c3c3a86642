"""Interventions that are put right while they go on, or withdrawn as logged in error, which count nowhere.

Revision: 0030, after 0029
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

STATUSES = "'planned', 'started', 'ended', 'stopped'"
RULES = {
    "status": (f"status IN ({STATUSES})", f"status IN ({STATUSES}, 'logged_in_error')"),
    "stopped": (
        "(status = 'stopped') = (stop_reason IS NOT NULL)",
        "status = 'logged_in_error' OR (status = 'stopped') = (stop_reason IS NOT NULL)",
    ),
    "ended": (
        "(status IN ('ended', 'stopped')) = (ended_on IS NOT NULL)",
        "status = 'logged_in_error' OR (status IN ('ended', 'stopped')) = (ended_on IS NOT NULL)",
    ),
    "started": (
        "status = 'stopped' OR (status = 'planned') = (started_on IS NULL)",
        "status IN ('stopped', 'logged_in_error') OR (status = 'planned') = (started_on IS NULL)",
    ),
}
"""What interventions are held to, before and now: what was logged in error keeps what was said of it."""

TOLD = "'intervention.started', 'intervention.ended', 'intervention.stopped')"
TOLD_OF_ERRORS = (
    "'intervention.started', 'intervention.ended', 'intervention.stopped',\n        'intervention.logged_in_error')"
)
ASSESSED = "      OR (event.type = 'effect.assessed'"
CORRECTED = """      OR (event.type = 'intervention.corrected' AND EXISTS (SELECT FROM public.intervention_changes c
        WHERE c.intervention_id = i.id AND c.step = 'correct' AND c.changed_by = (SELECT access.actor())
          AND c.changed_at = (SELECT access.moment())))
"""
OF_WORK = "t.involvement IN ('responsible', 'assessment')"
UNLESS_IT_LAPSED = """
    AND (t.outcome IS DISTINCT FROM 'lapsed' OR (t.completed_at > t.due_at AND NOT EXISTS (SELECT FROM public.tasks n
      WHERE n.intervention_id = t.intervention_id AND n.opened_at >= t.completed_at AND n.due_at = t.due_at)))
    AND NOT EXISTS (SELECT FROM public.interventions i
      WHERE i.id = t.intervention_id AND i.status = 'logged_in_error')"""
"""What lapsed when it was late already stays so, and counts once: in the task that took its place, if one did."""


def _of_what_was(before: str) -> tuple[str, str]:
    """Leave out what was logged in error, where a function begins to say what it counts."""
    return before, before.replace("WHERE ", "WHERE i.status <> 'logged_in_error' AND ", 1)


CHANGES = {
    "count_effects": [
        (" i ON i.id = m.intervention_id", " i ON i.id = m.intervention_id AND i.status <> 'logged_in_error'")
    ],
    "count_assessments": [_of_what_was("  WHERE i.started_on + 7 * w.weeks >= p_from")],
    "count_interventions": [_of_what_was("  WHERE i.logged_at >= p_from")],
    "count_timely": [(OF_WORK, OF_WORK + UNLESS_IT_LAPSED)],
    "norm_counts": [_of_what_was("  WHERE access.may('monitor:all:read') AND k.code = 'labour_inspection'")],
    "tells_of_intervention": [(TOLD, TOLD_OF_ERRORS), (ASSESSED, CORRECTED + ASSESSED)],
}
"""What changes in each function: what was logged in error counts nowhere and is not asked of again; a task that lapsed
before it was due neither."""

AS_BEFORE = {
    "interventions_step": "interventions",
    "interventions_step_in_case": "interventions",
    "interventions_log_in_case": "interventions",
    "effects_assess": "effects",
}
"""The policies of migrations 0012 and 0019 that this one changes, and their tables."""
CLAIMED = "(status = 'open') = (claimed_by IS NULL)"
ASKED_ONCE = "intervention_id IS NOT NULL"
PUT_RIGHT = "kind_id, target, person_id, location_id, organisations, cost_band, planned_for, goal_id, content"


def upgrade() -> None:
    op.create_table(
        "intervention_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_by_name", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("compartment IN ('care', 'security')", name=op.f("ck_intervention_changes_compartment")),
        sa.CheckConstraint("step IN ('correct', 'withdraw')", name=op.f("ck_intervention_changes_step")),
        sa.ForeignKeyConstraint(
            ["intervention_id"],
            ["interventions.id"],
            name=op.f("fk_intervention_changes_intervention_id_interventions"),
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["actors.id"], name=op.f("fk_intervention_changes_changed_by_actors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention_changes")),
    )
    op.create_index(
        "ix_intervention_changes_intervention", "intervention_changes", ["intervention_id", "id"], unique=False
    )
    op.add_column("shared_items", sa.Column("logged_in_error", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_shared_items_interventions", "shared_items", ["item_id"], postgresql_where="kind = 'intervention'"
    )
    _hold_to(1)
    _ask_once(f"{ASKED_ONCE} AND outcome IS DISTINCT FROM 'lapsed'")
    _claimed_by_somebody(f"{CLAIMED} OR outcome IS NOT DISTINCT FROM 'lapsed'")
    op.create_check_constraint(
        op.f("ck_tasks_lapsed"), "tasks", "outcome IS DISTINCT FROM 'lapsed' OR intervention_id IS NOT NULL"
    )
    for statement in _statements("0030_putting_right.sql"):
        op.execute(sa.text(statement))
    for name, changes in CHANGES.items():
        _write_again(name, changes)


def downgrade() -> None:
    """Go back, unless something was logged in error: an earlier version has no place for it."""
    op.execute("ALTER TABLE interventions NO FORCE ROW LEVEL SECURITY")
    if op.get_bind().scalar(sa.text("SELECT EXISTS (SELECT FROM interventions WHERE status = 'logged_in_error')")):
        raise RuntimeError(
            "interventions were logged in error, and version 0029 has no place for that: it would count them again"
        )
    op.execute("ALTER TABLE interventions FORCE ROW LEVEL SECURITY")
    _hold_to(0)
    for name, changes in CHANGES.items():
        _write_again(name, [(after, before) for before, after in reversed(changes)])
    for policy, table in AS_BEFORE.items():
        op.execute(f"DROP POLICY {policy} ON {table}")
        for file in ("0012_interventions.sql", "0019_plans.sql"):
            for statement in _statements(file):
                if f"POLICY {policy} ON" in statement:
                    op.execute(sa.text(statement))
    op.execute(
        "ALTER POLICY tasks_triage ON tasks WITH CHECK (((track = 'care' "
        "AND desk_id = ANY ((SELECT access.care_desks())::text[])) OR (track = 'security' "
        "AND desk_id = ANY ((SELECT access.security_desks())::text[]))) "
        "AND (claimed_by IS NULL OR claimed_by = (SELECT access.actor())))"
    )
    op.execute(f"REVOKE UPDATE ({PUT_RIGHT}) ON interventions FROM signaalbrug_app")
    for trigger in ("lapse_assessments", "check_recorded", "guard", "mark_shared"):
        op.execute(f"DROP TRIGGER interventions_{trigger} ON interventions")
    (as_before,) = _statements("0030_assessments_as_before.sql")
    op.execute(sa.text(as_before))
    op.execute(
        "DROP FUNCTION access.lapse_assessments, access.check_recorded, access.guard_intervention, "
        "access.due_assessments, access.due_of_lapsed, access.mark_shared"
    )
    op.execute("DROP POLICY events_of_lapsed_tasks ON events")
    op.execute("DROP POLICY shared_items_mark ON shared_items")
    op.execute("DROP POLICY shared_items_find ON shared_items")
    op.drop_index("ix_shared_items_interventions", table_name="shared_items")
    op.drop_column("shared_items", "logged_in_error")
    op.drop_constraint(op.f("ck_tasks_lapsed"), "tasks", type_="check")
    _end_what_lapsed()
    op.execute("DROP TABLE intervention_changes")
    _ask_once(ASKED_ONCE)
    _claimed_by_somebody(CLAIMED)


def _end_what_lapsed() -> None:
    """Let what lapsed have ended as what could not be assessed, by whoever put the intervention right.

    Of the moments that were asked for again, what lapsed was there to be taken note of, as migration 0013 has it.
    """
    for table in ("tasks", "intervention_changes"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE tasks t SET outcome = 'not_assessable', claimed_at = coalesce(t.claimed_at, t.completed_at), "
        "claimed_by = coalesce(t.claimed_by, (SELECT c.changed_by FROM intervention_changes c "
        "WHERE c.intervention_id = t.intervention_id AND c.changed_at = t.completed_at LIMIT 1)) "
        "WHERE t.outcome = 'lapsed' AND NOT EXISTS (SELECT FROM tasks n WHERE n.intervention_id = t.intervention_id "
        "AND n.assessed_for = t.assessed_for AND n.id > t.id)"
    )
    op.execute(
        "UPDATE tasks t SET involvement = 'informed', decision_id = o.decision_id, referral_id = o.referral_id, "
        "intervention_id = NULL, assessed_for = NULL, outcome = 'noted', "
        "claimed_at = coalesce(t.claimed_at, t.completed_at), claimed_by = coalesce(t.claimed_by, "
        "(SELECT c.changed_by FROM intervention_changes c "
        "WHERE c.intervention_id = t.intervention_id AND c.changed_at = t.completed_at LIMIT 1)) "
        "FROM tasks o WHERE t.outcome = 'lapsed' AND o.id = (SELECT x.id FROM tasks x "
        "WHERE x.signal_id = t.signal_id AND x.desk_id = t.desk_id AND x.track = t.track "
        "AND x.agenda_item_id IS NULL AND x.intervention_id IS NULL ORDER BY x.opened_at, x.id LIMIT 1)"
    )
    op.execute("ALTER TABLE tasks FORCE ROW LEVEL SECURITY")


def _claimed_by_somebody(rule: str) -> None:
    """Say anew of which tasks somebody has the claim."""
    op.drop_constraint(op.f("ck_tasks_claimant"), "tasks", type_="check")
    op.create_check_constraint(op.f("ck_tasks_claimant"), "tasks", rule)


def _hold_to(which: int) -> None:
    """Say anew what interventions are held to."""
    for name, rules in RULES.items():
        op.drop_constraint(op.f(f"ck_interventions_{name}"), "interventions", type_="check")
        op.create_check_constraint(op.f(f"ck_interventions_{name}"), "interventions", rules[which])


def _ask_once(condition: str) -> None:
    """Say anew of which tasks there is one for each moment of an intervention."""
    op.drop_index("uq_tasks_assessment", table_name="tasks")
    op.create_index(
        "uq_tasks_assessment", "tasks", ["intervention_id", "assessed_for"], unique=True, postgresql_where=condition
    )


def _statements(file: str) -> list[str]:
    return (FOLDER / file).read_text(encoding="utf-8").replace(":", "\\:").split("-- next\n")


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef(to_regproc('access.{name}'))")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(sa.text(definition.replace(":", "\\:")))
