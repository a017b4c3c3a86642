"""Roles that add up to nothing more, dates within reach, and what came last by when it was, not by its id.

Revision: 0043, after 0042
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

FOLDER = Path(__file__).parent.parent / "sql"

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

DAYS, MOMENTS = "BETWEEN '2000-01-01' AND '2200-01-01'", "BETWEEN '2000-01-01 UTC' AND '2200-01-01 UTC'"
BOUNDS = {
    "interventions": [(name, DAYS) for name in ("planned_for", "started_on", "ended_on")],
    "effects": [("assessed_on", DAYS)],
    "signals": [("received_at", MOMENTS)],
    "tasks": [
        (name, MOMENTS)
        for name in ("due_at", "opened_at", "claimed_at", "waiting_until", "completed_at", "feedback_due_at")
    ],
}
"""What is reckoned with by functions and by the worker, past which it would fail for everybody."""

WORKED = "e.type IN ('signal.received', 'signal.enriched', 'task.claimed', 'task.completed', 'feedback.given')"
BY_ID, BY_MOMENT = "ORDER BY e.id DESC LIMIT 1) b", "ORDER BY e.occurred_at DESC LIMIT 1) b"
FIGURES_READ = """(SELECT access.may('statistics:all:read')) AND (compartment = ANY ((SELECT access.figures())::text[])
    OR district_id = ANY ((SELECT access.{})::text[]))"""
OF_ROLE = "districts_of('districtelijk_coordinator')"
ASKED_BY_MONTHS = """ FROM public.routing_decisions d
   WHERE access.may('routing-tables:history:simulate')
     AND d.decided_at >= p_from AND date_trunc('month', d.decided_at, 'Europe/Amsterdam') >= p_from
     AND d.decided_at < date_trunc('month', p_until, 'Europe/Amsterdam')"""

SUBMITS = """(SELECT access.may('signals:own:submit'))
    AND municipality_code = ANY ((SELECT access.submits_for())::text[])"""
ASSESSES = """(SELECT access.may('interventions:desk:log')) AND assessed_by = (SELECT access.actor())
    AND EXISTS (SELECT FROM interventions i WHERE i.id = effects.intervention_id
      AND i.signal_id IS NOT DISTINCT FROM effects.signal_id AND i.status <> 'logged_in_error'
      AND i.compartment = effects.compartment AND i.started_on IS NOT NULL)"""
NOW = " AND {} = (SELECT access.moment())"
KEEPS = """cardinality(access.districts_of('ketenregisseur')) > 0
    OR coalesce(p_district = ANY (access.districts_of('districtelijk_coordinator')), false)"""
LAST_ASSESSED = "ORDER BY e.intervention_id, e.scale, e.assessed_on DESC, e.recorded_at DESC"
LATER = """JOIN public.safety_assessments o ON o.id = p_id
    WHERE a.person_id = p_person AND (a.assessed_at, a.id) > (o.assessed_at, o.id))"""

CHANGES = {
    "keeps_monitor_of": [
        (
            "access.sees_statistics() OR coalesce(p_district = ANY (access.oversees()), false)",
            KEEPS,
        )
    ],
    "routing_fact_counts": [
        (
            " FROM public.routing_decisions d\n   WHERE d.decided_at >= p_from AND d.decided_at < p_until",
            ASKED_BY_MONTHS,
        )
    ],
    "figures_so_far": [
        *(
            (
                f"WHERE p.compartment = '{side}' ORDER BY p.signal_id",
                f"WHERE p.compartment = '{side}' ORDER BY s.received_at",
            )
            for side in ("care", "security")
        ),
        (f"{WORKED} {BY_ID}", f"{WORKED} {BY_MOMENT}"),
        (f"AT TIME ZONE 'Europe/Amsterdam' {BY_ID}", f"AT TIME ZONE 'Europe/Amsterdam' {BY_MOMENT}"),
    ],
    "count_effects": [
        ("ORDER BY e.intervention_id, e.scale, e.assessed_on DESC, e.id DESC", f"{LAST_ASSESSED}, e.id DESC")
    ],
    "is_last_assessment": [
        (
            "WHERE a.person_id = p_person AND a.id > p_id)",
            LATER,
        )
    ],
}
"""What changes in each function."""

OPENS = ("p_actor uuid, p_limit integer)", "p_actor uuid, p_limit integer, p_only uuid[] DEFAULT NULL::uuid[])")
LOOKS = ("access.due_assessments(p_now, p_limit, NULL)", "access.due_assessments(p_now, p_limit, p_only)")


def upgrade() -> None:
    for table, bounds in BOUNDS.items():
        within = " AND ".join(f"{name} {bound}" for name, bound in bounds)
        op.create_check_constraint(op.f(f"ck_{table}_within_reach"), table, within)
    for name, changes in CHANGES.items():
        _write_again(name, changes)
    _write_opening_again([OPENS, LOOKS], "timestamptz, uuid, integer", "timestamptz, uuid, integer, uuid[]")
    op.execute(f"ALTER POLICY published_figures_read ON published_figures USING ({FIGURES_READ.format(OF_ROLE)})")
    _bind(SUBMITS + NOW.format("received_at"), ASSESSES + NOW.format("recorded_at"))
    op.create_index("ix_signals_received_at", "signals", ["received_at"])
    op.create_index("ix_events_worked", "events", ["occurred_at"], postgresql_where=WORKED.replace("e.type", "type"))
    for statement in (FOLDER / "0043_apart.sql").read_text(encoding="utf-8").split("-- next\n"):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.execute("DROP FUNCTION access.waiting_assessments(timestamptz, integer)")
    op.drop_index("ix_events_worked", "events")
    op.drop_index("ix_signals_received_at", "signals")
    _bind(SUBMITS, ASSESSES)
    op.execute(f"ALTER POLICY published_figures_read ON published_figures USING ({FIGURES_READ.format('oversees()')})")
    undone = [(after, before) for before, after in (OPENS, LOOKS)]
    _write_opening_again(undone, "timestamptz, uuid, integer, uuid[]", "timestamptz, uuid, integer")
    for name, changes in CHANGES.items():
        _write_again(name, [(after, before) for before, after in reversed(changes)])
    for table in BOUNDS:
        op.drop_constraint(op.f(f"ck_{table}_within_reach"), table, type_="check")


def _bind(submits: str, assesses: str) -> None:
    """Let policies say with what a signal is submitted and an effect assessed."""
    op.execute(f"ALTER POLICY signals_submit ON signals WITH CHECK ({submits})")
    op.execute(f"ALTER POLICY effects_assess ON effects WITH CHECK ({assesses})")


def _write_opening_again(changes: list[tuple[str, str]], before: str, after: str) -> None:
    """Write the function that opens assessments anew with other parameters, which makes it another function."""
    definition = _changed("open_assessments", changes)
    op.execute(f"DROP FUNCTION access.open_assessments({before})")
    op.execute(sa.text(definition.replace(":", "\\:")))
    op.execute(f"REVOKE ALL ON FUNCTION access.open_assessments({after}) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION access.open_assessments({after}) TO signaalbrug_worker")


def _write_again(name: str, changes: list[tuple[str, str]]) -> None:
    """Write a function anew as it stands, with some parts changed."""
    op.execute(sa.text(_changed(name, changes).replace(":", "\\:")))


def _changed(name: str, changes: list[tuple[str, str]]) -> str:
    # Not ::regproc, which a prepared statement keeps the object of when that is replaced.
    definition = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef(to_regproc('access.{name}'))")))
    for before, after in changes:
        if definition.count(before) != 1:
            raise RuntimeError(f"the function access.{name} is not what this migration knows")
        definition = definition.replace(before, after)
    return definition
