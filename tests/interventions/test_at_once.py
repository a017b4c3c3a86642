"""Who puts interventions right, and the worker that asks to assess them, wait for nobody who works on another."""

import asyncio
from uuid import uuid4

from app.worker import Worker
from tests.bodies import perpetrator_signal
from tests.interventions.logging import DESK, SUBMITTER, a_task, assessed, corrected, logged, withdrawn
from tests.interventions.test_assessment_tasks import BEGUN, asked
from tests.world import Json, World

DOING: Json = {"kind": "stop_conversation", "target": "perpetrator", "organisations": ["police"]}
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
COSTS = "UPDATE interventions SET cost_band = 'none', version = version + 1 WHERE id = $1::uuid"
RECORD = """
INSERT INTO intervention_changes (id, intervention_id, compartment, step, version, content, changed_by,
  changed_by_name, changed_at) SELECT $1, id, compartment, 'correct', version, 'x', access.actor(), 'n', access.moment()
FROM interventions WHERE id = $2::uuid
"""
HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('assessing ' || $1::text, 0))"
SOON = 2.0
"""Within so many seconds whoever is not waiting for somebody else has an answer."""


async def _deadlocks(world: World) -> int:
    async with world.as_superuser() as connection:
        await connection.execute("SELECT pg_stat_clear_snapshot()")
        return int(await connection.fetchval(DEADLOCKS))


async def test_many_are_put_right_while_the_worker_asks_and_none_is_refused(world: World, worker: Worker) -> None:
    made = [await logged(world, await a_task(world), **BEGUN) for _ in range(12)]
    before = await _deadlocks(world)

    async def asks() -> None:
        for _ in range(4):
            await worker.round()

    correcting = [corrected(world, one["id"], costBand="none") for one in made]
    answers = await asyncio.gather(*correcting[:6], asks(), *correcting[6:])
    assert {answer[0] for answer in answers if answer is not None} == {201}
    await asyncio.sleep(1.5)  # so often a server tells what it counted
    assert await _deadlocks(world) == before
    await worker.round()
    assert {task["interventionId"] for task in await asked(world)} == {one["id"] for one in made}


async def test_what_one_side_puts_right_holds_up_nobody_on_the_other(world: World, worker: Worker) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal())
    task = next(t for t in await world.tasks("avim") if t["signalId"] == signal["id"])
    there = await logged(world, task, "avim", **DOING, **BEGUN)
    here = await logged(world, await a_task(world), **BEGUN)
    async with world.as_api("avim") as connection:
        await connection.execute(HOLD, there["id"])
        await connection.execute(COSTS, there["id"])
        await connection.execute(RECORD, uuid4(), there["id"])
        await asyncio.wait_for(worker.round(), SOON)
        (asking,) = await asked(world)
        assert asking["interventionId"] == here["id"], "the other comes up when nobody holds it"
        assert (await asyncio.wait_for(corrected(world, here["id"], costBand="none"), SOON))[0] == 201
        assert (await asyncio.wait_for(assessed(world, here["id"]), SOON))[0] == 201
        assert (await asyncio.wait_for(withdrawn(world, here["id"]), SOON))[0] == 200
        assert await asked(world, "avim") == []
    await worker.round()
    assert [one["interventionId"] for one in await asked(world, "avim")] == [there["id"]]


async def test_a_row_that_is_held_keeps_nobody_from_asking_to_assess_it(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    async with world.as_api(DESK) as connection:
        await connection.execute("SELECT FROM interventions WHERE id = $1::uuid FOR NO KEY UPDATE", made["id"])
        await asyncio.wait_for(worker.round(), SOON)
        assert len(await asked(world)) == 1
