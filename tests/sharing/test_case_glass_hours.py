"""Glass broken for a case by several, again, or at once, and what happens to the case meanwhile."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from app.platform.ids import new_case_reference
from tests.bodies import signal_aimed_at_both
from tests.cases.casework import DSP, DSP_DESK, LEAD, SUBMITTER, TABLE, done, joined
from tests.cases.casework import opened as case_opened
from tests.sharing.decisions import share, signal_to_share
from tests.sharing.test_glass_on_cases import AN_HOUR, AUDITOR, AVIM, LAST, REASON, SAFETY, broken, status, told
from tests.sharing.test_twin_cases import case_of_avim, reads
from tests.world import Json, World

SECOND = "zorgcoordinator-2.de-baronie"


def shown_at(session: Json) -> str:
    """Return where what a session opened is read."""
    return f"/break-glass-sessions/{session['id']}/case"


async def test_breaking_glass_again_gives_an_hour_of_its_own_and_prolongs_none(world: World) -> None:
    case = await told(world)
    first = await broken(world, case)
    world.clock.advance(AN_HOUR / 2)
    second = await broken(world, case)
    assert first["id"] != second["id"]
    assert len((await world.get(AUDITOR, "/break-glass-sessions"))["items"]) == 2
    world.clock.advance(AN_HOUR / 2)
    assert [await status(world, DSP, shown_at(session)) for session in (first, second)] == [404, 200]
    async with world.as_api(DSP) as connection:
        assert await connection.fetchval("SELECT count(*) FROM case_persons") == 1
    world.clock.advance(AN_HOUR / 2)
    assert await status(world, DSP, shown_at(second)) == 404
    async with world.as_api(DSP) as connection:
        assert await connection.fetchval("SELECT count(*) FROM case_persons") == 0


async def test_several_at_once_each_have_their_own_and_nobody_the_session_of_another(world: World) -> None:
    case, personas = await told(world), (DSP, AVIM, TABLE, SECOND)
    sessions = await asyncio.gather(*(broken(world, case, persona) for persona in personas))
    for persona in personas:
        read = [await status(world, persona, shown_at(session)) for session in sessions]
        assert read == [200 if persona == opener else 404 for opener in personas]
    assert len((await world.get(AUDITOR, "/break-glass-sessions"))["items"]) == len(personas)


async def test_who_asks_again_with_the_same_key_opens_the_case_once(world: World) -> None:
    case = await told(world)
    body, key = {"reference": case["reference"], "reason": REASON}, {"Idempotency-Key": str(uuid4())}
    answers = await asyncio.gather(
        *(world.call(DSP, "POST", "/break-glass-sessions", json=body, headers=key) for _ in range(4))
    )
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = {**body, "reference": new_case_reference(2026)}
    refused = await world.call(DSP, "POST", "/break-glass-sessions", json=other, headers=key)
    assert refused.status_code == 409
    world.clock.advance(AN_HOUR)
    late = await world.call(DSP, "POST", "/break-glass-sessions", json=body, headers=key)
    assert late.json() == answers[0].json()
    assert await status(world, DSP, shown_at(late.json())) == 404


async def test_a_case_that_was_refused_is_tried_again_with_the_same_key_and_opened_once(world: World) -> None:
    case, persona = await told(world), "dsp.zeeland"
    body, key = {"reference": case["reference"], "reason": REASON}, {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        answer = await world.call(persona, "POST", "/break-glass-sessions", json=body, headers=key)
        assert answer.status_code == 400
    await world.appoint(persona, "dsp", district="de_baronie")
    answers = await asyncio.gather(
        *(world.call(persona, "POST", "/break-glass-sessions", json=body, headers=key) for _ in range(4))
    )
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await status(world, persona, shown_at(answers[0].json())) == 200
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT type, count(*) FROM events WHERE type LIKE 'break_glass.%' GROUP BY type")
    assert {row["type"]: row["count"] for row in rows} == {"break_glass.refused": 2, "break_glass.opened": 1}


async def test_what_is_assessed_and_closed_within_the_hour_shows(world: World) -> None:
    case = await told(world)
    session = await broken(world, case)
    (person,) = (await world.get(LEAD, f"/cases/{case['id']}/persons"))["items"]
    newer = {**SAFETY, "contact": "any", "text": "Weer thuis; bellen kan."}
    world.clock.advance(timedelta(minutes=1))
    await done(world, LEAD, f"/case-persons/{person['id']}/safety-assessments", newer, 201)
    closing = {"step": "close", "reason": "other", "outcome": "not_established", "text": "Klaar."}
    await done(world, LEAD, f"/cases/{case['id']}/status", closing)
    view = await world.get(DSP, shown_at(session))
    assert (view["status"], view["outcome"]) == ("closed", "not_established")
    assert [one["safety"]["text"] for one in view["persons"]] == [newer["text"]]


async def test_who_is_put_out_of_the_case_within_the_hour_reads_on_through_the_glass_alone(world: World) -> None:
    case = await told(world)
    member = await joined(world, case["id"], TABLE)
    session = await broken(world, case, TABLE)
    await done(world, LEAD, f"/case-members/{member['id']}/removal")
    assert await status(world, TABLE, f"/cases/{case['id']}") == 404
    view = await world.get(TABLE, shown_at(session))
    assert [one["safety"]["text"] for one in view["persons"]] == [LAST]
    async with world.as_api(TABLE) as connection:
        assert await connection.fetchval("SELECT count(*) FROM safety_assessments") == 1


async def test_the_case_across_of_the_same_signal_stays_shut(world: World) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both())
    care = await case_opened(world, signals=[signal["id"]])
    security = await case_opened(world, DSP, DSP_DESK, signals=[signal["id"]])
    for persona, side, case in ((LEAD, "care", care), (DSP, "security", security)):
        (one,) = (await world.get(persona, f"/signals/{signal['id']}"))[side]["persons"]
        taken = {"signalId": signal["id"], "personId": one["id"]}
        await done(world, persona, f"/cases/{case['id']}/persons", taken, 201)
    session = await broken(world, care, SECOND)
    view = await world.get(SECOND, shown_at(session))
    assert (view["compartment"], len(view["persons"])) == ("care", 1)
    async with world.as_api(SECOND) as connection:
        found = await connection.fetch("SELECT case_id::text, compartment FROM case_persons")
        assert [tuple(row) for row in found] == [(care["id"], "care")]
        assert await connection.fetch("SELECT id FROM access.opened_case($1)", security["id"]) == []


async def test_what_was_shared_with_the_case_stays_shut(world: World) -> None:
    case = await case_of_avim(world)
    decision = await share(world, await signal_to_share(world), receivingCaseReference=case["reference"])
    session = await broken(world, case)
    assert (await world.get(DSP, shown_at(session)))["persons"] == []
    assert not await reads(world, DSP, decision["id"])


async def test_nobody_opens_a_case_past_the_function(world: World) -> None:
    case = await told(world)
    async with world.as_api(TABLE) as connection:
        opening = (
            "INSERT INTO break_glass_sessions (id, actor_id, actor_name, case_id, reference, district_id, reason, "
            "wrapped_key, opened_at, ends_at) VALUES ($1, access.actor(), '', $2, '', 'de_baronie', '', '', "
            "access.moment(), access.moment() + interval '1 hour')"
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(opening, uuid4(), case["id"])
