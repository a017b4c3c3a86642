"""An addition is taken only on a side where a desk is at work: what is acknowledged reaches somebody."""

import asyncio

import httpx

from tests.bodies import perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.halting import halted_at, until_waiting
from tests.interventions.logging import a_task, logged
from tests.sharing.decisions import share
from tests.triage.alike import SOMEBODY, care, merge, submitted, task_of
from tests.triage.referring import a_partner, offered, responded
from tests.working import worker_of
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"
CARE, TABLE, SECURITY, AVIM = "zorgcoordinator.de-baronie", "zorgtafel.de-baronie", "dsp.de-baronie", "avim"
NOTE = "Er is gesproken met het gezin; de zorg is geregeld."


async def add(world: World, signal: Json, side: str = "care", text: str = "Zij is weg.") -> httpx.Response:
    """Add to a side of a signal, as its submitter."""
    body = {"compartment": side, "kind": "other", "text": text}
    return await world.call(SUBMITTER, "POST", f"/signals/{signal['id']}/enrichments", json=body)


async def claimed(world: World, persona: str, signal: Json) -> str:
    """Claim the work of a desk on a signal; return the id of the task."""
    (task,) = [task for task in await world.tasks(persona) if task["signalId"] == signal["id"]]
    assert (await world.call(persona, "PUT", f"/tasks/{task['id']}/claim")).status_code == 200
    return str(task["id"])


async def complete(world: World, persona: str, task: str, outcome: str = "taken_up") -> httpx.Response:
    """End a claimed task, with a note."""
    return await world.call(persona, "POST", f"/tasks/{task}/outcome", json={"outcome": outcome, "note": NOTE})


async def ended(world: World, persona: str, signal: Json, outcome: str = "taken_up") -> None:
    """Let a desk end its work on a signal."""
    done = await complete(world, persona, await claimed(world, persona, signal), outcome)
    assert done.status_code == 200, done.text


async def read_by(world: World, persona: str, signal: Json) -> list[str]:
    """Return the additions to a signal that somebody reads."""
    return [one["text"] for one in (await world.get(persona, f"/signals/{signal['id']}"))["enrichments"]]


async def steps_of(world: World, signal: Json) -> set[tuple[str, str | None, str | None]]:
    """Return what the submitter is told of the desks, by type, side and desk."""
    items = (await world.get(SUBMITTER, f"/signals/{signal['id']}/timeline"))["items"]
    return {(item["type"], item["compartment"], item["desk"]) for item in items}


async def handed_to_avim(world: World) -> Json:
    """Submit a signal aimed at a victim; AVIM takes the work over, by a sharing decision."""
    signal = await world.submit(SUBMITTER, victim_signal())
    task = await claimed(world, CARE, signal)
    await share(world, signal, receivingDesk="avim")
    assert (await add(world, signal, "security")).status_code == 400, "offered to nobody yet, so read by nobody"
    offer = await offered(world, task, CARE, desk="avim", reason="expertise", note=None)
    await responded(world, AVIM, offer["id"], "accept")
    return signal


async def test_a_side_that_is_closed_takes_no_addition_while_the_other_is_open(world: World) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both())
    await ended(world, CARE, signal, "no_trafficking")
    assert (await world.get(SUBMITTER, f"/signals/{signal['id']}"))["status"] == "in_progress"
    refused = await add(world, signal)
    assert refused.status_code == 409
    assert "care side of this signal is closed" in refused.json()["detail"]
    assert "Submit a new signal" in refused.json()["detail"]
    assert await world.count("enrichments") == 0
    assert (await add(world, signal, "security", "Hij rijdt een andere auto.")).status_code == 201
    assert await read_by(world, SECURITY, signal) == ["Hij rijdt een andere auto."]


async def test_that_a_side_is_closed_tells_the_submitter_nothing_that_the_timeline_does_not(world: World) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both())
    await ended(world, CARE, signal)
    assert ("task.completed", "care", "zorgcoordinator.de_baronie") in await steps_of(world, signal)
    signal = await handed_to_avim(world)
    told = {("task.completed", "care", "zorgcoordinator.de_baronie"), ("task.opened", "security", "avim")}
    assert told <= await steps_of(world, signal)


async def test_what_was_handed_across_the_wall_takes_additions_where_the_work_is_now(world: World) -> None:
    signal = await handed_to_avim(world)
    assert (await add(world, signal, "care")).status_code == 409
    assert (await add(world, signal, "security", "Sanctie uit 2020.")).status_code == 201
    assert await read_by(world, AVIM, signal) == ["Sanctie uit 2020."]
    assert await read_by(world, CARE, signal) == []
    await ended(world, AVIM, signal)
    refused = await add(world, signal, "security")
    assert refused.status_code == 409
    assert "security side of this signal is closed" in refused.json()["detail"]


async def test_work_that_the_next_desk_took_over_keeps_its_side_open(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    task = await claimed(world, CARE, signal)
    await responded(world, TABLE, (await offered(world, task))["id"], "accept")
    assert (await add(world, signal)).status_code == 201
    assert await read_by(world, TABLE, signal) == ["Zij is weg."]


async def test_work_that_a_partner_outside_took_away_closes_its_side(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    await taken_away(world, await offer_outside(world, await claimed(world, CARE, signal)))
    assert (await add(world, signal)).status_code == 409


async def test_a_desk_that_is_to_take_note_takes_note_of_additions_too(world: World) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal())
    await ended(world, SECURITY, signal)
    assert (await add(world, signal, "security")).status_code == 201
    assert await read_by(world, AVIM, signal) == ["Zij is weg."]
    await ended(world, AVIM, signal, "noted")
    assert (await add(world, signal, "security")).status_code == 409


async def test_merged_work_takes_additions_until_the_work_that_it_went_on_in_is_done(world: World) -> None:
    leading, duplicate = [{"id": made} for made in await submitted(world, care(SOMEBODY), care(SOMEBODY))]
    into = await task_of(world, leading["id"])
    assert (await merge(world, await task_of(world, duplicate["id"]), into))[0] == 201
    assert (await add(world, duplicate)).status_code == 201
    await ended(world, CARE, leading)
    assert (await add(world, duplicate)).status_code == 409


async def test_looking_at_an_effect_months_later_keeps_no_side_open(world: World) -> None:
    task = await a_task(world)
    signal = {"id": (await logged(world, task, startedOn="2026-10-26"))["signalId"]}
    await ended(world, CARE, signal)
    async with worker_of(world) as worker:
        await worker.round()
    assert [task["involvement"] for task in await world.tasks(CARE)] == ["assessment"]
    assert (await add(world, signal)).status_code == 409


async def test_an_addition_that_was_taken_is_answered_again_after_its_side_closed(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    body = {"compartment": "care", "kind": "other", "text": "Zij is weg."}
    path, key = f"/signals/{signal['id']}/enrichments", {"Idempotency-Key": "aanvulling-0001"}
    first = await world.call(SUBMITTER, "POST", path, json=body, headers=key)
    await ended(world, CARE, signal)
    again = await world.call(SUBMITTER, "POST", path, json=body, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())


async def offer_outside(world: World, task: str) -> str:
    """Offer a task to a partner outside; return the referral."""
    return str((await offered(world, task, desk=None, partner=await a_partner(world)))["id"])


async def taken_away(world: World, referral: str) -> Json:
    """Tell that the partner took the work away."""
    return await responded(world, CARE, referral, "accept", closesTask=True)


async def test_no_addition_is_taken_while_the_last_work_of_its_side_is_being_ended(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    task = await claimed(world, CARE, signal)
    async with halted_at(world, "task_notes"):
        ending = asyncio.create_task(complete(world, CARE, task))
        await until_waiting(world, 1)
        adding = asyncio.create_task(add(world, signal))
        await until_waiting(world, 2)
    assert ((await ending).status_code, (await adding).status_code) == (200, 409)
    assert await world.count("enrichments") == 0


async def test_no_addition_is_taken_while_a_partner_outside_takes_the_work_away(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    referral = await offer_outside(world, await claimed(world, CARE, signal))
    async with halted_at(world, "events"):
        leaving = asyncio.create_task(taken_away(world, referral))
        await until_waiting(world, 1)
        adding = asyncio.create_task(add(world, signal))
        await until_waiting(world, 2)
    await leaving
    assert (await adding).status_code == 409


async def test_an_addition_that_goes_to_the_next_desk_meanwhile_is_taken_there(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    offer = await offered(world, await claimed(world, CARE, signal))
    async with halted_at(world, "events"):
        handing = asyncio.create_task(responded(world, TABLE, offer["id"], "accept"))
        await until_waiting(world, 1)
        adding = asyncio.create_task(add(world, signal))
        await until_waiting(world, 2)
    await handing
    assert (await adding).status_code == 201
    assert await read_by(world, TABLE, signal) == ["Zij is weg."]


async def test_work_is_ended_only_when_an_addition_that_is_being_made_is_there(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    task = await claimed(world, CARE, signal)
    async with halted_at(world, "enrichments"):
        adding = asyncio.create_task(add(world, signal))
        await until_waiting(world, 1)
        ending = asyncio.create_task(complete(world, CARE, task))
        await until_waiting(world, 2)
    assert ((await adding).status_code, (await ending).status_code) == (201, 200)
