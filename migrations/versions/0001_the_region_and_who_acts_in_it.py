"""The region, its words, and who may act in it.

Revision: 0001, after nothing
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

SQL = Path(__file__).parent.parent / "sql" / "0001_access.sql"

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), server_default="person", nullable=False),
        sa.CheckConstraint("kind IN ('person', 'client')", name=op.f("ck_actors_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actors")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_actors_issuer_subject")),
    )
    op.create_table(
        "code_list_values",
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("label_nl", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("list_name", "code", name=op.f("pk_code_list_values")),
    )
    op.create_table(
        "districts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_districts")),
    )
    op.create_table(
        "municipalities",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipalities")),
    )
    op.create_table(
        "role_actions",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("role", "action", name=op.f("pk_role_actions")),
    )
    op.create_table(
        "role_rights",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("desk_kind", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("role", "compartment", "reach", name=op.f("pk_role_rights")),
    )
    op.create_table(
        "routing_tables",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'active', 'retired')", name=op.f("ck_routing_tables_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_tables")),
        sa.UniqueConstraint("version", name=op.f("uq_routing_tables_version")),
    )
    op.create_index(
        "uq_routing_tables_active", "routing_tables", ["status"], unique=True, postgresql_where="status = 'active'"
    )
    op.create_table(
        "appointments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("district_id", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("lent_from", sa.Uuid(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "actor_id <> proposed_by AND actor_id <> approved_by", name=op.f("ck_appointments_not_for_oneself")
        ),
        sa.CheckConstraint("lent_from IS NULL OR valid_until IS NOT NULL", name=op.f("ck_appointments_loan_ends")),
        sa.CheckConstraint("num_nonnulls(municipality_code, district_id) <= 1", name=op.f("ck_appointments_one_area")),
        sa.CheckConstraint("proposed_by <> approved_by", name=op.f("ck_appointments_two_people")),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_appointments_period")),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name=op.f("fk_appointments_actor_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["actors.id"], name=op.f("fk_appointments_approved_by")),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_appointments_district_id")),
        sa.ForeignKeyConstraint(["lent_from"], ["appointments.id"], name=op.f("fk_appointments_lent_from")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipalities.code"], name=op.f("fk_appointments_municipality_code")
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["actors.id"], name=op.f("fk_appointments_proposed_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["actors.id"], name=op.f("fk_appointments_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index("ix_appointments_actor_id", "appointments", ["actor_id"], unique=False)
    op.create_table(
        "desks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("district_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("num_nonnulls(municipality_code, district_id) <= 1", name=op.f("ck_desks_one_area")),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_desks_district_id")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipalities.code"], name=op.f("fk_desks_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desks")),
    )
    op.create_index(
        "uq_desks_kind_area",
        "desks",
        ["kind", "municipality_code", "district_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "district_memberships",
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_district_memberships_period")
        ),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_district_memberships_district_id")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipalities.code"], name=op.f("fk_district_memberships_municipality_code")
        ),
        sa.PrimaryKeyConstraint("municipality_code", "valid_from", name=op.f("pk_district_memberships")),
    )
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute("DROP SCHEMA access CASCADE")
    op.execute(
        "DROP TABLE appointments, desks, district_memberships, actors, districts, "
        "municipalities, code_list_values, role_rights, role_actions, routing_tables"
    )
