"""Work that waits for something until a day, and is work again from that day on whatever anybody does or forgets."""

from datetime import timedelta

import pytest

from tests.triage.desk import COLLEAGUE, DESK, OUTSIDER, SUBMITTER, a_desk, claim, events, wait
from tests.world import NOW, World


async def test_who_has_claimed_a_task_sets_it_aside_until_a_day(world: World) -> None:
    (task_id,) = await a_desk(world)
    await claim(world, DESK, task_id)
    status, view = await wait(world, DESK, task_id)
    assert (status, view["status"]) == (200, "waiting")
    assert view["waiting"] == {"reason": "partner_answer", "until": "2026-11-30T23:00:00Z"}, "midnight in Breda"
    assert view["claim"]["byYou"]
    assert [task["id"] for task in await world.tasks(COLLEAGUE)] == [task_id], "it is set aside, not hidden"
    assert await world.tasks(DESK, "&status=claimed") == []
    assert [task["id"] for task in await world.tasks(DESK, "&status=waiting")] == [task_id]
    assert await events(world, task_id) == ["task.opened", "task.claimed", "task.waiting"]
    timeline = (await world.get(SUBMITTER, f"/signals/{view['signalId']}/timeline"))["items"]
    assert timeline[-1]["data"] == {"waiting_reason": "partner_answer"}


async def test_when_the_day_has_come_it_is_work_again_by_itself(world: World) -> None:
    (task_id,) = await a_desk(world)
    await claim(world, DESK, task_id)
    before = (await world.call(DESK, "GET", f"/tasks/{task_id}")).headers["etag"]
    await wait(world, DESK, task_id)
    waiting = (await world.call(DESK, "GET", f"/tasks/{task_id}")).headers["etag"]
    world.clock.moment = NOW.replace(month=11, day=30, hour=23, minute=0)
    view = await world.call(DESK, "GET", f"/tasks/{task_id}")
    assert (view.json()["status"], view.json()["waiting"]) == ("claimed", None)
    assert len({before, waiting, view.headers["etag"]}) == 3
    assert [task["id"] for task in await world.tasks(DESK, "&status=claimed")] == [task_id]
    assert await world.tasks(DESK, "&status=waiting") == []
    answer = await world.call(DESK, "DELETE", f"/tasks/{task_id}/wait")
    assert answer.status_code == 409
    expected = "A task that is claimed does not allow resume; allowed: assign, complete, merge, refer, release, wait."
    assert answer.json()["detail"] == expected
    assert (await wait(world, DESK, task_id, "2026-12-24"))[0] == 200


async def test_a_task_that_waits_is_resumed_completed_or_released(world: World) -> None:
    tasks = await a_desk(world, 3)
    for task_id, (method, path, body, status) in zip(
        tasks,
        (
            ("DELETE", "wait", None, "claimed"),
            ("POST", "outcome", {"outcome": "taken_up"}, "done"),
            ("DELETE", "claim", None, "open"),
        ),
        strict=True,
    ):
        await claim(world, DESK, task_id)
        await wait(world, DESK, task_id)
        answer = await world.call(DESK, method, f"/tasks/{task_id}/{path}", json=body)
        assert (answer.status_code, answer.json()["status"], answer.json()["waiting"]) == (200, status, None)


async def test_only_who_has_claimed_it_sets_a_task_aside_or_resumes_it(world: World) -> None:
    (task_id,) = await a_desk(world)
    status, problem = await wait(world, DESK, task_id)
    assert (status, problem["detail"]) == (
        409,
        "A task that is open does not allow wait; allowed: assign, claim, merge.",
    )
    await claim(world, COLLEAGUE, task_id)
    assert (await wait(world, DESK, task_id))[0] == 409
    assert (await wait(world, OUTSIDER, task_id))[0] == 404
    await wait(world, COLLEAGUE, task_id)
    for method, path in (("DELETE", "wait"), ("PUT", "claim")):
        assert (await world.call(DESK, method, f"/tasks/{task_id}/{path}")).status_code == 409
    assert (await world.call(DESK, "DELETE", f"/tasks/{task_id}/claim")).status_code == 200, "an absence hides no work"


@pytest.mark.parametrize("until", ["2026-11-23", "2026-11-22", "2027-05-26", "9999-12-31", "2026-02-30", "x", 1, None])
async def test_a_day_that_is_not_ahead_or_too_far_is_refused(world: World, until: object) -> None:
    (task_id,) = await a_desk(world)
    await claim(world, DESK, task_id)
    body = {"reason": "partner_answer", "until": until}
    answer = await world.call(DESK, "PUT", f"/tasks/{task_id}/wait", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/until")
    assert (await world.get(DESK, f"/tasks/{task_id}"))["status"] == "claimed"


async def test_a_stale_etag_sets_nothing_aside(world: World) -> None:
    (task_id,) = await a_desk(world)
    stale = (await world.call(DESK, "GET", f"/tasks/{task_id}")).headers["etag"]
    await claim(world, DESK, task_id)
    assert (await wait(world, DESK, task_id, **{"If-Match": stale}))[0] == 412
    world.clock.advance(timedelta(days=1))
    assert (await wait(world, DESK, task_id))[0] == 200
