"""What a table must satisfy before it may route: complete, without dead rows, without contradictions.

Every combination of facts counts; `app/routing/space.py` keeps that quick, however large the table is.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from itertools import combinations as pairs

from app.access.matrix import DESK_READERS, LABOUR_DESKS, Compartment
from app.routing.facts import AIMED_AT, DOMAINS, FORMS, REQUIRED_TRACKS, SEEN_AIMED_AT, SeenFacts, to_json
from app.routing.space import combinations_of, first_of
from app.routing.table import Condition, DecisionTable, TableRow, TaskInvolvement
from app.signals.vocabulary import ExploitationForm, Urgency

MOST_FINDINGS = 100
"""Nobody reads more faults than this at once; a table of contradictions has tens of thousands."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a table, in words, with a combination of facts that shows it where there is one."""

    code: str
    message: str
    facts: SeenFacts | None = None

    def __str__(self) -> str:
        if self.facts is None:
            return f"{self.code}: {self.message}"
        shown = ", ".join(f"{name}={value}" for name, value in to_json(self.facts).items())
        return f"{self.code}: {self.message} for {shown}"


def check(table: DecisionTable) -> list[Finding]:
    """Return the faults of the table, at most MOST_FINDINGS; a table without any may be activated."""
    findings = list(islice(_malformed(table), MOST_FINDINGS))
    if not findings:
        findings = list(islice(chain.from_iterable(_faults_of(table, track) for track in Compartment), MOST_FINDINGS))
    return findings


def _malformed(table: DecisionTable) -> Iterator[Finding]:
    for row_id, count in Counter(row.id for row in table.rows).items():
        if count > 1:
            yield Finding("duplicate-row", f"{count} rows are called {row_id}")
    conditions = [(row.id, row.condition) for row in table.rows] + [
        (f"urgency rule {n}", rule.condition) for n, rule in enumerate(table.urgency, 1)
    ]
    for name, condition in conditions:
        for fact, allowed in condition.tests.items():
            known = {v for value in DOMAINS.get(fact, ()) for v in (value if isinstance(value, frozenset) else [value])}
            if not known or not allowed <= known:
                yield Finding("unknown-fact", f"{name} tests {fact} for values outside its domain")
    for row in table.rows:
        if (row.desk, row.track) not in DESK_READERS:
            yield Finding("unreadable-task", f"{row.id}: nobody at {row.desk} may read the {row.track} track")
        if row.desk in LABOUR_DESKS and row.condition.tests.get(FORMS) != frozenset({ExploitationForm.LABOUR}):
            yield Finding("labour-only", f"{row.id}: {row.desk} may get signals of labour exploitation only")
        yield from _faulty_deadlines(row)


def _faulty_deadlines(row: TableRow) -> Iterator[Finding]:
    if missing := set(Urgency) - set(row.deadlines):
        yield Finding("missing-deadline", f"{row.id} has no deadline for {', '.join(sorted(missing))}")
    if Urgency.ACUTE in row.deadlines and row.deadlines[Urgency.ACUTE].working:
        yield Finding("acute-waits", f"{row.id}: acute danger does not wait until a desk opens")


def _faults_of(table: DecisionTable, track: Compartment) -> Iterator[Finding]:
    seen = combinations_of(Condition({AIMED_AT: frozenset(SEEN_AIMED_AT[track].values())}))
    rows = [(row, combinations_of(row.condition) & seen) for row in table.rows if row.track is track]
    required = frozenset(value for value, needed in REQUIRED_TRACKS.items() if needed is track)
    left_out = combinations_of(Condition({AIMED_AT: required}))
    for row, combinations in rows:
        if row.involvement is TaskInvolvement.RESPONSIBLE:
            left_out &= ~combinations
    if left_out:
        yield Finding("no-desk", f"no desk is responsible on the {track} track", first_of(left_out))
    for row, combinations in rows:
        if not combinations:
            yield Finding("dead-row", f"{row.id} can never fire")
    for (one, of_one), (other, of_other) in pairs(rows, 2):
        if _clash(one, other) and (both := of_one & of_other):
            message = f"{one.id} and {other.id} open different tasks at the same desk"
            yield Finding("contradiction", message, first_of(both))


def _clash(one: TableRow, other: TableRow) -> bool:
    """Tell whether two rows would open different tasks at the same desk if they fired together."""
    same_task = (one.layer, one.involvement, one.deadlines) == (
        other.layer,
        other.involvement,
        other.deadlines,
    )
    return one.desk == other.desk and not same_task
