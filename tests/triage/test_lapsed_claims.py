"""A task never stays behind somebody who cannot enter any more."""

import asyncio
from collections import Counter
from datetime import timedelta

from tests.triage.desk import COLLEAGUE, DESK, SUBMITTER, a_desk, appoint_until, claim, events, wait, withdraw
from tests.world import NOW, World


async def test_the_claims_of_somebody_who_is_withdrawn_are_released_at_once(world: World) -> None:
    claimed, waiting, mine, done = await a_desk(world, 4)
    for task_id in (claimed, waiting, done):
        await claim(world, COLLEAGUE, task_id)
    await wait(world, COLLEAGUE, waiting)
    await claim(world, DESK, mine)
    await world.call(COLLEAGUE, "POST", f"/tasks/{done}/outcome", json={"outcome": "taken_up"})
    await withdraw(world, COLLEAGUE)
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT id, status, claimed_by IS NULL AS free, version FROM tasks")
    assert {str(row["id"]): (row["status"], row["free"]) for row in rows} == {
        claimed: ("open", True),
        waiting: ("open", True),
        mine: ("claimed", False),
        done: ("done", False),
    }
    assert await events(world, claimed) == ["task.opened", "task.claimed", "task.released"]
    assert await events(world, waiting) == ["task.opened", "task.claimed", "task.waiting", "task.released"]
    timeline = (await world.get(DESK, f"/tasks/{claimed}"))["signalId"]
    steps = (await world.get(SUBMITTER, f"/signals/{timeline}/timeline"))["items"]
    assert steps[-1]["type"] == "task.released"
    await claim(world, DESK, claimed)


async def test_somebody_who_works_at_the_desk_by_another_appointment_keeps_the_claims(world: World) -> None:
    (task_id,) = await a_desk(world)
    await claim(world, COLLEAGUE, task_id)
    first = (await world.get(COLLEAGUE, "/me"))["appointments"][0]["id"]
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    assert (await world.call("beheerder", "POST", f"/appointments/{first}/withdrawal")).status_code == 200
    assert (await world.get(DESK, f"/tasks/{task_id}"))["status"] == "claimed"
    await withdraw(world, COLLEAGUE)
    assert (await world.get(DESK, f"/tasks/{task_id}"))["status"] == "open"


async def test_a_claim_lapses_when_the_appointment_ends(world: World) -> None:
    claimed, waiting = await a_desk(world, 2)
    await appoint_until(world, "temporary", hours=2)
    for task_id in (claimed, waiting):
        await claim(world, "temporary", task_id)
    await wait(world, "temporary", waiting)
    world.clock.moment = NOW + timedelta(hours=2, microseconds=-1)
    assert await world.tasks(DESK, "&unclaimed=true") == []
    world.clock.moment = NOW + timedelta(hours=2)
    assert (await world.call("temporary", "GET", "/tasks")).status_code == 403
    for query in ("&unclaimed=true", "&status=open"):
        assert {task["id"] for task in await world.tasks(DESK, query)} == {claimed, waiting}
    for query in ("&status=claimed", "&status=waiting"):
        assert await world.tasks(DESK, query) == []
    view = await world.get(DESK, f"/tasks/{waiting}")
    assert (view["status"], view["claim"], view["waiting"]) == ("open", None, None)
    assert (await world.get(DESK, "/task-counts"))["unclaimed"] == 2
    assert (await world.get(DESK, f"/signals/{view['signalId']}"))["status"] == "received"


async def test_whoever_touches_a_lapsed_claim_first_puts_the_release_on_record(world: World) -> None:
    one, other = await a_desk(world, 2)
    await appoint_until(world, "temporary", hours=2)
    for task_id in (one, other):
        await claim(world, "temporary", task_id)
    world.clock.advance(timedelta(hours=3))
    results = await asyncio.gather(
        *(world.call(persona, "PUT", f"/tasks/{one}/claim") for persona in (DESK, COLLEAGUE) for _ in range(3))
    )
    assert Counter(answer.status_code for answer in results) == {200: 3, 409: 3}
    assert await events(world, one) == ["task.opened", "task.claimed", "task.released", "task.claimed"]
    answer = await world.call(DESK, "POST", "/task-assignments", json={"tasks": [other]})
    assert answer.json()["items"] == [{"task": other, "result": "assigned"}]
    assert await events(world, other) == ["task.opened", "task.claimed", "task.released", "task.claimed"]


async def test_a_renewed_appointment_carries_the_claims_on(world: World) -> None:
    (task_id,) = await a_desk(world)
    await appoint_until(world, "temporary", hours=2)
    await claim(world, "temporary", task_id)
    proposal = {
        "issuer": "https://demo.signaalbrug.invalid",
        "subject": "temporary",
        "name": "temporary",
        "role": "zorgcoordinator",
        "district": "de_baronie",
        "validFrom": "2026-11-23T11:30:00Z",
    }
    made = await world.call("beheerder", "POST", "/appointments", json=proposal)
    assert made.status_code == 201, made.text
    approved = await world.call("beheerder-2", "POST", f"/appointments/{made.json()['id']}/approval")
    assert approved.status_code == 200, approved.text
    world.clock.advance(timedelta(hours=5))
    view = await world.get("temporary", f"/tasks/{task_id}")
    assert (view["status"], view["claim"]["byYou"]) == ("claimed", True)


async def test_the_deputy_loses_the_claims_when_the_lender_is_withdrawn(world: World) -> None:
    (task_id,) = await a_desk(world)
    own = (await world.get(COLLEAGUE, "/me"))["appointments"][0]["id"]
    loan = {
        "issuer": "https://demo.signaalbrug.invalid",
        "subject": "deputy",
        "name": "Deputy",
        "validUntil": "2026-12-01T09:30:00Z",
    }
    lent = await world.call(COLLEAGUE, "POST", f"/appointments/{own}/loans", json=loan)
    assert lent.status_code == 201, lent.text
    approved = await world.call("beheerder", "POST", f"/appointments/{lent.json()['id']}/approval")
    assert approved.status_code == 200, approved.text
    await claim(world, "deputy", task_id)
    world.clock.advance(timedelta(minutes=1))
    assert (await world.call("beheerder", "POST", f"/appointments/{own}/withdrawal")).status_code == 200
    assert (await world.get(DESK, f"/tasks/{task_id}"))["status"] == "open"
    assert (await events(world, task_id))[-1] == "task.released"
