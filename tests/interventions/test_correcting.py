"""What is said of an intervention is put right, or planned anew, until it is over; what it said before is kept."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.interventions import correcting
from app.worker import Worker
from tests.interventions.logging import DESK, OUTSIDER, a_task, assessed, corrected, logged, stepped, tried, withdrawn
from tests.interventions.test_assessment_tasks import BEGUN, asked
from tests.world import Json, World


async def test_what_changed_is_told_by_whom_and_why_and_what_it_says_now_is_there(world: World) -> None:
    made = await logged(world, await a_task(world), plannedFor="2026-12-01")
    changes: Json = {"plannedFor": "2026-12-08", "organisations": ["police", "care_provider"], "costBand": "up_to_1000"}
    status, shown = await corrected(world, made["id"], **changes)
    assert (status, shown["plannedFor"], shown["costBand"], shown["joint"]) == (201, "2026-12-08", "up_to_1000", True)
    assert (shown["organisations"], shown["description"]) == (["care_provider", "police"], made["description"])
    (change,) = shown["history"]
    assert (change["step"], change["reason"], change["byYou"]) == ("correct", "Bij het invoeren vergist.", True)
    assert change["changes"] == [
        {"field": "organisations", "before": ["care_provider"], "after": ["care_provider", "police"]},
        {"field": "cost_band", "before": "unknown", "after": "up_to_1000"},
        {"field": "planned_for", "before": "2026-12-01", "after": "2026-12-08"},
    ]
    assert await world.get(DESK, f"/interventions/{made['id']}") == shown


async def test_words_are_put_right_and_those_that_stood_there_are_kept(world: World) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    _, shown = await corrected(world, made["id"], description="Begeleiding om de week.")
    assert shown["description"] == "Begeleiding om de week."
    assert shown["history"][0]["changes"][0]["before"] == made["description"]
    _, again = await corrected(world, made["id"], plannedFor=None, description="Toch elke week.")
    assert [one["changes"][0]["after"] for one in again["history"]] == ["Toch elke week.", "Begeleiding om de week."]


@pytest.mark.parametrize(
    ("before", "changes", "pointer"),
    [
        ({}, {"kind": "nothing"}, "/kind"),
        ({}, {"plannedFor": "2031-01-01"}, "/plannedFor"),
        ({}, {"startedOn": "2026-11-01"}, "/startedOn"),
        (BEGUN, {"startedOn": "2026-11-24"}, "/startedOn"),
        (BEGUN, {"startedOn": "2016-11-01"}, "/startedOn"),
        ({}, {"person": "019a1c7e-0000-7000-8000-000000000001"}, "/person"),
        ({}, {"location": "019a1c7e-0000-7000-8000-000000000001"}, "/location"),
        ({}, {"goal": "019a1c7e-0000-7000-8000-000000000001"}, "/goal"),
        ({}, {"organisations": []}, "/organisations"),
        ({}, {"organisations": ["police", "police"]}, "/organisations"),
        ({}, {"target": None}, ""),
        ({}, {}, ""),
        ({}, {"endedOn": "2026-11-01"}, "/endedOn"),
        ({}, {"costBand": "none", "reason": " "}, "/reason"),
    ],
)
async def test_what_cannot_be_is_told_where_it_is(world: World, before: Json, changes: Json, pointer: str) -> None:
    made = await logged(world, await a_task(world), **before)
    status, answer = await corrected(world, made["id"], **changes)
    assert (status, {error["pointer"] for error in answer["errors"]}) == (400, {pointer}), answer
    assert (await world.get(DESK, f"/interventions/{made['id']}"))["history"] == []


async def test_it_is_aimed_at_somebody_else_of_that_side_or_at_nobody(world: World) -> None:
    task = await a_task(world)
    care = (await world.get(DESK, f"/signals/{task['signalId']}"))["care"]
    made = await logged(world, task, person=care["persons"][0]["id"])
    other = (await world.get(DESK, f"/signals/{(await a_task(world))['signalId']}"))["care"]
    assert (await corrected(world, made["id"], person=other["persons"][0]["id"]))[0] == 400
    _, shown = await corrected(world, made["id"], person=None)
    assert shown["person"] is None
    assert shown["history"][0]["changes"] == [{"field": "person", "before": made["person"], "after": None}]


async def test_its_kind_changes_until_it_is_assessed_and_never_after(world: World) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    status, shown = await corrected(world, made["id"], kind="reflection_period")
    assert (status, shown["kind"]) == (201, "reflection_period")
    assert (await assessed(world, made["id"]))[0] == 201
    status, answer = await corrected(world, made["id"], kind="ambulatory_support")
    assert (status, "log another" in answer["detail"]) == (409, True)
    status, answer = await corrected(world, made["id"], target="location")
    assert (status, "a scale that what is aimed at a location" in answer["detail"]) == (409, True)
    assert (await corrected(world, made["id"], target="group_at_risk"))[0] == 201
    status, answer = await corrected(world, made["id"], startedOn="2026-11-24")
    assert status == 400
    assert (await corrected(world, made["id"], costBand="none"))[0] == 201, "the rest does"


async def test_it_had_started_when_it_was_assessed(world: World) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await assessed(world, made["id"], assessedOn="2026-11-02")
    status, answer = await corrected(world, made["id"], startedOn="2026-11-03")
    assert (status, answer["errors"][0]["pointer"]) == (400, "/startedOn")
    assert (await corrected(world, made["id"], startedOn="2026-11-02"))[0] == 201


async def test_what_is_over_is_not_put_right(world: World) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await stepped(world, made["id"], "end")
    status, answer = await corrected(world, made["id"], costBand="none")
    assert (status, answer["detail"].endswith("allowed: withdraw.")) == (409, True)


async def test_nothing_is_put_right_that_is_so_already(world: World) -> None:
    made = await logged(world, await a_task(world))
    assert (await corrected(world, made["id"], costBand="unknown"))[0] == 409


async def test_others_do_not_put_it_right(world: World) -> None:
    made = await logged(world, await a_task(world))
    assert (await corrected(world, made["id"], OUTSIDER, costBand="none"))[0] == 404


async def test_of_two_who_read_the_same_one_puts_it_right(world: World) -> None:
    made = await logged(world, await a_task(world))
    tag = {"If-Match": '"1-0"'}
    answers = await asyncio.gather(
        *(corrected(world, made["id"], headers=tag, costBand=band) for band in ("none", "up_to_1000"))
    )
    assert sorted(status for status, _ in answers) == [201, 412]
    assert len((await world.get(DESK, f"/interventions/{made['id']}"))["history"]) == 1


async def test_sent_again_under_one_key_it_is_put_right_once(world: World) -> None:
    made = await logged(world, await a_task(world))
    key = {"Idempotency-Key": "een-sleutel-1"}
    answers = [await corrected(world, made["id"], headers=key, costBand="none") for _ in range(2)]
    assert [status for status, _ in answers] == [201, 201]
    assert len(answers[1][1]["history"]) == 1
    assert (await corrected(world, made["id"], headers=key, costBand="more"))[0] == 409


async def test_another_start_has_other_moments_and_the_task_for_the_old_one_lapses(
    world: World, worker: Worker
) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    (task,) = await asked(world)
    assert (await corrected(world, made["id"], costBand="none"))[0] == 201
    assert (await asked(world))[0]["status"] == "open", "for the same moment it stays"
    _, shown = await corrected(world, made["id"], startedOn="2026-10-12")
    assert shown["nextAssessmentOn"] == "2026-11-23"
    assert await asked(world) == []
    assert (await world.get(DESK, f"/tasks/{task['id']}"))["outcome"] == "lapsed"
    await worker.round()
    (earlier,) = await asked(world)
    assert earlier["id"] != task["id"]
    await corrected(world, made["id"], startedOn=BEGUN["startedOn"])
    world.clock.advance(timedelta(days=1))
    await worker.round()
    (again,) = await asked(world)
    assert (again["id"] not in {task["id"], earlier["id"]}, again["dueAt"]) == (True, "2026-12-08T23:00:00Z")


@pytest.mark.parametrize(
    ("days", "pointer"),
    [
        ({"startedOn": "2016-11-01"}, "/startedOn"),
        ({"startedOn": "2026-11-24"}, "/startedOn"),
        ({"startedOn": "2026-11-02", "endedOn": "2026-11-01"}, ""),
        ({"startedOn": "2026-11-02", "endedOn": "2026-11-24"}, "/endedOn"),
    ],
)
async def test_days_on_which_nothing_can_have_been_done_are_refused(world: World, days: Any, pointer: str) -> None:
    status, answer = await tried(world, await a_task(world), **days)
    assert (status, {error["pointer"] for error in answer["errors"]}) == (400, {pointer})


async def test_nothing_starts_or_is_stopped_on_a_day_of_more_than_ten_years_ago(world: World) -> None:
    made = await logged(world, await a_task(world))
    for step, more in (("start", {}), ("stop", {"reason": "other"})):
        status, answer = await stepped(world, made["id"], step, on="2016-11-01", **more)
        assert (status, answer["errors"][0]["pointer"]) == (400, "/on")


async def test_it_is_put_right_so_often_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correcting, "MOST", 2)
    made = await logged(world, await a_task(world))
    for words in ("Een keer.", "Nog een keer."):
        assert (await corrected(world, made["id"], description=words))[0] == 201
    status, answer = await corrected(world, made["id"], description="En nog een keer.")
    assert (status, "log it anew" in answer["detail"]) == (409, True)
    assert (await withdrawn(world, made["id"]))[0] == 200
