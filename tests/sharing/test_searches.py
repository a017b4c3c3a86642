"""Searching one's own work by a reference, an address or a person; what others have is not found, nor counted."""

import json
from datetime import timedelta

import pytest

from tests.bodies import NARRATIVE, perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.world import Json, World

SUBMITTER, DESK, AVIM = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie", "avim"
HOUSE = {"street": "Fictiestraat", "houseNumber": 12, "houseNumberAddition": "bis", "postalCode": "4811 ZZ"}


def person(involvement: str = "possible_victim", **names: object) -> Json:
    """Make a part with one person."""
    return {"narrative": NARRATIVE, "persons": [{"involvement": involvement, **names}]}


async def search(world: World, persona: str = DESK, **sought: object) -> list[str]:
    """Search; return the signals of the tasks that were found."""
    answer = await world.call(persona, "POST", "/task-searches", json=sought)
    assert answer.status_code == 200, answer.text
    assert answer.json()["complete"]
    return [task["signalId"] for task in answer.json()["items"]]


async def test_a_name_finds_whoever_is_called_so_however_it_is_spelt(world: World) -> None:
    care = person(givenName="Zoë", familyNamePrefix="van der", familyName="Meijer", birthDate="1999-03-04")
    signal = (await world.submit(SUBMITTER, victim_signal(care=care)))["id"]
    await world.submit(SUBMITTER, victim_signal(care=person(givenName="Anne", familyName="Smit")))
    for sought in (
        {"familyName": "Meijer"},
        {"familyName": "MEYER"},
        {"familyName": "van der Meijer"},
        {"givenName": "Zoe"},
        {"givenName": "ZOË", "familyName": "meijer"},
        {"givenName": "Zoë", "familyNamePrefix": "van der", "familyName": "Meijer", "birthDate": "1999-03-04"},
        {"givenName": "Zoe", "familyName": "Meyer", "birthDate": "1999-03-04"},
    ):
        assert await search(world, person=sought) == [signal], sought
    for sought in (
        {"familyName": "Jansen"},
        {"givenName": "Anne", "familyName": "Meijer"},
        {"givenName": "Zoë", "familyName": "Meijer", "birthDate": "2001-12-30"},
    ):
        assert await search(world, person=sought) == [], sought


async def test_an_address_finds_persons_and_locations_and_an_addition_narrows_it_down(world: World) -> None:
    at_home = person(givenName="Zoë", address=HOUSE)
    location = {"kind": "dwelling", "address": {**HOUSE, "houseNumberAddition": "A"}}
    first = (await world.submit(SUBMITTER, victim_signal(care=at_home)))["id"]
    world.clock.advance(timedelta(minutes=1))
    second = (await world.submit(SUBMITTER, victim_signal(care={"narrative": NARRATIVE, "locations": [location]})))[
        "id"
    ]
    sought = {"postalCode": "4811zz", "houseNumber": 12}
    assert await search(world, address=sought) == [second, first], "the last opened first"
    assert await search(world, address={**sought, "houseNumberAddition": "BIS"}) == [first]
    assert await search(world, address={**sought, "houseNumber": 13}) == []


async def test_a_reference_finds_the_task_on_ones_own_desk(world: World) -> None:
    made = await world.submit(SUBMITTER, signal_aimed_at_both())
    assert await search(world, reference=made["reference"]) == [made["id"]]
    assert await search(world, "zorgcoordinator.zeeland", reference=made["reference"]) == []
    assert await search(world, "zorgtafel.de-baronie", reference=made["reference"]) == []


async def test_what_is_known_on_the_other_side_is_not_found(world: World) -> None:
    both = signal_aimed_at_both(
        care=person(givenName="Zoë", familyName="Özdemir", address=HOUSE),
        security=person("possible_perpetrator", givenName="Bram", familyName="Schuurman", birthDate="1980-05-06"),
    )
    signal = (await world.submit(SUBMITTER, both))["id"]
    for persona, found, hidden in ((DESK, "Özdemir", "Schuurman"), (AVIM, "Schuurman", "Özdemir")):
        assert set(await search(world, persona, person={"familyName": found})) == {signal}
        answers = [
            await world.call(persona, "POST", "/task-searches", json={"person": {"familyName": name}})
            for name in (hidden, "Niemand")
        ]
        assert answers[0].content == answers[1].content
    assert await search(world, AVIM, address={"postalCode": "4811 ZZ", "houseNumber": 12}) == []
    full = {"givenName": "Bram", "familyName": "Schuurman", "birthDate": "1980-05-06"}
    assert await search(world, DESK, person=full) == []


async def test_another_district_finds_nothing_and_a_desk_without_the_signal_neither(world: World) -> None:
    part = person("possible_perpetrator", givenName="Bram", familyName="Schuurman")
    await world.submit(SUBMITTER, perpetrator_signal(security=part))
    for persona in (DESK, "zorgcoordinator.zeeland", "dsp.zeeland", "zorgtafel.zeeland", "arbeidsinspectie"):
        assert await search(world, persona, person={"familyName": "Schuurman"}) == [], persona


async def test_a_name_alone_never_makes_a_match(world: World) -> None:
    both = {"givenName": "Bram", "familyName": "Schuurman"}
    await world.submit(SUBMITTER, victim_signal(care=person(**both)))
    await world.submit(SUBMITTER, perpetrator_signal(security=person("possible_perpetrator", **both)))
    assert await world.count("matches") == 0
    assert await world.count("search_tokens") > 0


async def test_a_search_is_on_record_without_what_was_looked_for(world: World) -> None:
    await search(world, person={"givenName": "Kanarie", "familyName": "Vogel", "birthDate": "1999-03-04"})
    async with world.as_superuser() as connection:
        event = await connection.fetchrow("SELECT * FROM events WHERE type = 'task_search.made'")
        kept = await connection.fetch("SELECT * FROM task_searches")
    assert event is not None
    assert json.loads(event["data"]) == {"by": "person"}
    assert (event["signal_id"], event["subject_id"]) == (None, kept[0]["id"])
    assert "anarie" not in str(event) + str(kept)


async def test_somebody_who_searches_without_end_is_told_to_wait(world: World) -> None:
    for _ in range(120):
        await search(world, person={"familyName": "Jansen"})
    for sought in ({"person": {"familyName": "Jansen"}}, {"reference": "ZWB-2026-00000A"}):
        answer = await world.call(DESK, "POST", "/task-searches", json=sought)
        if answer.status_code != 400:
            assert (answer.status_code, answer.headers["retry-after"]) == (429, "600")
            assert answer.json()["type"] == "urn:signaalbrug:problem:too-many-requests"
    assert await search(world, AVIM, person={"familyName": "Jansen"}) == []
    assert await world.count("task_searches") == 121
    world.clock.advance(timedelta(hours=1))
    assert await search(world, person={"familyName": "Jansen"}) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "one_thing"),
        ({"reference": "ZWB-2026-000000", "person": {"familyName": "Jansen"}}, "one_thing"),
        ({"reference": "x"}, "reference"),
        ({"person": {}}, "too_little"),
        ({"person": {"familyName": "."}}, "too_little"),
        ({"person": {"birthDate": "1999-03-04"}}, "too_little"),
        ({"person": {"familyName": "Jansen", "birthDate": "2999-03-04"}}, "date_in_future"),
        ({"address": {"postalCode": "4811 ZZ"}}, "missing"),
        ({"address": {"postalCode": "x", "houseNumber": 1}}, "postal_code"),
        ({"address": {"postalCode": "4811 ZZ", "houseNumber": 0}}, "greater_than_equal"),
        ({"name": "Jansen"}, "extra_forbidden"),
    ],
)
async def test_what_nothing_can_be_found_by_is_refused(shared_world: World, body: Json, code: str) -> None:
    answer = await shared_world.call(DESK, "POST", "/task-searches", json=body)
    assert answer.status_code == 400
    assert code in [error["code"] for error in answer.json()["errors"]]
    assert "Jansen" not in answer.text


async def test_nothing_is_looked_for_in_a_path(shared_world: World) -> None:
    answer = await shared_world.call(DESK, "POST", "/task-searches?familyName=Jansen", json={"reference": "x"})
    assert answer.status_code == 400
