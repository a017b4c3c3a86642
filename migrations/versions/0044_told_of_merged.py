"""Additions to merged work are told to the desk that goes on with it, whoever else works on the signal.

Revision: 0044, after 0043
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

CHANGES = (
    (
        """; once all was done, the desks
    -- that did it.
""",
        """ or
    -- when it was merged. No addition is taken of a side on which no desk is at work.
""",
    ),
    (
        """
      AND (t.status <> 'done' OR NOT EXISTS (SELECT FROM public.tasks o WHERE o.signal_id = t.signal_id
        AND o.track = t.track AND o.status <> 'done'));
""",
        """
      AND (t.status <> 'done' OR t.outcome = 'merged') AND t.involvement <> 'assessment';
""",
    ),
)


def upgrade() -> None:
    _write_again(CHANGES)


def downgrade() -> None:
    _write_again([(after, before) for before, after in CHANGES])


def _write_again(changes: Iterable[tuple[str, str]]) -> None:
    """Write the function that notifies anew as it stands, with some parts changed."""
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text("SELECT pg_get_functiondef(to_regproc('access.notify'))")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError("the function access.notify is not what this migration knows")
        definition = definition.replace(before, after)
    op.execute(sa.text(definition.replace(":", "\\:")))
