"""What a table must satisfy before it may route: complete, without dead rows, without contradictions.

Every combination of the facts that the rows of a track test is enumerated; the other facts cannot matter.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from app.access.matrix import DESK_READERS, LABOUR_DESKS, Compartment
from app.routing.facts import AIMED_AT, DOMAINS, FORMS, REQUIRED_TRACKS, SeenFacts, every_combination, to_json
from app.routing.table import DecisionTable, TableRow, TaskInvolvement
from app.signals.vocabulary import ExploitationForm, Urgency


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
    """Return every fault of the table; a table without any may be activated."""
    findings = list(_malformed(table))
    if not findings:
        for track in Compartment:
            findings += _check_track(table, track)
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
        if missing := set(Urgency) - set(row.deadlines):
            yield Finding("missing-deadline", f"{row.id} has no deadline for {', '.join(sorted(missing))}")


def _check_track(table: DecisionTable, track: Compartment) -> list[Finding]:
    rows = [row for row in table.rows if row.track is track]
    tested = frozenset({AIMED_AT, *(fact for row in rows for fact in row.condition.tests)})
    clashing = [pair for pair in combinations(rows, 2) if _clash(*pair)]
    left_out: Finding | None = None
    contradictions: dict[tuple[str, str], Finding] = {}
    alive: set[str] = set()
    for facts in every_combination(tested):
        fired = {row.id: row for row in rows if row.condition.holds(facts)}
        alive |= fired.keys()
        responsible = any(row.involvement is TaskInvolvement.RESPONSIBLE for row in fired.values())
        if left_out is None and REQUIRED_TRACKS[str(facts[AIMED_AT])] is track and not responsible:
            left_out = Finding("no-desk", f"no desk is responsible on the {track} track", facts)
        for one, other in clashing:
            if one.id in fired and other.id in fired and (one.id, other.id) not in contradictions:
                message = f"{one.id} and {other.id} open different tasks at the same desk"
                contradictions[one.id, other.id] = Finding("contradiction", message, facts)
    dead = [Finding("dead-row", f"{row.id} can never fire") for row in rows if row.id not in alive]
    return ([left_out] if left_out else []) + dead + list(contradictions.values())


def _clash(one: TableRow, other: TableRow) -> bool:
    """Tell whether two rows would open different tasks at the same desk if they fired together."""
    same_task = (one.layer, one.involvement, one.deadlines) == (
        other.layer,
        other.involvement,
        other.deadlines,
    )
    return one.desk == other.desk and not same_task
