"""From a submission to the facts that routing goes by."""

from datetime import date

from app.access.matrix import Compartment
from app.routing.facts import NO_LOCATION, Facts, PartFacts
from app.signals.schemas import CarePart, SecurityPart, SignalSubmission
from app.signals.vocabulary import Involvement, LocationKind

SUSPECTS = frozenset({Involvement.POSSIBLE_PERPETRATOR, Involvement.FACILITATOR, Involvement.MIXED_PROFILE})
FACT_INVOLVEMENTS = SUSPECTS | {Involvement.POSSIBLE_VICTIM}
"""Whose age and disability count: not those of people who are only close to somebody."""


def facts_of(submission: SignalSubmission, district_id: str, received_on: date) -> Facts:
    """Derive the facts of a submission, each part from itself alone."""
    parts = {
        compartment: _part_facts(part, received_on)
        for compartment, part in (
            (Compartment.CARE, submission.care),
            (Compartment.SECURITY, submission.security),
        )
        if part is not None
    }
    forms = frozenset(str(form) for form in submission.exploitation_forms)
    return Facts(submission.aimed_at, forms, submission.acute_danger, district_id, parts)


def _part_facts(part: CarePart | SecurityPart, received_on: date) -> PartFacts:
    concerned = [person for person in part.persons if person.involvement in FACT_INVOLVEMENTS]
    suspects = sum(person.involvement in SUSPECTS for person in concerned)
    kinds = {location.kind for location in part.locations}
    return PartFacts(
        minor_involved=any(person.is_minor(received_on) for person in concerned),
        mild_intellectual_disability=any(person.mild_intellectual_disability for person in concerned),
        mixed_profile=any(person.involvement is Involvement.MIXED_PROFILE for person in concerned),
        organised=isinstance(part, SecurityPart) and part.organised,
        suspects="several" if suspects > 1 else "one",
        # LocationKind is in the order of the strength of the lever: the strongest speaks for the part.
        location_kind=next((str(kind) for kind in LocationKind if kind in kinds), NO_LOCATION),
    )
