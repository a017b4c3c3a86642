"""Who and what cases are about: persons and places taken over from signals, and how safe persons are.

Revision: 0015, after 0014
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

SQL = Path(__file__).parent.parent / "sql" / "0015_case_pictures.sql"

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _taken("case_persons", "person_id", "persons", "involvement")
    _taken("case_locations", "location_id", "locations", "kind")
    _assessments()
    for statement in SQL.read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    """Bind the rows of a table to a case together with its side."""
    return sa.ForeignKeyConstraint(
        ["case_id", "compartment"], ["cases.id", "cases.compartment"], name=f"fk_{table}_case"
    )


def _taken(table: str, source: str, of: str, kind: str) -> None:
    """Make a table of what is taken over from signals of a case."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column(source, sa.Uuid(), nullable=False),
        sa.Column(kind, sa.Text(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        _of_case(table),
        sa.ForeignKeyConstraint(
            ["case_id", "signal_id"], ["case_signals.case_id", "case_signals.signal_id"], name=f"fk_{table}_signal"
        ),
        sa.ForeignKeyConstraint([source], [f"{of}.id"], name=op.f(f"fk_{table}_{source}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("case_id", source, name=op.f(f"uq_{table}_case_id_{source}")),
        sa.UniqueConstraint("id", "case_id", name=op.f(f"uq_{table}_id_case_id")),
    )


def _assessments() -> None:
    op.create_table(
        "safety_assessments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("safe_place", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("shelter", sa.Text(), nullable=False),
        sa.Column("holds_until", sa.Date(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("assessed_by_name", sa.Text(), nullable=False),
        sa.Column("assessed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "risk IN ('acute', 'high', 'medium', 'low', 'unknown')", name=op.f("ck_safety_assessments_risk")
        ),
        _of_case("safety_assessments"),
        sa.ForeignKeyConstraint(
            ["person_id", "case_id"], ["case_persons.id", "case_persons.case_id"], name="fk_safety_assessments_person"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_assessments")),
    )
    op.create_index("ix_safety_assessments_person_id", "safety_assessments", ["person_id", "id"], unique=False)


def downgrade() -> None:
    op.execute("DROP POLICY events_of_pictures ON events")
    op.execute("DROP TABLE safety_assessments, case_locations, case_persons")
