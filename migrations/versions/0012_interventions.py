"""The kinds of intervention, interventions on signals, and the assessments of their effect.

Revision: 0012, after 0011
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

SQL = Path(__file__).parent.parent / "sql" / "0012_interventions.sql"

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OUTCOMES = (
    "CASE scale WHEN 'exploitation' "
    "THEN outcome IN ('stopped', 'disturbed', 'reduced', 'none', 'moved_elsewhere', 'worse', 'unknown') "
    "WHEN 'victim' THEN outcome IN ('safe', 'in_care', 'filed_report', 'revictimised', 'unknown') "
    "WHEN 'perpetrator' THEN outcome IN ('desisted', 'in_view', 'reoffended', 'unknown') ELSE false END"
)
DOMAINS = "domain IN ('criminal_law', 'administrative_law', 'fiscal', 'labour_law', 'care', 'prevention')"
TARGETS = "target IN ('victim', 'perpetrator', 'location', 'business', 'network', 'group_at_risk')"
CHECKS = {
    "compartment": "compartment IN ('care', 'security')",
    "status": "status IN ('planned', 'started', 'ended', 'stopped')",
    "target": TARGETS,
    "one_aim": "num_nonnulls(person_id, location_id) <= 1",
    "carried_out": "cardinality(organisations) > 0",
    "stopped": "(status = 'stopped') = (stop_reason IS NOT NULL)",
    "ended": "(status IN ('ended', 'stopped')) = (ended_on IS NOT NULL)",
    "started": "status = 'stopped' OR (status = 'planned') = (started_on IS NULL)",
    "order": "ended_on >= started_on",
}


def upgrade() -> None:
    op.create_table(
        "intervention_kinds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label_nl", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("pillar", sa.SmallInteger(), nullable=False),
        sa.Column("strategic_goal", sa.SmallInteger(), nullable=False),
        sa.Column("assessed_after_weeks", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(DOMAINS, name=op.f("ck_intervention_kinds_domain")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention_kinds")),
        sa.UniqueConstraint("code", name="uq_intervention_kinds_code"),
    )
    _make_interventions()
    _make_effects()
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def _make_interventions() -> None:
    op.create_table(
        "interventions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("kind_id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("organisations", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("cost_band", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("logged_by", sa.Uuid(), nullable=False),
        sa.Column("logged_by_name", sa.Text(), nullable=False),
        sa.Column("logged_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_interventions_{name}")) for name, rule in CHECKS.items()),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_interventions_desk_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["intervention_kinds.id"], name=op.f("fk_interventions_kind_id")),
        sa.ForeignKeyConstraint(["logged_by"], ["actors.id"], name=op.f("fk_interventions_logged_by")),
        sa.ForeignKeyConstraint(
            ["signal_id", "municipality_code"],
            ["signals.id", "signals.municipality_code"],
            name="fk_interventions_signal",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interventions")),
    )
    op.create_index("ix_interventions_signal", "interventions", ["signal_id", "compartment"], unique=False)
    op.create_index("ix_interventions_desk", "interventions", ["desk_id", "compartment", "id"], unique=False)


def _make_effects() -> None:
    op.create_table(
        "effects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("assessed_by_name", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint("compartment IN ('care', 'security')", name=op.f("ck_effects_compartment")),
        sa.CheckConstraint(OUTCOMES, name=op.f("ck_effects_outcome")),
        sa.CheckConstraint("confidence IN ('high', 'medium', 'low')", name=op.f("ck_effects_confidence")),
        sa.ForeignKeyConstraint(["intervention_id"], ["interventions.id"], name=op.f("fk_effects_intervention_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_effects_signal_id")),
        sa.ForeignKeyConstraint(["assessed_by"], ["actors.id"], name=op.f("fk_effects_assessed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effects")),
    )
    op.create_index("ix_effects_intervention", "effects", ["intervention_id", "id"], unique=False)


def downgrade() -> None:
    for policy in ("events_of_interventions", "events_of_intervention_kinds"):
        op.execute(f"DROP POLICY {policy} ON events")
    op.execute("DROP FUNCTION access.keep_intervention_kind")
    op.execute("DROP TABLE effects, interventions, intervention_kinds")
