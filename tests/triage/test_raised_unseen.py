"""Whatever becomes of work that was raised, whoever submitted it reads and hears what they would of any other."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from app.worker import Worker
from tests.interventions.logging import logged
from tests.interventions.test_assessment_tasks import BEGUN, asked
from tests.triage.alike import BREDA, DESK, SOMEBODY, TABLE, care, merge, submitted, task_of
from tests.triage.desk import actor_id, claim
from tests.triage.meeting import listed, planned
from tests.triage.referring import TO, a_partner, offered, responded
from tests.world import Json, World

DAY = timedelta(days=1)
Way = Callable[[World, Worker, list[Json]], Awaitable[object]]
"""What is done with tasks, one after the other in the same way, and what time does."""


async def refer(world: World, _: Worker, tasks: list[Json]) -> None:
    for task in tasks:
        await claim(world, DESK, task["id"])
        offer = await offered(world, task["id"])
        await responded(world, TABLE, offer["id"], "accept")


async def be_returned(world: World, _: Worker, tasks: list[Json]) -> None:
    for task in tasks:
        await claim(world, DESK, task["id"])
        offer = await offered(world, task["id"])
        await responded(world, TABLE, offer["id"], "return")


async def offer_to_a_desk_that_does_not_answer(world: World, worker: Worker, tasks: list[Json]) -> None:
    for task in tasks:
        await claim(world, DESK, task["id"])
        await offered(world, task["id"])
    await wait_for_an_answer(world, worker, hours=5)


async def offer_to_a_partner_who_does_not_answer(world: World, worker: Worker, tasks: list[Json]) -> None:
    for task in tasks:
        await claim(world, DESK, task["id"])
        await offered(world, task["id"], desk=None, partner=await a_partner(world))
    await wait_for_an_answer(world, worker, hours=3 * 24)


async def wait_for_an_answer(world: World, worker: Worker, hours: int) -> None:
    """Wait as long as what is high is offered, and no longer."""
    world.clock.advance(timedelta(hours=hours))
    await worker.round()


async def hand_to_a_partner(world: World, _: Worker, tasks: list[Json]) -> None:
    for task in tasks:
        await claim(world, DESK, task["id"])
        offer = await offered(world, task["id"], desk=None, partner=await a_partner(world))
        await responded(world, DESK, offer["id"], "accept", closesTask=True)


async def agree_on_what_is_to_be_done(world: World, worker: Worker, tasks: list[Json]) -> None:
    await refer(world, worker, tasks)
    meeting, owner = await planned(world, TO, TABLE), await actor_id(world, TABLE)
    for task in tasks:
        item = await listed(world, meeting, (await task_of(world, task["signalId"], TABLE))["id"], TABLE)
        point = {"text": "Bel de school.", "owner": owner, "due": "2026-12-10"}
        answer = await world.call(TABLE, "POST", f"/agenda-items/{item['id']}/action-points", json=point)
        assert answer.status_code == 201, answer.text


async def ask_what_it_did(world: World, worker: Worker, tasks: list[Json]) -> None:
    for task in tasks:
        await logged(world, task, **BEGUN)
    await worker.round()
    assert len(await asked(world)) == len(tasks)


async def go_on_in_another(world: World, _: Worker, tasks: list[Json]) -> None:
    (signal,) = await submitted(world, care({**SOMEBODY, "birthDate": "1964-11-30"}), apart=timedelta())
    for task in tasks:
        assert (await merge(world, task, await task_of(world, signal)))[0] == 201


async def hear_and_be_done(world: World, _: Worker, tasks: list[Json]) -> None:
    for task in tasks:
        await claim(world, DESK, task["id"])
        answer = await world.call(DESK, "POST", f"/tasks/{task['id']}/feedback", json={"standardText": "taken_up"})
        assert answer.status_code == 201, answer.text
        answer = await world.call(DESK, "POST", f"/tasks/{task['id']}/outcome", json={"outcome": "taken_up"})
        assert answer.status_code == 200, answer.text


async def be_late(world: World, worker: Worker, tasks: list[Json]) -> None:
    assert tasks
    for _ in range(10):
        world.clock.advance(DAY)
        await worker.round()


@pytest.mark.parametrize(
    "way",
    [
        refer,
        be_returned,
        offer_to_a_desk_that_does_not_answer,
        offer_to_a_partner_who_does_not_answer,
        hand_to_a_partner,
        agree_on_what_is_to_be_done,
        ask_what_it_did,
        go_on_in_another,
        hear_and_be_done,
        be_late,
    ],
)
async def test_whatever_becomes_of_it_the_submitter_is_told_what_they_are_of_any_signal(
    world: World, worker: Worker, way: Way
) -> None:
    """Of three signals on one person the last is raised. The same is done with the first and the last of them."""
    made = await submitted(world, *(care(SOMEBODY) for _ in range(3)), apart=timedelta())
    tasks = [await task_of(world, signal) for signal in (made[0], made[2])]
    assert [task["urgency"] for task in tasks] == ["normal", "high"]
    await way(world, worker, tasks)
    first, last = [await told(world, signal) for signal in (made[0], made[2])]
    assert first == last
    assert {item["urgency"] for item in (await world.get(BREDA, "/signals"))["items"]} == {"normal"}


async def told(world: World, signal: str) -> Json:
    """Return all that the submitter is told of a signal, without what names it."""
    view = await world.get(BREDA, f"/signals/{signal}")
    events = (await world.get(BREDA, f"/signals/{signal}/timeline"))["items"]
    heard = await world.get(BREDA, f"/signals/{signal}/feedback")
    return {
        "view": {name: value for name, value in view.items() if name not in {"id", "reference", "care"}},
        "timeline": [{name: value for name, value in event.items() if name != "id"} for event in events],
        "feedback": {**heard, "items": [{**item, "id": None} for item in heard["items"]]},
    }


async def test_that_it_leads_a_duplicate_in_acute_danger_the_submitter_of_the_other_is_not_told(
    world: World, worker: Worker
) -> None:
    leading, duplicate = await submitted(world, care(SOMEBODY), care(SOMEBODY, acuteDanger=True))
    tasks = [await task_of(world, signal) for signal in (duplicate, leading)]
    await refer(world, worker, tasks)
    acute, normal = [await task_of(world, signal, TABLE) for signal in (duplicate, leading)]
    assert (await merge(world, acute, normal, TABLE))[0] == 201
    meeting = await planned(world, TO, TABLE)
    item = await listed(world, meeting, normal["id"], TABLE)
    point = {"text": "Bel de school.", "owner": await actor_id(world, TABLE), "due": "2026-12-10"}
    answer = await world.call(TABLE, "POST", f"/agenda-items/{item['id']}/action-points", json=point)
    assert answer.status_code == 201, answer.text
    assert {task["urgency"] for task in await world.tasks(TABLE) if task["signalId"] == leading} == {"acute"}
    assert (await world.get(BREDA, f"/signals/{leading}"))["urgency"] == "normal"
