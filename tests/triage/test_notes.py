"""Internal notes: for the desks of one side, at any time, and never changed."""

from uuid import uuid4

import pytest

from tests.bodies import signal_aimed_at_both
from tests.triage.desk import COLLEAGUE, DESK, OUTSIDER, SUBMITTER, a_desk, claim
from tests.world import Json, World

TEXT = "Gebeld met Zoë; zij is bereikbaar via de opvang in Tholen."


async def note(world: World, persona: str, task_id: str, text: str = TEXT, **headers: str) -> tuple[int, Json]:
    """Write a note; return the status and the answer."""
    answer = await world.call(persona, "POST", f"/tasks/{task_id}/notes", json={"text": text}, headers=headers)
    return answer.status_code, answer.json()


async def test_anybody_at_the_desk_writes_at_any_time_and_all_read_it(world: World) -> None:
    (task_id,) = await a_desk(world)
    status, first = await note(world, DESK, task_id)
    assert (status, first["text"], first["kind"], first["byYou"]) == (201, TEXT, "internal", True)
    await claim(world, DESK, task_id)
    assert (await note(world, COLLEAGUE, task_id, "Tweede."))[0] == 201
    ending = {"outcome": "taken_up", "note": "Derde."}
    await world.call(DESK, "POST", f"/tasks/{task_id}/outcome", json=ending)
    assert (await note(world, DESK, task_id, "Vierde."))[0] == 201
    items = (await world.get(COLLEAGUE, f"/tasks/{task_id}/notes"))["items"]
    assert [(n["text"], n["kind"], n["byYou"]) for n in items] == [
        ("Vierde.", "internal", False),
        ("Derde.", "outcome", False),
        ("Tweede.", "internal", True),
        (TEXT, "internal", False),
    ]
    assert items[2]["by"] == "colleague"
    assert (await world.get(DESK, f"/tasks/{task_id}"))["note"] == "Derde."


async def test_a_note_that_was_erased_is_not_there_for_its_idempotency_key_either(world: World) -> None:
    (task_id,) = await a_desk(world)
    named = {"Idempotency-Key": "a-note-of-mine"}
    assert (await note(world, DESK, task_id, **named))[0] == 201
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM data_keys WHERE compartment = 'care'")
    assert (await note(world, DESK, task_id, **named))[0] == 404
    assert (await world.get(DESK, f"/tasks/{task_id}/notes"))["items"] == []


async def test_a_task_whose_note_at_its_end_was_erased_is_shown_without_it(world: World) -> None:
    (task_id,) = await a_desk(world)
    await claim(world, DESK, task_id)
    body = {"outcome": "taken_up", "note": "Zorg is geregeld."}
    assert (await world.call(DESK, "POST", f"/tasks/{task_id}/outcome", json=body)).status_code == 200
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM data_keys WHERE compartment = 'care'")
    assert (await world.get(DESK, f"/tasks/{task_id}"))["note"] is None


async def test_page_by_page(world: World) -> None:
    (task_id,) = await a_desk(world)
    for number in range(5):
        await note(world, DESK, task_id, str(number))
    first = await world.get(DESK, f"/tasks/{task_id}/notes?limit=3")
    rest = await world.get(DESK, f"/tasks/{task_id}/notes?limit=3&cursor={first['nextCursor']}")
    assert [item["text"] for item in first["items"] + rest["items"]] == ["4", "3", "2", "1", "0"]
    assert rest["nextCursor"] is None
    other = await world.call(COLLEAGUE, "GET", f"/tasks/{task_id}/notes?limit=3&cursor={first['nextCursor']}")
    assert other.status_code == 400


async def test_the_other_side_the_submitter_and_other_districts_see_no_note(world: World) -> None:
    await world.submit(SUBMITTER, signal_aimed_at_both())
    (task,) = await world.tasks(DESK)
    await note(world, DESK, task["id"])
    for persona in (OUTSIDER, "avim", "dsp.de-baronie"):
        hidden = await world.call(persona, "GET", f"/tasks/{task['id']}/notes")
        never = await world.call(persona, "GET", f"/tasks/{uuid4()}/notes")
        assert hidden.status_code == never.status_code == 404
        assert (await note(world, persona, task["id"]))[0] == 404
    assert (await world.call(SUBMITTER, "GET", f"/tasks/{task['id']}/notes")).status_code == 403
    for path in ("", "/timeline"):
        assert "opvang" not in str(await world.get(SUBMITTER, f"/signals/{task['signalId']}{path}"))
    async with world.as_api(SUBMITTER) as connection:
        assert await connection.fetch("SELECT * FROM task_notes") == []


async def test_a_note_is_never_changed_or_taken_away(world: World) -> None:
    (task_id,) = await a_desk(world)
    await note(world, DESK, task_id)
    async with world.as_api(DESK) as connection:
        for statement in ("UPDATE task_notes SET content = ''", "DELETE FROM task_notes"):
            with pytest.raises(Exception, match="permission denied"):
                async with connection.transaction():
                    await connection.execute(statement)


async def test_sent_twice_it_is_written_once(world: World) -> None:
    (task_id,) = await a_desk(world)
    key = {"Idempotency-Key": "the-same-key"}
    first, again = [await note(world, DESK, task_id, **key) for _ in range(2)]
    assert first == again
    assert await world.count("task_notes") == 1
    assert (await note(world, DESK, task_id, "Anders.", **key))[0] == 409


@pytest.mark.parametrize("text", ["", " ", "x" * 20_001, "Nummer 111222333", "a\u0000b", None])
async def test_what_is_no_note_is_refused(world: World, text: str) -> None:
    (task_id,) = await a_desk(world)
    status, problem = await note(world, DESK, task_id, text)
    assert (status, problem["errors"][0]["pointer"]) == (400, "/text")
    assert await world.count("task_notes") == 0
