"""Since when figures are told, and since when each side has signals; and entering where nothing can be written.

Revision: 0035, after 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

FIRST_OF_ALL = "(SELECT s.received_at FROM public.signals s ORDER BY s.id LIMIT 1)"
FIRST_OF_SIDE = """(SELECT s.received_at FROM public.signal_parts p JOIN public.signals s ON s.id = p.signal_id
      WHERE p.compartment = '{}' ORDER BY p.signal_id LIMIT 1)"""
INSTALLED = "(SELECT min(t.created_at) FROM public.routing_tables t)"
"""The service takes no signal in without a table of rules, which its installation loads; no side has a hand in that."""
COLUMNS = ", ".join(f"{name} timestamp with time zone" for name in ("begun_at", "care_since", "security_since"))
ENTERING = [
    ("IF v.first_use_today THEN", "IF v.first_use_today AND current_setting('transaction_read_only') = 'off' THEN")
]
"""A replica, and a transaction that only reads, keep nothing of when an appointment was used; who enters there was
entered before where it is kept."""
CHANGES = [
    ("first_signal_at timestamp with time zone", COLUMNS),
    (FIRST_OF_ALL, ",\n    ".join([INSTALLED, *(FIRST_OF_SIDE.format(side) for side in ("care", "security"))])),
]


def upgrade() -> None:
    _make_again("figures_so_far", CHANGES)
    _write_again("begin", ENTERING)


def downgrade() -> None:
    _write_again("begin", [(after, before) for before, after in ENTERING])
    _make_again("figures_so_far", [(after, before) for before, after in CHANGES])


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    op.execute(sa.text(_changed(name, changes).replace(":", "\\:")))


def _make_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Make a function of the worker anew as it stands, with some parts changed, be it what it returns."""
    definition = _changed(name, changes)
    op.execute(f"DROP FUNCTION access.{name}")
    op.execute(sa.text(definition.replace(":", "\\:")))
    op.execute(f"REVOKE ALL ON FUNCTION access.{name} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION access.{name} TO signaalbrug_worker")


def _changed(name: str, changes: list[tuple[str, str]]) -> str:
    """Return the definition of a function as it stands, with some parts changed."""
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef(to_regproc('access.{name}'))")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    return definition
