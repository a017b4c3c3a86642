"""What the database itself lets nobody do with interventions that are put right, whatever the service lets through."""

from uuid import uuid4

import asyncpg
import pytest

from app.worker import Worker
from tests.interventions.logging import DESK, a_task, assessed, corrected, logged
from tests.interventions.test_assessment_tasks import BEGUN, asked
from tests.interventions.test_at_once import RECORD
from tests.world import Json, World

NEXT = "version = version + 1"
OTHER_KIND = "kind_id = (SELECT id FROM intervention_kinds WHERE code = 'labour_inspection')"
ENDED: Json = {**BEGUN, "endedOn": "2026-11-02"}
REFUSED = (asyncpg.InsufficientPrivilegeError, asyncpg.CheckViolationError)


async def _change(world: World, made: Json, change: str, *, recorded: bool) -> None:
    """Change an intervention past the service, on the record or off it."""
    async with world.as_api(DESK) as connection:
        await connection.execute(f"UPDATE interventions SET {change} WHERE id = $1::uuid", made["id"])
        if recorded:
            await connection.execute(RECORD, uuid4(), made["id"])


@pytest.mark.parametrize(
    "change",
    [
        f"organisations = '{{labour_inspectorate}}', {NEXT}",
        f"content = 'x', {NEXT}",
        f"cost_band = 'none', {NEXT}",
        f"target = 'network', {NEXT}",
        f"planned_for = '2026-12-01', {NEXT}",
        f"started_on = '2026-10-27', {NEXT}",
        f"{OTHER_KIND}, {NEXT}",
        f"status = 'logged_in_error', cost_band = 'none', {NEXT}",
    ],
)
async def test_what_is_over_stays_as_it_ended(world: World, change: str) -> None:
    made = await logged(world, await a_task(world), **ENDED)
    with pytest.raises(REFUSED, match="cannot change so"):
        await _change(world, made, change, recorded=True)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("cost_band = 'none'", "cannot change so"),
        ("cost_band = 'none', version = 9", "cannot change so"),
        (f"status = 'ended', ended_on = '2026-11-02', cost_band = 'none', {NEXT}", "cannot change so"),
        (f"status = 'ended', ended_on = '2026-11-02', started_on = '2026-10-27', {NEXT}", "cannot change so"),
        (f"cost_band = 'none', {NEXT}", "is recorded"),
        (f"started_on = '2026-10-27', {NEXT}", "is recorded"),
        (f"status = 'logged_in_error', {NEXT}", "is recorded"),
    ],
)
async def test_nothing_is_put_right_or_withdrawn_but_on_the_record(world: World, change: str, refusal: str) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    with pytest.raises(REFUSED, match=refusal):
        await _change(world, made, change, recorded=False)
    shown = await world.get(DESK, f"/interventions/{made['id']}")
    assert (shown["status"], shown["costBand"], shown["startedOn"]) == ("started", "unknown", "2026-10-26")


async def test_the_record_of_another_is_none_of_it(world: World) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    other = await logged(world, await a_task(world), **BEGUN)
    assert (await corrected(world, other["id"], costBand="none"))[0] == 201
    with pytest.raises(REFUSED, match="is recorded"):
        await _change(world, made, f"cost_band = 'none', {NEXT}", recorded=False)


async def test_a_kind_under_which_something_was_assessed_stays(world: World) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    assert (await corrected(world, made["id"], kind="reflection_period"))[0] == 201
    assert (await assessed(world, made["id"]))[0] == 201
    with pytest.raises(REFUSED, match="cannot change so"):
        await _change(world, made, f"{OTHER_KIND}, {NEXT}", recorded=True)
    await _change(world, made, f"cost_band = 'none', {NEXT}", recorded=True)


@pytest.mark.parametrize("involvement", ["responsible", "assessment"])
async def test_no_task_lapses_by_hand(world: World, worker: Worker, involvement: str) -> None:
    await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    assert len(await asked(world)) == 1
    async with world.as_api(DESK) as connection:
        with pytest.raises(REFUSED):
            await connection.execute(
                "UPDATE tasks SET status = 'done', outcome = 'lapsed', completed_at = access.moment(), "
                "claimed_by = access.actor(), claimed_at = access.moment() WHERE involvement = $1",
                involvement,
            )


async def test_nothing_but_an_assessment_lapses_whoever_writes_it(world: World) -> None:
    await a_task(world)
    async with world.as_superuser() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="ck_tasks_lapsed"):
            await connection.execute("UPDATE tasks SET status = 'done', outcome = 'lapsed'")
