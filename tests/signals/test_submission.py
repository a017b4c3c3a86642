"""A signal that is taken in: what its submitter is answered, and what is kept of it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.platform.ids import is_reference
from tests.bodies import perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.world import NOW, World

FULL_CARE = {
    "narrative": "Zij vertelde dat zij elke avond moet werken, en dat haar paspoort is afgenomen. — naar eigen zeggen",
    "persons": [
        {
            "involvement": "possible_victim",
            "givenName": "Şeyma-Zoë",
            "familyNamePrefix": "van der",
            "familyName": "Voorbeeld",
            "alias": "Zus",
            "birthDate": "2009-11-24",
            "minor": True,
            "mildIntellectualDisability": True,
            "gender": "female",
            "nationality": "RO",
            "phone": "+31 6 00000000",
            "email": "zus@voorbeeld.example",
            "address": {"street": "Fictiestraat", "houseNumber": 12, "houseNumberAddition": "bis", "city": "Breda"},
            "description": "Draagt altijd dezelfde jas.\n\tSpreekt weinig Nederlands.",
        },
        {"involvement": "close_contact", "givenName": "Ión"},
    ],
    "locations": [{"kind": "online", "name": "Advertentiesite", "url": "https://advertentie.example/1?x=ä"}],
    "indicators": ["S1"],
    "sector": "sex_work",
}


async def test_the_submitter_is_answered_with_all_that_it_sent(world: World) -> None:
    sent = signal_aimed_at_both(care=FULL_CARE, observedUntil="2026-11-20")
    answer = await world.call("aandachtsfunctionaris.breda", "POST", "/signals", json=sent)
    assert answer.status_code == 201
    view = answer.json()
    assert answer.headers["location"] == f"/v1/signals/{view['id']}"
    assert UUID(view["id"]).version == 7
    assert view["reference"].startswith("ZWB-2026-")
    assert is_reference(view["reference"])
    assert (view["status"], view["district"], view["receivedAt"]) == ("received", "de_baronie", "2026-11-23T09:30:00Z")
    for name in ("municipalityCode", "aimedAt", "exploitationForms", "acuteDanger", "observedFrom", "observedUntil"):
        assert view[name] == sent[name]
    assert {k: v for k, v in view["source"].items() if v is not None} == sent["source"]
    victim = {k: v for k, v in view["care"]["persons"][0].items() if v is not None}
    assert UUID(victim.pop("id")).version == 7
    victim["address"] = {k: v for k, v in victim["address"].items() if v is not None}
    assert victim == FULL_CARE["persons"][0]
    assert view["care"]["narrative"] == FULL_CARE["narrative"]
    assert (view["care"]["sector"], view["security"]["sector"]) == ("sex_work", None), "of each side, where it is told"
    assert view["advice"] == []


async def test_what_is_read_back_is_what_was_answered(world: World) -> None:
    for sent in (victim_signal(care=FULL_CARE), signal_aimed_at_both(), perpetrator_signal(acuteDanger=True)):
        view = await world.submit("aandachtsfunctionaris.breda", sent)
        assert await world.get("aandachtsfunctionaris.breda", f"/signals/{view['id']}") == view
        assert await world.get("system.breda", f"/signals/{view['id']}") == view


async def test_persons_and_locations_keep_their_order(world: World) -> None:
    persons = [{"involvement": "possible_victim", "givenName": f"Naam {number}"} for number in range(25)]
    locations = [{"kind": "other", "name": f"Plek {number}"} for number in range(25)]
    body = victim_signal(care={**FULL_CARE, "persons": persons, "locations": locations})
    view = await world.submit("aandachtsfunctionaris.breda", body)
    kept = await world.get("zorgcoordinator.de-baronie", f"/signals/{view['id']}")
    assert [person["givenName"] for person in kept["care"]["persons"]] == [f"Naam {n}" for n in range(25)]
    assert [place["name"] for place in kept["care"]["locations"]] == [f"Plek {n}" for n in range(25)]


async def test_text_is_kept_in_one_form_of_unicode_and_postal_codes_in_one_form(world: World) -> None:
    person = {"involvement": "possible_victim", "givenName": "  Zoe\u0308 ", "address": {"postalCode": "4811zz"}}
    view = await world.submit("aandachtsfunctionaris.breda", victim_signal(care={**FULL_CARE, "persons": [person]}))
    kept = view["care"]["persons"][0]
    assert kept["givenName"] == "Zo\u00eb"
    assert kept["address"]["postalCode"] == "4811 ZZ"


async def test_a_sector_is_known_on_the_side_that_tells_it(world: World) -> None:
    security = {**perpetrator_signal()["security"], "sector": "hospitality"}
    view = await world.submit("aandachtsfunctionaris.breda", signal_aimed_at_both(care=FULL_CARE, security=security))
    of_care = await world.get("zorgcoordinator.de-baronie", f"/signals/{view['id']}")
    of_security = await world.get("avim", f"/signals/{view['id']}")
    assert (of_care["care"]["sector"], of_care["security"]) == ("sex_work", None)
    assert (of_security["security"]["sector"], of_security["care"]) == ("hospitality", None)
    assert "hospitality" not in str(of_care)
    assert "sex_work" not in str(of_security)


async def test_acute_danger_tells_to_call_112_and_is_due_within_the_hour(world: World) -> None:
    view = await world.submit("aandachtsfunctionaris.breda", signal_aimed_at_both(acuteDanger=True))
    assert "112" in view["advice"][0]["nl"]
    assert "112" in view["advice"][0]["en"]
    assert view["urgency"] == "acute"
    first = {outcome["track"]: outcome["dueAt"] for outcome in view["routing"]["outcomes"] if outcome["layer"] == 1}
    assert first == {"care": "2026-11-23T10:30:00Z", "security": "2026-11-23T10:30:00Z"}


async def test_an_unknown_signal_goes_to_the_zorgcoordinator(world: World) -> None:
    view = await world.submit("aandachtsfunctionaris.breda", victim_signal(aimedAt="unknown"))
    assert [outcome["desk"] for outcome in view["routing"]["outcomes"]] == ["zorgcoordinator.de_baronie"]


async def test_today_is_the_day_of_the_region_and_not_that_of_greenwich(world: World) -> None:
    world.clock.moment = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight in Breda
    await world.submit("aandachtsfunctionaris.breda", victim_signal(observedFrom="2026-11-24"))
    answer = await world.call(
        "aandachtsfunctionaris.breda", "POST", "/signals", json=victim_signal(observedFrom="2026-11-25")
    )
    assert [error["code"] for error in answer.json()["errors"]] == ["date_in_future"]


async def test_who_turns_18_today_in_the_region_is_no_minor_for_the_rules(world: World) -> None:
    suspect = {"involvement": "possible_perpetrator", "birthDate": "2008-11-24"}
    signal = perpetrator_signal(security={**perpetrator_signal()["security"], "persons": [suspect]})
    for hour, desk in ((22, "zorgtafel.de_baronie"), (23, "dsp.de_baronie")):
        world.clock.moment = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
        view = await world.submit("aandachtsfunctionaris.breda", signal)
        assert desk in {outcome["desk"] for outcome in view["routing"]["outcomes"]}


async def test_a_signal_of_new_year_in_the_region_has_a_reference_of_the_new_year(world: World) -> None:
    world.clock.moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    view = await world.submit("aandachtsfunctionaris.breda", victim_signal())
    assert view["reference"].startswith("ZWB-2027-")


async def test_a_telephone_number_that_could_be_a_bsn_is_kept_in_its_field(world: World) -> None:
    person = {"involvement": "possible_victim", "phone": "111222333"}
    signal = victim_signal(care={**victim_signal()["care"], "persons": [person]})
    view = await world.submit("aandachtsfunctionaris.breda", signal)
    assert view["care"]["persons"][0]["phone"] == "111222333"


async def test_everything_of_a_signal_is_written_with_it(world: World) -> None:
    view = await world.submit("aandachtsfunctionaris.breda", signal_aimed_at_both(care=FULL_CARE))
    async with world.as_superuser() as connection:
        tasks = await connection.fetch("SELECT id, desk_id, track, opened_at, due_at FROM tasks")
        events = await connection.fetch("SELECT type, subject_id, compartment, data FROM events ORDER BY id")
    assert {task["desk_id"] for task in tasks} == {outcome["desk"] for outcome in view["routing"]["outcomes"]}
    assert {task["opened_at"] for task in tasks} == {NOW}
    received, *opened = events
    assert (received["type"], str(received["subject_id"]), received["compartment"]) == (
        "signal.received",
        view["id"],
        None,
    )
    assert {(event["type"], event["subject_id"], event["compartment"]) for event in opened} == {
        ("task.opened", task["id"], task["track"]) for task in tasks
    }
    counted = {"signals": 1, "submissions": 1, "data_keys": 2, "signal_parts": 2, "persons": 3, "locations": 1}
    for table, count in counted.items():
        assert await world.count(table) == count, table


@pytest.mark.parametrize("moment", [NOW, datetime(2026, 11, 22, 23, 30, tzinfo=UTC)])
async def test_the_district_is_that_of_the_day_of_receipt_in_the_region(world: World, moment: datetime) -> None:
    world.clock.moment = moment
    async with world.as_superuser() as connection:
        await connection.execute(
            "UPDATE district_memberships SET valid_until = '2026-11-23' WHERE municipality_code = 'GM0758'"
        )
        await connection.execute(
            "INSERT INTO district_memberships VALUES ('GM0758', '2026-11-23', NULL, 'hart_van_brabant', 'a test')"
        )
    view = await world.submit("aandachtsfunctionaris.breda", victim_signal())
    assert view["district"] == "hart_van_brabant"
    assert view["routing"]["outcomes"][0]["desk"] == "zorgcoordinator.hart_van_brabant"
