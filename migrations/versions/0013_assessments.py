"""Assessments of interventions that fall due, as tasks.

Revision: 0013, after 0012
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

SQL = Path(__file__).parent.parent / "sql" / "0013_assessments.sql"

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ASSESSMENT = (
    "(involvement = 'assessment') = (intervention_id IS NOT NULL) "
    "AND (intervention_id IS NULL) = (assessed_for IS NULL)"
)


def upgrade() -> None:
    op.add_column("tasks", sa.Column("intervention_id", sa.Uuid(), nullable=True))
    op.add_column("tasks", sa.Column("assessed_for", sa.Date(), nullable=True))
    op.create_foreign_key("fk_tasks_intervention_id", "tasks", "interventions", ["intervention_id"], ["id"])
    op.create_index(
        "uq_tasks_assessment",
        "tasks",
        ["intervention_id", "assessed_for"],
        unique=True,
        postgresql_where="intervention_id IS NOT NULL",
    )
    op.create_check_constraint(op.f("ck_tasks_assessment"), "tasks", ASSESSMENT)
    _trace_to("decision_id, referral_id, agenda_item_id, intervention_id")
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def _trace_to(sources: str) -> None:
    op.drop_constraint(op.f("ck_tasks_traceable"), "tasks", type_="check")
    op.create_check_constraint(op.f("ck_tasks_traceable"), "tasks", f"num_nonnulls({sources}) = 1")


def downgrade() -> None:
    op.execute("DROP FUNCTION access.open_assessments")
    # To a version that has no word for assessments, they are there to be taken note of, and come from where the first
    # task of their signal at that desk came from. The owner is held by policies.
    op.execute("ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE tasks t SET involvement = 'informed', decision_id = o.decision_id, referral_id = o.referral_id, "
        "intervention_id = NULL, assessed_for = NULL, outcome = CASE WHEN t.outcome IS NOT NULL THEN 'noted' END "
        "FROM tasks o WHERE t.intervention_id IS NOT NULL AND o.id = (SELECT x.id FROM tasks x "
        "WHERE x.signal_id = t.signal_id AND x.desk_id = t.desk_id AND x.track = t.track "
        "AND x.agenda_item_id IS NULL AND x.intervention_id IS NULL ORDER BY x.opened_at, x.id LIMIT 1)"
    )
    op.execute("ALTER TABLE tasks FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY tasks_assess ON tasks")
    op.execute("DROP POLICY effects_watch ON effects")
    op.execute("DROP POLICY interventions_watch ON interventions")
    op.execute(
        "ALTER POLICY events_of_worker ON events WITH CHECK (session_user = 'signaalbrug_worker' "
        "AND type IN ('task.escalated', 'feedback.overdue', 'referral.expired', 'desk.unstaffed', 'desk.staffed'))"
    )
    op.execute(
        "ALTER POLICY tasks_open ON tasks WITH CHECK ((SELECT access.may('signals\\:own\\:submit')) "
        "AND municipality_code = ANY ((SELECT access.submits_for())\\:\\:text[]) "
        "AND status = 'open' AND referral_id IS NULL AND agenda_item_id IS NULL)"
    )
    _trace_to("decision_id, referral_id, agenda_item_id")
    op.drop_constraint(op.f("ck_tasks_assessment"), "tasks", type_="check")
    op.drop_column("tasks", "assessed_for")
    op.drop_column("tasks", "intervention_id")
