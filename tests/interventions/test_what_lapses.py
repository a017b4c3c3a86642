"""What becomes of tasks that ask to assess what was put right: it gives nobody more time, and ends no other work."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command

from app.platform.embedded import OWNER_LOGIN, login_url
from app.platform.migrations import alembic_config
from app.worker import Worker
from tests.cases.casework import LEAD, done, joined, opened
from tests.cases.test_interventions import DONE
from tests.interventions.logging import DESK, SUBMITTER, a_task, assessed, corrected, logged, withdrawn
from tests.interventions.test_assessment_tasks import BEGUN, asked
from tests.triage.desk import claim
from tests.world import Json, World

COUNT = """
SELECT assessed, timely, size FROM access.count_assessments('2026-07-01', '2027-01-01', $1) ORDER BY assessed, timely
"""
NOT_MADE, LATE = (False, False, 1), (True, False, 1)
OPEN = "SELECT count(*) FROM escalations WHERE task_id = $1::uuid AND resolved_at IS NULL"
WEEKS = "UPDATE intervention_kinds SET assessed_after_weeks = '{8,26,52}' WHERE code = 'ambulatory_support'"


async def _counted(world: World) -> list[tuple[bool, bool, int]]:
    """Count the assessments that were due in the half-year, by whether they were made by now, and in time."""
    async with world.as_superuser() as connection:
        return [tuple(row) for row in await connection.fetch(COUNT, world.clock.now() + timedelta(seconds=1))]


async def _escalated(world: World, task: Json) -> int:
    async with world.as_superuser() as connection:
        return int(await connection.fetchval(OPEN, task["id"]))


async def test_late_work_stays_late_and_goes_up_as_before_whatever_is_put_right(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    (late,) = await asked(world)
    world.clock.moment = datetime(2026, 12, 28, 10, tzinfo=UTC)
    await worker.round()
    before = await _escalated(world, late)
    assert (await _counted(world), before > 0) == ([NOT_MADE], True)
    await corrected(world, made["id"], startedOn="2026-10-27")
    assert await _counted(world) == [NOT_MADE], "also before it is asked again"
    for _ in range(3):
        await worker.round()
    (again,) = await asked(world)
    assert (again["id"] != late["id"], again["dueAt"]) == (True, late["dueAt"])
    assert await _escalated(world, again) > 0
    world.clock.moment = datetime(2027, 1, 5, 10, tzinfo=UTC)
    await assessed(world, made["id"], assessedOn="2027-01-05")
    assert await _counted(world) == [LATE], "once"


async def test_what_lapsed_in_time_is_neither_late_nor_timely(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    (task,) = await asked(world)
    await corrected(world, made["id"], startedOn="2026-11-20")
    assert await _counted(world) == []
    world.clock.advance(timedelta(weeks=5))
    await worker.round()
    (again,) = await asked(world)
    assert again["dueAt"] > task["dueAt"], "a moment that was not near then has its own time"


async def test_what_was_logged_in_error_is_neither(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    world.clock.moment = datetime(2026, 12, 28, 10, tzinfo=UTC)
    await withdrawn(world, made["id"])
    assert await _counted(world) == []


async def test_another_correction_ends_no_assessment_that_somebody_works_on(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    (task,) = await asked(world)
    await claim(world, DESK, task["id"])
    async with world.as_superuser() as connection:
        await connection.execute(WEEKS)
    await corrected(world, made["id"], costBand="none")
    assert (await world.get(DESK, f"/tasks/{task['id']}"))["status"] == "claimed"
    await corrected(world, made["id"], startedOn="2026-10-27")
    assert (await world.get(DESK, f"/tasks/{task['id']}"))["outcome"] == "lapsed"


async def test_what_lapses_without_a_claim_is_claimed_by_nobody(world: World, worker: Worker) -> None:
    case = await opened(world)
    made = await done(world, LEAD, f"/cases/{case['id']}/interventions", {**DONE, "startedOn": "2026-10-26"}, 201)
    await joined(world, case["id"], "zorgtafel.de-baronie")
    await worker.round()
    (task,) = await asked(world, LEAD)
    await withdrawn(world, made["id"], "zorgtafel.de-baronie")
    shown = await world.get(LEAD, f"/tasks/{task['id']}")
    assert (shown["status"], shown["outcome"], shown["claim"]) == ("done", "lapsed", None)


async def _go_back(world: World) -> None:
    config = alembic_config(login_url(world.superuser_url, OWNER_LOGIN))
    await asyncio.to_thread(command.downgrade, config, "0029")


async def test_an_earlier_version_finds_no_outcome_that_it_does_not_know(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    for day in ("2026-10-12", BEGUN["startedOn"], "2026-10-12", BEGUN["startedOn"]):
        await corrected(world, made["id"], startedOn=day)
        world.clock.advance(timedelta(hours=1))
        await worker.round()
    (task,) = await asked(world)
    await _go_back(world)
    async with world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT id::text, status, outcome, involvement, claimed_by IS NULL AS free FROM tasks "
            "WHERE involvement <> 'responsible' ORDER BY opened_at"
        )
    assert "lapsed" not in {row["outcome"] for row in rows}
    assert [row["id"] for row in rows if row["free"] and row["status"] != "open"] == []
    assert task["id"] in {row["id"] for row in rows if row["status"] == "open" and row["involvement"] == "assessment"}


async def test_what_was_logged_in_error_is_not_taken_back_to_where_it_would_count(world: World) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await withdrawn(world, made["id"])
    with pytest.raises(RuntimeError, match="logged in error"):
        await _go_back(world)
    assert (await world.get(DESK, f"/interventions/{made['id']}"))["status"] == "logged_in_error"


async def test_no_submitter_is_told_of_assessments_in_the_timeline(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    path = f"/signals/{made['signalId']}/timeline"
    before = (await world.get(SUBMITTER, path))["items"]
    await worker.round()
    (task,) = await asked(world)
    await claim(world, DESK, task["id"])
    await withdrawn(world, made["id"])
    assert (await world.get(SUBMITTER, path))["items"] == before
    steps = [step["type"] for step in (await world.get(DESK, path))["items"]]
    assert {"task.claimed", "task.lapsed"} <= set(steps), "the desks of that side are"
