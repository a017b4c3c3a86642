"""Assigning many tasks at once, to oneself or to a colleague: each is given or reported, and nothing is taken."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from tests.triage.desk import COLLEAGUE, DESK, OUTSIDER, a_desk, actor_id, claim, events, wait
from tests.world import Json, World


async def assign(
    world: World, persona: str, tasks: list[str], assignee: str | None = None, key: str | None = None
) -> tuple[int, list[str]]:
    """Assign tasks; return the status and what became of each."""
    body: Json = {"tasks": tasks} | ({"assignee": assignee} if assignee else {})
    headers = {"Idempotency-Key": key} if key else {}
    answer = await world.call(persona, "POST", "/task-assignments", json=body, headers=headers)
    return answer.status_code, [item["result"] for item in answer.json().get("items", [])]


async def test_each_task_is_given_or_told_of(world: World) -> None:
    free, mine, theirs, done, waiting = await a_desk(world, 5)
    for task_id in (mine, done, waiting):
        await claim(world, DESK, task_id)
    await claim(world, COLLEAGUE, theirs)
    await wait(world, DESK, waiting)
    await world.call(DESK, "POST", f"/tasks/{done}/outcome", json={"outcome": "taken_up"})
    named = [free, mine, theirs, done, waiting, str(uuid4())]
    expected = ["assigned", "already", "claimed_by_another", "done", "already", "not_found"]
    assert await assign(world, DESK, named) == (200, expected)
    assert await events(world, free) == ["task.opened", "task.claimed"]


async def test_a_colleague_gets_what_is_free_and_what_is_handed_over(world: World) -> None:
    free, mine, theirs, waiting = await a_desk(world, 4)
    colleague = await actor_id(world, COLLEAGUE)
    for task_id in (mine, waiting):
        await claim(world, DESK, task_id)
    await wait(world, DESK, waiting)
    await claim(world, COLLEAGUE, theirs)
    results = await assign(world, DESK, [free, mine, theirs, waiting], colleague)
    assert results == (200, ["assigned", "assigned", "already", "assigned"])
    views = {task["id"]: task for task in await world.tasks(COLLEAGUE, "&mine=true")}
    assert views.keys() == {free, mine, theirs, waiting}
    assert views[waiting]["waiting"] is not None, "what waits goes on waiting, for another"
    assert (await events(world, free))[-1] == "task.assigned"


@pytest.mark.parametrize("subject", ["zorgcoordinator.zeeland", "zorgtafel.de-baronie", "beheerder", "avim", None])
async def test_nobody_gets_a_task_of_a_desk_where_they_do_not_work(world: World, subject: str | None) -> None:
    (task_id,) = await a_desk(world)
    stranger = await actor_id(world, subject) if subject else str(uuid4())
    assert await assign(world, DESK, [task_id], stranger) == (200, ["not_a_colleague"])
    assert (await world.get(DESK, f"/tasks/{task_id}"))["status"] == "open"
    assert await events(world, task_id) == ["task.opened"]


async def test_tasks_of_another_desk_are_not_there(world: World) -> None:
    tasks = await a_desk(world, 2)
    assert await assign(world, OUTSIDER, tasks) == (200, ["not_found"] * 2)
    assert await assign(world, OUTSIDER, [str(uuid4())]) == (200, ["not_found"])


async def test_sent_twice_it_is_done_once_and_tells_how_things_stand(world: World) -> None:
    tasks = await a_desk(world, 2)
    assert await assign(world, DESK, tasks, key="the-same-key") == (200, ["assigned"] * 2)
    await world.call(COLLEAGUE, "DELETE", f"/tasks/{tasks[0]}/claim")
    await claim(world, COLLEAGUE, tasks[0])
    assert await assign(world, DESK, tasks, key="the-same-key") == (200, ["claimed_by_another", "already"])
    assert (await assign(world, DESK, tasks[:1], key="the-same-key"))[0] == 409


async def test_of_many_who_take_the_same_tasks_each_task_has_one_holder(world: World) -> None:
    tasks = await a_desk(world, 6)
    people = [DESK, COLLEAGUE, *(f"colleague {number}" for number in range(6))]
    for person in people[2:]:
        await world.appoint(person, "zorgcoordinator", district="de_baronie")
    orders = [tasks, tasks[::-1], tasks[3:] + tasks[:3]]
    answers = await asyncio.gather(
        *(assign(world, person, orders[number % 3]) for number, person in enumerate(people)),
        *(world.call(people[0], "PUT", f"/tasks/{task_id}/claim") for task_id in tasks),
    )
    results = Counter(result for answer in answers[: len(people)] for result in answer[1])  # type: ignore[index]
    assert results["assigned"] <= 6
    assert results["claimed_by_another"] + results["assigned"] + results["already"] == 6 * len(people)
    assert await world.tasks(DESK, "&unclaimed=true") == []
    for task_id in tasks:
        assert await events(world, task_id) == ["task.opened", "task.claimed"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"tasks": []}, "/tasks"),
        ({"tasks": [str(uuid4()) for _ in range(101)]}, "/tasks"),
        ({"tasks": ["019a1c7e-0000-7000-8000-000000000001"] * 2}, "/tasks"),
        ({"tasks": ["x"]}, "/tasks/0"),
        ({"tasks": [str(uuid4())], "assignee": "x"}, "/assignee"),
        ({}, "/tasks"),
    ],
)
async def test_what_is_malformed_is_refused(shared_world: World, body: Json, pointer: str) -> None:
    answer = await shared_world.call(DESK, "POST", "/task-assignments", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


async def test_colleagues_are_who_works_at_the_same_desk_now(world: World) -> None:
    await a_desk(world)
    await world.appoint("gone", "zorgcoordinator", district="de_baronie", valid_until=world.clock.now())
    await world.appoint("Ørjan", "zorgcoordinator", district="de_baronie")
    people = (await world.get(DESK, "/colleagues"))["items"]
    names = [person["name"] for person in people]
    assert {"colleague", "Ørjan"} < set(names)
    assert "gone" not in names
    assert sum(person["you"] for person in people) == 1
    assert all(person["desks"] == ["zorgcoordinator.de_baronie"] for person in people)
    assert (await world.get(DESK, "/colleagues?desk=zorgcoordinator.zeeland"))["items"] == []
    assert "colleague" not in str(await world.get(OUTSIDER, "/colleagues"))
