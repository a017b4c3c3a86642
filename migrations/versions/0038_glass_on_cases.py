"""Breaking glass for a case as for a signal, found by its reference; it gives reading, and no membership.

Revision: 0038, after 0037
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TABLE = "break_glass_sessions"
OPENED = "SELECT coalesce(array_agg(s.signal_id), '{}') INTO v.opened FROM public.break_glass_sessions s"
OPENED_OF_BOTH = """SELECT coalesce(array_agg(s.signal_id) FILTER (WHERE s.signal_id IS NOT NULL), '{}'),
      coalesce(array_agg(s.case_id) FILTER (WHERE s.case_id IS NOT NULL), '{}')
    INTO v.opened, v.opened_cases FROM public.break_glass_sessions s"""
SET = "set_config('signaalbrug.opened', v.opened::text, true),"
NONE = "'{}'::uuid[] AS opened"
TOLD = "'opened', v.opened,"

SIGNALS = """s.id, s.reference, s.municipality_code, s.district_id, p_reason, p_key,
    access.moment(), access.moment() + interval '1 hour'
  FROM public.signals s WHERE s.reference = p_reference AND s.district_id = ANY (access.breaks_glass_in())
  RETURNING signal_id"""
BOTH = """f.signal_id, f.case_id, f.reference, f.municipality_code, f.district_id, p_reason, p_key,
    access.moment(), access.moment() + interval '1 hour'
  FROM (
    SELECT s.id AS signal_id, NULL::uuid AS case_id, s.reference, s.municipality_code, s.district_id
    FROM public.signals s WHERE s.reference = p_reference AND s.district_id = ANY (access.breaks_glass_in())
    UNION ALL
    -- The owner finds every case, so that all that must hold is said here.
    SELECT NULL::uuid, c.id, c.reference, NULL::text, c.district_id
    FROM public.cases c WHERE c.reference = p_reference AND access.may('break-glass-sessions:area:open')
      AND c.district_id = ANY (access.breaks_glass_in())
  ) f
  RETURNING coalesce(signal_id, case_id)"""

CHANGES = {
    "begin": [
        (OPENED, OPENED_OF_BOTH),
        (SET, f"{SET}\n    set_config('signaalbrug.opened_cases', v.opened_cases::text, true),"),
        (NONE, f"'{{}}'::uuid[] AS opened_cases,\n    {NONE}"),
        (TOLD, f"{TOLD} 'openedCases', v.opened_cases,"),
    ],
    "open_break_glass": [("signal_id, reference,", "signal_id, case_id, reference,"), (SIGNALS, BOTH)],
}
"""What changes in each function."""

DROPPED = (
    "DROP POLICY safety_assessments_read_opened ON safety_assessments",
    "DROP POLICY safety_assessments_compare ON safety_assessments",
    "DROP POLICY case_locations_read_opened ON case_locations",
    "DROP POLICY case_persons_read_opened ON case_persons",
    "DROP FUNCTION access.is_last_assessment, access.opened_case, access.opened_cases",
)
FORGOTTEN = (
    """DELETE FROM mail_items i USING notifications n, break_glass_sessions s
    WHERE n.id = i.notification_id AND n.subject_id = s.id AND s.case_id IS NOT NULL""",
    "DELETE FROM notifications n USING break_glass_sessions s WHERE n.subject_id = s.id AND s.case_id IS NOT NULL",
    "DELETE FROM break_glass_sessions WHERE case_id IS NOT NULL",
)
"""Sessions of cases, and that overseers were told of them, which nothing before this knows of."""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("case_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_break_glass_sessions_case_id"), TABLE, "cases", ["case_id"], ["id"])
    for column, kind in (("signal_id", sa.Uuid()), ("municipality_code", sa.Text())):
        op.alter_column(TABLE, column, existing_type=kind, nullable=True)
    op.create_check_constraint(op.f("ck_break_glass_sessions_opens"), TABLE, "num_nonnulls(signal_id, case_id) = 1")
    op.create_check_constraint(
        op.f("ck_break_glass_sessions_municipality"), TABLE, "num_nonnulls(municipality_code, case_id) = 1"
    )
    for statement in (FOLDER / "0038_glass_on_cases.sql").read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))
    for name, changes in CHANGES.items():
        _write_again(name, changes)


def downgrade() -> None:
    for name, changes in CHANGES.items():
        _write_again(name, [(after, before) for before, after in reversed(changes)])
    for statement in DROPPED:
        op.execute(statement)
    tables = ("mail_items", "notifications", TABLE)
    for table in tables:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in FORGOTTEN:
        op.execute(statement)
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for name in ("municipality", "opens"):
        op.drop_constraint(op.f(f"ck_break_glass_sessions_{name}"), TABLE, type_="check")
    for column, kind in (("municipality_code", sa.Text()), ("signal_id", sa.Uuid())):
        op.alter_column(TABLE, column, existing_type=kind, nullable=False)
    op.drop_column(TABLE, "case_id")


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef(to_regproc('access.{name}'))")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(sa.text(definition.replace(":", "\\:")))
