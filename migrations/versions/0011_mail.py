"""Mail without content, and what each actor wants to be mailed of.

Revision: 0011, after 0010
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

SQL = Path(__file__).parent.parent / "sql" / "0011_mail.sql"

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "notification_preferences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("muted", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("proposed_address", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.Column("code_made_at", moment, nullable=True),
        sa.Column("code_expires_at", moment, nullable=True),
        sa.Column("code_tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("codes_made", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("codes_since", moment, nullable=True),
        sa.Column("refused_at", moment, nullable=True),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "NOT 'acute_danger' = ANY (muted)", name=op.f("ck_notification_preferences_acute_danger_stays")
        ),
        sa.CheckConstraint(
            "num_nulls(proposed_address, code_made_at, code_expires_at) IN (0, 3)",
            name=op.f("ck_notification_preferences_proposed"),
        ),
        sa.CheckConstraint(
            "code IS NULL OR proposed_address IS NOT NULL", name=op.f("ck_notification_preferences_code")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name=op.f("fk_notification_preferences_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_preferences")),
    )
    op.create_index("uq_notification_preferences_actor_id", "notification_preferences", ["actor_id"], unique=True)
    op.create_table(
        "mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="due", nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("tried_since", moment, nullable=True),
        sa.Column("sent_at", moment, nullable=True),
        sa.CheckConstraint("kind IN ('work', 'acute', 'code')", name=op.f("ck_mails_kind")),
        sa.CheckConstraint("state IN ('due', 'sent', 'refused', 'lapsed')", name=op.f("ck_mails_state")),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_mails_sent")),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name=op.f("fk_mails_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index("ix_mails_actor", "mails", ["actor_id", "kind", "state"], unique=False)
    op.create_index("ix_mails_due", "mails", ["at"], unique=False, postgresql_where="state = 'due'")
    op.create_table(
        "mail_items",
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('work', 'acute')", name=op.f("ck_mail_items_kind")),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name=op.f("fk_mail_items_actor_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_mail_items_mail_id")),
        sa.ForeignKeyConstraint(["notification_id"], ["notifications.id"], name=op.f("fk_mail_items_notification_id")),
        sa.PrimaryKeyConstraint("notification_id", name=op.f("pk_mail_items")),
    )
    op.create_index(
        "ix_mail_items_loose", "mail_items", ["actor_id", "kind"], unique=False, postgresql_where="mail_id IS NULL"
    )
    op.create_index("ix_mail_items_mail_id", "mail_items", ["mail_id"], unique=False)
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute("DROP TRIGGER notifications_announce ON notifications")
    op.execute("DROP POLICY notifications_mail ON notifications")
    op.execute("DROP TABLE mail_items, mails, notification_preferences")
    op.execute(
        "DROP FUNCTION access.announce, access.mail_code, access.mail_has_reason, access.bundle_mails, "
        "access.take_mails, access.settle_mail"
    )
