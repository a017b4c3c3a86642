"""Simulations: what a table would do, and what a draft would change."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import text

from app.access.gate import OpenGate, Work
from app.access.matrix import Action, Compartment
from app.platform.clock import start_of
from app.platform.database import DatabaseRow
from app.platform.problems import InvalidInput
from app.routing.check import check
from app.routing.disclosure import DeskOnTrack, comparison_of
from app.routing.document import TableDocument, TableError, compose
from app.routing.engine import Outcome, route, route_track
from app.routing.facts import NO_LOCATION, Facts, PartFacts, SeenFacts
from app.routing.schemas import (
    FactsInput,
    PartFactsInput,
    PeriodComparison,
    SimulatedOutcome,
    SimulationRequest,
    SimulationResult,
)
from app.routing.service import RoutingTables
from app.routing.table import DecisionTable

FACT_COUNTS = text("SELECT track, facts, decisions FROM access.routing_fact_counts(:from_moment, :until_moment)")


async def simulate(gate: OpenGate, request: SimulationRequest, tables: RoutingTables) -> SimulationResult:
    """Answer what the active table does, and what a draft would do instead.

    What takes computing is done between two transactions, one simulation at a time and beside the other requests: no
    connection waits for it. The first transaction tells whether the caller may ask at all.
    """
    draft, findings = None, None
    if request.draft is not None:
        await gate.run(partial(_permit, request))
        draft = _compose_draft(request.draft)
        async with tables.simulating:
            findings = [str(finding) for finding in await asyncio.to_thread(check, draft)]
    sound = draft if not findings else None
    active, counted = await gate.run(partial(_read, request, tables, count=sound is not None))
    comparison = None
    if sound is not None and request.period is not None:
        async with tables.simulating:
            comparison = await asyncio.to_thread(_compare, counted, active, sound)
    facts = _facts(request.facts) if request.facts is not None else None
    return SimulationResult(
        table_version=active.version,
        outcomes=_simulated(route(facts, active)) if facts else None,
        draft_findings=findings,
        draft_outcomes=_simulated(route(facts, sound)) if facts and sound else None,
        comparison=comparison,
    )


async def _permit(request: SimulationRequest, work: Work) -> None:
    """Raise Forbidden for a question about the past by somebody whose figures are not of the region."""
    if request.period is not None:
        work.actor.require(Action.SIMULATE_ROUTING_HISTORY)


async def _read(
    request: SimulationRequest, tables: RoutingTables, work: Work, *, count: bool
) -> tuple[DecisionTable, Sequence[DatabaseRow]]:
    """Read the active table, and how often each combination of facts was decided on in the period."""
    await _permit(request, work)
    _, active = await tables.active(work)
    counted: Sequence[DatabaseRow] = ()
    if request.period is not None and count:
        first, after = (start_of(day) for day in request.period.bounds())
        counted = (await work.connection.execute(FACT_COUNTS, {"from_moment": first, "until_moment": after})).all()
    return active, counted


def _compose_draft(document: TableDocument) -> DecisionTable:
    try:
        return compose(document)
    except TableError as error:
        raise InvalidInput.at("/draft", "table", str(error)) from None


def _compare(rows: Sequence[DatabaseRow], active: DecisionTable, draft: DecisionTable) -> PeriodComparison:
    total, changed = 0, 0
    counts: Mapping[str, Counter[DeskOnTrack]] = {"active": Counter(), "draft": Counter()}
    for row in rows:
        track, facts = Compartment(row.track), _seen(row.facts)
        total += row.decisions
        now, then = route_track(facts, track, active), route_track(facts, track, draft)
        changed += row.decisions * (_tasks(now) != _tasks(then))
        for name, outcomes in (("active", now), ("draft", then)):
            for outcome in outcomes:
                counts[name][outcome.desk, track] += row.decisions
    return comparison_of(total, changed, counts["active"], counts["draft"])


def _tasks(outcomes: tuple[Outcome, ...]) -> set[tuple[object, ...]]:
    return {(o.desk, o.layer, o.involvement, o.urgency, o.deadline) for o in outcomes}


def _seen(facts: Mapping[str, str | bool | list[str]]) -> SeenFacts:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in facts.items()}


def _facts(given: FactsInput) -> Facts:
    forms = frozenset(str(form) for form in given.exploitation_forms)
    parts = {Compartment.CARE: _part(given.care), Compartment.SECURITY: _part(given.security)}
    return Facts(given.aimed_at, forms, given.acute_danger, given.district, parts)


def _part(given: PartFactsInput) -> PartFacts:
    return PartFacts(
        minor_involved=given.minor_involved,
        mild_intellectual_disability=given.mild_intellectual_disability,
        mixed_profile=given.mixed_profile,
        organised=given.organised,
        suspects="several" if given.several_suspects else "one",
        location_kind=given.location_kind or NO_LOCATION,
    )


def _simulated(outcomes: tuple[Outcome, ...]) -> list[SimulatedOutcome]:
    return [
        SimulatedOutcome(
            desk_kind=outcome.desk,
            track=outcome.track,
            layer=outcome.layer,
            involvement=outcome.involvement,
            urgency=outcome.urgency,
            deadline=str(outcome.deadline),
            rows=list(outcome.rows),
        )
        for outcome in outcomes
    ]
