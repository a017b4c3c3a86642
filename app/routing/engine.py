"""The routing engine: a pure function from facts and a table to outcomes."""

from dataclasses import dataclass

from app.access.matrix import Compartment
from app.routing.facts import Facts, SeenFacts
from app.routing.table import DecisionTable, Reason, TableRow, TaskInvolvement
from app.routing.terms import Term
from app.signals.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class Outcome:
    """A task to open: at a desk of this kind, within `deadline` of receipt, because of these rows."""

    desk: str
    track: Compartment
    layer: int
    involvement: TaskInvolvement
    urgency: Urgency
    deadline: Term
    rows: tuple[str, ...]
    reasons: tuple[Reason, ...]


def route(facts: Facts, table: DecisionTable) -> tuple[Outcome, ...]:
    """Collect the outcomes of a table for the facts of a signal, track by track, in the order of the table."""
    return tuple(outcome for track in Compartment for outcome in route_track(facts.seen_by(track), track, table))


def route_track(facts: SeenFacts, track: Compartment, table: DecisionTable) -> tuple[Outcome, ...]:
    """Collect the outcomes on one track; rows that open the same task at the same desk are one outcome."""
    fired: dict[str, list[TableRow]] = {}
    for row in table.rows:
        if row.track is track and row.condition.holds(facts):
            fired.setdefault(row.desk, []).append(row)
    level = urgency(facts, table)
    return tuple(
        Outcome(
            desk=desk,
            track=track,
            layer=rows[0].layer,
            involvement=rows[0].involvement,
            urgency=level,
            deadline=rows[0].deadlines[level],
            rows=tuple(row.id for row in rows),
            reasons=tuple(row.reason for row in rows),
        )
        for desk, rows in fired.items()
    )


def urgency(facts: SeenFacts, table: DecisionTable) -> Urgency:
    """Return the urgency by the first rule that holds; without one it is normal."""
    for rule in table.urgency:
        if rule.condition.holds(facts):
            return rule.urgency
    return Urgency.NORMAL
