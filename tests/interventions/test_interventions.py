"""Logging what is done on a signal, the steps of it, and who knows of it."""

import asyncio
from uuid import uuid4

import pytest

from tests.bodies import perpetrator_signal, signal_aimed_at_both
from tests.interventions.logging import DESK, OUTSIDER, SUBMITTER, a_task, intervention, logged, stepped, tried
from tests.world import Json, World


async def test_a_desk_logs_what_it_does_and_reads_it_back(world: World) -> None:
    task = await a_task(world)
    signal = await world.get(DESK, f"/signals/{task['signalId']}")
    person = signal["care"]["persons"][0]["id"]
    made = await logged(
        world,
        task,
        person=person,
        organisations=["shelter", "comensha"],
        kind="shelter_outside_region",
        plannedFor="2026-12-01",
        description="Opvang buiten de regio; geen contact via haar partner, Đorđević.",
    )
    assert (made["status"], made["desk"], made["compartment"]) == ("planned", "zorgcoordinator.de_baronie", "care")
    assert (made["kindLabel"]["nl"], made["domain"], made["pillar"], made["strategicGoal"]) == (
        "Opvang buiten de regio",
        "care",
        2,
        3,
    )
    assert (made["person"], made["joint"], made["organisations"]) == (person, True, ["comensha", "shelter"])
    assert made["description"].endswith("Đorđević.")
    assert (made["assessed"], made["nextAssessmentOn"], made["effects"]) == (False, None, [])
    assert await world.get(DESK, f"/interventions/{made['id']}") == made
    (listed,) = (await world.get(DESK, "/interventions"))["items"]
    assert listed == {name: made[name] for name in listed}


async def test_an_intervention_starts_and_ends_on_days_in_order(world: World) -> None:
    made = await logged(world, await a_task(world))
    status, started = await stepped(world, made["id"], "start", on="2026-11-10")
    assert (status, started["status"], started["startedOn"]) == (200, "started", "2026-11-10")
    assert started["nextAssessmentOn"] == "2026-12-22", "six weeks after it started"
    status, answer = await stepped(world, made["id"], "end", on="2026-11-09")
    assert (status, answer["errors"][0]["pointer"]) == (400, "/on")
    status, ended = await stepped(world, made["id"], "end", on="2026-11-10")
    assert (status, ended["status"], ended["endedOn"]) == (200, "ended", "2026-11-10")
    status, answer = await stepped(world, made["id"], "start")
    assert (status, answer["detail"].endswith("allowed: withdraw.")) == (409, True)


async def test_whoever_stops_says_why_and_nobody_else_does(world: World) -> None:
    made = await logged(world, await a_task(world))
    assert (await stepped(world, made["id"], "stop"))[0] == 400
    assert (await stepped(world, made["id"], "start", reason="not_safe"))[0] == 400
    status, stopped = await stepped(world, made["id"], "stop", reason="person_declined")
    assert (status, stopped["status"], stopped["stopReason"]) == (200, "stopped", "person_declined")
    assert stopped["nextAssessmentOn"] is None, "it never started"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "no_such_kind"}, "/kind"),
        ({"person": str(uuid4())}, "/person"),
        ({"location": str(uuid4())}, "/location"),
        ({"organisations": []}, "/organisations"),
        ({"organisations": ["police", "police"]}, "/organisations"),
        ({"startedOn": "2026-11-24"}, "/startedOn"),
        ({"plannedFor": "2036-01-01"}, "/plannedFor"),
        ({"description": "BSN 111222333"}, "/description"),
        ({"target": "somebody"}, "/target"),
    ],
)
async def test_what_is_wrong_with_an_intervention_is_told_where_it_is(
    world: World, changes: Json, pointer: str
) -> None:
    status, answer = await tried(world, await a_task(world), **changes)
    assert (status, {error["pointer"] for error in answer["errors"]}) == (400, {pointer})
    assert await world.count("interventions") == 0


async def test_what_has_ended_started_before(world: World) -> None:
    task = await a_task(world)
    for dates in ({"endedOn": "2026-11-20"}, {"startedOn": "2026-11-20", "endedOn": "2026-11-19"}):
        assert (await tried(world, task, **dates))[0] == 400
    done = await logged(world, task, startedOn="2026-11-01", endedOn="2026-11-20")
    assert done["status"] == "ended"


async def test_who_sends_it_twice_logs_it_once(world: World) -> None:
    task = await a_task(world)
    path, key = f"/signals/{task['signalId']}/interventions", {"Idempotency-Key": "the-same-key"}
    answers = await asyncio.gather(
        *(world.call(DESK, "POST", path, json=intervention(task), headers=key) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await world.count("interventions") == 1


async def test_a_step_on_what_was_changed_since_is_refused(world: World) -> None:
    made = await logged(world, await a_task(world))
    path = f"/interventions/{made['id']}/steps"
    first = await world.call(DESK, "GET", f"/interventions/{made['id']}")
    tag = {"If-Match": first.headers["ETag"]}
    step = {"step": "start", "on": "2026-11-20"}
    assert (await world.call(DESK, "POST", path, json=step, headers=tag)).status_code == 200
    end = {"step": "end", "on": "2026-11-20"}
    assert (await world.call(DESK, "POST", path, json=end, headers=tag)).status_code == 412


async def test_only_one_of_many_who_start_it_at_once_does(world: World) -> None:
    made = await logged(world, await a_task(world))
    statuses = [status for status, _ in await asyncio.gather(*(stepped(world, made["id"], "start") for _ in range(4)))]
    assert sorted(statuses) == [200, 409, 409, 409]


@pytest.mark.parametrize("persona", [OUTSIDER, SUBMITTER, "dsp.de-baronie", "avim", "ketenregisseur", "auditor"])
async def test_nobody_without_a_task_on_that_side_finds_it(world: World, persona: str) -> None:
    made = await logged(world, await a_task(world))
    assert (await world.call(persona, "GET", f"/interventions/{made['id']}")).status_code in {403, 404}
    listed = await world.call(persona, "GET", "/interventions")
    assert listed.status_code == 403 or listed.json()["items"] == []


async def test_each_side_of_a_signal_has_interventions_that_the_other_never_sees(world: World) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both())
    care = next(t for t in await world.tasks(DESK) if t["signalId"] == signal["id"])
    security = next(t for t in await world.tasks("avim") if t["signalId"] == signal["id"])
    helped = await logged(world, care)
    acted = await logged(world, security, "avim", kind="investigation", target="perpetrator", organisations=["police"])
    assert [i["id"] for i in (await world.get(DESK, "/interventions"))["items"]] == [helped["id"]]
    assert [i["id"] for i in (await world.get("avim", "/interventions"))["items"]] == [acted["id"]]
    status, _ = await tried(world, security, DESK)
    assert status == 404, "by a task of the other side nothing is logged"


async def test_a_person_of_the_other_side_is_no_aim(world: World) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both())
    care = next(t for t in await world.tasks(DESK) if t["signalId"] == signal["id"])
    suspect = (await world.get("avim", f"/signals/{signal['id']}"))["security"]["persons"][0]["id"]
    status, answer = await tried(world, care, person=suspect)
    unknown = await tried(world, care, person=str(uuid4()))
    assert (status, answer["errors"]) == (unknown[0], unknown[1]["errors"])


async def test_the_submitter_sees_nothing_of_it_in_the_timeline(world: World) -> None:
    task = await a_task(world)
    before = await world.get(SUBMITTER, f"/signals/{task['signalId']}/timeline")
    made = await logged(world, task)
    await stepped(world, made["id"], "start")
    assert await world.get(SUBMITTER, f"/signals/{task['signalId']}/timeline") == before


async def test_another_desk_that_knows_that_side_reads_it_and_takes_no_steps_with_it(world: World) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal())
    task = next(t for t in await world.tasks("avim") if t["signalId"] == signal["id"])
    made = await logged(world, task, "avim", kind="investigation", target="network", organisations=["police"])
    (other,) = [t for t in await world.tasks("dsp.de-baronie") if t["signalId"] == signal["id"]]
    assert (await world.get("dsp.de-baronie", f"/interventions/{made['id']}"))["description"] == made["description"]
    assert (await stepped(world, made["id"], "start", "dsp.de-baronie"))[0] == 403
    assert other["track"] == "security"


async def test_interventions_are_listed_by_what_is_asked_page_by_page(world: World) -> None:
    task, other = await a_task(world), await a_task(world)
    first = await logged(world, task)
    second = await logged(world, other, kind="school_contact", startedOn="2026-09-01")
    third = await logged(world, other, kind="school_contact", startedOn="2026-11-01")

    async def ids(query: str) -> list[str]:
        return [item["id"] for item in (await world.get(DESK, f"/interventions?{query}"))["items"]]

    assert await ids("") == [third["id"], second["id"], first["id"]]
    assert await ids(f"signalId={task['signalId']}") == [first["id"]]
    assert await ids("kind=school_contact&status=started") == [third["id"], second["id"]]
    assert await ids("assessmentDue=true") == [second["id"]]
    assert await ids("assessmentDue=false") == [third["id"], first["id"]]
    assert await ids("desk=avim") == []
    page = await world.get(DESK, "/interventions?limit=2")
    rest = await world.get(DESK, f"/interventions?limit=2&cursor={page['nextCursor']}")
    assert [i["id"] for i in page["items"] + rest["items"]] == [third["id"], second["id"], first["id"]]


async def test_a_destroyed_key_erases_the_words_of_its_side(world: World) -> None:
    made = await logged(world, await a_task(world))
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM data_keys")
    assert (await world.get(DESK, f"/interventions/{made['id']}"))["description"] is None
