"""A case that nobody of its desk is in any more is taken up by a colleague, who sees no more of it before than that."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from tests.cases.casework import (
    COLLEAGUE,
    DSP,
    DSP_DESK,
    ELSEWHERE,
    LEAD,
    RIEC,
    TABLE,
    done,
    joined,
    members_of,
    opened,
    refused,
    sees,
    told,
)
from tests.triage.desk import actor_id, withdraw
from tests.world import NOW, Json, World

WITHOUT = "/cases-without-lead"


async def without_lead(world: World, persona: str, query: str = "") -> list[Json]:
    """List the cases without a lead at the desks of somebody."""
    items: list[Json] = (await world.get(persona, f"{WITHOUT}{query}"))["items"]
    return items


async def take_up(world: World, persona: str, case: str, status: int = 200) -> Json:
    """Take the lead of a case, and expect an answer."""
    return await done(world, persona, f"/cases/{case}/lead", {"actorId": await actor_id(world, persona)}, status)


async def test_a_colleague_takes_up_a_case_whose_only_member_left(world: World) -> None:
    case = await opened(world)
    assert await without_lead(world, COLLEAGUE) == []
    await take_up(world, COLLEAGUE, case["id"], 404)
    await withdraw(world, LEAD)
    assert await without_lead(world, COLLEAGUE) == [
        {name: case[name] for name in ("id", "reference", "compartment", "district", "desk", "status", "openedAt")}
    ]
    assert not await sees(world, COLLEAGUE, case["id"])
    taken = await take_up(world, COLLEAGUE, case["id"])
    assert (taken["lead"]["name"], taken["title"]) == (COLLEAGUE, case["title"])
    assert await sees(world, COLLEAGUE, case["id"])
    assert await without_lead(world, COLLEAGUE) == []
    assert await told(world, case["id"]) == ["case.opened", "case.member_added", "case.lead_changed"]
    await joined(world, case["id"], TABLE, by=COLLEAGUE)


async def test_who_takes_a_case_up_is_a_member_for_a_year_by_their_own_hand(world: World) -> None:
    case = (await opened(world))["id"]
    await withdraw(world, LEAD)
    (mine,) = (one for one in (await take_up(world, COLLEAGUE, case))["members"] if one["you"])
    assert (mine["lead"], mine["current"], mine["addedBy"]) == (True, True, COLLEAGUE)
    assert mine["until"] == "2027-11-23T23:00:00Z"


async def test_a_case_is_taken_up_when_the_time_of_its_members_ended(world: World) -> None:
    case = (await opened(world, until="2026-11-30"))["id"]
    world.clock.moment = NOW + timedelta(days=8)
    assert [one["id"] for one in await without_lead(world, COLLEAGUE)] == [case]
    assert (await take_up(world, COLLEAGUE, case))["lead"]["you"]
    assert not await sees(world, LEAD, case)


async def test_the_lead_comes_back_whose_own_time_ended(world: World) -> None:
    case = (await opened(world, until="2026-11-30"))["id"]
    world.clock.moment = NOW + timedelta(days=8)
    back = await take_up(world, LEAD, case)
    assert [(one["current"], one["removedAt"] is None) for one in back["members"]] == [(False, False), (True, True)]
    assert await told(world, case) == ["case.opened", "case.member_added"]
    assert await refused(world, LEAD, f"/cases/{case}/lead", {"actorId": await actor_id(world, LEAD)}) == (
        "They lead this case already."
    )


async def test_a_membership_that_was_to_come_begins_when_the_case_is_taken_up(world: World) -> None:
    case = (await opened(world))["id"]
    body = {"actorId": await actor_id(world, COLLEAGUE), "since": "2026-12-20", "until": "2026-12-24"}
    await done(world, LEAD, f"/cases/{case}/members", body, 201)
    await withdraw(world, LEAD)
    taken = await take_up(world, COLLEAGUE, case)
    assert [one["current"] for one in taken["members"] if one["you"]] == [False, True]


async def test_members_of_other_desks_stay_and_do_not_stand_in_the_way(world: World) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    await joined(world, case, RIEC, by=DSP)
    await world.appoint("another-dsp", "dsp", district="de_baronie")
    await withdraw(world, DSP)
    assert await sees(world, RIEC, case)
    assert [one["id"] for one in await without_lead(world, "another-dsp")] == [case]
    await take_up(world, "another-dsp", case)
    assert await members_of(world, case, RIEC) == {DSP: True, RIEC: True, "another-dsp": True}


async def test_a_case_is_held_by_its_lead_and_by_every_member_of_its_desk(world: World) -> None:
    led_elsewhere, has_a_colleague = [(await opened(world))["id"] for _ in range(2)]
    await joined(world, led_elsewhere, TABLE)
    await done(world, LEAD, f"/cases/{led_elsewhere}/lead", {"actorId": await actor_id(world, TABLE)})
    await world.appoint("third", "zorgcoordinator", district="de_baronie")
    await joined(world, has_a_colleague, "third")
    await withdraw(world, LEAD)
    assert await without_lead(world, COLLEAGUE) == []
    for case in (led_elsewhere, has_a_colleague):
        await take_up(world, COLLEAGUE, case, 404)
    await take_up(world, "third", has_a_colleague)


@pytest.mark.parametrize("persona", [TABLE, ELSEWHERE, DSP, "avim"])
async def test_a_case_without_a_lead_is_there_for_its_own_desk_alone(world: World, persona: str) -> None:
    case = (await opened(world))["id"]
    await withdraw(world, LEAD)
    assert await without_lead(world, persona) == []
    hidden = await take_up(world, persona, case, 404)
    never = await take_up(world, persona, "019a1c7e-0000-7000-8000-000000000001", 404)
    assert {**hidden, "instance": None, "requestId": None} == {**never, "instance": None, "requestId": None}


@pytest.mark.parametrize("persona", [RIEC, "officier-van-justitie", "projectleider-ondermijning.breda"])
async def test_who_opens_no_cases_takes_none_up(world: World, persona: str) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    await withdraw(world, DSP)
    assert (await world.call(persona, "GET", WITHOUT)).status_code == 403
    await take_up(world, persona, case, 404)


async def test_a_case_is_taken_up_for_oneself_alone(world: World) -> None:
    case = (await opened(world))["id"]
    await withdraw(world, LEAD)
    await world.appoint("third", "zorgcoordinator", district="de_baronie")
    await done(world, COLLEAGUE, f"/cases/{case}/lead", {"actorId": await actor_id(world, "third")}, 404)
    assert await world.count("case_members") == 1


async def test_of_two_who_take_up_a_case_at_once_one_does(world: World) -> None:
    case = (await opened(world))["id"]
    await withdraw(world, LEAD)
    await world.appoint("third", "zorgcoordinator", district="de_baronie")
    bodies = {persona: {"actorId": await actor_id(world, persona)} for persona in (COLLEAGUE, "third")}
    calls = (world.call(persona, "POST", f"/cases/{case}/lead", json=body) for persona, body in bodies.items())
    assert sorted(answer.status_code for answer in await asyncio.gather(*calls)) == [200, 404]
    assert await world.count("case_members") == 2


async def test_one_key_takes_up_a_case_once(world: World) -> None:
    case = (await opened(world))["id"]
    await withdraw(world, LEAD)
    body, key = {"actorId": await actor_id(world, COLLEAGUE)}, {"Idempotency-Key": "take-this-one"}
    for _ in range(2):
        answer = await world.call(COLLEAGUE, "POST", f"/cases/{case}/lead", json=body, headers=key)
        assert answer.status_code == 200
    assert await told(world, case) == ["case.opened", "case.member_added", "case.lead_changed"]


async def test_closed_cases_are_listed_apart_and_page_by_page(world: World) -> None:
    closed, *open_cases = [(await opened(world))["id"] for _ in range(3)]
    ending = {"step": "close", "reason": "goals_reached", "outcome": "exploitation_ended"}
    await done(world, LEAD, f"/cases/{closed}/status", ending)
    await withdraw(world, LEAD)
    assert [one["id"] for one in await without_lead(world, COLLEAGUE, "?status=closed")] == [closed]
    first = await world.get(COLLEAGUE, f"{WITHOUT}?status=open&limit=1")
    second = await world.get(COLLEAGUE, f"{WITHOUT}?status=open&limit=1&cursor={first['nextCursor']}")
    assert [one["id"] for page in (first, second) for one in page["items"]] == open_cases[::-1]
    assert second["nextCursor"] is None
    await take_up(world, COLLEAGUE, closed)
    await done(world, COLLEAGUE, f"/cases/{closed}/status", {"step": "reopen", "reason": "recurrence"})


async def test_nobody_leaves_a_case_by_themselves_past_the_service_either(world: World) -> None:
    case = await opened(world)
    leaving = (
        "UPDATE case_members SET removed_by = access.actor(), removed_by_name = 'x', removed_at = access.moment() "
        "WHERE id = $1"
    )
    async with world.as_api(LEAD) as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(leaving, case["members"][0]["id"])
