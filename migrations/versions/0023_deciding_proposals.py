"""DSP proposals are decided on by somebody who drafted, wrote and submitted nothing of them.

Revision: 0023, after 0022
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in _statements("0023_deciding_proposals.sql"):
        op.execute(sa.text(statement))


def downgrade() -> None:
    guard = "CREATE FUNCTION access.guard_dsp_proposal("
    (before,) = (one for one in _statements("0018_dsp_proposals.sql") if guard in one)
    op.execute(sa.text(before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")))
    op.execute("DROP FUNCTION access.proposes(dsp_proposals)")
    op.execute("DROP POLICY dsp_proposal_versions_own ON dsp_proposal_versions")
    op.execute("DROP POLICY dsp_proposal_steps_own ON dsp_proposal_steps")


def _statements(file: str) -> list[str]:
    return (FOLDER / file).read_text(encoding="utf-8").replace(":", "\\:").split("-- next\n")
