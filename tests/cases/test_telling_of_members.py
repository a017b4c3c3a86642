"""Whoever comes into a case, stays longer, leads it or has to go hears of that, while they may know."""

import asyncpg
import pytest

from tests.cases.casework import COLLEAGUE, DSP, DSP_DESK, LEAD, RIEC, TABLE, done, joined, opened, sees
from tests.triage.desk import actor_id, withdraw
from tests.triage.posting import DAY
from tests.world import Json, World

MARK = "UPDATE notifications SET read_at = access.moment() WHERE kind LIKE 'case%'"


async def notified(world: World, persona: str) -> list[Json]:
    """List the notifications of cases that somebody sees, the last first."""
    items = (await world.get(persona, "/notifications?limit=100"))["items"]
    return [item for item in items if item["subject"]["kind"] == "case"]


async def told(world: World, persona: str) -> list[str]:
    """Sort what somebody was told of cases."""
    return sorted(item["kind"].removeprefix("case_") for item in await notified(world, persona))


async def let_in(world: World, by: str = DSP, desk: str = DSP_DESK, persona: str = RIEC) -> tuple[str, str]:
    """Open a case and let somebody in; return the id of the case and of the membership."""
    case = (await opened(world, by, desk))["id"]
    return case, (await joined(world, case, persona, by=by))["id"]


async def hand_over(world: World, case: str, by: str, to: str) -> None:
    """Let somebody lead a case from here on."""
    await done(world, by, f"/cases/{case}/lead", {"actorId": await actor_id(world, to)})


# Coming, staying and going


async def test_who_is_let_into_a_case_hears_of_it_and_nobody_else_does(world: World) -> None:
    case, _ = await let_in(world)
    (item,) = await notified(world, RIEC)
    assert (item["kind"], item["desk"]) == ("case_member_added", None)
    assert item["subject"] == {"kind": "case", "id": case}
    assert (await world.get(RIEC, f"/cases/{case}"))["id"] == case
    for persona in (DSP, LEAD, COLLEAGUE, "avim", "officier-van-justitie"):
        assert await told(world, persona) == []


async def test_who_opens_a_case_or_takes_it_up_is_told_nothing(world: World) -> None:
    case = (await opened(world))["id"]
    await withdraw(world, LEAD)
    await hand_over(world, case, COLLEAGUE, COLLEAGUE)
    assert await told(world, COLLEAGUE) == []


async def test_a_membership_that_is_to_come_is_told_when_it_begins(world: World) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    body = {"actorId": await actor_id(world, RIEC), "since": "2026-11-27", "until": "2027-01-31"}
    await done(world, DSP, f"/cases/{case}/members", body, 201)
    assert await told(world, RIEC) == []
    world.clock.advance(4 * DAY)
    assert await told(world, RIEC) == ["member_added"]


async def test_a_membership_that_never_began_ends_without_a_word(world: World) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    body = {"actorId": await actor_id(world, RIEC), "since": "2026-11-27", "until": "2027-01-31"}
    detail = await done(world, DSP, f"/cases/{case}/members", body, 201)
    (membership,) = (one["id"] for one in detail["members"] if not one["lead"])
    await done(world, DSP, f"/case-members/{membership}/removal")
    world.clock.advance(4 * DAY)
    assert await told(world, RIEC) == []


async def test_another_end_of_a_membership_is_told_to_the_member(world: World) -> None:
    _, membership = await let_in(world)
    await done(world, DSP, f"/case-members/{membership}/extension", {"until": "2027-09-01"})
    assert await told(world, RIEC) == ["member_added", "membership_changed"]
    assert await told(world, DSP) == []


async def test_who_extends_their_own_membership_is_told_nothing(world: World) -> None:
    case = await opened(world)
    await done(world, LEAD, f"/case-members/{case['members'][0]['id']}/extension", {"until": "2027-09-01"})
    assert await told(world, LEAD) == []


async def test_who_is_removed_reads_that_and_no_longer_what_was_told_before(world: World) -> None:
    case, membership = await let_in(world)
    await done(world, DSP, f"/case-members/{membership}/removal")
    (item,) = await notified(world, RIEC)
    assert (item["kind"], item["desk"]) == ("case_membership_ended", None)
    assert set(item) == {"id", "kind", "subject", "desk", "createdAt", "readAt"}
    assert not await sees(world, RIEC, case)
    marked = await world.call(RIEC, "PUT", f"/notifications/{item['id']}/read")
    assert marked.status_code == 200


async def test_that_a_membership_ended_goes_with_the_role_by_which_it_was(world: World) -> None:
    _, membership = await let_in(world)
    await done(world, DSP, f"/case-members/{membership}/removal")
    await withdraw(world, RIEC)
    await world.appoint(RIEC, "riec", district="zeeland")
    assert await told(world, RIEC) == []


async def test_what_was_told_is_not_there_once_the_membership_is_over(world: World) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    await joined(world, case, RIEC, by=DSP, until="2026-12-01")
    world.clock.advance(20 * DAY)
    assert await told(world, RIEC) == []


# The lead


async def test_the_lead_that_is_handed_over_is_told_to_who_has_it(world: World) -> None:
    case, _ = await let_in(world, LEAD, "zorgcoordinator.de_baronie", TABLE)
    await hand_over(world, case, LEAD, TABLE)
    assert await told(world, TABLE) == ["lead_given", "member_added"]
    assert await told(world, LEAD) == []


async def test_the_lead_that_is_taken_over_is_told_to_who_had_it(world: World) -> None:
    case, _ = await let_in(world, LEAD, "zorgcoordinator.de_baronie", COLLEAGUE)
    await hand_over(world, case, COLLEAGUE, COLLEAGUE)
    assert await told(world, LEAD) == ["lead_taken"]
    assert await told(world, COLLEAGUE) == ["member_added"]
    await done(world, COLLEAGUE, f"/case-members/{await _membership(world, case, LEAD)}/removal")
    assert await told(world, LEAD) == ["membership_ended"]


async def _membership(world: World, case: str, persona: str) -> str:
    members = (await world.get(COLLEAGUE, f"/cases/{case}"))["members"]
    return next(str(one["id"]) for one in members if one["name"] == persona)


# Past the service


async def test_what_is_told_is_marked_past_the_service_by_its_addressee_alone(world: World) -> None:
    await let_in(world)
    for persona, rows in ((RIEC, 1), (DSP, 0), ("avim", 0)):
        async with world.as_api(persona) as connection:
            assert await connection.execute(MARK) == f"UPDATE {rows}"


@pytest.mark.parametrize("name", ["is_led", "hears_of_case", "remind_of_memberships", "watch_cases"])
async def test_the_api_calls_none_of_what_looks_into_all_cases(world: World, name: str) -> None:
    values = {
        "is_led": "gen_random_uuid(), now()",
        "hears_of_case": "gen_random_uuid(), 'member', gen_random_uuid(), now()",
        "remind_of_memberships": "now(), now(), gen_random_uuid(), 1",
        "watch_cases": "now(), gen_random_uuid(), 1",
    }
    async with world.as_api(DSP) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"SELECT access.{name}({values[name]})")
