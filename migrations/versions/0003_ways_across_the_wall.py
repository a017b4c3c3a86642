"""Sharing decisions, matches and break-glass sessions.

Revision: 0003, after 0002
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

SQL = Path(__file__).parent.parent / "sql" / "0003_sharing.sql"

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "break_glass_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("remark", sa.LargeBinary(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_by_name", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at = opened_at + interval '01:00:00'", name=op.f("ck_break_glass_sessions_one_hour")),
        sa.CheckConstraint("(reviewed_at IS NULL) = (verdict IS NULL)", name=op.f("ck_break_glass_sessions_verdict")),
        sa.CheckConstraint("actor_id <> reviewed_by", name=op.f("ck_break_glass_sessions_two_people")),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name=op.f("fk_break_glass_sessions_actor_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["actors.id"], name=op.f("fk_break_glass_sessions_reviewed_by")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_break_glass_sessions_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass_sessions")),
    )
    op.create_index("ix_break_glass_sessions_actor", "break_glass_sessions", ["actor_id", "ends_at"], unique=False)
    op.create_table(
        "identity_lookups",
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_identity_lookups_signal",
        ),
        sa.PrimaryKeyConstraint("signal_id", "municipality_code", name=op.f("pk_identity_lookups")),
    )
    op.create_index(
        "ix_identity_lookups_actor",
        "identity_lookups",
        ["actor_id", "compared_at"],
        unique=False,
        postgresql_where="compared_at IS NOT NULL",
    )
    op.create_index(
        "ix_identity_lookups_waiting",
        "identity_lookups",
        ["asked_at", "signal_id"],
        unique=False,
        postgresql_where="compared_at IS NULL",
    )
    op.create_table(
        "identity_tokens",
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_identity_tokens_signal",
        ),
        sa.PrimaryKeyConstraint("signal_id", "compartment", "subject_id", "value", name=op.f("pk_identity_tokens")),
    )
    op.create_index("ix_identity_tokens_value", "identity_tokens", ["value"], unique=False)
    op.create_table(
        "matches",
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_matches_desk_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_matches_signal_id")),
        sa.PrimaryKeyConstraint("signal_id", "compartment", "desk_id", name=op.f("pk_matches")),
    )
    op.create_table(
        "sharing_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("exploitation_forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("receiving_desk_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_by_name", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by_name", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_by_name", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("compartment IN ('care', 'security')", name=op.f("ck_sharing_decisions_compartment")),
        sa.CheckConstraint(
            "receiving_desk_id <> 'arbeidsinspectie' OR 'labour' = ANY (exploitation_forms)",
            name=op.f("ck_sharing_decisions_labour_only"),
        ),
        sa.CheckConstraint(
            "status <> 'approved' OR approved_by IS NOT NULL", name=op.f("ck_sharing_decisions_approved")
        ),
        sa.CheckConstraint("status IN ('proposed', 'approved', 'revoked')", name=op.f("ck_sharing_decisions_status")),
        sa.CheckConstraint("proposed_by <> approved_by", name=op.f("ck_sharing_decisions_two_people")),
        sa.ForeignKeyConstraint(["approved_by"], ["actors.id"], name=op.f("fk_sharing_decisions_approved_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["actors.id"], name=op.f("fk_sharing_decisions_proposed_by")),
        sa.ForeignKeyConstraint(
            ["receiving_desk_id"], ["desks.id"], name=op.f("fk_sharing_decisions_receiving_desk_id")
        ),
        sa.ForeignKeyConstraint(["revoked_by"], ["actors.id"], name=op.f("fk_sharing_decisions_revoked_by")),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_sharing_decisions_signal",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_decisions")),
    )
    op.create_index("ix_sharing_decisions_receiver", "sharing_decisions", ["receiving_desk_id", "id"], unique=False)
    op.create_index("ix_sharing_decisions_signal", "sharing_decisions", ["signal_id", "compartment"], unique=False)
    op.create_table(
        "shared_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["sharing_decisions.id"], name=op.f("fk_shared_items_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_items")),
    )
    op.create_index("ix_shared_items_decision_id", "shared_items", ["decision_id"], unique=False)
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute("DROP POLICY events_of_sharing ON events")
    op.execute("DROP POLICY events_of_break_glass ON events")
    op.execute(
        "DROP TABLE shared_items, sharing_decisions, identity_tokens, identity_lookups, matches, break_glass_sessions"
    )
    op.execute("DROP FUNCTION access.compare_identities, access.open_break_glass")
