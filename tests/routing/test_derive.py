"""From what is in a signal to the facts that routing goes by."""

from datetime import date

import pytest

from app.access.matrix import Compartment
from app.routing.derive import facts_of
from app.routing.facts import PartFacts
from app.signals.records import CarePerson, Location, SecurityPerson
from app.signals.schemas import CarePart, SecurityPart, SignalSubmission, Source
from app.signals.vocabulary import AimedAt, SourceKind
from tests.bodies import NARRATIVE

TODAY = date(2026, 11, 23)
CARE, SECURITY = Compartment.CARE, Compartment.SECURITY


def facts(care: CarePart | None = None, security: SecurityPart | None = None) -> dict[Compartment, PartFacts]:
    """Derive the facts of each part of a signal that is aimed at both."""
    submission = SignalSubmission.model_construct(
        municipality_code="GM0758",
        aimed_at=AimedAt.BOTH,
        exploitation_forms=[],
        acute_danger=False,
        observed_from=TODAY,
        source=Source(kind=SourceKind.OTHER),
        care=care,
        security=security,
    )
    return dict(facts_of(submission, "de_baronie", TODAY).parts)


def of_victim(**fields: object) -> PartFacts:
    """Return the facts of a care part with one victim."""
    person = CarePerson.model_validate({"involvement": "possible_victim", **fields})
    return facts(care=CarePart(narrative=NARRATIVE, persons=[person]))[CARE]


def of_suspects(*involvements: str, **fields: object) -> PartFacts:
    """Return the facts of a security part with these people."""
    persons = [SecurityPerson.model_validate({"involvement": one, **fields}) for one in involvements]
    return facts(security=SecurityPart(narrative=NARRATIVE, persons=persons))[SECURITY]


@pytest.mark.parametrize(
    ("known", "minor"),
    [
        ({"birthDate": "2008-11-24"}, True),
        ({"birthDate": "2008-11-23"}, False),
        ({"birthDate": "2008-11-22"}, False),
        ({"birthDate": "2009-02-28"}, True),
        ({"estimatedAge": 17}, True),
        ({"estimatedAge": 18}, False),
        ({"minor": True}, True),
        ({"minor": True, "birthDate": "1990-01-01"}, True),
        ({"minor": False, "estimatedAge": 15}, False),
        ({}, False),
    ],
)
def test_a_minor_is_under_eighteen_on_the_day_of_receipt(known: dict[str, object], minor: bool) -> None:
    assert of_victim(**known).minor_involved is minor


@pytest.mark.parametrize(
    ("involvements", "suspects"),
    [
        ([], "one"),
        (["possible_perpetrator"], "one"),
        (["possible_perpetrator", "possible_perpetrator"], "several"),
        (["possible_perpetrator", "facilitator"], "several"),
        (["facilitator", "mixed_profile"], "several"),
    ],
)
def test_perpetrators_facilitators_and_mixed_profiles_are_suspects(involvements: list[str], suspects: str) -> None:
    assert of_suspects(*involvements).suspects == suspects


def test_what_somebody_is_counts_on_the_side_where_it_is_recorded() -> None:
    care = CarePart(narrative=NARRATIVE, persons=[CarePerson.model_validate({"involvement": "mixed_profile"})])
    young = SecurityPerson.model_validate(
        {"involvement": "possible_perpetrator", "estimatedAge": 16, "mildIntellectualDisability": True}
    )
    derived = facts(care, SecurityPart(narrative=NARRATIVE, persons=[young], organised=True))
    assert derived == {
        CARE: PartFacts(mixed_profile=True),
        SECURITY: PartFacts(minor_involved=True, mild_intellectual_disability=True, organised=True),
    }


def test_people_who_are_only_close_count_for_nothing() -> None:
    child = CarePerson.model_validate(
        {"involvement": "close_contact", "estimatedAge": 4, "mildIntellectualDisability": True}
    )
    assert facts(care=CarePart(narrative=NARRATIVE, persons=[child])) == {CARE: PartFacts()}


@pytest.mark.parametrize(
    ("kinds", "strongest"),
    [
        ([], "none"),
        (["online"], "online"),
        (["other", "public_space"], "public_space"),
        (["dwelling", "business"], "business"),
        (["online", "licensed_business", "business"], "licensed_business"),
    ],
)
def test_the_strongest_lever_speaks_for_the_part(kinds: list[str], strongest: str) -> None:
    locations = [Location.model_validate({"kind": kind}) for kind in kinds]
    derived = facts(security=SecurityPart(narrative=NARRATIVE, locations=locations))
    assert derived[SECURITY].location_kind == strongest


def test_a_part_that_is_not_there_has_no_facts() -> None:
    assert facts() == {}
