"""The worker takes each step exactly once, whatever happens to it, and can do nothing else."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from app.platform.database import dump_json
from app.platform.ids import new_id
from app.worker import Worker
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.working import steps, steps_of_tasks, told, worker_of, worker_url
from tests.world import NOW, World

SUBMITTER, COORDINATOR = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie"
DUE = NOW + timedelta(days=3)
"""Three working days after a Monday are three days of the clock."""


async def test_a_worker_that_was_away_makes_up_for_all_steps_once(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE + timedelta(days=30)
    assert await worker.round() == 5  # two of them are reminders of feedback
    assert await worker.round() == 0
    assert len(await steps(world)) == await told(world) == 3


async def test_a_clock_that_jumps_forward_and_back_takes_no_step_twice(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    for moment in (DUE, NOW - timedelta(days=900), DUE + timedelta(days=1), NOW, DUE + timedelta(days=1), DUE):
        world.clock.moment = moment
        await worker.round()
    assert await steps(world) == [
        "late zorgcoordinator.de_baronie 1",
        "late zorgcoordinator.de_baronie 2",
    ]


async def test_workers_at_once_take_each_step_once(world: World) -> None:
    for _ in range(12):
        await world.submit(SUBMITTER, signal_aimed_at_both())
    world.clock.moment = DUE + timedelta(days=30)
    expected = 3 * await world.count("tasks")
    async with worker_of(world) as one, worker_of(world) as two, worker_of(world) as three:
        for each in (one, two, three):
            each.batch = 2
        await asyncio.gather(*(each.round() for each in (one, two, three)))
        await one.round()
    assert len(await steps(world)) == len(set(await steps_of_tasks(world))) == await told(world) == expected


async def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE
    dying = await asyncpg.connect(worker_url(world))
    await dying.execute("BEGIN")
    (due,) = await dying.fetch("SELECT * FROM access.due_deadlines($1, 10)", DUE)
    step = {
        "task_id": str(due["task_id"]),
        "about": due["about"],
        "step": 1,
        "takes_step": True,
        "id": str(new_id()),
        "event_id": str(new_id()),
        "next_step": 2,
        "next_at": "2030-01-01T00:00:00Z",
    }
    planned = dump_json([step])
    assert await dying.fetchval("SELECT access.escalate($1, $2, $3)", DUE, due["task_id"], planned) == 1
    assert await worker.round() == 0  # another passes by what is held
    dying.terminate()
    for _ in range(100):
        if await worker.round():
            break
        await asyncio.sleep(0.05)
    assert (await steps(world), await told(world)) == (["late zorgcoordinator.de_baronie 1"], 1)


async def test_a_deadline_that_was_lost_is_found(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE
    await worker.round()
    async with world.as_superuser() as connection:
        await connection.execute("TRUNCATE deadlines")
    world.clock.moment = DUE + timedelta(days=30)
    for _ in range(13):
        await worker.round()
    assert await steps(world) == [f"late zorgcoordinator.de_baronie {step}" for step in (1, 2, 3)]
    assert await told(world) == 3


@pytest.mark.parametrize("table", ["tasks", "signals", "signal_parts", "escalations", "deadlines", "actors", "events"])
async def test_the_login_of_the_worker_reads_and_writes_no_table(world: World, table: str) -> None:
    connection = await asyncpg.connect(worker_url(world))
    for statement in (f"SELECT FROM {table}", f"DELETE FROM {table}", "SELECT access.begin('x', 'y', '2026-11-23')"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


@pytest.mark.parametrize(
    "call",
    [
        "access.escalate('2030-01-01', gen_random_uuid(), '[]')",
        "access.due_deadlines('2030-01-01', 1000)",
        "access.watch_desks('2030-01-01', gen_random_uuid(), '[]')",
        "access.empty_desks('2030-01-01')",
        "access.find_lost_deadlines()",
        "access.has_people('avim', NULL, NULL, '2026-11-23')",
    ],
)
async def test_the_login_of_the_api_escalates_nothing(shared_world: World, call: str) -> None:
    async with shared_world.as_api(COORDINATOR) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"SELECT {call}")


async def test_a_worker_whose_database_is_away_goes_on_when_it_is_back(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE
    worker.pause = 0.02
    async with world.as_superuser() as connection:
        await connection.execute("ALTER ROLE signaalbrug_worker CONNECTION LIMIT 0")
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0.2)
        assert not running.done()
        await connection.execute("ALTER ROLE signaalbrug_worker CONNECTION LIMIT -1")
    for _ in range(200):
        if await steps(world):
            break
        await asyncio.sleep(0.05)
    running.cancel()
    assert len(await steps(world)) == 1
