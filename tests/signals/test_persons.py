"""What is said of a person is what it is said to be, and does not contradict itself."""

import pytest

from tests.bodies import NARRATIVE, perpetrator_signal, victim_signal
from tests.signals.test_bad_input import care, location, refusal, suspect, victim
from tests.world import Json, World

PERSON = "/care/persons/0"


def places(problem: Json) -> set[tuple[str, str]]:
    """Return where it is wrong, and how."""
    return {(error["pointer"], error["code"]) for error in problem["errors"]}


@pytest.mark.parametrize(
    "fields",
    [
        {"minor": False, "birthDate": "2008-11-24"},
        {"minor": True, "birthDate": "2008-11-23"},
        {"minor": False, "estimatedAge": 17},
        {"minor": True, "estimatedAge": 18},
    ],
)
async def test_a_mark_that_contradicts_the_age_is_refused(shared_world: World, fields: Json) -> None:
    problem = await refusal(shared_world, json=victim(**fields))
    assert places(problem) == {(f"{PERSON}/minor", "minor_contradicts_age")}


@pytest.mark.parametrize(
    "fields",
    [
        {"minor": True, "birthDate": "2008-11-24"},
        {"minor": False, "birthDate": "2008-11-23"},
        {"minor": True, "estimatedAge": 17},
        {"minor": False, "estimatedAge": 18},
        {"minor": True},
        {"minor": None, "estimatedAge": 17},
    ],
)
async def test_a_mark_that_agrees_with_the_age_is_taken(world: World, fields: Json) -> None:
    view = await world.submit("aandachtsfunctionaris.breda", victim(**fields))
    assert view["care"]["persons"][0]["minor"] is fields["minor"]


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        (victim(minor="no"), f"{PERSON}/minor", "bool_type"),
        (victim(minor=0), f"{PERSON}/minor", "bool_type"),
        (victim(mildIntellectualDisability="yes"), f"{PERSON}/mildIntellectualDisability", "bool_type"),
        (victim(estimatedAge="35"), f"{PERSON}/estimatedAge", "int_type"),
        (victim(estimatedAge=True), f"{PERSON}/estimatedAge", "int_type"),
        (suspect(estimatedAge=35.5), "/security/persons/0/estimatedAge", "int_type"),
        (location(address={"houseNumber": "12"}), "/care/locations/0/address/houseNumber", "int_type"),
        (
            perpetrator_signal(security={"narrative": NARRATIVE, "organised": "off"}),
            "/security/organised",
            "bool_type",
        ),
        (care(narrative=12), "/care/narrative", "string_type"),
        (victim_signal(acuteDanger=1), "/acuteDanger", "bool_type"),
    ],
)
async def test_a_yes_or_no_and_a_number_are_not_guessed_from_words(
    shared_world: World, body: Json, place: str, code: str
) -> None:
    assert places(await refusal(shared_world, json=body)) == {(place, code)}
