"""Meetings: agendas of desks, decisions, action points as tasks, and minutes of each side.

Revision: 0008, after 0007
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

SQL = Path(__file__).parent.parent / "sql" / "0008_meetings.sql"

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

EARLIER = {
    "tasks": "UPDATE tasks t SET involvement = 'informed', outcome = CASE WHEN t.outcome IS NOT NULL THEN 'noted' END, "
    "decision_id = (SELECT d.id FROM routing_decisions d WHERE d.signal_id = t.signal_id "
    "ORDER BY (d.track = t.track) DESC, d.id LIMIT 1) WHERE t.involvement = 'action'",
    "task_notes": "UPDATE task_notes SET kind = 'internal' WHERE kind = 'action'",
}
"""What action points are to a version that knows none: traced to a decision on their signal."""

SOURCES = "num_nonnulls(decision_id, referral_id, agenda_item_id) = 1"
EARLIER_SOURCES = "num_nonnulls(decision_id, referral_id) = 1"


def upgrade() -> None:
    _meetings()
    _agenda_items()
    _decisions()
    _minutes()
    op.add_column("tasks", sa.Column("agenda_item_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_tasks_agenda_item_id", "tasks", "agenda_items", ["agenda_item_id"], ["id"])
    op.create_index(
        "ix_tasks_agenda_item_id",
        "tasks",
        ["agenda_item_id"],
        unique=False,
        postgresql_where="agenda_item_id IS NOT NULL",
    )
    op.create_check_constraint(
        op.f("ck_tasks_action"), "tasks", "(involvement = 'action') = (agenda_item_id IS NOT NULL)"
    )
    op.drop_constraint(op.f("ck_tasks_traceable"), "tasks", type_="check")
    op.create_check_constraint(op.f("ck_tasks_traceable"), "tasks", SOURCES)
    op.drop_constraint(op.f("ck_task_notes_kind"), "task_notes", type_="check")
    op.create_check_constraint(op.f("ck_task_notes_kind"), "task_notes", "kind IN ('outcome', 'internal', 'action')")
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def _meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("planned_by_name", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_by_name", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("status IN ('planned', 'held', 'cancelled')", name=op.f("ck_meetings_status")),
        sa.CheckConstraint(
            "num_nulls(closed_by, closed_by_name, closed_at) = CASE WHEN status = 'planned' THEN 3 ELSE 0 END",
            name=op.f("ck_meetings_closed"),
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_meetings_desk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_desk", "meetings", ["desk_id", "meets_on", "id"], unique=False)
    op.create_index(
        "uq_meetings_day", "meetings", ["desk_id", "meets_on"], unique=True, postgresql_where="status <> 'cancelled'"
    )


def _agenda_items() -> None:
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("track IN ('care', 'security')", name=op.f("ck_agenda_items_track")),
        sa.CheckConstraint(
            "status IN ('listed', 'decided', 'taken_off', 'lapsed', 'not_discussed')",
            name=op.f("ck_agenda_items_status"),
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_agenda_items_task_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_agenda_items_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    )
    op.create_index("ix_agenda_items_meeting_id", "agenda_items", ["meeting_id", "position"], unique=False)
    op.create_index(
        "uq_agenda_items_listed", "agenda_items", ["task_id"], unique=True, postgresql_where="status = 'listed'"
    )


def _decisions() -> None:
    op.create_table(
        "meeting_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_meeting_decisions_item_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_meeting_decisions_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_decisions")),
    )
    op.create_index("ix_meeting_decisions_item_id", "meeting_decisions", ["item_id", "id"], unique=False)


def _minutes() -> None:
    op.create_table(
        "meeting_minutes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_by_name", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("compartment IN ('care', 'security')", name=op.f("ck_meeting_minutes_compartment")),
        sa.CheckConstraint("number > 0", name=op.f("ck_meeting_minutes_number")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_minutes_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_minutes")),
    )
    op.create_index(
        "uq_meeting_minutes_number", "meeting_minutes", ["meeting_id", "compartment", "number"], unique=True
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER tasks_lapse_items ON tasks")
    op.execute("DROP FUNCTION access.lapse_items")
    for policy in ("events_of_actions", "events_of_meetings", "events_of_lapsing"):
        op.execute(f"DROP POLICY {policy} ON events")
    op.execute("DROP POLICY tasks_act ON tasks")
    op.execute(
        "ALTER POLICY tasks_open ON tasks WITH CHECK ((SELECT access.may('signals:own:submit')) "
        "AND municipality_code = ANY ((SELECT access.submits_for())::text[]) AND status = 'open' "
        "AND referral_id IS NULL)"
    )
    op.drop_constraint(op.f("ck_tasks_action"), "tasks", type_="check")
    op.drop_constraint(op.f("ck_tasks_traceable"), "tasks", type_="check")
    held = (*EARLIER, "routing_decisions")  # the owner is held by the policies too
    for table in held:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for change in EARLIER.values():
        op.execute(change)
    for table in held:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.drop_constraint(op.f("ck_task_notes_kind"), "task_notes", type_="check")
    op.create_check_constraint(op.f("ck_task_notes_kind"), "task_notes", "kind IN ('outcome', 'internal')")
    op.drop_index("ix_tasks_agenda_item_id", table_name="tasks")
    op.drop_constraint("fk_tasks_agenda_item_id", "tasks", type_="foreignkey")
    op.drop_column("tasks", "agenda_item_id")
    op.create_check_constraint(op.f("ck_tasks_traceable"), "tasks", EARLIER_SOURCES)
    op.execute("DROP TABLE meeting_minutes, meeting_decisions, agenda_items, meetings")
    op.execute("DROP FUNCTION access.works_at")
