"""Whoever is to assess an effect hears of it when it falls due, and again when it is late, until it is done."""

from datetime import timedelta

import pytest

from app.worker import Worker
from tests.cases.casework import done, opened
from tests.cases.test_interventions import DONE
from tests.interventions.logging import DESK, OUTSIDER, SUBMITTER, a_task, assessed, logged
from tests.interventions.test_assessment_tasks import BEGUN, asked
from tests.triage.conftest import box, post
from tests.triage.desk import COLLEAGUE, a_desk, claim
from tests.triage.posting import DAY, HOUR, WORK, Post
from tests.world import Json, World

__all__ = ["box", "post"]

OVERSEER, CHAIN = "districtelijk-coordinator.de-baronie", "ketenregisseur"
LATE = timedelta(days=15)
"""From now until just after the end of the day of the first moment of what began as `BEGUN`."""


async def since(world: World, persona: str, before: list[Json]) -> list[Json]:
    """List the notifications of a persona that were not there before, the last first."""
    known = {one["id"] for one in before}
    return [one for one in await notified(world, persona) if one["id"] not in known]


async def notified(world: World, persona: str) -> list[Json]:
    """List the notifications of a persona, the last first."""
    return list((await world.get(persona, "/notifications?limit=100"))["items"])


async def begun(world: World, task: Json) -> str:
    """Begin an intervention at the desk, end its task, and owe nobody anything; return the id of the intervention."""
    made = await logged(world, task, **BEGUN)
    path = f"/tasks/{task['id']}"
    await claim(world, DESK, task["id"])
    await done(world, DESK, f"{path}/outcome", {"outcome": "support_arranged"})
    await done(world, DESK, f"{path}/feedback", {"standardText": "support_arranged"}, 201)
    return str(made["id"])


async def begun_at_desk(world: World) -> str:
    """Let somebody at a desk with a colleague begin an intervention, with nothing else to do; return its id."""
    (task_id,) = await a_desk(world)
    return await begun(world, await world.get(DESK, f"/tasks/{task_id}"))


async def test_everybody_at_the_desk_hears_that_an_assessment_falls_due_and_nobody_else(
    world: World, worker: Worker
) -> None:
    made = await begun_at_desk(world)
    personas = (DESK, COLLEAGUE, OUTSIDER, SUBMITTER, "avim", OVERSEER, CHAIN)
    before = {persona: await notified(world, persona) for persona in personas}
    for _ in range(3):
        await worker.round()
    (task,) = await asked(world)
    assert task["interventionId"] == made
    for persona in personas:
        heard = [(one["kind"], one["subject"]) for one in await since(world, persona, before[persona])]
        expected = [("new_work", {"kind": "task", "id": task["id"]})] if persona in {DESK, COLLEAGUE} else []
        assert heard == expected, persona


async def test_who_claimed_it_hears_again_when_it_is_late_and_then_those_above(world: World, worker: Worker) -> None:
    await begun_at_desk(world)
    await worker.round()
    (task,) = await asked(world)
    await claim(world, COLLEAGUE, task["id"])
    personas = (COLLEAGUE, OVERSEER, CHAIN)
    before = {persona: await notified(world, persona) for persona in personas}
    heard = []
    for later in (LATE - timedelta(days=1), timedelta(days=1), timedelta(days=2), timedelta(days=5)):
        world.clock.advance(later)
        await worker.round()
        await worker.round()
        late = {persona: await since(world, persona, before[persona]) for persona in personas}
        heard.append([len(late[persona]) for persona in personas])
        assert {one["kind"] for of_one in late.values() for one in of_one} <= {"escalated"}
    assert heard == [[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]
    for persona in personas:
        (one,) = await since(world, persona, before[persona])
        escalation = await world.get(persona, f"/escalations/{one['subject']['id']}")
        assert escalation["kind"] == "late"
        shown = escalation["task"] and escalation["task"]["id"]
        assert shown == (task["id"] if persona == COLLEAGUE else None), "those above see that it is late, not the task"


@pytest.mark.parametrize("persona", [DESK, COLLEAGUE])
async def test_who_assessed_in_time_hears_no_more_of_that_moment(world: World, worker: Worker, persona: str) -> None:
    made = await begun_at_desk(world)
    await worker.round()
    before = await notified(world, DESK)
    assert (await assessed(world, made, persona))[0] == 201
    world.clock.advance(LATE + timedelta(days=9))
    await worker.round()
    assert await since(world, DESK, before) == []


async def test_of_what_is_done_in_a_case_its_desk_hears(world: World, worker: Worker) -> None:
    case = (await opened(world))["id"]
    await done(world, DESK, f"/cases/{case}/interventions", DONE, 201)
    before = await notified(world, DESK)
    await worker.round()
    (task,) = await asked(world)
    (due,) = await since(world, DESK, before)
    assert (due["kind"], due["subject"]["id"]) == ("new_work", task["id"])


async def test_it_is_mailed_that_there_is_work_when_it_falls_due_and_when_it_is_late(
    post: Post, worker: Worker
) -> None:
    await begun(post.world, await a_task(post.world))
    assert await post.subjects() == [WORK]
    post.world.clock.advance(HOUR)
    await worker.round()
    assert await post.subjects() == [WORK] * 2, "it falls due"
    post.world.clock.advance(14 * DAY)
    await worker.round()
    assert await post.subjects() == [WORK] * 2
    post.world.clock.advance(DAY)
    await worker.round()
    assert await post.subjects() == [WORK] * 3, "it is late"
