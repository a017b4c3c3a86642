"""Feedback: the submitter hears from each desk in standard texts or its own words, and the desk sees it was read."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from tests.bodies import signal_aimed_at_both, victim_signal
from tests.triage.desk import COLLEAGUE, DESK, OUTSIDER, SUBMITTER, a_desk, claim, events
from tests.world import Json, World

TEXT = "Dank u wel; Zoë is veilig en wij bellen u vrijdag."
CLIENT = "system.breda"


async def give(world: World, persona: str, task_id: str, body: Json, **headers: str) -> tuple[int, Json]:
    """Give feedback; return the status and the answer."""
    answer = await world.call(persona, "POST", f"/tasks/{task_id}/feedback", json=body, headers=headers)
    return answer.status_code, answer.json()


async def heard(world: World, persona: str, signal_id: str) -> Json:
    """Return what a persona hears of a signal."""
    return await world.get(persona, f"/signals/{signal_id}/feedback")


async def test_the_submitter_hears_in_a_standard_text_and_in_own_words(world: World) -> None:
    (task_id,) = await a_desk(world)
    signal_id = (await world.get(DESK, f"/tasks/{task_id}"))["signalId"]
    status, given = await give(world, DESK, task_id, {"standardText": "taken_up", "message": TEXT})
    assert (status, given["message"], given["taskId"], given["by"]) == (201, TEXT, task_id, DESK)
    for persona in (SUBMITTER, CLIENT):
        told = await heard(world, persona, signal_id)
        (item,) = told["items"]
        assert told["unread"] == 1
        assert (item["standardText"], item["message"], item["desk"]) == ("taken_up", TEXT, "zorgcoordinator.de_baronie")
        assert item["text"]["nl"].startswith("Uw signaal is opgepakt.")
        assert item["text"]["en"].startswith("Your signal has been taken up.")
        assert (item["by"], item["taskId"], item["readAt"]) == (None, None, None)


async def test_anybody_at_the_desk_gives_it_at_any_time_whoever_has_the_task(world: World) -> None:
    (task_id,) = await a_desk(world)
    await claim(world, DESK, task_id)
    for minutes, text in enumerate(("received", "still_working")):
        world.clock.advance(timedelta(minutes=minutes))
        assert (await give(world, COLLEAGUE, task_id, {"standardText": text}))[0] == 201
    await world.call(DESK, "POST", f"/tasks/{task_id}/outcome", json={"outcome": "taken_up"})
    world.clock.advance(timedelta(minutes=1))
    assert (await give(world, COLLEAGUE, task_id, {"standardText": "cannot_tell_more"}))[0] == 201
    items = (await world.get(DESK, f"/tasks/{task_id}/feedback"))["items"]
    assert [item["standardText"] for item in items] == ["cannot_tell_more", "still_working", "received"]
    assert (await world.get(DESK, f"/tasks/{task_id}"))["status"] == "done"


async def test_the_steps_follow_from_what_desks_do_anyhow(world: World) -> None:
    made = await world.submit(SUBMITTER, signal_aimed_at_both())
    (task,) = await world.tasks(DESK)
    (other,) = await world.tasks("dsp.de-baronie")
    for method in ("PUT", "DELETE", "PUT"):
        world.clock.advance(timedelta(minutes=1))
        await world.call(DESK, method, f"/tasks/{task['id']}/claim")
    await world.call("dsp.de-baronie", "PUT", f"/tasks/{other['id']}/claim")
    world.clock.advance(timedelta(minutes=1))
    await world.call(DESK, "POST", f"/tasks/{task['id']}/outcome", json={"outcome": "support_arranged"})
    (informed,) = [t for t in await world.tasks("avim") if t["signalId"] == made["id"]]
    await claim(world, "avim", informed["id"])
    await world.call("avim", "POST", f"/tasks/{informed['id']}/outcome", json={"outcome": "noted"})

    told = await heard(world, SUBMITTER, made["id"])
    care = [(s["step"], s["category"]) for s in told["steps"] if s["compartment"] != "security"]
    assert care == [("received", None), ("taken_up", None), ("closed", "support_arranged")]
    security = [(s["step"], s["desk"]) for s in told["steps"] if s["compartment"] == "security"]
    assert sorted(security) == [("taken_up", "avim"), ("taken_up", "dsp.de_baronie")]
    assert told["status"] == "in_progress"


async def test_each_desk_sees_the_feedback_of_its_own_side_and_the_submitter_of_both(world: World) -> None:
    made = await world.submit(SUBMITTER, signal_aimed_at_both())
    (care,) = await world.tasks(DESK)
    (security,) = await world.tasks("dsp.de-baronie")
    await give(world, DESK, care["id"], {"message": "Van de zorg."})
    await give(world, "dsp.de-baronie", security["id"], {"message": "Van veiligheid."})
    seen = {
        persona: {item["message"] for item in (await heard(world, persona, made["id"]))["items"]}
        for persona in (SUBMITTER, DESK, "dsp.de-baronie", "avim")
    }
    assert seen == {
        SUBMITTER: {"Van de zorg.", "Van veiligheid."},
        DESK: {"Van de zorg."},
        "dsp.de-baronie": {"Van veiligheid."},
        "avim": {"Van veiligheid."},
    }
    of_care = await heard(world, DESK, made["id"])
    assert "security" not in str(of_care)
    assert "dsp" not in str(of_care)


async def test_what_is_not_yours_is_not_there(world: World) -> None:
    made = await world.submit(SUBMITTER, victim_signal())
    (task,) = await world.tasks(DESK)
    _, given = await give(world, DESK, task["id"], {"message": TEXT})
    for persona in (OUTSIDER, "avim", "dsp.de-baronie"):
        for place in (f"/tasks/{task['id']}/feedback", f"/signals/{made['id']}/feedback"):
            assert (await world.call(persona, "GET", place)).status_code == 404
        assert (await give(world, persona, task["id"], {"message": TEXT}))[0] == 404
    other = "aandachtsfunctionaris.tilburg"
    assert (await world.call(other, "GET", f"/signals/{made['id']}/feedback")).status_code == 404
    for missing in (given["id"], str(uuid4())):
        assert (await world.call(other, "PUT", f"/feedback/{missing}/read")).status_code == 404
    assert (await world.call(DESK, "PUT", f"/feedback/{given['id']}/read")).status_code == 403
    assert (await world.call(SUBMITTER, "GET", f"/tasks/{task['id']}/feedback")).status_code == 403
    assert (await give(world, SUBMITTER, task["id"], {"message": TEXT}))[0] == 403


async def test_the_desk_sees_whether_and_when_it_was_read_and_the_first_time_counts(world: World) -> None:
    (task_id,) = await a_desk(world)
    _, given = await give(world, DESK, task_id, {"standardText": "received"})
    await world.appoint("second", "aandachtsfunctionaris", municipality="GM0758")
    world.clock.advance(timedelta(minutes=5))
    one, other = await asyncio.gather(
        *(world.call(who, "PUT", f"/feedback/{given['id']}/read") for who in (SUBMITTER, "second"))
    )
    world.clock.advance(timedelta(minutes=5))
    again = await world.call(SUBMITTER, "PUT", f"/feedback/{given['id']}/read")
    assert [answer.status_code for answer in (one, other, again)] == [200, 200, 200]
    assert again.json()["readAt"] == "2026-11-23T09:35:00Z"
    (item,) = (await world.get(DESK, f"/tasks/{task_id}/feedback"))["items"]
    assert item["readAt"] == "2026-11-23T09:35:00Z"
    assert await events(world, given["id"]) == ["feedback.given", "feedback.read"]


async def test_the_timeline_tells_that_there_was_feedback_and_never_the_words(world: World) -> None:
    made = await world.submit(SUBMITTER, victim_signal())
    (task,) = await world.tasks(DESK)
    await give(world, DESK, task["id"], {"standardText": "received", "message": TEXT})
    for persona in (SUBMITTER, DESK):
        answer = await world.call(persona, "GET", f"/signals/{made['id']}/timeline")
        last = answer.json()["items"][-1]
        assert (last["type"], last["compartment"], last["data"]) == ("feedback.given", "care", {"text": "received"})
        assert "veilig" not in answer.text


async def test_sent_twice_under_one_key_it_is_given_once(world: World) -> None:
    (task_id,) = await a_desk(world)
    named = {"Idempotency-Key": "feedback-of-today"}
    body = {"message": TEXT}
    one, other = await asyncio.gather(*(give(world, DESK, task_id, body, **named) for _ in range(2)))
    assert one == other
    assert one[0] == 201
    assert (await give(world, DESK, task_id, {"message": "Iets anders."}, **named))[0] == 409
    assert len((await world.get(DESK, f"/tasks/{task_id}/feedback"))["items"]) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "nothing_told"),
        ({"standardText": "nothing"}, "unknown_text"),
        ({"standardText": "received", "message": ""}, "string_too_short"),
        ({"message": "Haar nummer is 111222333."}, "bsn"),
        ({"message": "x" * 2001}, "string_too_long"),
    ],
)
async def test_feedback_that_tells_nothing_or_too_much_is_refused(world: World, body: Json, code: str) -> None:
    (task_id,) = await a_desk(world)
    status, problem = await give(world, DESK, task_id, body)
    assert (status, [error["code"] for error in problem["errors"]]) == (400, [code])
    assert await world.count("feedback") == 0


async def test_words_are_gone_with_the_key_of_their_side_and_standard_texts_stay(world: World) -> None:
    made = await world.submit(SUBMITTER, victim_signal())
    (task,) = await world.tasks(DESK)
    for body in ({"message": TEXT}, {"standardText": "received", "message": TEXT}):
        await give(world, DESK, task["id"], body)
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM data_keys WHERE compartment = 'care'")
    (left,) = (await heard(world, SUBMITTER, made["id"]))["items"]
    assert (left["standardText"], left["message"]) == ("received", None)


async def test_feedback_is_never_changed_or_taken_away(world: World) -> None:
    (task_id,) = await a_desk(world)
    await give(world, DESK, task_id, {"standardText": "received"})
    for persona in (DESK, SUBMITTER):
        for statement in ("UPDATE feedback SET standard_text = 'referred'", "DELETE FROM feedback"):
            async with world.as_api(persona) as connection:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)


async def test_a_task_has_feedback_a_hundred_times_at_most(world: World) -> None:
    (task_id,) = await a_desk(world)
    await give(world, DESK, task_id, {"standardText": "received"})
    async with world.as_superuser() as connection:
        await connection.execute(
            "INSERT INTO feedback SELECT (jsonb_populate_record(f, jsonb_build_object('id', gen_random_uuid()))).* "
            "FROM feedback f, generate_series(1, 99)"
        )
    assert (await give(world, DESK, task_id, {"standardText": "received"}))[0] == 409
