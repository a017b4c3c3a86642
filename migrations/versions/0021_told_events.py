"""Functions that say whether what an event tells is so, where policies of the log looked at many tables themselves.

Revision: 0021, after 0020
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = {
    "0002_signals.sql": ("events_of_desks", "events_of_appointments"),
    "0003_sharing.sql": ("events_of_sharing", "events_of_break_glass"),
    "0004_queues.sql": ("events_of_work",),
    "0005_deadlines.sql": ("events_of_escalations",),
    "0006_feedback.sql": ("events_of_feedback",),
    "0007_referrals.sql": ("events_of_referrals",),
    "0008_meetings.sql": ("events_of_actions", "events_of_meetings"),
    "0010_links.sql": ("events_of_links",),
    "0012_interventions.sql": ("events_of_interventions",),
    "0014_cases.sql": ("events_of_cases",),
    "0018_dsp_proposals.sql": ("events_of_dsp_proposals",),
}
"""The policies that this migration changes, by the file that has them as they were."""

CHANGED_SINCE = ("0019_plans.sql", "events_of_interventions")
"""The policy that a later file changed before this migration did."""

NOTIFYING = ("notification_rules", "people_of")

TOLD = (
    "task",
    "appointment",
    "sharing",
    "break_glass",
    "escalation",
    "feedback",
    "referral",
    "action",
    "meeting",
    "link",
    "intervention",
    "case",
    "dsp_proposal",
)


def upgrade() -> None:
    for statement in _statements("0021_told_events.sql"):
        op.execute(sa.text(statement))


def downgrade() -> None:
    for file, policies in BEFORE.items():
        for policy in policies:
            op.execute(f"DROP POLICY IF EXISTS {policy} ON events")
            _write(file, f"CREATE POLICY {policy} ON events")
    file, policy = CHANGED_SINCE
    _write(file, f"ALTER POLICY {policy} ON events")
    for told in TOLD:
        op.execute(f"DROP FUNCTION access.tells_of_{told}")
    for function in NOTIFYING:
        _write("0009_notifications.sql", f"CREATE FUNCTION access.{function}(")


def _write(file: str, beginning: str) -> None:
    """Execute the one statement of a file that holds these words."""
    (statement,) = (one for one in _statements(file) if beginning in one)
    op.execute(sa.text(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")))


def _statements(file: str) -> list[str]:
    return (FOLDER / file).read_text(encoding="utf-8").replace(":", "\\:").split("-- next\n")
