"""A case is opened at a desk from its signals, on one side and in one district, and is there for its members alone."""

import re

import asyncpg
import pytest

from app.platform.ids import CASE_REFERENCE_PATTERN
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.cases.casework import (
    COLLEAGUE,
    DESK,
    DSP,
    DSP_DESK,
    ELSEWHERE,
    LEAD,
    RIEC,
    SUBMITTER,
    TABLE,
    TITLE,
    done,
    joined,
    opened,
    perpetrator_at_dsp,
    refused,
    sees,
    signal_at_desk,
    told,
)
from tests.sharing.decisions import PROPOSER, RECEIVER, RECEIVING_DESK, share, signal_to_share
from tests.triage.desk import claim
from tests.triage.referring import offered, responded
from tests.world import World


async def test_who_opens_a_case_leads_it_and_is_its_first_member(world: World) -> None:
    case = await opened(world)
    assert case == await world.get(LEAD, f"/cases/{case['id']}")
    assert {name: case[name] for name in ("compartment", "district", "desk", "status", "title")} == {
        "compartment": "care",
        "district": "de_baronie",
        "desk": DESK,
        "status": "open",
        "title": TITLE,
    }
    assert case["exploitationForms"] == ["sexual"]
    assert case["lead"]["you"]
    (member,) = case["members"]
    assert (member["you"], member["lead"], member["current"]) == (True, True, True)
    assert member["until"] == "2027-11-23T23:00:00Z"
    assert re.match(CASE_REFERENCE_PATTERN, case["reference"])
    assert await told(world, case["id"]) == ["case.opened"]


async def test_a_case_is_there_for_its_members_alone(world: World) -> None:
    case = await opened(world)
    assert await sees(world, LEAD, case["id"])
    for persona in (COLLEAGUE, TABLE, ELSEWHERE, DSP, "avim", "officier-van-justitie"):
        assert not await sees(world, persona, case["id"])


async def test_a_case_tells_of_its_signals_the_envelope(world: World) -> None:
    signals = [await signal_at_desk(world) for _ in range(2)]
    case = await opened(world, signals=signals)
    assert [one["signalId"] for one in case["signals"]] == signals
    envelope = await world.get(LEAD, f"/signals/{signals[0]}")
    shown = case["signals"][0]
    assert {name: envelope[name] for name in ("reference", "municipalityCode", "exploitationForms", "receivedAt")} == {
        name: shown[name] for name in ("reference", "municipalityCode", "exploitationForms", "receivedAt")
    }


async def test_a_member_without_a_task_sees_no_part_of_the_signal(world: World) -> None:
    case = await opened(world, DSP, DSP_DESK)
    signal = case["signals"][0]["signalId"]
    assert (await world.get(DSP, f"/signals/{signal}"))["security"] is not None
    await joined(world, case["id"], RIEC, by=DSP)
    assert (await world.get(RIEC, f"/cases/{case['id']}"))["signals"][0]["signalId"] == signal
    async with world.as_api(RIEC) as connection:
        for table in ("signals", "signal_parts", "persons", "tasks", "data_keys"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0


@pytest.mark.parametrize("desk", ["nowhere", "zorgcoordinator.zeeland", "avim", DSP_DESK])
async def test_a_case_is_opened_at_a_desk_of_ones_own_that_opens_cases(world: World, desk: str) -> None:
    body = {"desk": desk, "signals": [await signal_at_desk(world)], "title": TITLE}
    assert await refused(world, LEAD, "/cases", body, 400) == "This is not a desk of yours that opens cases"
    assert await world.count("cases") == 0


async def test_a_case_is_opened_from_signals_of_that_desk(world: World) -> None:
    mine, other = await signal_at_desk(world), await perpetrator_at_dsp(world)
    never = "019a1c7e-0000-7000-8000-000000000001"
    for stranger in (other, never):
        body = {"desk": DESK, "signals": [mine, stranger], "title": TITLE}
        answer = await world.call(LEAD, "POST", "/cases", json=body)
        assert answer.status_code == 400
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/signals/1"]
    assert await world.count("cases") == 0


async def test_a_signal_that_is_on_both_sides_has_a_case_on_each_and_neither_tells_of_the_other(world: World) -> None:
    signal = (await world.submit(SUBMITTER, signal_aimed_at_both()))["id"]
    care = await opened(world, signals=[signal])
    security = await opened(world, DSP, DSP_DESK, signals=[signal])
    assert (care["compartment"], security["compartment"]) == ("care", "security")
    assert not await sees(world, LEAD, security["id"])
    assert not await sees(world, DSP, care["id"])


async def test_a_case_at_a_desk_of_the_region_is_of_the_district_of_its_signals(world: World) -> None:
    breda, goes = [
        (await world.submit(f"aandachtsfunctionaris.{place}", signal_aimed_at_both(municipalityCode=code)))["id"]
        for place, code in (("breda", "GM0758"), ("goes", "GM0664"))
    ]
    case = await opened(world, "avim", "avim", signals=[goes])
    assert case["district"] == "zeeland"
    body = {"desk": "avim", "signals": [breda, goes], "title": TITLE}
    assert "one district" in await refused(world, "avim", "/cases", body, 400)
    why = await refused(world, "avim", f"/cases/{case['id']}/signals", {"signalId": breda}, 400)
    assert why == "You have no task of such a signal for this case"


async def test_a_signal_is_added_once_by_a_member_with_a_task_of_it(world: World) -> None:
    case = await opened(world)
    other = (await world.submit(SUBMITTER, victim_signal(exploitationForms=["labour"])))["id"]
    detail = await done(world, LEAD, f"/cases/{case['id']}/signals", {"signalId": other}, 201)
    assert {one["signalId"] for one in detail["signals"]} == {case["signals"][0]["signalId"], other}
    assert detail["exploitationForms"] == ["labour", "sexual"]
    again = await refused(world, LEAD, f"/cases/{case['id']}/signals", {"signalId": other})
    assert again == "This signal is in the case already."
    hidden = await perpetrator_at_dsp(world)
    never = "019a1c7e-0000-7000-8000-000000000001"
    answers = {
        await refused(world, LEAD, f"/cases/{case['id']}/signals", {"signalId": one}, 400) for one in (hidden, never)
    }
    assert answers == {"You have no task of such a signal for this case"}
    assert await told(world, case["id"]) == ["case.opened", "case.signal_added"]


async def test_one_key_opens_one_case(world: World) -> None:
    body = {"desk": DESK, "signals": [await signal_at_desk(world)], "title": TITLE}
    key = {"Idempotency-Key": "open-this-case"}
    first, second = [(await world.call(LEAD, "POST", "/cases", json=body, headers=key)).json() for _ in range(2)]
    assert first == second
    assert await world.count("cases") == 1


async def test_a_case_without_a_signal_is_refused_at_the_commit(world: World) -> None:
    async with world.as_api(LEAD) as connection:
        told_of = await connection.fetchval(
            "SELECT access.open_case(gen_random_uuid(), 'ZWB-C-2026-X', 'care', $1, 'de_baronie', '', '', "
            "gen_random_uuid(), access.moment() + interval '1 day')",
            DESK,
        )
        assert len(told_of) == 1
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert await world.count("cases") == 0


async def test_cases_are_listed_by_status_desk_and_lead_page_by_page(world: World) -> None:
    made = [(await opened(world))["id"] for _ in range(3)]
    await done(world, LEAD, f"/cases/{made[0]}/status", {"step": "suspend", "reason": "no_capacity"})

    async def listed(query: str) -> list[str]:
        return [one["id"] for one in (await world.get(LEAD, f"/cases?{query}"))["items"]]

    assert await listed("") == made[::-1]
    assert await listed("status=suspended") == made[:1]
    assert await listed(f"desk={DESK}&lead=me") == made[::-1]
    assert await listed("desk=avim") == []
    page = await world.get(LEAD, "/cases?limit=2")
    rest = await world.get(LEAD, f"/cases?limit=2&cursor={page['nextCursor']}")
    assert [one["id"] for one in (*page["items"], *rest["items"])] == made[::-1]
    assert rest["nextCursor"] is None


async def test_what_another_district_referred_to_a_desk_of_the_region_is_a_case_of_that_district(world: World) -> None:
    signal = await signal_to_share(world)
    (task,) = await world.tasks(PROPOSER)
    await claim(world, PROPOSER, task["id"])
    await share(world, signal)
    offer = await offered(world, task["id"], PROPOSER, desk=RECEIVING_DESK, note=None)
    await responded(world, RECEIVER, offer["id"], "accept")
    (received,) = await world.tasks(RECEIVER)
    await claim(world, RECEIVER, received["id"])
    again = await offered(world, received["id"], RECEIVER, desk="avim", reason="expertise")
    await responded(world, "avim", again["id"], "accept")
    case = await opened(world, "avim", "avim", signals=[signal["id"]])
    assert case["district"] == "hart_van_brabant"
