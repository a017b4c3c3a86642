"""Taking a task on: one person at a time, and never lost with somebody who is away."""

import asyncio
from collections import Counter
from datetime import timedelta

from tests.bodies import victim_signal
from tests.world import Json, World

SUBMITTER, DESK, COLLEAGUE = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie", "colleague"


async def a_task(world: World) -> str:
    """Submit a signal, and give the desk a colleague; return the task."""
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    await world.submit(SUBMITTER, victim_signal())
    (task,) = await world.tasks(DESK)
    task_id: str = task["id"]
    return task_id


async def claim(world: World, persona: str, task_id: str, **headers: str) -> tuple[int, Json]:
    """Claim as a persona; return the status and the answer."""
    answer = await world.call(persona, "PUT", f"/tasks/{task_id}/claim", headers=headers)
    return answer.status_code, answer.json()


async def events(world: World) -> list[str]:
    """Return the types of all events in their order."""
    async with world.as_superuser() as connection:
        return [row["type"] for row in await connection.fetch("SELECT type FROM events ORDER BY id")]


async def test_who_claims_a_task_has_it_and_the_colleagues_see_that(world: World) -> None:
    task_id = await a_task(world)
    world.clock.advance(timedelta(minutes=10))
    status, view = await claim(world, DESK, task_id)
    assert (status, view["status"]) == (200, "claimed")
    assert view["claim"] == {"byYou": True, "since": "2026-11-23T09:40:00Z"}
    seen = await world.get(COLLEAGUE, f"/tasks/{task_id}")
    assert seen["claim"] == {"byYou": False, "since": "2026-11-23T09:40:00Z"}
    assert await events(world) == ["signal.received", "task.opened", "task.claimed"]


async def test_claiming_ones_own_task_again_changes_nothing(world: World) -> None:
    task_id = await a_task(world)
    first = await world.call(DESK, "PUT", f"/tasks/{task_id}/claim")
    world.clock.advance(timedelta(minutes=10))
    again = await world.call(DESK, "PUT", f"/tasks/{task_id}/claim")
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]
    assert (await events(world)).count("task.claimed") == 1


async def test_a_task_that_a_colleague_has_is_a_conflict(world: World) -> None:
    task_id = await a_task(world)
    await claim(world, COLLEAGUE, task_id)
    status, problem = await claim(world, DESK, task_id)
    assert status == 409
    assert "Somebody else at your desk has claimed this task" in problem["detail"]
    assert COLLEAGUE not in str(problem)


async def test_of_two_who_claim_at_once_exactly_one_wins(world: World) -> None:
    task_id = await a_task(world)
    for _ in range(5):
        results = await asyncio.gather(
            *(claim(world, persona, task_id) for persona in (DESK, COLLEAGUE) for _ in range(2))
        )
        assert Counter(status for status, _ in results) == {200: 2, 409: 2}
        winners = {view["claim"]["byYou"] for status, view in results if status == 200}
        assert winners == {True}
        assert (await world.call(DESK, "DELETE", f"/tasks/{task_id}/claim")).status_code == 200
    assert (await events(world)).count("task.claimed") == 5


async def test_many_who_claim_many_tasks_at_once_share_them_without_loss(world: World) -> None:
    people = [DESK, *(f"colleague {number}" for number in range(7))]
    for person in people[1:]:
        await world.appoint(person, "zorgcoordinator", district="de_baronie")
    for _ in range(6):
        await world.submit(SUBMITTER, victim_signal())
    tasks = [task["id"] for task in await world.tasks(DESK)]
    results = await asyncio.gather(*(claim(world, person, task) for task in tasks for person in people))
    assert Counter(status for status, _ in results) == {200: 6, 409: 42}
    assert await world.tasks(DESK, "&status=open") == []


async def test_anybody_at_the_desk_releases_a_claim(world: World) -> None:
    task_id = await a_task(world)
    await claim(world, COLLEAGUE, task_id)
    answer = await world.call(DESK, "DELETE", f"/tasks/{task_id}/claim")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["claim"]) == ("open", None)
    assert (await claim(world, DESK, task_id))[0] == 200
    assert (await events(world))[-3:] == ["task.claimed", "task.released", "task.claimed"]


async def test_releasing_what_nobody_has_is_a_conflict_that_names_the_allowed_steps(world: World) -> None:
    task_id = await a_task(world)
    answer = await world.call(DESK, "DELETE", f"/tasks/{task_id}/claim")
    assert answer.status_code == 409
    assert answer.json()["detail"] == "A task that is open does not allow release; allowed: assign, claim, merge."


async def test_a_stale_etag_changes_nothing(world: World) -> None:
    task_id = await a_task(world)
    stale = (await world.call(DESK, "GET", f"/tasks/{task_id}")).headers["etag"]
    assert (await claim(world, DESK, task_id, **{"If-Match": stale}))[0] == 200
    for method, path in (("PUT", "claim"), ("DELETE", "claim"), ("POST", "outcome")):
        body = {"outcome": "taken_up"} if method == "POST" else None
        answer = await world.call(DESK, method, f"/tasks/{task_id}/{path}", json=body, headers={"If-Match": stale})
        assert answer.status_code == 412, method
    view = await world.call(DESK, "GET", f"/tasks/{task_id}")
    assert view.json()["status"] == "claimed"
    for etag in (view.headers["etag"], "*"):
        assert (await claim(world, DESK, task_id, **{"If-Match": etag}))[0] == 200
