"""From outcomes to desks, deadlines and a decision that can be read back; still without I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from app.access.matrix import Compartment
from app.platform.logs import get_logger
from app.reference.opening_hours import region_calendar
from app.reference.snapshot import ReferenceSnapshot
from app.reference.working_time import Calendar
from app.routing.engine import Outcome, route_track
from app.routing.facts import AIMED_AT, REQUIRED_TRACKS, Facts, SeenFacts
from app.routing.table import DecisionTable, Reason, TaskInvolvement
from app.routing.terms import Term
from app.signals.vocabulary import Urgency

FALLBACK_DESKS: Mapping[Compartment, str] = MappingProxyType(
    {Compartment.CARE: "zorgcoordinator", Compartment.SECURITY: "avim"}
)
"""Who gets a signal that the rules leave without a desk: a person must look (design: no signal without a desk)."""

FALLBACK_REASON = Reason(
    nl="De regels wezen geen bereikbaar loket aan; dit loket beoordeelt het signaal zelf.",
    en="The rules named no desk that can be reached; this desk assesses the signal itself.",
)
FALLBACK_DEADLINE = Term(timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Destination:
    """A desk that gets a task."""

    desk_id: str
    outcome: Outcome
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TrackDecision:
    """The decision on one track: the facts it saw and where it sends the signal."""

    track: Compartment
    facts: SeenFacts
    destinations: tuple[Destination, ...]


def decide(
    facts: Facts,
    table: DecisionTable,
    reference: ReferenceSnapshot,
    *,
    municipality_code: str,
    received_at: datetime,
    calendar: Calendar | None = None,
) -> tuple[TrackDecision, ...]:
    """Route a signal on both tracks; a track on which it must have a desk, but gets none, falls back to a person.

    A desk that was closed is as none. To who looks at what has no desk it goes all the same: somebody must have it.
    Deadlines in working time go by the calendar of the region, unless another is given.
    """
    counted_by = calendar or region_calendar()
    decisions = []
    for track in Compartment:
        seen = facts.seen_by(track)
        destinations = []
        for outcome in _outcomes(seen, track, table):
            desk = reference.desk_for(outcome.desk, municipality_code=municipality_code, district_id=facts.district)
            if desk is None or not desk.is_open_at(received_at):
                get_logger().error("routing names a desk that is not there or was closed", desk_kind=outcome.desk)
                continue
            destinations.append(Destination(desk.id, outcome, outcome.deadline.after(received_at, counted_by)))
        required = REQUIRED_TRACKS[str(seen[AIMED_AT])] is track
        if required and not any(d.outcome.involvement is TaskInvolvement.RESPONSIBLE for d in destinations):
            destinations = _with_fallback(destinations, track, reference, facts, municipality_code, received_at)
        if destinations:
            decisions.append(TrackDecision(track, seen, tuple(destinations)))
    return tuple(decisions)


def _outcomes(seen: SeenFacts, track: Compartment, table: DecisionTable) -> tuple[Outcome, ...]:
    try:
        return route_track(seen, track, table)
    except Exception as error:  # noqa: BLE001 - a broken rule must never cost a signal; a person gets it
        get_logger().error("routing table is broken", version=table.version, error=error)
        return ()


def _with_fallback(
    destinations: list[Destination],
    track: Compartment,
    reference: ReferenceSnapshot,
    facts: Facts,
    municipality_code: str,
    received_at: datetime,
) -> list[Destination]:
    get_logger().error("routing leaves a signal without a desk; it falls back to a person", track=str(track))
    kind = FALLBACK_DESKS[track]
    desk = reference.desk_for(kind, municipality_code=municipality_code, district_id=facts.district)
    desk_id = desk.id if desk else kind
    outcome = Outcome(
        desk=kind,
        track=track,
        layer=1,
        involvement=TaskInvolvement.RESPONSIBLE,
        urgency=Urgency.ACUTE if facts.acute_danger else Urgency.HIGH,
        deadline=FALLBACK_DEADLINE,
        rows=("fallback",),
        reasons=(FALLBACK_REASON,),
    )
    kept = [destination for destination in destinations if destination.desk_id != desk_id]
    return [*kept, Destination(desk_id, outcome, received_at + FALLBACK_DEADLINE.amount)]
