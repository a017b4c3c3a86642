"""An hour with one whole signal, on the record, reviewed by another person."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from app.platform.ids import new_reference
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.world import Json, World

OPENER, COORDINATOR, AUDITOR = "dsp.de-baronie", "districtelijk-coordinator.de-baronie", "auditor"
REASON = "De politie staat voor de deur en moet weten of er kinderen binnen zijn."
AN_HOUR = timedelta(hours=1)


async def opened(world: World, persona: str = OPENER, **changes: object) -> tuple[Json, Json]:
    """Let somebody break glass for a victim signal of Breda; return the signal and the session."""
    signal = await world.submit("aandachtsfunctionaris.breda", victim_signal(**changes))
    body = {"reference": signal["reference"], "reason": REASON}
    answer = await world.call(persona, "POST", "/break-glass-sessions", json=body)
    assert answer.status_code == 201, answer.text
    return signal, answer.json()


async def test_the_whole_signal_is_readable_for_an_hour_and_no_longer(world: World) -> None:
    signal, session = await opened(world)
    path = f"/signals/{session['signalId']}"
    assert session["signalId"] == signal["id"]
    assert (await world.get(OPENER, path))["care"]["persons"][0]["givenName"] == "Zoë"
    world.clock.advance(AN_HOUR - timedelta(seconds=1))
    assert (await world.call(OPENER, "GET", path)).status_code == 200
    world.clock.advance(timedelta(seconds=1))
    assert (await world.call(OPENER, "GET", path)).status_code == 404


async def test_both_sides_are_shown_and_neither_submitter_nor_notes(world: World) -> None:
    signal = await world.submit("aandachtsfunctionaris.breda", signal_aimed_at_both())
    assert (await world.get(OPENER, f"/signals/{signal['id']}"))["care"] is None
    body = {"reference": signal["reference"], "reason": REASON}
    assert (await world.call(OPENER, "POST", "/break-glass-sessions", json=body)).status_code == 201
    view = await world.get(OPENER, f"/signals/{signal['id']}")
    assert view["care"] is not None
    assert view["security"] is not None
    assert (view["aimedAt"], view["source"]) == (None, None)


async def test_reading_is_all_that_it_gives(world: World) -> None:
    await opened(world)
    (task,) = await world.tasks("zorgcoordinator.de-baronie")
    assert await world.tasks(OPENER) == []
    assert (await world.call(OPENER, "GET", f"/tasks/{task['id']}")).status_code == 404
    assert (await world.call(OPENER, "PUT", f"/tasks/{task['id']}/claim")).status_code == 404
    async with world.as_api(OPENER) as connection:
        assert (
            await connection.execute("UPDATE tasks SET status = 'claimed', claimed_by = access.actor()") == "UPDATE 0"
        )


async def test_no_other_signal_opens_with_it(world: World) -> None:
    await opened(world)
    other = await world.submit("aandachtsfunctionaris.breda", victim_signal())
    assert (await world.call(OPENER, "GET", f"/signals/{other['id']}")).status_code == 404
    assert len((await world.get(OPENER, "/signals"))["items"]) == 1


async def test_a_colleague_does_not_read_along(world: World) -> None:
    signal, session = await opened(world)
    await world.appoint("colleague", "dsp", district="de_baronie")
    assert (await world.call("colleague", "GET", f"/signals/{signal['id']}")).status_code == 404
    assert (await world.call("colleague", "GET", f"/break-glass-sessions/{session['id']}")).status_code == 404


@pytest.mark.parametrize("overseer", [COORDINATOR, AUDITOR])
async def test_the_auditor_and_the_coordinator_of_the_district_see_it_at_once(world: World, overseer: str) -> None:
    signal, session = await opened(world)
    (seen,) = (await world.get(overseer, "/break-glass-sessions"))["items"]
    assert seen == {**session, "byYou": False, "signalId": None}
    assert (seen["by"], seen["reason"], seen["reference"]) == (OPENER, REASON, signal["reference"])
    assert (await world.call(overseer, "GET", f"/signals/{signal['id']}")).status_code == 403


async def test_the_coordinator_of_another_district_sees_nothing_of_it(world: World) -> None:
    _, session = await opened(world)
    stranger = "districtelijk-coordinator.zeeland"
    assert (await world.get(stranger, "/break-glass-sessions"))["items"] == []
    assert (await world.call(stranger, "GET", f"/break-glass-sessions/{session['id']}")).status_code == 404


async def test_a_signal_outside_ones_area_and_one_that_never_was_are_refused_alike(world: World) -> None:
    signal = await world.submit("aandachtsfunctionaris.goes", victim_signal(municipalityCode="GM0664"))
    answers = [
        (await world.call(OPENER, "POST", "/break-glass-sessions", json={"reference": reference, "reason": REASON}))
        for reference in (signal["reference"], new_reference(2026))
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    first, second = ({**answer.json(), "requestId": ""} for answer in answers)
    assert first == second
    assert await world.count("break_glass_sessions") == 0


async def test_a_refused_attempt_is_kept_as_an_event(world: World) -> None:
    body = {"reference": new_reference(2026), "reason": REASON}
    await world.call(OPENER, "POST", "/break-glass-sessions", json=body)
    async with world.as_superuser() as connection:
        assert await connection.fetchval("SELECT array_agg(type) FROM events") == ["break_glass.refused"]


async def test_avim_may_open_any_district_and_other_roles_none(world: World) -> None:
    signal = await world.submit("aandachtsfunctionaris.goes", victim_signal(municipalityCode="GM0664"))
    body = {"reference": signal["reference"], "reason": REASON}
    assert (await world.call("avim", "POST", "/break-glass-sessions", json=body)).status_code == 201
    for persona in (
        "aandachtsfunctionaris.goes",
        "projectleider-ondermijning.goes",
        "beheerder",
        AUDITOR,
        "riec.zeeland",
    ):
        assert (await world.call(persona, "POST", "/break-glass-sessions", json=body)).status_code == 403


async def test_a_verdict_is_given_once_after_the_end_by_another_person(world: World) -> None:
    _, session = await opened(world)
    path, verdict = f"/break-glass-sessions/{session['id']}/review", {"verdict": "justified", "remark": "Terecht."}
    assert (await world.call(COORDINATOR, "POST", path, json=verdict)).status_code == 409
    world.clock.advance(AN_HOUR)
    answers = await asyncio.gather(*(world.call(who, "POST", path, json=verdict) for who in (COORDINATOR, AUDITOR)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    review = (await world.get(OPENER, f"/break-glass-sessions/{session['id']}"))["review"]
    assert (review["verdict"], review["remark"]) == ("justified", "Terecht.")
    assert review["by"] in {COORDINATOR, AUDITOR}
    assert (await world.call(OPENER, "POST", path, json=verdict)).status_code == 403


async def test_nobody_reviews_their_own_session(world: World) -> None:
    await world.appoint("both-hats", "dsp", district="de_baronie")
    await world.appoint("both-hats", "districtelijk_coordinator", district="de_baronie")
    _, session = await opened(world, "both-hats")
    world.clock.advance(AN_HOUR)
    answer = await world.call(
        "both-hats", "POST", f"/break-glass-sessions/{session['id']}/review", json={"verdict": "justified"}
    )
    assert answer.status_code == 403


async def test_who_loses_the_appointment_loses_the_hour(world: World) -> None:
    appointment = await world.appoint("leaver", "dsp", district="de_baronie")
    await world.appoint("leaver", "projectleider_ondermijning", municipality="GM0758")
    signal, _ = await opened(world, "leaver")
    assert (await world.call("leaver", "GET", f"/signals/{signal['id']}")).status_code == 200
    async with world.as_superuser() as connection:
        await connection.execute(
            "UPDATE appointments SET withdrawn_at = $2 WHERE id = $1", appointment, world.clock.now()
        )
    assert (await world.call("leaver", "GET", f"/signals/{signal['id']}")).status_code == 404


async def test_a_session_that_never_was_is_not_there(world: World) -> None:
    for persona in (OPENER, COORDINATOR, AUDITOR):
        assert (await world.call(persona, "GET", f"/break-glass-sessions/{uuid4()}")).status_code == 404


async def test_who_asks_again_after_a_lost_answer_breaks_glass_once(world: World) -> None:
    signal = await world.submit("aandachtsfunctionaris.breda", victim_signal())
    body, key = {"reference": signal["reference"], "reason": REASON}, {"Idempotency-Key": str(uuid4())}
    answers = [
        await world.call(OPENER, "POST", "/break-glass-sessions", json=body, headers=key) for _ in range(2)
    ]  # the second as if the first answer had been lost
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len((await world.get(AUDITOR, "/break-glass-sessions"))["items"]) == 1
    world.clock.advance(AN_HOUR)
    late = await world.call(OPENER, "POST", "/break-glass-sessions", json=body, headers=key)
    assert late.json()["id"] == answers[0].json()["id"]
    other = {**body, "reason": "Een andere reden, die met dezelfde sleutel niet gaat."}
    refused = await world.call(OPENER, "POST", "/break-glass-sessions", json=other, headers=key)
    assert refused.status_code == 409


async def test_a_reference_that_is_refused_is_refused_again_with_the_same_key(world: World) -> None:
    body, key = {"reference": new_reference(2026), "reason": REASON}, {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        answer = await world.call(OPENER, "POST", "/break-glass-sessions", json=body, headers=key)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == "unknown_reference"


async def test_what_was_refused_is_tried_again_with_the_same_key_and_told_each_time(world: World) -> None:
    signal = await world.submit("aandachtsfunctionaris.goes", victim_signal(municipalityCode="GM0664"))
    body, key = {"reference": signal["reference"], "reason": REASON}, {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        answer = await world.call(OPENER, "POST", "/break-glass-sessions", json=body, headers=key)
        assert answer.status_code == 400
    async with world.as_superuser() as connection:
        tried = await connection.fetchval("SELECT count(*) FROM events WHERE type = 'break_glass.refused'")
    assert tried == 2
    await world.appoint(OPENER, "dsp", district="zeeland")
    answers = await asyncio.gather(
        *(world.call(OPENER, "POST", "/break-glass-sessions", json=body, headers=key) for _ in range(4))
    )
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await world.get(OPENER, "/break-glass-sessions"))["items"]) == 1
