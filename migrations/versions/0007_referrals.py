"""Referrals, the partners outside, and desks that were closed.

Revision: 0007, after 0006
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

FOLDER = Path(__file__).parent.parent / "sql"
SQL = FOLDER / "0007_referrals.sql"
BEFORE = {"empty_desks": "0005_deadlines.sql"}
"""Where the functions stand that are changed here, other than in the feedback of the migration before."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

OWN_WORK = "EXISTS (SELECT FROM public.tasks t WHERE t.desk_id = d.id AND t.status <> 'done' AND t.opened_at <= p_now)"
OFFERED = (
    "EXISTS (SELECT FROM public.referrals r WHERE r.to_desk_id = d.id AND r.status = 'offered' "
    "AND r.offered_at <= p_now)"
)
OWN_TASKS = "AND t.desk_id = f.desk_id\n      AND f.is_empty"
TASKS_OFFERED = (
    "AND f.is_empty AND (t.desk_id = f.desk_id OR EXISTS (SELECT FROM public.referrals r "
    "WHERE r.task_id = t.id AND r.to_desk_id = f.desk_id AND r.status = 'offered'))"
)
CHANGED = {
    # That a task goes round is over when the task is, as its other escalations; feedback has nothing to do with it.
    "keep_deadline": ("AND e.about = 'work'", "AND e.about IN ('work', 'referrals')"),
    "keep_feedback_due": ("AND e.about <> 'work'", "AND e.about IN ('first_feedback', 'closing_feedback')"),
    # What is offered to a desk is work for it, though it is the task of another; it goes up where nobody is.
    "empty_desks": (OWN_WORK, f"({OWN_WORK} OR {OFFERED})"),
    "watch_desks": (OWN_TASKS, TASKS_OFFERED),
}
"""What is different in functions that were there before; the rest of them stays as the migration before wrote it."""


def upgrade() -> None:
    op.add_column("desks", sa.Column("closed_at", MOMENT, nullable=True))
    op.create_table(
        "partners",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
    )
    _make_referrals()
    op.alter_column("tasks", "decision_id", nullable=True)
    op.add_column("tasks", sa.Column("referral_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_tasks_referral_id", "tasks", "referrals", ["referral_id"], ["id"])
    op.create_check_constraint(op.f("ck_tasks_traceable"), "tasks", "num_nonnulls(decision_id, referral_id) = 1")
    _let_escalations_be_about("'work', 'first_feedback', 'closing_feedback', 'referrals'")
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))
    for name, (before, after) in CHANGED.items():
        _write(name, before, after)


def _make_referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("from_desk_id", sa.Text(), nullable=False),
        sa.Column("to_track", sa.Text(), nullable=False),
        sa.Column("to_desk_id", sa.Text(), nullable=True),
        sa.Column("to_partner_id", sa.Uuid(), nullable=True),
        sa.Column("sharing_decision_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("exploitation_forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("acute_danger", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("offered_by_name", sa.Text(), nullable=False),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_by_name", sa.Text(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("hands_over", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("opened_task_id", sa.Uuid(), nullable=True),
        sa.Column("looped", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("track IN ('care', 'security')", name=op.f("ck_referrals_track")),
        sa.CheckConstraint("to_track IN ('care', 'security')", name=op.f("ck_referrals_to_track")),
        sa.CheckConstraint("num_nonnulls(to_desk_id, to_partner_id) = 1", name=op.f("ck_referrals_receiver")),
        sa.CheckConstraint(
            "status IN ('offered', 'accepted', 'returned', 'withdrawn', 'expired')", name=op.f("ck_referrals_status")
        ),
        sa.CheckConstraint("(status = 'offered') = (ended_at IS NULL)", name=op.f("ck_referrals_ended")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_referrals_ended_by")),
        sa.CheckConstraint("(status = 'returned') = (return_reason IS NOT NULL)", name=op.f("ck_referrals_returned")),
        sa.CheckConstraint(
            "(to_track <> track) = (sharing_decision_id IS NOT NULL)", name=op.f("ck_referrals_across_the_wall")
        ),
        sa.CheckConstraint("sharing_decision_id IS NULL OR to_desk_id IS NOT NULL", name=op.f("ck_referrals_inside")),
        sa.CheckConstraint(
            "sharing_decision_id IS NULL OR (note IS NULL AND answer IS NULL)",
            name=op.f("ck_referrals_no_words_across"),
        ),
        sa.CheckConstraint("from_desk_id IS DISTINCT FROM to_desk_id", name=op.f("ck_referrals_to_another")),
        sa.CheckConstraint(
            "(opened_task_id IS NOT NULL) = (status = 'accepted' AND to_desk_id IS NOT NULL)",
            name=op.f("ck_referrals_opened"),
        ),
        sa.CheckConstraint(
            "to_desk_id IS DISTINCT FROM 'arbeidsinspectie' OR 'labour' = ANY (exploitation_forms)",
            name=op.f("ck_referrals_labour_only"),
        ),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"], ["signals.id", "signals.municipality_code"], name="fk_referrals_signal"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_referrals_task_id")),
        sa.ForeignKeyConstraint(["from_desk_id"], ["desks.id"], name=op.f("fk_referrals_from_desk_id")),
        sa.ForeignKeyConstraint(["to_desk_id"], ["desks.id"], name=op.f("fk_referrals_to_desk_id")),
        sa.ForeignKeyConstraint(["to_partner_id"], ["partners.id"], name=op.f("fk_referrals_to_partner_id")),
        sa.ForeignKeyConstraint(
            ["sharing_decision_id"], ["sharing_decisions.id"], name=op.f("fk_referrals_sharing_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    op.create_index("ix_referrals_signal", "referrals", ["signal_id", "track"], unique=False)
    op.create_index("ix_referrals_from", "referrals", ["from_desk_id", "id"], unique=False)
    op.create_index("ix_referrals_to", "referrals", ["to_desk_id", "id"], unique=False)
    op.create_index("uq_referrals_open", "referrals", ["task_id"], unique=True, postgresql_where="status = 'offered'")
    op.create_index("ix_referrals_expiry", "referrals", ["expires_at", "id"], postgresql_where="status = 'offered'")


def _write(name: str, before: str = "", after: str = "") -> None:
    """Write a function of the migration before anew, with a part of it changed."""
    file = FOLDER / BEFORE.get(name, "0006_feedback.sql")
    statements = file.read_text(encoding="utf-8").split("-- next\n")
    (statement,) = (one for one in statements if f"FUNCTION access.{name}(" in one and "RETURNS" in one)
    if before not in statement:
        raise RuntimeError(f"the function access.{name} is not what this migration knows")
    statement = statement.replace(before, after) if before else statement
    statement = statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    op.execute(sa.text(statement.replace(":", "\\:")))


def _let_escalations_be_about(what: str) -> None:
    op.drop_constraint(op.f("ck_escalations_about"), "escalations", type_="check")
    op.create_check_constraint(op.f("ck_escalations_about"), "escalations", f"about IN ({what})")


def downgrade() -> None:
    for name in CHANGED:
        _write(name)
    for trigger, table in (
        ("referrals_raise_loop", "referrals"),
        ("referrals_mark_loop", "referrals"),
        ("tasks_guard_offered", "tasks"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for policy, table in (
        ("events_of_referrals", "events"),
        ("events_of_partners", "events"),
        ("tasks_receive", "tasks"),
        ("tasks_hand_over", "tasks"),
        ("sharing_decisions_look", "sharing_decisions"),
    ):
        op.execute(f"DROP POLICY {policy} ON {table}")
    op.execute(
        "ALTER POLICY events_of_worker ON events WITH CHECK (session_user = 'signaalbrug_worker' "
        "AND type IN ('task.escalated', 'feedback.overdue', 'desk.unstaffed', 'desk.staffed'))"
    )
    op.execute(
        "ALTER POLICY tasks_open ON tasks WITH CHECK ((SELECT access.may('signals:own:submit')) "
        "AND municipality_code = ANY ((SELECT access.submits_for())::text[]) AND status = 'open')"
    )
    op.execute(
        "DROP FUNCTION access.expire_referrals, access.end_referral, access.raise_loop, access.mark_loop, "
        "access.guard_offered, access.keep_partner"
    )
    # Work that was handed over stays work: traced to a decision on its signal. The owner is held by policies.
    for table in ("tasks", "routing_decisions", "escalations"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.drop_constraint(op.f("ck_tasks_traceable"), "tasks", type_="check")
    op.execute("UPDATE tasks SET outcome = 'taken_up' WHERE outcome = 'handed_over'")
    op.execute(
        "UPDATE tasks t SET decision_id = (SELECT d.id FROM routing_decisions d WHERE d.signal_id = t.signal_id "
        "ORDER BY (d.track = t.track) DESC, d.id LIMIT 1) WHERE t.decision_id IS NULL"
    )
    op.execute("DELETE FROM escalations WHERE kind = 'looped'")
    for table in ("tasks", "routing_decisions", "escalations"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    _let_escalations_be_about("'work', 'first_feedback', 'closing_feedback'")
    op.drop_constraint("fk_tasks_referral_id", "tasks", type_="foreignkey")
    op.drop_column("tasks", "referral_id")
    op.alter_column("tasks", "decision_id", nullable=False)
    op.execute("DROP TABLE referrals, partners")
    op.drop_column("desks", "closed_at")
