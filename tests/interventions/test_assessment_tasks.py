"""Assessments that fall due are tasks of the desk that logged the intervention."""

from datetime import timedelta
from typing import Any

import pytest

from app.worker import Worker
from tests.bodies import perpetrator_signal
from tests.interventions.logging import DESK, SUBMITTER, a_task, assessed, logged, stepped
from tests.triage.desk import COLLEAGUE, a_desk, claim
from tests.world import Json, World

BEGUN: dict[str, Any] = {"startedOn": "2026-10-26"}
"""Its first moment is in two weeks from now, the seventh of December."""


async def asked(world: World, persona: str = DESK) -> list[Json]:
    """List the open tasks that ask for an assessment."""
    return [task for task in await world.tasks(persona) if task["involvement"] == "assessment"]


async def test_two_weeks_before_its_moment_an_assessment_is_a_task_of_the_desk(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    world.clock.advance(-timedelta(days=1))
    await worker.round()
    assert await asked(world) == []
    world.clock.advance(timedelta(days=1))
    for _ in range(3):
        await worker.round()
    (task,) = await asked(world)
    assert (task["interventionId"], task["desk"], task["status"]) == (made["id"], made["desk"], "open")
    assert (task["dueAt"], task["acuteDanger"]) == ("2026-12-07T23:00:00Z", False), "at the end of its day"
    detail = await world.get(DESK, f"/tasks/{task['id']}")
    assert detail["possibleOutcomes"] == ["assessed", "not_assessable"]


async def test_what_nobody_assesses_goes_up_as_any_late_work(world: World, worker: Worker) -> None:
    await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    (task,) = await asked(world)
    world.clock.advance(timedelta(days=16))
    await worker.round()
    late = (await world.get(DESK, "/escalations?resolved=false"))["items"]
    assert task["id"] in {escalation["task"]["id"] for escalation in late}


async def test_assessing_ends_the_task_and_the_next_moment_has_one_of_its_own(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    (task,) = await asked(world)
    assert (await assessed(world, made["id"]))[0] == 201
    ended = await world.get(DESK, f"/tasks/{task['id']}")
    assert (ended["status"], ended["outcome"], ended["claim"]["byYou"]) == ("done", "assessed", True)
    await worker.round()
    assert await asked(world) == []
    world.clock.advance(timedelta(weeks=20))
    await worker.round()
    (later,) = await asked(world)
    assert (later["id"] != task["id"], later["dueAt"]) == (True, "2027-04-26T22:00:00Z"), "26 weeks after it started"


async def test_an_early_assessment_leaves_nothing_to_ask(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    assert (await assessed(world, made["id"]))[0] == 201
    await worker.round()
    assert await asked(world) == []


async def test_of_what_began_long_ago_one_assessment_is_asked_in_two_weeks(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), startedOn="2024-01-01")
    await worker.round()
    (task,) = await asked(world)
    assert task["dueAt"] == "2026-12-07T23:00:00Z"
    await claim(world, DESK, task["id"])
    ending = {"outcome": "not_assessable", "note": "Zij is naar het buitenland vertrokken."}
    answer = await world.call(DESK, "POST", f"/tasks/{task['id']}/outcome", json=ending)
    assert answer.status_code == 200, answer.text
    await worker.round()
    assert await asked(world) == [], "no moment before that is asked for either"
    assert (await world.get(DESK, f"/interventions/{made['id']}"))["assessed"] is False


@pytest.mark.parametrize("stopped", [True, False])
async def test_what_was_stopped_is_assessed_when_it_had_begun(world: World, worker: Worker, stopped: bool) -> None:
    made = await logged(world, await a_task(world), **(BEGUN if stopped else {}))
    assert (await stepped(world, made["id"], "stop", reason="person_declined"))[0] == 200
    await worker.round()
    assert len(await asked(world)) == stopped


async def test_a_task_that_a_colleague_has_claimed_stays_theirs(world: World, worker: Worker) -> None:
    await a_desk(world)
    made = await logged(world, (await world.tasks(DESK))[0], **BEGUN)
    await worker.round()
    (task,) = await asked(world)
    await claim(world, COLLEAGUE, task["id"])
    assert (await assessed(world, made["id"]))[0] == 201
    assert (await world.get(COLLEAGUE, f"/tasks/{task['id']}"))["status"] == "claimed"
    assert (await assessed(world, made["id"], COLLEAGUE))[0] == 201
    assert (await world.get(COLLEAGUE, f"/tasks/{task['id']}"))["outcome"] == "assessed"


async def test_another_desk_that_assesses_leaves_the_task_to_the_desk_that_logged(world: World, worker: Worker) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal())
    task = next(t for t in await world.tasks("avim") if t["signalId"] == signal["id"])
    doing: dict[str, Any] = {"kind": "stop_conversation", "target": "perpetrator", "organisations": ["police"]}
    made = await logged(world, task, "avim", **doing, **BEGUN)
    await worker.round()
    assert await asked(world, "dsp.de-baronie") == []
    assert (await assessed(world, made["id"], "dsp.de-baronie", scale="perpetrator", outcome="in_view"))[0] == 201
    (left,) = await asked(world, "avim")
    await claim(world, "avim", left["id"])
    answer = await world.call("avim", "POST", f"/tasks/{left['id']}/outcome", json={"outcome": "assessed"})
    assert answer.status_code == 200


async def test_a_desk_does_not_say_that_it_assessed_what_nobody_did(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    (task,) = await asked(world)
    await claim(world, DESK, task["id"])
    path, ending = f"/tasks/{task['id']}/outcome", {"outcome": "assessed"}
    answer = await world.call(DESK, "POST", path, json=ending)
    assert (answer.status_code, "was assessed for this moment" in answer.json()["detail"]) == (409, True)
    assert (await world.get(DESK, f"/tasks/{task['id']}"))["status"] == "claimed"
    answer = await world.call(DESK, "POST", path, json={"outcome": "not_assessable"})
    assert (answer.status_code, answer.json()["outcome"]) == (200, "not_assessable")
    assert (await world.get(DESK, f"/interventions/{made['id']}"))["assessed"] is False


@pytest.mark.parametrize(("day", "status"), [("2026-11-22", 409), ("2026-11-23", 200)])
async def test_by_hand_it_ends_as_assessed_from_two_weeks_before_its_moment(
    world: World, worker: Worker, day: str, status: int
) -> None:
    await a_desk(world)
    made = await logged(world, (await world.tasks(DESK))[0], **BEGUN)
    await worker.round()
    (task,) = await asked(world)
    await claim(world, COLLEAGUE, task["id"])
    assert (await assessed(world, made["id"], assessedOn=day))[0] == 201
    answer = await world.call(COLLEAGUE, "POST", f"/tasks/{task['id']}/outcome", json={"outcome": "assessed"})
    assert answer.status_code == status


async def test_an_assessment_is_not_referred_nor_merged_and_owes_the_submitter_nothing(
    world: World, worker: Worker
) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    before = await world.get(SUBMITTER, f"/signals/{made['signalId']}/feedback")
    status = (await world.get(SUBMITTER, f"/signals/{made['signalId']}"))["status"]
    await worker.round()
    (task,) = await asked(world)
    await claim(world, DESK, task["id"])
    offer = {"desk": "zorgtafel.de_baronie", "reason": "next_layer"}
    assert (await world.call(DESK, "POST", f"/tasks/{task['id']}/referrals", json=offer)).status_code == 409
    other = await a_task(world)
    merge = {"into": other["id"], "reason": "Hetzelfde."}
    assert (await world.call(DESK, "POST", f"/tasks/{task['id']}/merge", json=merge)).status_code in {400, 409}
    assert (await world.call(DESK, "POST", f"/tasks/{task['id']}/outcome", json={"outcome": "taken_up"})).is_error
    assert (await assessed(world, made["id"]))[0] == 201
    assert await world.get(SUBMITTER, f"/signals/{made['signalId']}/feedback") == before
    assert (await world.get(SUBMITTER, f"/signals/{made['signalId']}"))["status"] == status
