"""Persons and places are taken over from signals without retyping, and members assess how safe the persons are."""

from datetime import timedelta

import pytest

from tests.bodies import signal_aimed_at_both, victim_signal
from tests.cases.casework import DSP, DSP_DESK, LEAD, RIEC, SUBMITTER, TABLE, done, joined, opened, refused, told
from tests.world import NOW, Json, World

NEVER = "019a1c7e-0000-7000-8000-000000000001"
SHELTERED = {
    "risk": "high",
    "safePlace": "in_shelter",
    "contact": "through_others",
    "shelter": "outside_region",
    "holdsUntil": "2026-11-30",
    "text": "Bellen via de opvang.",
}
CARE = {
    **victim_signal()["care"],
    "locations": [{"kind": "dwelling", "name": "Bovenwoning", "address": {"city": "Breda", "postalCode": "4811 AA"}}],
}


async def with_person(world: World) -> tuple[Json, Json]:
    """Open a case from a signal that tells of somebody and of a place; return it, and the part of the signal."""
    signal = (await world.submit(SUBMITTER, victim_signal(care=CARE)))["id"]
    case = await opened(world, signals=[signal])
    return case, (await world.get(LEAD, f"/signals/{signal}"))["care"]


def named(case: Json, record: Json, kind: str = "person") -> Json:
    """Name what to take over from the first signal of a case."""
    return {"signalId": case["signals"][0]["signalId"], f"{kind}Id": record["id"]}


async def test_a_person_is_taken_over_for_all_members_who_need_no_task_of_the_signal(world: World) -> None:
    case, part = await with_person(world)
    (person,) = part["persons"]
    taken = await done(world, LEAD, f"/cases/{case['id']}/persons", named(case, person), 201)
    (shown,) = taken["items"]
    assert (shown["person"], shown["safety"]) == (person, None)
    assert shown["signalId"] == case["signals"][0]["signalId"]
    await joined(world, case["id"], TABLE)
    assert await world.get(TABLE, f"/cases/{case['id']}/persons") == taken
    assert (await world.call(TABLE, "GET", f"/signals/{shown['signalId']}")).status_code == 404
    assert await told(world, case["id"]) == ["case.opened", "case.person_added", "case.member_added"]


async def test_a_place_is_taken_over_as_it_stood(world: World) -> None:
    case, part = await with_person(world)
    (location,) = part["locations"]
    taken = await done(world, LEAD, f"/cases/{case['id']}/locations", named(case, location, "location"), 201)
    assert [one["location"] for one in taken["items"]] == [location]
    assert await world.get(LEAD, f"/cases/{case['id']}/locations") == taken


async def test_what_is_taken_over_is_encrypted_under_the_key_of_the_case(world: World) -> None:
    case, part = await with_person(world)
    await done(world, LEAD, f"/cases/{case['id']}/persons", named(case, part["persons"][0]), 201)
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM data_keys")
        record = await connection.fetchval("SELECT record FROM case_persons")
    assert "Zoë".encode() not in record
    (shown,) = (await world.get(LEAD, f"/cases/{case['id']}/persons"))["items"]
    assert shown["person"]["givenName"] == "Zoë"
    again = await refused(world, LEAD, f"/cases/{case['id']}/persons", named(case, part["persons"][0]))
    assert again == "This is in the case already."


async def test_only_who_has_a_task_of_the_signal_takes_somebody_over(world: World) -> None:
    case, part = await with_person(world)
    await joined(world, case["id"], TABLE)
    body = named(case, part["persons"][0])
    path = f"/cases/{case['id']}/persons"
    said = {
        await refused(world, TABLE, path, body, 400),
        await refused(world, TABLE, path, {**body, "signalId": NEVER}, 400),
        await refused(world, LEAD, path, {**body, "signalId": NEVER}, 400),
    }
    assert said == {"This is not a signal of this case of which you have a task"}
    assert await refused(world, LEAD, path, {**body, "personId": NEVER}, 400) == (
        "This is not a person in that part of the signal"
    )


async def test_to_have_broken_glass_is_not_enough(world: World) -> None:
    case, part = await with_person(world)
    await joined(world, case["id"], TABLE)
    opening = {"reference": case["signals"][0]["reference"], "reason": "Er is gevaar."}
    assert (await world.call(TABLE, "POST", "/break-glass-sessions", json=opening)).status_code == 201
    body = named(case, part["persons"][0])
    assert "a task" in await refused(world, TABLE, f"/cases/{case['id']}/persons", body, 400)
    async with world.as_api(TABLE) as connection:
        assert await connection.fetchval("SELECT count(*) FROM persons") == 1
        assert await connection.fetchval("SELECT count(*) FROM case_persons") == 0


async def test_nobody_is_taken_over_across_the_wall(world: World) -> None:
    signal = (await world.submit(SUBMITTER, signal_aimed_at_both()))["id"]
    case = await opened(world, signals=[signal])
    both = await world.get(SUBMITTER, f"/signals/{signal}")
    body = {"signalId": signal, "personId": both["security"]["persons"][0]["id"]}
    never = {**body, "personId": NEVER}
    said = {await refused(world, LEAD, f"/cases/{case['id']}/persons", one, 400) for one in (body, never)}
    assert said == {"This is not a person in that part of the signal"}


async def test_the_last_assessment_of_safety_counts_and_all_stay(world: World) -> None:
    case, part = await with_person(world)
    await joined(world, case["id"], TABLE)
    path = f"/cases/{case['id']}/persons"
    (person,) = (await done(world, LEAD, path, named(case, part["persons"][0]), 201))["items"]
    place = f"/case-persons/{person['id']}/safety-assessments"
    first = {**SHELTERED, "risk": "acute", "shelter": "none", "safePlace": "nowhere", "text": "Nog thuis."}
    await done(world, TABLE, place, first, 201)
    last = await done(world, LEAD, place, SHELTERED, 201)
    assert {name: last[name] for name in SHELTERED} == SHELTERED
    assert (last["holds"], last["by"], last["byYou"]) == (True, LEAD, True)
    items = (await world.get(TABLE, place))["items"]
    assert [(one["risk"], one["holds"], one["by"]) for one in items] == [("high", True, LEAD), ("acute", False, TABLE)]
    (shown,) = (await world.get(TABLE, path))["items"]
    assert shown["safety"] == items[0]
    assert (await told(world, case["id"])).count("case.safety_assessed") == 2


async def test_an_assessment_holds_until_its_last_day_is_over(world: World) -> None:
    case, part = await with_person(world)
    path = f"/cases/{case['id']}/persons"
    (person,) = (await done(world, LEAD, path, named(case, part["persons"][0]), 201))["items"]
    await done(world, LEAD, f"/case-persons/{person['id']}/safety-assessments", SHELTERED, 201)
    held = []
    for days in (7, 8):
        world.clock.moment = NOW + timedelta(days=days)
        (shown,) = (await world.get(LEAD, path))["items"]
        held.append(shown["safety"]["holds"])
    assert held == [True, False]


@pytest.mark.parametrize("day", ["2026-11-22", "2027-11-24"])
async def test_an_assessment_holds_from_today_and_within_a_year(world: World, day: str) -> None:
    case, part = await with_person(world)
    (person,) = (await done(world, LEAD, f"/cases/{case['id']}/persons", named(case, part["persons"][0]), 201))["items"]
    place = f"/case-persons/{person['id']}/safety-assessments"
    assert "within a year" in await refused(world, LEAD, place, {**SHELTERED, "holdsUntil": day}, 400)


async def test_one_key_assesses_once_and_takes_over_once(world: World) -> None:
    case, part = await with_person(world)
    path, body, key = f"/cases/{case['id']}/persons", named(case, part["persons"][0]), {"Idempotency-Key": "once-only"}
    answers = [(await world.call(LEAD, "POST", path, json=body, headers=key)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    place = f"/case-persons/{answers[0]['items'][0]['id']}/safety-assessments"
    answers = [(await world.call(LEAD, "POST", place, json=SHELTERED, headers=key)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert await world.count("safety_assessments") == 1


async def test_who_is_no_member_sees_no_person_of_the_case(world: World) -> None:
    case, part = await with_person(world)
    (person,) = (await done(world, LEAD, f"/cases/{case['id']}/persons", named(case, part["persons"][0]), 201))["items"]
    for persona in (TABLE, DSP, RIEC):
        for path in (f"/cases/{case['id']}/persons", f"/case-persons/{person['id']}/safety-assessments"):
            assert (await world.call(persona, "GET", path)).status_code == 404


async def test_related_are_ones_own_cases_with_a_signal_in_common(world: World) -> None:
    signal = (await world.submit(SUBMITTER, signal_aimed_at_both()))["id"]
    one, other = [await opened(world, signals=[signal]) for _ in range(2)]
    hidden = await opened(world, "zorgcoordinator-2.de-baronie", signals=[signal])
    await opened(world)
    await opened(world, DSP, DSP_DESK, signals=[signal])
    reference = one["signals"][0]["reference"]
    (related,) = (await world.get(LEAD, f"/cases/{one['id']}/related-cases"))["items"]
    assert related == {
        "id": other["id"],
        "reference": other["reference"],
        "title": other["title"],
        "signals": [reference],
    }
    (back,) = (await world.get(LEAD, f"/cases/{other['id']}/related-cases"))["items"]
    assert (back["id"], back["signals"]) == (one["id"], [reference]), "it goes both ways"
    await joined(world, hidden["id"], LEAD, by="zorgcoordinator-2.de-baronie")
    assert len((await world.get(LEAD, f"/cases/{one['id']}/related-cases"))["items"]) == 2


async def test_cases_of_one_side_are_never_related_to_those_of_the_other(world: World) -> None:
    signal = (await world.submit(SUBMITTER, signal_aimed_at_both()))["id"]
    care, security = await opened(world, signals=[signal]), await opened(world, DSP, DSP_DESK, signals=[signal])
    for persona, case in ((LEAD, care), (DSP, security)):
        assert (await world.get(persona, f"/cases/{case['id']}/related-cases"))["items"] == []
    again = await opened(world, DSP, DSP_DESK, signals=[signal])
    for case, other in ((security, again), (again, security)):
        (related,) = (await world.get(DSP, f"/cases/{case['id']}/related-cases"))["items"]
        assert related["id"] == other["id"]


async def test_an_assessment_with_an_id_of_the_end_of_time_is_not_the_last_for_ever(world: World) -> None:
    case, part = await with_person(world)
    path = f"/cases/{case['id']}/persons"
    (person,) = (await done(world, LEAD, path, named(case, part["persons"][0]), 201))["items"]
    place = f"/case-persons/{person['id']}/safety-assessments"
    await done(world, LEAD, place, SHELTERED, 201)
    async with world.as_api(LEAD) as connection:
        await connection.execute(
            "INSERT INTO safety_assessments SELECT (jsonb_populate_record(a, jsonb_build_object("
            "'id', 'ffffffff-ffff-7fff-bfff-ffffffffffff'))).* FROM safety_assessments a"
        )
    world.clock.advance(timedelta(minutes=1))
    last = await done(world, LEAD, place, {**SHELTERED, "risk": "acute"}, 201)
    (shown,) = (await world.get(LEAD, path))["items"]
    assert shown["safety"] == last
