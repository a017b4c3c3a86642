"""What is wrong with a signal is told all at once, by place, without repeating it; and nothing is stored."""

import json
import time
from typing import Any

import pytest

from tests.bodies import NARRATIVE, perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.world import Json, World

SECRET = "Geheimenstraatnaam"
BSN = "111222333"


def care(**changes: object) -> Json:
    """Return a victim signal with a changed care part."""
    return victim_signal(care={**victim_signal()["care"], **changes})


def victim(**fields: object) -> Json:
    """Return a victim signal with a changed person."""
    return care(persons=[{"involvement": "possible_victim", **fields}])


def location(**fields: object) -> Json:
    """Return a victim signal with a location."""
    return care(locations=[{"kind": "dwelling", **fields}])


def suspect(**fields: object) -> Json:
    """Return a perpetrator signal with a changed person."""
    return perpetrator_signal(
        security={"narrative": NARRATIVE, "persons": [{"involvement": "possible_perpetrator", **fields}]}
    )


def without(field: str) -> Json:
    """Return a victim signal that lacks a field."""
    return {name: value for name, value in victim_signal().items() if name != field}


PERSON = "/care/persons/0"
PLACE = "/care/locations/0"

CASES: dict[str, tuple[Json, set[tuple[str, str]]]] = {
    "unknown municipality": (victim_signal(municipalityCode="GM9999"), {("/municipalityCode", "unknown_municipality")}),
    "municipality elsewhere in the country": (
        victim_signal(municipalityCode="GM0363"),
        {("/municipalityCode", "unknown_municipality")},
    ),
    "municipality by name": (
        victim_signal(municipalityCode="Breda"),
        {("/municipalityCode", "string_pattern_mismatch")},
    ),
    "municipality with a line break": (
        victim_signal(municipalityCode="GM0758\n"),
        {("/municipalityCode", "string_pattern_mismatch")},
    ),
    "municipality as a number": (victim_signal(municipalityCode=758), {("/municipalityCode", "string_type")}),
    "no municipality": (without("municipalityCode"), {("/municipalityCode", "missing")}),
    "no source": (without("source"), {("/source", "missing")}),
    "victim without care part": (victim_signal(care=None), {("/care", "missing_part")}),
    "perpetrator without security part": (perpetrator_signal(security=None), {("/security", "missing_part")}),
    "both without parts": (
        victim_signal(aimedAt="both", care=None),
        {("/care", "missing_part"), ("/security", "missing_part")},
    ),
    "victim with a security part": (
        {**signal_aimed_at_both(), "aimedAt": "victim"},
        {("/security", "unread_part")},
    ),
    "perpetrator with a care part": (
        {**signal_aimed_at_both(), "aimedAt": "perpetrator"},
        {("/care", "unread_part")},
    ),
    "aimed at nobody": (victim_signal(aimedAt="nobody"), {("/aimedAt", "enum")}),
    "no forms": (victim_signal(exploitationForms=[]), {("/exploitationForms", "too_short")}),
    "a form twice": (
        victim_signal(exploitationForms=["sexual", "sexual"]),
        {("/exploitationForms", "repeated_form")},
    ),
    "unknown and known form": (
        victim_signal(exploitationForms=["sexual", "unknown"]),
        {("/exploitationForms", "unknown_and_known")},
    ),
    "a form that is an object": (victim_signal(exploitationForms=[{}]), {("/exploitationForms/0", "enum")}),
    "danger as text": (victim_signal(acuteDanger="false"), {("/acuteDanger", "bool_type")}),
    "danger as a number": (victim_signal(acuteDanger=0), {("/acuteDanger", "bool_type")}),
    "observed tomorrow": (victim_signal(observedFrom="2026-11-24"), {("/observedFrom", "date_in_future")}),
    "observed until tomorrow": (victim_signal(observedUntil="2026-11-24"), {("/observedUntil", "date_in_future")}),
    "observed in 1899": (victim_signal(observedFrom="1899-12-31"), {("/observedFrom", "date_too_early")}),
    "until before from": (victim_signal(observedUntil="2026-11-01"), {("/observedUntil", "period")}),
    "a moment for a date": (victim_signal(observedFrom="2026-11-02T10:00:00Z"), {("/observedFrom", "date_format")}),
    "seconds for a date": (victim_signal(observedFrom=1_790_000_000), {("/observedFrom", "date_format")}),
    "30 February": (victim_signal(observedFrom="2026-02-30"), {("/observedFrom", "date_from_datetime_parsing")}),
    "born tomorrow": (victim(birthDate="2026-11-24"), {(f"{PERSON}/birthDate", "date_in_future")}),
    "two ages": (victim(birthDate="2008-01-01", estimatedAge=18), {(PERSON, "two_ages")}),
    "121 years old": (victim(estimatedAge=121), {(f"{PERSON}/estimatedAge", "less_than_equal")}),
    "a perpetrator in the care part": (
        victim(involvement="possible_perpetrator"),
        {(f"{PERSON}/involvement", "wrong_compartment")},
    ),
    "a facilitator in the care part": (
        victim(involvement="facilitator"),
        {(f"{PERSON}/involvement", "wrong_compartment")},
    ),
    "a victim in the security part": (
        suspect(involvement="possible_victim"),
        {("/security/persons/0/involvement", "wrong_compartment")},
    ),
    "no involvement": (care(persons=[{"givenName": "Zoë"}]), {(f"{PERSON}/involvement", "missing")}),
    "organised in the care part": (care(organised=True), {("/care/organised", "extra_forbidden")}),
    "an indicator that is none": (care(indicators=["SEX-99"]), {("/care/indicators/0", "unknown_indicator")}),
    "a sector that is none": (care(sector="mining"), {("/care/sector", "enum")}),
    "a sector of the whole signal": (victim_signal(sector="cleaning"), {("/sector", "extra_forbidden")}),
    "two sectors": (care(sector=["cleaning", "retail"]), {("/care/sector", "enum")}),
    "nationality in small letters": (victim(nationality="nl"), {(f"{PERSON}/nationality", "string_pattern_mismatch")}),
    "a phone that is none": (victim(phone="bel mij"), {(f"{PERSON}/phone", "string_pattern_mismatch")}),
    "an e-mail that is none": (victim(email="a b@c"), {(f"{PERSON}/email", "string_pattern_mismatch")}),
    "a script for an address of a site": (
        location(url="javascript:alert(1)"),
        {(f"{PLACE}/url", "string_pattern_mismatch")},
    ),
    "a postal code that is none": (
        location(address={"postalCode": "0123 AB"}),
        {(f"{PLACE}/address/postalCode", "postal_code")},
    ),
    "house number nought": (
        location(address={"houseNumber": 0}),
        {(f"{PLACE}/address/houseNumber", "greater_than_equal")},
    ),
    "an unknown field": (victim_signal(extra=SECRET), {("/extra", "extra_forbidden")}),
    "an unknown field with a name that could be somebody's": (
        victim_signal(**{f"{SECRET} 12": True}),
        {("", "extra_forbidden")},
    ),
    "an unknown field deep down": (victim(nickname=SECRET), {(f"{PERSON}/nickname", "extra_forbidden")}),
    "snake_case is not ours": (
        {**without("aimedAt"), "aimed_at": "victim", "unknown_one": 1},
        {("/aimed_at", "extra_forbidden"), ("/unknown_one", "extra_forbidden"), ("/aimedAt", "missing")},
    ),
    "a narrative of 19 characters": (care(narrative="x" * 19), {("/care/narrative", "string_too_short")}),
    "a narrative of blanks": (care(narrative=" " * 200), {("/care/narrative", "string_too_short")}),
    "a narrative of 20,001 characters": (care(narrative="x" * 20_001), {("/care/narrative", "string_too_long")}),
    "a name of 121 characters": (victim(givenName="x" * 121), {(f"{PERSON}/givenName", "string_too_long")}),
    "26 persons": (care(persons=[{"involvement": "possible_victim"}] * 26), {("/care/persons", "too_long")}),
    "26 locations": (care(locations=[{"kind": "dwelling"}] * 26), {("/care/locations", "too_long")}),
    "a NUL in a name": (victim(familyName=f"{SECRET}\0"), {(f"{PERSON}/familyName", "control_character")}),
    "an escape in a narrative": (care(narrative=f"{NARRATIVE}\x1b[2J"), {("/care/narrative", "control_character")}),
    "a BSN in the narrative": (care(narrative=f"{NARRATIVE} Nr. {BSN}."), {("/care/narrative", "bsn")}),
    "a BSN with dots": (care(narrative=f"{NARRATIVE} 1112.22.333"), {("/care/narrative", "bsn")}),
    "a BSN in a description": (victim(description=f"Nummer {BSN}"), {(f"{PERSON}/description", "bsn")}),
    "a BSN for a name": (victim(alias=BSN), {(f"{PERSON}/alias", "bsn")}),
    "a BSN beside another number": (care(narrative=f"{NARRATIVE} {BSN} 2 keer"), {("/care/narrative", "bsn")}),
    "a BSN for an e-mail": (victim(email=f"{BSN}@example.org"), {(f"{PERSON}/email", "bsn")}),
    "a BSN in an address of a site": (location(url=f"https://example.org/{BSN}"), {(f"{PLACE}/url", "bsn")}),
    "a BSN in the source": (
        victim_signal(source={"kind": "other", "reference": f"dossier {BSN}"}),
        {("/source/reference", "bsn")},
    ),
    "everything at once": (
        {
            **victim(birthDate="2030-01-01", nationality="Nederland"),
            "municipalityCode": "GM1",
            "aimedAt": "both",
            "exploitationForms": ["sexual", "unknown"],
            "observedUntil": "2026-10-01",
            "unknownField": 1,
        },
        {
            ("/municipalityCode", "string_pattern_mismatch"),
            (f"{PERSON}/birthDate", "date_in_future"),
            (f"{PERSON}/nationality", "string_pattern_mismatch"),
            ("/security", "missing_part"),
            ("/exploitationForms", "unknown_and_known"),
            ("/observedUntil", "period"),
            ("/unknownField", "extra_forbidden"),
        },
    ),
}

TWICE = json.dumps(victim_signal())[:-1].encode()
RAW: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "json_invalid"),
    "half a body": (b'{"municipalityCode": "GM0758", ', "json_invalid"),
    "a list": (b"[]", "model_type"),
    "a text": (b'"signaal"', "model_type"),
    "null": (b"null", "model_type"),
    "invalid UTF-8": (b'{"municipalityCode": "\xff\xfe"}', "json_invalid"),
    "UTF-16": ('{"aimedAt": "victim"}'.encode("utf-16"), "json_invalid"),
    "a lone surrogate": (b'{"municipalityCode": "\\ud800"}', "json_invalid"),
    "not a number": (b'{"acuteDanger": NaN}', "bool_type"),
    "a part twice": (TWICE + b', "care": {"narrative": "' + b"x" * 30 + b'"}}', "duplicate_member"),
    "depth without end": (b"[" * 200_000, "json_invalid"),
    "depth in a field": (b'{"care": ' * 50_000 + b"1" + b"}" * 50_000, "json_invalid"),
    "a number of ten thousand digits": (b'{"x": ' + b"9" * 10_000 + b"}", "json_invalid"),
}


async def refusal(world: World, **sent: Any) -> Json:
    """Submit what must be refused; return the problem."""
    answer = await world.call("aandachtsfunctionaris.breda", "POST", "/signals", **sent)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await world.stored() == 0
    problem: Json = answer.json()
    return problem


@pytest.mark.parametrize("fault", CASES)
async def test_a_wrong_signal_is_refused_with_every_place_that_is_wrong(shared_world: World, fault: str) -> None:
    body, expected = CASES[fault]
    problem = await refusal(shared_world, json=body)
    assert {(error["pointer"], error["code"]) for error in problem["errors"]} == expected
    assert all(error["message"] for error in problem["errors"])
    assert SECRET not in str(problem)
    assert BSN not in str(problem)


async def test_no_more_than_a_hundred_errors_are_listed_and_that_there_are_more_is_told(shared_world: World) -> None:
    nicknames = [{"involvement": "possible_victim", **{f"name{'x' * n}": 1 for n in range(5)}} for _ in range(25)]
    problem = await refusal(shared_world, json=care(persons=nicknames))
    assert len(problem["errors"]) == 100
    assert problem["detail"] == "The body has more than 100 errors; the first 100 are listed."
    problem = await refusal(shared_world, json=care(persons=nicknames[:20]))
    assert (len(problem["errors"]), problem["detail"]) == (100, "The body has 100 error(s).")


async def test_a_body_of_nothing_but_unknown_fields_is_refused_quickly(shared_world: World) -> None:
    body = {f"a{number}": 1 for number in range(40_000)}
    started = time.process_time()
    problem = await refusal(shared_world, json=body)
    assert time.process_time() - started < 2
    assert len(problem["errors"]) == 100


async def test_lists_that_are_too_long_are_not_searched_for_contradictions(shared_world: World) -> None:
    body = {**care(indicators=["SEX-01", "LAB-01"] * 40), "exploitationForms": ["sexual", "unknown"] * 1000}
    problem = await refusal(shared_world, json=body)
    assert {(error["pointer"], error["code"]) for error in problem["errors"]} == {
        ("/care/indicators", "too_long"),
        ("/exploitationForms", "too_long"),
    }


async def test_what_is_wrong_is_told_as_it_is_with_its_braces(shared_world: World) -> None:
    problem = await refusal(shared_world, json=victim_signal(municipalityCode="Breda"))
    assert problem["errors"][0]["message"] == r"String should match pattern '^GM\d{4}$'"


@pytest.mark.parametrize("fault", RAW)
async def test_what_is_no_signal_at_all_is_refused(shared_world: World, fault: str) -> None:
    content, code = RAW[fault]
    problem = await refusal(shared_world, content=content, headers={"Content-Type": "application/json"})
    assert code in {error["code"] for error in problem["errors"]}


async def test_a_body_of_ten_megabytes_is_refused_unread(shared_world: World) -> None:
    body = care(narrative="x" * 10_000_000)
    answer = await shared_world.call("aandachtsfunctionaris.breda", "POST", "/signals", json=body)
    assert answer.status_code == 413
    assert await shared_world.stored() == 0


async def test_a_form_is_no_json(shared_world: World) -> None:
    answer = await shared_world.call("aandachtsfunctionaris.breda", "POST", "/signals", data={"aimedAt": "victim"})
    assert answer.status_code == 415
    assert await shared_world.stored() == 0


async def test_the_municipality_of_another_is_forbidden(shared_world: World) -> None:
    body = victim_signal(municipalityCode="GM0664")
    for persona in ("aandachtsfunctionaris.breda", "system.breda"):
        answer = await shared_world.call(persona, "POST", "/signals", json=body)
        assert answer.status_code == 403
        assert "for this municipality" in answer.json()["detail"]
    assert await shared_world.stored() == 0
