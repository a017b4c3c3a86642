"""A case is open to its members for a time, while their roles reach it; its lead says who they are."""

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
from tests.world import NOW, World

NEVER = "019a1c7e-0000-7000-8000-000000000001"


async def test_a_member_sees_the_case_from_the_next_request_on_and_until_removed(world: World) -> None:
    case = (await opened(world))["id"]
    member = await joined(world, case, TABLE)
    assert await sees(world, TABLE, case)
    detail = await done(world, LEAD, f"/case-members/{member['id']}/removal")
    assert next(one for one in detail["members"] if one["id"] == member["id"])["removedAt"] is not None
    assert not await sees(world, TABLE, case)
    await joined(world, case, TABLE)
    assert await sees(world, TABLE, case)
    assert await told(world, case) == ["case.opened", "case.member_added", "case.member_removed", "case.member_added"]


async def test_a_membership_ends_by_itself_and_can_be_extended_before(world: World) -> None:
    case = (await opened(world))["id"]
    member = await joined(world, case, TABLE, until="2026-11-30")
    assert member["until"] == "2026-11-30T23:00:00Z"
    world.clock.moment = NOW + timedelta(days=7)
    assert await sees(world, TABLE, case)
    await done(world, LEAD, f"/case-members/{member['id']}/extension", {"until": "2026-12-01"})
    world.clock.moment = NOW + timedelta(days=8)
    assert await sees(world, TABLE, case)
    world.clock.moment = NOW + timedelta(days=9)
    assert not await sees(world, TABLE, case)
    over = await refused(world, LEAD, f"/case-members/{member['id']}/extension", {"until": "2026-12-24"})
    assert over == "This membership is over; allowed: adding them again."
    await joined(world, case, TABLE)
    assert await sees(world, TABLE, case)


async def test_a_membership_that_is_to_come_shows_nothing_yet(world: World) -> None:
    case = (await opened(world))["id"]
    body = {"actorId": await actor_id(world, TABLE), "since": "2026-11-25", "until": "2026-12-24"}
    await done(world, LEAD, f"/cases/{case}/members", body, 201)
    assert not await sees(world, TABLE, case)
    world.clock.moment = NOW + timedelta(days=2)
    assert await sees(world, TABLE, case)


async def test_who_loses_the_role_loses_the_case_with_the_next_request(world: World) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    await joined(world, case, RIEC, by=DSP)
    assert await sees(world, RIEC, case)
    await withdraw(world, RIEC)
    await world.appoint(RIEC, "riec", district="zeeland")
    assert not await sees(world, RIEC, case)
    await world.appoint(RIEC, "riec", district="de_baronie")
    assert await sees(world, RIEC, case)


@pytest.mark.parametrize(
    ("persona", "there"),
    [
        (COLLEAGUE, True),
        (TABLE, True),
        (ELSEWHERE, False),
        (DSP, False),
        ("avim", False),
        ("projectleider-ondermijning.breda", False),
        ("officier-van-justitie", False),
        ("arbeidsinspectie", False),
        ("auditor", False),
    ],
)
async def test_only_somebody_whose_roles_reach_a_care_case_becomes_a_member(
    world: World, persona: str, there: bool
) -> None:
    case = (await opened(world))["id"]
    who = await actor_id(world, persona)
    candidates = (await world.get(LEAD, f"/cases/{case}/candidates"))["items"]
    assert (who in {one["id"] for one in candidates}) == there
    body = {"actorId": who, "until": "2027-06-01"}
    if there:
        await done(world, LEAD, f"/cases/{case}/members", body, 201)
    else:
        unknown = await refused(world, LEAD, f"/cases/{case}/members", {**body, "actorId": NEVER}, 400)
        assert await refused(world, LEAD, f"/cases/{case}/members", body, 400) == unknown


@pytest.mark.parametrize(
    ("persona", "there"),
    [
        ("projectleider-ondermijning.breda", True),
        ("projectleider-ondermijning.goes", False),
        (RIEC, True),
        ("riec.zeeland", False),
        ("avim", True),
        ("officier-van-justitie", True),
        (TABLE, False),
        (LEAD, False),
        ("arbeidsinspectie", False),
    ],
)
async def test_only_somebody_whose_roles_reach_a_security_case_becomes_a_member(
    world: World, persona: str, there: bool
) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    names = {one["id"]: one["member"] for one in (await world.get(DSP, f"/cases/{case}/candidates"))["items"]}
    who = await actor_id(world, persona)
    assert names.get(who) == (False if there else None)
    if there:
        await joined(world, case, persona, by=DSP)
        assert await sees(world, persona, case)


async def test_a_municipality_reaches_the_cases_of_the_district_that_it_lies_in_that_day(world: World) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    mayor = "projectleider-ondermijning.breda"
    await joined(world, case, mayor, by=DSP)
    assert await sees(world, mayor, case)
    async with world.as_superuser() as connection:
        await connection.execute(
            "UPDATE district_memberships SET valid_until = '2026-11-25' WHERE municipality_code = 'GM0758'"
        )
        await connection.execute(
            "INSERT INTO district_memberships (municipality_code, district_id, valid_from, source) "
            "VALUES ('GM0758', 'zeeland', '2026-11-25', 'x')"
        )
    assert await sees(world, mayor, case)
    world.clock.moment = NOW + timedelta(days=2)
    assert not await sees(world, mayor, case)


async def test_members_work_on_a_case_and_the_lead_says_who_they_are(world: World) -> None:
    case = (await opened(world))["id"]
    member = await joined(world, case, TABLE)
    (mine,) = (one for one in (await world.get(LEAD, f"/cases/{case}"))["members"] if one["you"])
    body = {"actorId": await actor_id(world, COLLEAGUE), "until": "2027-06-01"}
    for path, sent in (
        (f"/cases/{case}/members", body),
        (f"/case-members/{mine['id']}/removal", None),
        (f"/case-members/{member['id']}/extension", {"until": "2027-07-01"}),
        (f"/cases/{case}/status", {"step": "close", "reason": "other", "outcome": "not_established"}),
    ):
        assert (await refused(world, TABLE, path, sent)).startswith("Only the lead of a case does")
    await done(world, TABLE, f"/cases/{case}/notes", {"text": "Gebeld."}, 201)
    assert await members_of(world, case, TABLE) == {LEAD: True, TABLE: True}


async def test_a_member_is_a_member_once_and_for_a_year_at_most(world: World) -> None:
    case = (await opened(world))["id"]
    await joined(world, case, TABLE)
    who = await actor_id(world, TABLE)
    again = await refused(world, LEAD, f"/cases/{case}/members", {"actorId": who, "until": "2027-06-01"})
    assert again.startswith("They are a member already")
    other = await actor_id(world, COLLEAGUE)
    for until in ("2026-11-22", "2027-11-24"):
        await refused(world, LEAD, f"/cases/{case}/members", {"actorId": other, "until": until}, 400)
    days = {"since": "2026-12-02", "until": "2026-12-01"}
    await refused(world, LEAD, f"/cases/{case}/members", {"actorId": other, **days}, 400)
    await done(world, LEAD, f"/cases/{case}/members", {"actorId": other, "until": "2027-11-23"}, 201)


async def test_the_lead_stays_a_member_until_another_leads(world: World) -> None:
    case = await opened(world)
    path = f"/cases/{case['id']}"
    mine = case["members"][0]["id"]
    assert "cannot be removed" in await refused(world, LEAD, f"/case-members/{mine}/removal")
    stranger = await refused(world, LEAD, f"{path}/lead", {"actorId": await actor_id(world, COLLEAGUE)}, 400)
    assert stranger == "This is no current member whose roles reach this case"
    await joined(world, case["id"], COLLEAGUE)
    after = await done(world, LEAD, f"{path}/lead", {"actorId": await actor_id(world, COLLEAGUE)})
    assert (after["lead"]["name"], after["lead"]["you"]) == (COLLEAGUE, False)
    await refused(world, LEAD, f"/case-members/{mine}/extension", {"until": "2027-01-01"})
    await done(world, COLLEAGUE, f"/case-members/{mine}/removal")
    assert not await sees(world, LEAD, case["id"])
    assert "case.lead_changed" in await told(world, case["id"])


async def test_the_lead_is_taken_over_by_a_member_who_opens_cases_at_that_desk(world: World) -> None:
    case = (await opened(world))["id"]
    for persona in (COLLEAGUE, TABLE):
        await joined(world, case, persona)
    await withdraw(world, LEAD)
    me = {"actorId": await actor_id(world, TABLE)}
    assert (await refused(world, TABLE, f"/cases/{case}/lead", me)).startswith("Only the lead hands over the lead")
    me = {"actorId": await actor_id(world, COLLEAGUE)}
    assert (await done(world, COLLEAGUE, f"/cases/{case}/lead", me))["lead"]["you"]
    assert await refused(world, COLLEAGUE, f"/cases/{case}/lead", me) == "They lead this case already."


async def test_what_changed_in_the_meantime_is_not_overwritten(world: World) -> None:
    case = (await opened(world))["id"]
    read = await world.call(LEAD, "GET", f"/cases/{case}")
    await joined(world, case, TABLE)
    body = {"step": "suspend", "reason": "no_capacity"}
    stale = {"If-Match": read.headers["ETag"]}
    answer = await world.call(LEAD, "POST", f"/cases/{case}/status", json=body, headers=stale)
    assert answer.status_code == 412
    fresh = {"If-Match": (await world.call(LEAD, "GET", f"/cases/{case}")).headers["ETag"]}
    answer = await world.call(LEAD, "POST", f"/cases/{case}/status", json=body, headers=fresh)
    assert answer.status_code == 200
    assert answer.headers["ETag"] != fresh["If-Match"]


async def test_one_key_adds_a_member_once(world: World) -> None:
    case = (await opened(world))["id"]
    body, key = {"actorId": await actor_id(world, TABLE), "until": "2027-06-01"}, {"Idempotency-Key": "add-this-one"}
    for _ in range(2):
        answer = await world.call(LEAD, "POST", f"/cases/{case}/members", json=body, headers=key)
        assert answer.status_code == 201
    assert await world.count("case_members") == 2


async def test_nobody_becomes_a_member_past_the_service_either(world: World) -> None:
    case = await opened(world)
    values = (case["id"], await actor_id(world, DSP), await actor_id(world, LEAD))
    insert = (
        "INSERT INTO case_members (id, case_id, compartment, actor_id, actor_name, since, until, added_by, "
        "added_by_name, added_at) SELECT gen_random_uuid(), $1::uuid, 'care', $2::uuid, 'x', access.moment(), "
        "access.moment() + interval '1 day', $3::uuid, 'x', access.moment()"
    )
    for persona in (LEAD, DSP):
        async with world.as_api(persona) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(insert, *values)
