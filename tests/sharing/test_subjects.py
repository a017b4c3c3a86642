"""Every person and location of a part is found by its tokens."""

from typing import Any

from app.sharing.evidence import TokenKind
from app.sharing.subjects import SubjectKind, tokens_of_part
from app.signals.schemas import CarePart, SecurityPart
from tests.sharing.people import TOKENS

HOME = {"postalCode": "4811 ZZ", "houseNumber": 12}
MARIA = {"givenName": "Maria", "familyName": "Popescu", "birthDate": "1998-03-24", "phone": "06-12345670"}


def part(model: type[CarePart] | type[SecurityPart], **more: Any) -> CarePart | SecurityPart:
    """A part as it was kept."""
    return model.model_validate({"narrative": "A synthetic narrative, long enough.", **more})


def test_a_mixed_profile_is_found_from_one_side_to_the_other() -> None:
    care = part(CarePart, persons=[{"involvement": "mixed_profile", **MARIA}])
    security = part(SecurityPart, persons=[{"involvement": "mixed_profile", **MARIA, "address": HOME}])
    (mine,), (theirs,) = tokens_of_part(care, TOKENS), tokens_of_part(security, TOKENS)
    assert {TokenKind.NAME_BIRTH_DATE, TokenKind.PHONE} <= {token.kind for token in mine.tokens & theirs.tokens}


def test_a_home_on_one_side_is_found_as_a_location_on_the_other() -> None:
    care = part(CarePart, persons=[{"involvement": "possible_victim", "address": HOME}])
    security = part(SecurityPart, locations=[{"kind": "dwelling", "address": {**HOME, "houseNumberAddition": "a"}}])
    (person,), (location,) = tokens_of_part(care, TOKENS), tokens_of_part(security, TOKENS)
    assert (person.kind, location.kind) == (SubjectKind.PERSON, SubjectKind.LOCATION)
    assert {token.kind for token in person.tokens & location.tokens} == {TokenKind.BUILDING}


def test_subjects_keep_their_place_and_those_without_tokens_are_left_out() -> None:
    care = part(
        CarePart,
        persons=[{"involvement": "possible_victim", "estimatedAge": 20}, {"involvement": "possible_victim", **MARIA}],
        locations=[{"kind": "dwelling"}, {"kind": "dwelling", "address": HOME}],
    )
    found = [(subject.kind, subject.index) for subject in tokens_of_part(care, TOKENS)]
    assert found == [(SubjectKind.PERSON, 1), (SubjectKind.LOCATION, 1)]
