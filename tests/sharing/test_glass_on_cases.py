"""An hour with who and what a case is about, whatever its side; reading and nothing else, on the record."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from alembic import command

from app.platform.embedded import OWNER_LOGIN, login_url
from app.platform.ids import new_case_reference
from app.platform.migrations import alembic_config
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.cases.casework import COLLEAGUE, DSP, DSP_DESK, ELSEWHERE, LEAD, SUBMITTER, TABLE, done, joined, sees
from tests.cases.casework import opened as case_opened
from tests.triage.desk import actor_id
from tests.world import Json, World

AVIM, COORDINATOR, AUDITOR = "avim", "districtelijk-coordinator.de-baronie", "auditor"
REASON = "De politie staat voor de deur en moet weten of zij gebeld kan worden."
AN_HOUR = timedelta(hours=1)
SAFETY = {"risk": "high", "safePlace": "in_shelter", "contact": "through_others", "shelter": "in_region"}
EARLIER, LAST = "Nog thuis; bel niet.", "In de opvang; bel via de opvang."
KINDS = ("person", "location")


async def told(world: World) -> Json:
    """Open a care case that tells of somebody, whose safety was assessed twice, and of a place; return it."""
    place = {"kind": "dwelling", "name": "Pension De Zwaan"}
    body = victim_signal()
    body["care"] = {**body["care"], "locations": [place]}
    signal = await world.submit(SUBMITTER, body)
    view = await world.get(LEAD, f"/signals/{signal['id']}")
    case = await case_opened(world, signals=[signal["id"]])
    for kind in KINDS:
        taken = {"signalId": signal["id"], f"{kind}Id": view["care"][f"{kind}s"][0]["id"]}
        await done(world, LEAD, f"/cases/{case['id']}/{kind}s", taken, 201)
    (person,) = (await world.get(LEAD, f"/cases/{case['id']}/persons"))["items"]
    for text in (EARLIER, LAST):
        await done(world, LEAD, f"/case-persons/{person['id']}/safety-assessments", {**SAFETY, "text": text}, 201)
        world.clock.advance(timedelta(minutes=1))
    await done(world, LEAD, f"/cases/{case['id']}/notes", {"text": "Alleen voor de leden."}, 201)
    await done(world, LEAD, f"/cases/{case['id']}/goals", {"kind": "protect", "text": "Veilig wonen."}, 201)
    return case


async def broken(world: World, case: Json, persona: str = DSP) -> Json:
    """Let somebody break glass for a case; return the session."""
    body = {"reference": case["reference"], "reason": REASON}
    return await done(world, persona, "/break-glass-sessions", body, 201)


async def status(world: World, persona: str, path: str) -> int:
    """Ask for something; return how it was answered."""
    return (await world.call(persona, "GET", path)).status_code


@pytest.mark.parametrize("persona", [DSP, AVIM, TABLE, "zorgcoordinator-2.de-baronie"])
async def test_who_and_what_a_case_is_about_is_read_for_an_hour_and_no_longer(world: World, persona: str) -> None:
    case = await told(world)
    session = await broken(world, case, persona)
    assert (session["caseId"], session["signalId"], session["municipalityCode"]) == (case["id"], None, None)
    path = f"/break-glass-sessions/{session['id']}/case"
    view = await world.get(persona, path)
    assert {name: view[name] for name in ("id", "reference", "compartment", "district", "title", "status")} == {
        name: case[name] for name in ("id", "reference", "compartment", "district", "title", "status")
    }
    (person,), (location,) = view["persons"], view["locations"]
    assert person["person"]["givenName"] == "Zoë"
    assert (person["safety"]["text"], person["safety"]["contact"]) == (LAST, "through_others")
    assert location["location"]["name"] == "Pension De Zwaan"
    assert person.keys() == {"id", "signalId", "person", "safety", "addedAt"}
    assert location.keys() == {"id", "signalId", "location", "addedAt"}
    assert person["safety"].keys() == {*SAFETY, "id", "holdsUntil", "holds", "text", "assessedAt"}
    world.clock.advance(AN_HOUR - timedelta(seconds=1))
    assert await status(world, persona, path) == 200
    world.clock.advance(timedelta(seconds=1))
    assert await status(world, persona, path) == 404


@pytest.mark.parametrize("persona", [DSP, TABLE])
async def test_no_member_is_named_to_whoever_broke_glass(world: World, persona: str) -> None:
    case = await told(world)
    await joined(world, case["id"], COLLEAGUE)
    await joined(world, case["id"], TABLE)
    (person,) = (await world.get(LEAD, f"/cases/{case['id']}/persons"))["items"]
    assessed = {**SAFETY, "text": "Nog altijd in de opvang."}
    await done(world, COLLEAGUE, f"/case-persons/{person['id']}/safety-assessments", assessed, 201)
    members = (await world.get(LEAD, f"/cases/{case['id']}"))["members"]
    assert {one["name"] for one in members} == {LEAD, COLLEAGUE, TABLE}
    session = await broken(world, case, persona)
    answer = await world.call(persona, "GET", f"/break-glass-sessions/{session['id']}/case")
    assert assessed["text"] in answer.text
    for member in members:
        for told_of in (member["name"], member["id"], await actor_id(world, member["name"])):
            assert told_of not in answer.text


async def test_a_case_of_security_opens_to_care_and_a_closed_one_as_well(world: World) -> None:
    case = await case_opened(world, DSP, DSP_DESK)
    closing = {"step": "close", "reason": "other", "outcome": "not_established", "text": "Klaar."}
    await done(world, DSP, f"/cases/{case['id']}/status", closing)
    session = await broken(world, case, LEAD)
    view = await world.get(LEAD, f"/break-glass-sessions/{session['id']}/case")
    assert (view["compartment"], view["status"], view["outcome"]) == ("security", "closed", "not_established")


async def test_reading_is_all_that_it_gives_and_no_membership(world: World) -> None:
    case = await told(world)
    await broken(world, case, TABLE)
    (person,) = (await world.get(LEAD, f"/cases/{case['id']}/persons"))["items"]
    assert not await sees(world, TABLE, case["id"])
    own = f"/cases/{case['id']}"
    of_case = [f"{own}{more}" for more in ("/persons", "/locations", "/goals", "/related-cases", "/dsp-proposals")]
    for path in (*of_case, f"/case-persons/{person['id']}/safety-assessments"):
        assert await status(world, TABLE, path) in {403, 404}
    assert (await world.get(TABLE, f"/interventions?caseId={case['id']}"))["items"] == []
    text = {"text": "Gebeld."}
    for path, body in (
        (f"{own}/notes", text),
        (f"{own}/goals", {"kind": "protect", **text}),
        (f"/case-persons/{person['id']}/safety-assessments", {**SAFETY, **text}),
    ):
        assert (await world.call(TABLE, "POST", path, json=body)).status_code == 404
    members = (await world.get(LEAD, own))["members"]
    assert [one["name"] for one in members] == [LEAD]


async def test_past_the_api_only_what_the_view_shows_is_read(world: World) -> None:
    case = await told(world)
    other = await told(world)
    await broken(world, case, TABLE)
    shown = ("case_persons", "case_locations", "safety_assessments")
    hidden = (
        *("cases", "case_members", "case_signals", "case_notes", "case_status_changes", "case_goals"),
        *("signals", "signal_parts", "persons", "locations", "tasks"),
    )
    async with world.as_api(TABLE) as connection:
        for table in shown:
            rows = await connection.fetch(f"SELECT case_id FROM {table}")
            assert [str(row["case_id"]) for row in rows] == [case["id"]], "the last assessment, of that case alone"
        for table in hidden:
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0
        found = await connection.fetch("SELECT id FROM access.opened_case($1)", other["id"])
        assert found == []
        assert await connection.fetchval("SELECT access.cases()") == []
        note = (
            "INSERT INTO case_notes (id, case_id, compartment, content, written_by, written_by_name, written_at) "
            "VALUES ($1, $2, 'care', '', access.actor(), '', access.moment())"
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(note, uuid4(), case["id"])


async def test_a_member_keeps_what_members_have(world: World) -> None:
    case = await told(world)
    await joined(world, case["id"], TABLE)
    session = await broken(world, case, TABLE)
    assert await sees(world, TABLE, case["id"])
    assert (await world.get(TABLE, f"/break-glass-sessions/{session['id']}/case"))["id"] == case["id"]


async def test_the_signals_of_the_case_stay_shut(world: World) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both())
    case = await case_opened(world, signals=[signal["id"]])
    await broken(world, case, "zorgtafel.de-baronie")
    assert await status(world, "zorgtafel.de-baronie", f"/signals/{signal['id']}") == 404


@pytest.mark.parametrize("overseer", [COORDINATOR, AUDITOR])
async def test_overseers_see_it_at_once_and_are_told_and_read_nothing_of_the_case(world: World, overseer: str) -> None:
    case = await told(world)
    session = await broken(world, case)
    (seen,) = (await world.get(overseer, "/break-glass-sessions"))["items"]
    assert seen == {**session, "byYou": False, "caseId": None}
    assert (seen["by"], seen["reason"], seen["reference"]) == (DSP, REASON, case["reference"])
    (notified,) = (await world.get(overseer, "/notifications"))["items"]
    assert (notified["kind"], notified["subject"]["id"]) == ("break_glass_opened", session["id"])
    assert await status(world, overseer, f"/break-glass-sessions/{session['id']}/case") == 403
    elsewhere = "districtelijk-coordinator.zeeland"
    for path in ("/break-glass-sessions", "/notifications"):
        assert (await world.get(elsewhere, path))["items"] == []
    assert await status(world, elsewhere, f"/break-glass-sessions/{session['id']}") == 404


async def test_a_colleague_does_not_read_along(world: World) -> None:
    session = await broken(world, await told(world))
    await world.appoint("colleague", "dsp", district="de_baronie")
    for more in ("", "/case"):
        assert await status(world, "colleague", f"/break-glass-sessions/{session['id']}{more}") == 404


@pytest.mark.parametrize("persona", ["dsp.zeeland", ELSEWHERE])
async def test_what_is_not_there_and_what_is_elsewhere_are_refused_alike_and_told(world: World, persona: str) -> None:
    case = await told(world)
    wrong = case["reference"][:-2] + ("Z0" if case["reference"][-2:] != "Z0" else "Z1")
    answers = []
    for reference in (case["reference"], new_case_reference(2026), wrong):
        body = {"reference": reference, "reason": REASON}
        answers.append(await world.call(persona, "POST", "/break-glass-sessions", json=body))
    assert {answer.status_code for answer in answers} == {400}
    first, *others = ({**answer.json(), "requestId": ""} for answer in answers)
    assert others == [first, first]
    assert first["errors"][0]["code"] == "unknown_reference"
    assert await world.count("break_glass_sessions") == 0
    async with world.as_superuser() as connection:
        tried = await connection.fetchval("SELECT count(*) FROM events WHERE type = 'break_glass.refused'")
    assert tried == 3


async def test_who_may_not_break_glass_opens_no_case(world: World) -> None:
    case = await told(world)
    body = {"reference": case["reference"], "reason": REASON}
    for persona in (SUBMITTER, "riec.de-baronie", "officier-van-justitie", AUDITOR, COORDINATOR):
        assert (await world.call(persona, "POST", "/break-glass-sessions", json=body)).status_code == 403
        assert await status(world, persona, f"/break-glass-sessions/{uuid4()}/case") == 403


async def test_a_session_of_a_signal_shows_no_case(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    body = {"reference": signal["reference"], "reason": REASON}
    session = await done(world, DSP, "/break-glass-sessions", body, 201)
    assert session["caseId"] is None
    assert await status(world, DSP, f"/break-glass-sessions/{session['id']}/case") == 404


async def test_who_loses_the_appointment_loses_the_hour(world: World) -> None:
    appointment = await world.appoint("leaver", "dsp", district="de_baronie")
    await world.appoint("leaver", "dsp", district="zeeland")
    session = await broken(world, await told(world), "leaver")
    path = f"/break-glass-sessions/{session['id']}/case"
    assert await status(world, "leaver", path) == 200
    async with world.as_superuser() as connection:
        await connection.execute(
            "UPDATE appointments SET withdrawn_at = $2 WHERE id = $1", appointment, world.clock.now()
        )
    assert await status(world, "leaver", path) == 404


async def test_a_session_of_a_case_is_reviewed_as_any_other(world: World) -> None:
    session = await broken(world, await told(world))
    path, verdict = f"/break-glass-sessions/{session['id']}/review", {"verdict": "justified"}
    assert (await world.call(COORDINATOR, "POST", path, json=verdict)).status_code == 409
    world.clock.advance(AN_HOUR)
    assert (await done(world, COORDINATOR, path, verdict))["review"]["verdict"] == "justified"
    assert (await world.get(DSP, f"/break-glass-sessions/{session['id']}"))["review"]["by"] == COORDINATOR


async def test_a_session_is_of_one_signal_or_one_case(world: World) -> None:
    session = await broken(world, await told(world))
    signal = await world.submit(SUBMITTER, victim_signal())
    async with world.as_superuser() as connection:
        for change in ("case_id = NULL", f"signal_id = '{signal['id']}'", "municipality_code = 'GM0758'"):
            with pytest.raises(asyncpg.CheckViolationError):
                await connection.execute(f"UPDATE break_glass_sessions SET {change} WHERE id = $1", session["id"])


async def test_an_earlier_version_finds_no_session_that_it_does_not_know(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    body = {"reference": signal["reference"], "reason": REASON}
    kept = await done(world, DSP, "/break-glass-sessions", body, 201)
    await broken(world, await told(world))
    config = alembic_config(login_url(world.superuser_url, OWNER_LOGIN))
    async with world.as_superuser() as connection:
        mailed = (
            "INSERT INTO mail_items (notification_id, actor_id, kind) SELECT id, actor_id, 'acute' FROM notifications"
        )
        await connection.execute(mailed)
    await asyncio.to_thread(command.downgrade, config, "0037")
    async with world.as_superuser() as connection:
        left = await connection.fetch("SELECT id::text, signal_id::text FROM break_glass_sessions")
        assert [tuple(row) for row in left] == [(kept["id"], signal["id"])]
        told_of = "SELECT DISTINCT subject_id::text FROM notifications WHERE kind = 'break_glass_opened'"
        assert [row[0] for row in await connection.fetch(told_of)] == [kept["id"]]
    await asyncio.to_thread(command.upgrade, config, "head")
    assert await status(world, DSP, f"/signals/{signal['id']}") == 200
