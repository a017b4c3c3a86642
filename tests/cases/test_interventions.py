"""What is done in a case is logged, gone on with and assessed by its members, and known to nobody else."""

import asyncio
from datetime import timedelta

import pytest

from app.worker import Worker
from tests.cases.casework import COLLEAGUE, DSP, LEAD, RIEC, TABLE, done, joined, opened, refused
from tests.interventions.logging import effect
from tests.triage.conftest import worker
from tests.triage.desk import claim
from tests.world import Json, World

__all__ = ["worker"]

LEADER, OVJ = "avim", "officier-van-justitie"
LONGEST = 20_000
"""How many characters the words of an intervention have at most."""
DONE: Json = {
    "kind": "ambulatory_support",
    "target": "victim",
    "organisations": ["care_provider"],
    "startedOn": "2026-10-26",
    "description": "Wekelijkse begeleiding.",
}
CLOSE: Json = {"step": "close", "reason": "goals_reached", "outcome": "exploitation_ended"}
STOP: Json = {"step": "stop", "on": "2026-11-20", "reason": "person_declined"}


async def done_in_case(world: World, persona: str = LEAD, **changes: object) -> tuple[str, Json]:
    """Open a case and log an intervention in it."""
    case = (await (opened(world) if persona == LEAD else opened(world, LEADER, "avim")))["id"]
    return case, await done(world, persona, f"/cases/{case}/interventions", {**DONE, **changes}, 201)


async def knows(world: World, persona: str, made: Json) -> bool:
    """Tell whether an intervention is there for somebody, by its id as in the list."""
    listed = {one["id"] for one in (await world.get(persona, f"/interventions?caseId={made['caseId']}"))["items"]}
    found = (await world.call(persona, "GET", f"/interventions/{made['id']}")).status_code
    assert found == (200 if made["id"] in listed else 404)
    return made["id"] in listed


async def test_a_member_logs_it_for_the_desk_and_the_district_of_the_case(world: World) -> None:
    case, made = await done_in_case(world)
    assert (made["caseId"], made["signalId"], made["municipalityCode"], made["goal"]) == (case, None, None, None)
    assert (made["desk"], made["district"]) == ("zorgcoordinator.de_baronie", "de_baronie")
    assert (made["compartment"], made["description"]) == ("care", DONE["description"])


async def test_members_read_it_and_the_desk_that_has_a_task_of_its_signals_does_not(world: World) -> None:
    case, made = await done_in_case(world)
    assert await knows(world, LEAD, made)
    assert not await knows(world, COLLEAGUE, made)
    assert not await knows(world, DSP, made)
    await joined(world, case, COLLEAGUE)
    assert await knows(world, COLLEAGUE, made)


async def test_members_without_a_desk_take_steps_and_assess_what_it_did(world: World) -> None:
    case, made = await done_in_case(world, LEADER)
    for persona in (RIEC, OVJ):
        await joined(world, case, persona, by=LEADER)
    path = f"/interventions/{made['id']}"
    assert (await done(world, RIEC, f"{path}/steps", STOP))["status"] == "stopped"
    shown = await done(world, OVJ, f"{path}/effects", effect(), 201)
    (assessed,) = (await world.get(RIEC, path))["effects"]
    assert (assessed["explanation"], assessed["byYou"]) == (shown["effects"][0]["explanation"], False)
    async with world.as_superuser() as connection:
        told = await connection.fetch("SELECT type FROM events WHERE subject_id = $1::uuid ORDER BY id", made["id"])
    assert [row["type"] for row in told] == ["intervention.logged", "intervention.stopped", "effect.assessed"]


async def test_it_is_for_a_goal_and_aimed_at_somebody_of_the_case(world: World) -> None:
    case = (await opened(world))["id"]
    other = (await opened(world))["id"]
    goals = [
        (await done(world, LEAD, f"/cases/{one}/goals", {"kind": "protect", "text": "Veilig."}, 201))["id"]
        for one in (case, other)
    ]
    path = f"/cases/{case}/interventions"
    assert (await done(world, LEAD, path, {**DONE, "goal": goals[0]}, 201))["goal"] == goals[0]
    assert "goal in this case" in await refused(world, LEAD, path, {**DONE, "goal": goals[1]}, 400)
    detail = await world.get(LEAD, f"/cases/{case}")
    signal = detail["signals"][0]["signalId"]
    person = (await world.get(LEAD, f"/signals/{signal}"))["care"]["persons"][0]["id"]
    assert "person in this case" in await refused(world, LEAD, path, {**DONE, "person": person}, 400)
    taken = await done(world, LEAD, f"/cases/{case}/persons", {"signalId": signal, "personId": person}, 201)
    in_case = taken["items"][0]["id"]
    assert (await done(world, LEAD, path, {**DONE, "person": in_case}, 201))["person"] == in_case


async def test_a_desk_that_is_not_ones_own_and_a_kind_that_is_not_there_are_refused(world: World) -> None:
    case = (await opened(world))["id"]
    path = f"/cases/{case}/interventions"
    await joined(world, case, TABLE)
    own = {**DONE, "desk": "zorgtafel.de_baronie"}
    assert (await done(world, TABLE, path, own, 201))["desk"] == "zorgtafel.de_baronie"
    assert "one of yours" in await refused(world, LEAD, path, own, 400)
    await refused(world, LEAD, path, {**DONE, "kind": "nothing"}, 400)


async def test_nothing_is_logged_in_a_closed_case(world: World) -> None:
    case = (await opened(world))["id"]
    await done(world, LEAD, f"/cases/{case}/status", CLOSE)
    assert "A case that is closed" in await refused(world, LEAD, f"/cases/{case}/interventions", DONE)


async def test_nothing_that_was_planned_begins_in_a_closed_case(world: World) -> None:
    case, made = await done_in_case(world, startedOn=None, plannedFor="2026-12-01")
    path = f"/interventions/{made['id']}"
    await done(world, LEAD, f"/cases/{case}/status", CLOSE)
    start = {"step": "start", "on": "2026-11-20"}
    why = await refused(world, LEAD, f"{path}/steps", start)
    assert why.startswith("A case that is closed does not allow start_intervention")
    assert (await world.get(LEAD, path))["status"] == "planned"
    await done(world, LEAD, f"/cases/{case}/status", {"step": "reopen", "reason": "recurrence"})
    await done(world, LEAD, f"{path}/steps", start)


@pytest.mark.parametrize(("step", "status"), [("end", "ended"), ("stop", "stopped")])
async def test_what_still_ran_when_a_case_was_closed_ends_and_is_assessed(world: World, step: str, status: str) -> None:
    case, made = await done_in_case(world)
    path = f"/interventions/{made['id']}"
    await done(world, LEAD, f"/cases/{case}/status", CLOSE)
    body = {"step": step, "on": "2026-11-20", **({"reason": "person_declined"} if step == "stop" else {})}
    await done(world, LEAD, f"{path}/steps", body)
    assert (await world.get(LEAD, path))["status"] == status
    await done(world, LEAD, f"{path}/effects", effect(), 201)


async def test_the_desk_of_the_case_is_asked_to_assess_it_on_one_of_its_signals(world: World, worker: Worker) -> None:
    case, made = await done_in_case(world)
    world.clock.advance(timedelta(days=1))
    await worker.round()
    (task,) = [one for one in await world.tasks(LEAD) if one["involvement"] == "assessment"]
    signals = {one["signalId"] for one in (await world.get(LEAD, f"/cases/{case}"))["signals"]}
    assert (task["interventionId"], task["desk"]) == (made["id"], "zorgcoordinator.de_baronie")
    assert task["signalId"] in signals
    await done(world, LEAD, f"/interventions/{made['id']}/effects", effect(), 201)
    assert (await world.get(LEAD, f"/tasks/{task['id']}"))["outcome"] == "assessed"
    await worker.round()
    still = [one["status"] for one in await world.tasks(LEAD) if one["involvement"] == "assessment"]
    assert set(still) <= {"done"}


async def test_at_the_desk_of_the_case_only_a_member_says_that_it_was_assessed(world: World, worker: Worker) -> None:
    _, made = await done_in_case(world)
    world.clock.advance(timedelta(days=1))
    await worker.round()
    (task,) = [one for one in await world.tasks(LEAD) if one["involvement"] == "assessment"]
    path = f"/tasks/{task['id']}"
    await claim(world, COLLEAGUE, task["id"])
    await done(world, LEAD, f"/interventions/{made['id']}/effects", effect(), 201)
    assert "that you may read" in await refused(world, COLLEAGUE, f"{path}/outcome", {"outcome": "assessed"})
    assert (await world.call(COLLEAGUE, "DELETE", f"{path}/claim")).status_code == 200
    await claim(world, LEAD, task["id"])
    assert (await done(world, LEAD, f"{path}/outcome", {"outcome": "assessed"}))["status"] == "done"


async def test_the_same_intervention_under_one_key_is_logged_once(world: World) -> None:
    case, key = (await opened(world))["id"], {"Idempotency-Key": "een-sleutel-1"}
    made = [await world.call(LEAD, "POST", f"/cases/{case}/interventions", json=DONE, headers=key) for _ in range(2)]
    assert len({answer.json()["id"] for answer in made}) == 1


async def test_a_member_who_was_removed_goes_on_with_nothing(world: World) -> None:
    case, made = await done_in_case(world, LEADER)
    member = await joined(world, case, RIEC, by=LEADER)
    goal = (await done(world, RIEC, f"/cases/{case}/goals", {"kind": "stop", "text": "Het stopt."}, 201))["id"]
    assert await knows(world, RIEC, made)
    await done(world, LEADER, f"/case-members/{member['id']}/removal")
    assert not await knows(world, RIEC, made)
    for path, body in (
        (f"/cases/{case}/interventions", DONE),
        (f"/interventions/{made['id']}/steps", STOP),
        (f"/interventions/{made['id']}/effects", effect()),
        (f"/case-goals/{goal}/status", {"step": "drop", "text": "Nee."}),
    ):
        assert (await world.call(RIEC, "POST", path, json=body)).status_code == 404, path


async def test_of_two_who_stop_it_at_once_one_does(world: World) -> None:
    case, made = await done_in_case(world, LEADER)
    await joined(world, case, RIEC, by=LEADER)
    path = f"/interventions/{made['id']}/steps"
    answers = await asyncio.gather(*(world.call(one, "POST", path, json=STOP) for one in (LEADER, RIEC)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_its_words_come_back_as_they_were_written_up_to_the_longest(world: World) -> None:
    case, _ = await done_in_case(world)
    path = f"/cases/{case}/interventions"
    for words in ("Coördinatie mét 's Gravenmoer: één reünie, naïef geëist: 🙂", "ë" * LONGEST):
        assert (await done(world, LEAD, path, {**DONE, "description": words}, 201))["description"] == words
    await refused(world, LEAD, path, {**DONE, "description": "ë" * (LONGEST + 1)}, 400)
