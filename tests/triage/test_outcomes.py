"""How tasks end, and what that makes of their signal."""

import pytest

from app.triage.knowledge import status_of
from tests.bodies import perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.world import Json, World

SUBMITTER, DESK = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie"
ENDING = {"outcome": "support_arranged", "note": "Er is een plek in de opvang; zij gaat er morgen heen."}


async def claimed(world: World, persona: str = DESK) -> str:
    """Claim the only task of a persona's queues; return it."""
    (task,) = await world.tasks(persona)
    task_id: str = task["id"]
    assert (await world.call(persona, "PUT", f"/tasks/{task_id}/claim")).status_code == 200
    return task_id


async def end(world: World, persona: str, task_id: str, body: Json, **headers: str) -> tuple[int, Json]:
    """Complete a task; return the status and the answer."""
    answer = await world.call(persona, "POST", f"/tasks/{task_id}/outcome", json=body, headers=headers)
    return answer.status_code, answer.json()


async def test_a_task_ends_with_an_outcome_and_a_note(world: World) -> None:
    await world.submit(SUBMITTER, victim_signal())
    task_id = await claimed(world)
    status, view = await end(world, DESK, task_id, ENDING)
    assert status == 200
    assert (view["status"], view["outcome"], view["note"]) == ("done", *ENDING.values())
    assert (view["completedAt"], view["possibleOutcomes"]) == ("2026-11-23T09:30:00Z", [])
    assert await world.get(DESK, f"/tasks/{task_id}") == view
    assert await world.tasks(DESK) == []
    async with world.as_superuser() as connection:
        last = await connection.fetchrow("SELECT type, data FROM events ORDER BY id DESC LIMIT 1")
    assert last is not None
    assert last["type"] == "task.completed"
    assert "support_arranged" in last["data"]
    assert "opvang" not in last["data"]


async def test_a_task_that_is_done_allows_nothing_more(world: World) -> None:
    await world.submit(SUBMITTER, victim_signal())
    task_id = await claimed(world)
    await end(world, DESK, task_id, ENDING)
    for method, path, step in (
        ("PUT", "claim", "claim"),
        ("DELETE", "claim", "release"),
        ("POST", "outcome", "complete"),
    ):
        body = ENDING if method == "POST" else None
        answer = await world.call(DESK, method, f"/tasks/{task_id}/{path}", json=body)
        assert answer.status_code == 409
        assert answer.json()["detail"] == f"A task that is done does not allow {step}; allowed: none."


async def test_only_who_claimed_a_task_completes_it(world: World) -> None:
    await world.appoint("colleague", "zorgcoordinator", district="de_baronie")
    await world.submit(SUBMITTER, victim_signal())
    (task,) = await world.tasks(DESK)
    status, problem = await end(world, DESK, task["id"], ENDING)
    assert (status, problem["detail"]) == (
        409,
        "A task that is open does not allow complete; allowed: assign, claim, merge.",
    )
    await claimed(world)
    status, problem = await end(world, "colleague", task["id"], ENDING)
    assert status == 409
    assert "only who claimed it" in problem["detail"]
    assert await world.count("task_notes") == 0


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"outcome": "noted"}, "/outcome", "outcome"),
        ({"outcome": "forgotten"}, "/outcome", "enum"),
        ({}, "/outcome", "missing"),
        ({**ENDING, "note": " "}, "/note", "string_too_short"),
        ({**ENDING, "note": "x" * 2001}, "/note", "string_too_long"),
        ({**ENDING, "note": "Nummer 111222333"}, "/note", "bsn"),
    ],
)
async def test_a_wrong_ending_is_refused(world: World, body: Json, pointer: str, code: str) -> None:
    await world.submit(SUBMITTER, victim_signal())
    task_id = await claimed(world)
    status, problem = await end(world, DESK, task_id, body)
    assert status == 400
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]
    assert (await world.get(DESK, f"/tasks/{task_id}"))["status"] == "claimed"


async def test_a_desk_that_was_only_informed_may_take_note(world: World) -> None:
    await world.submit(SUBMITTER, perpetrator_signal())
    task_id = await claimed(world, "avim")
    assert "noted" in (await world.get("avim", f"/tasks/{task_id}"))["possibleOutcomes"]
    assert (await end(world, "avim", task_id, {"outcome": "noted"}))[0] == 200


async def test_an_ending_that_is_sent_twice_is_recorded_once(world: World) -> None:
    await world.submit(SUBMITTER, victim_signal())
    task_id = await claimed(world)
    key = {"Idempotency-Key": "afronding-0001"}
    first = await end(world, DESK, task_id, ENDING, **key)
    assert first[0] == 200
    assert await end(world, DESK, task_id, ENDING, **key) == first
    assert (await end(world, DESK, task_id, {"outcome": "taken_up"}, **key))[0] == 409
    assert await world.count("task_notes") == 1


async def test_each_side_sees_how_far_its_own_side_is(world: World) -> None:
    signal_id = (await world.submit(SUBMITTER, signal_aimed_at_both()))["id"]

    async def statuses() -> list[str]:
        readers = (SUBMITTER, DESK, "dsp.de-baronie", "avim")
        return [(await world.get(reader, f"/signals/{signal_id}"))["status"] for reader in readers]

    assert await statuses() == ["received"] * 4
    care = await claimed(world)
    assert await statuses() == ["in_progress", "in_progress", "received", "received"]
    await end(world, DESK, care, ENDING)
    assert await statuses() == ["in_progress", "closed", "received", "received"]
    security = await claimed(world, "dsp.de-baronie")
    await end(world, "dsp.de-baronie", security, {"outcome": "investigated"})
    assert await statuses() == ["closed", "closed", "closed", "received"]


@pytest.mark.parametrize(
    ("tasks", "status"),
    [
        ([("responsible", "open")], "received"),
        ([("responsible", "open"), ("informed", "claimed")], "in_progress"),
        ([("responsible", "open"), ("informed", "done")], "in_progress"),
        ([("responsible", "claimed")], "in_progress"),
        ([("responsible", "done"), ("informed", "open")], "closed"),
        ([("responsible", "done"), ("responsible", "open")], "in_progress"),
        ([("informed", "open")], "received"),
        ([("informed", "done")], "closed"),
    ],
)
def test_the_status_of_a_signal_follows_from_its_tasks(tasks: list[tuple[str, str]], status: str) -> None:
    assert status_of(tasks) == status
