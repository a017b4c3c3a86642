"""Where a task can be referred to, and what is proposed: desks that read such work, and partners outside."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.triage.desk import claim
from tests.triage.referring import (
    ELSEWHERE,
    FROM,
    RECEIVER,
    SENDER,
    TO,
    a_claimed_task,
    a_partner,
    offered,
    refer,
    respond,
    responded,
)
from tests.world import NOW, Json, World


async def test_the_same_desk_of_another_district_gets_it_and_oversees_it_there(world: World) -> None:
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"], desk="zorgcoordinator.zeeland", reason="other_district")
    assert referral["direction"] == "other_district"
    await responded(world, ELSEWHERE, referral["id"], "accept")
    (taken,) = await world.tasks(ELSEWHERE)
    assert (taken["district"], taken["municipalityCode"]) == ("zeeland", "GM0758")
    assert (await world.get(ELSEWHERE, f"/signals/{task['signalId']}"))["care"]["narrative"]


async def test_a_partner_outside_takes_it_or_the_desk_stays_responsible(world: World) -> None:
    for closes, status in ((False, "claimed"), (True, "done")):
        task = await a_claimed_task(world)
        referral = await offered(world, task["id"], desk=None, partner=await a_partner(world))
        assert (referral["direction"], referral["toPartner"]["kind"]) == ("partner", "shelter")
        unclear = await respond(world, SENDER, referral["id"], "accept")
        assert (unclear.status_code, unclear.json()["errors"][0]["pointer"]) == (400, "/closesTask")
        await responded(world, SENDER, referral["id"], "accept", closesTask=closes)
        shown = await world.get(SENDER, f"/tasks/{task['id']}")
        assert (shown["status"], shown["outcome"]) == (status, "handed_over" if closes else None)
    assert await world.count("tasks") == 2


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"desk": "nowhere"}, "/desk"),
        ({"desk": "avim"}, "/desk"),
        ({"desk": "dsp.de_baronie"}, "/desk"),
        ({"desk": "anna_overleg"}, "/desk"),
        ({"desk": FROM}, "/desk"),
        ({"desk": None, "partner": str(uuid4())}, "/partner"),
        ({"desk": None}, ""),
        ({"partner": str(uuid4())}, ""),
        ({"reason": "because"}, "/reason"),
        ({"note": "BSN 123456782"}, "/note"),
        ({"more": 1}, "/more"),
    ],
)
async def test_who_it_cannot_be_offered_to_is_told(world: World, changes: Json, pointer: str) -> None:
    task = await a_claimed_task(world)
    answer = await refer(world, task["id"], **changes)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    assert await world.count("referrals") == 0


async def test_the_arbeidsinspectie_gets_labour_exploitation_only(world: World) -> None:
    await a_claimed_task(world, both_sides=True)
    (task,) = await world.tasks("dsp.de-baronie")
    await claim(world, "dsp.de-baronie", task["id"])
    unknown = await refer(world, task["id"], "dsp.de-baronie", desk="nowhere")
    refused = await refer(world, task["id"], "dsp.de-baronie", desk="arbeidsinspectie")
    assert (refused.status_code, refused.json()["errors"]) == (400, unknown.json()["errors"])


async def test_a_desk_that_was_closed_takes_nothing(world: World) -> None:
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"])
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE desks SET closed_at = $1 WHERE id = $2", NOW, TO)
    told = await respond(world, RECEIVER, referral["id"], "accept")
    assert (told.status_code, "closed" in told.json()["detail"]) == (409, True)
    await responded(world, RECEIVER, referral["id"], "return", reason="desk_closed")
    answer = await refer(world, task["id"])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "closed_desk")
    assert TO not in {p["desk"] for p in (await world.get(SENDER, f"/tasks/{task['id']}/referral-proposals"))["items"]}
    world.clock.advance(timedelta(minutes=2))
    desks = {desk["id"]: desk["closedAt"] for desk in (await world.get(SENDER, "/desks"))["items"]}
    assert (desks[TO], desks[FROM]) == ("2026-11-23T09:30:00Z", None)


async def test_where_a_task_goes_next_is_proposed_with_its_reason(world: World) -> None:
    task = await a_claimed_task(world)
    proposals = (await world.get(SENDER, f"/tasks/{task['id']}/referral-proposals"))["items"]
    first = proposals[0]
    assert (first["desk"], first["direction"], first["isDefault"]) == (TO, "next_layer", True)
    assert "gelaagde model" in first["reasons"][0]["nl"]
    others = {(one["desk"], one["direction"]) for one in proposals[1:]}
    assert others == {
        (f"zorgcoordinator.{name}", "other_district") for name in ("zeeland", "de_markiezaten", "hart_van_brabant")
    }
    assert not any(one["isDefault"] for one in proposals[1:])


async def test_the_desk_that_routing_named_is_proposed_for_the_reasons_of_the_rules(world: World) -> None:
    await a_claimed_task(world, both_sides=True)
    (task,) = await world.tasks("avim")
    (routed,) = await world.tasks("dsp.de-baronie")
    why = (await world.get("dsp.de-baronie", f"/tasks/{routed['id']}"))["reasons"]
    proposals = (await world.get("avim", f"/tasks/{task['id']}/referral-proposals"))["items"]
    assert (proposals[0]["desk"], proposals[0]["reasons"], proposals[0]["isDefault"]) == ("dsp.de_baronie", why, True)
    assert {one["track"] for one in proposals} == {"security"}
    assert (await world.call(SENDER, "GET", f"/tasks/{task['id']}/referral-proposals")).status_code == 404
