"""Late work goes up step by step, each exactly once, and whoever it goes to sees how it stands and nothing more."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from app.platform.database import dump_json
from app.platform.ids import new_id
from app.worker import Worker
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.working import worker_of, worker_url
from tests.world import NOW, Json, World

SUBMITTER, COORDINATOR = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie"
OVERSEER, CHAIN, BEHEERDER = "districtelijk-coordinator.de-baronie", "ketenregisseur", "beheerder"
DUE = NOW + timedelta(days=3)
"""Three working days after a Monday are three days of the clock."""


@pytest.fixture
async def worker(world: World) -> AsyncIterator[Worker]:
    """A worker beside the service."""
    async with worker_of(world) as made:
        yield made


async def seen_by(world: World, persona: str, query: str = "") -> list[Json]:
    """List the escalations that a persona sees."""
    items: list[Json] = (await world.get(persona, f"/escalations?limit=100{query}"))["items"]
    return items


async def steps(world: World) -> list[str]:
    """List the steps that were taken, past every policy."""
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT kind, desk_id, step FROM escalations ORDER BY id")
    return [f"{row['kind']} {row['desk_id']} {row['step']}" for row in rows]


async def told(world: World) -> int:
    """Count the events that tell of an escalated task."""
    async with world.as_superuser() as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM events WHERE type = 'task.escalated'")
    return count


async def withdraw(world: World, role: str, area: str = "de_baronie") -> None:
    """Leave nobody in a role in an area."""
    async with world.as_superuser() as connection:
        await connection.execute(
            "UPDATE appointments SET withdrawn_at = $3 WHERE role = $1 AND coalesce(district_id, $2) = $2",
            role,
            area,
            world.clock.now(),
        )


async def test_work_in_time_is_nobodys_business(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE - timedelta(seconds=1)
    assert await worker.round() == 0
    assert await steps(world) == []


async def test_late_work_goes_up_from_the_desk_to_the_district_to_the_chain(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    seen = []
    for later in (timedelta(), timedelta(days=1), timedelta(days=5)):  # a Thursday, a Friday, and after the weekend
        world.clock.moment = DUE + later
        await worker.round()
        seen.append({persona: len(await seen_by(world, persona)) for persona in (COORDINATOR, OVERSEER, CHAIN)})
    assert seen == [
        {COORDINATOR: 1, OVERSEER: 0, CHAIN: 0},
        {COORDINATOR: 2, OVERSEER: 1, CHAIN: 0},
        {COORDINATOR: 3, OVERSEER: 2, CHAIN: 1},
    ]
    assert await told(world) == 3


async def test_the_districts_coordinator_waits_for_a_working_day_and_not_for_a_day_of_the_clock(
    world: World, worker: Worker
) -> None:
    world.clock.moment = NOW + timedelta(days=1)  # a Tuesday, so that the deadline is on a Friday
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE + timedelta(days=3)
    await worker.round()
    assert await steps(world) == ["late zorgcoordinator.de_baronie 1"]
    world.clock.moment = DUE + timedelta(days=4)
    await worker.round()
    assert len(await steps(world)) == 2


async def test_acute_danger_goes_all_the_way_up_in_a_night(world: World, worker: Worker) -> None:
    world.clock.moment = NOW + timedelta(days=5, hours=14)  # a Saturday, half past midnight
    await world.submit(SUBMITTER, victim_signal(acuteDanger=True))
    for minutes, expected in ((59, 0), (60, 1), (90, 2), (179, 2), (180, 3)):
        world.clock.moment = NOW + timedelta(days=5, hours=14, minutes=minutes)
        await worker.round()
        assert len(await steps(world)) == expected, minutes


async def test_who_oversees_sees_the_process_and_nothing_of_the_signal(world: World, worker: Worker) -> None:
    made = await world.submit(SUBMITTER, victim_signal())
    (task,) = await world.tasks(COORDINATOR)
    world.clock.moment = DUE + timedelta(days=5)
    await worker.round()
    (shown,) = await seen_by(world, CHAIN)
    assert shown["task"] == {
        "id": None,
        "reference": made["reference"],
        "municipalityCode": "GM0758",
        "urgency": "normal",
        "status": "open",
        "dueAt": task["dueAt"],
        "minutesLate": 5 * 24 * 60,
    }
    assert (shown["step"], shown["desk"], shown["district"]) == (
        "ketenregisseur",
        "zorgcoordinator.de_baronie",
        "de_baronie",
    )
    assert made["id"] not in str(shown)
    for path in (f"/tasks/{task['id']}", f"/signals/{made['id']}"):
        assert (await world.call(OVERSEER, "GET", path)).status_code == 403
    own = await seen_by(world, COORDINATOR)
    assert {one["task"]["id"] for one in own} == {task["id"]}


async def test_nobody_else_finds_an_escalation(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, signal_aimed_at_both())
    world.clock.moment = DUE + timedelta(days=12)
    await worker.round()
    everything = {one["id"] for one in await seen_by(world, OVERSEER)}
    assert everything
    for persona in ("zorgcoordinator.zeeland", "districtelijk-coordinator.zeeland", BEHEERDER):
        assert await seen_by(world, persona) == []
        for one in everything:
            assert (await world.call(persona, "GET", f"/escalations/{one}")).status_code == 404
            answer = await world.call(persona, "POST", f"/escalations/{one}/acknowledgement")
            assert answer.status_code == 404
    assert {one["desk"] for one in await seen_by(world, COORDINATOR)} == {"zorgcoordinator.de_baronie"}
    assert {one["desk"] for one in await seen_by(world, "avim")} == {"avim"}
    for persona in (SUBMITTER, "auditor", "bestuurlijk-trekker"):
        assert (await world.call(persona, "GET", "/escalations")).status_code == 403


async def test_without_an_actor_there_are_no_escalations_and_nobody_plants_one(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE + timedelta(days=12)
    await worker.round()
    async with world.as_api() as connection:
        assert await connection.fetchval("SELECT count(*) FROM escalations") == 0
    for statement in ("INSERT INTO escalations (id) VALUES (gen_random_uuid())", "DELETE FROM escalations"):
        async with world.as_api(COORDINATOR) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


async def test_what_is_done_is_not_late_and_what_was_late_is_over_when_it_is_done(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    (task,) = await world.tasks(COORDINATOR)
    world.clock.moment = DUE + timedelta(hours=1)
    await worker.round()
    await world.call(COORDINATOR, "PUT", f"/tasks/{task['id']}/claim")
    (claimed,) = await seen_by(world, COORDINATOR)
    assert (claimed["task"]["status"], claimed["resolvedAt"]) == ("claimed", None)
    await world.call(COORDINATOR, "POST", f"/tasks/{task['id']}/outcome", json={"outcome": "taken_up"})
    world.clock.moment = DUE + timedelta(days=40)
    await worker.round()
    (over,) = await seen_by(world, COORDINATOR, "&resolved=true")
    assert (over["task"]["status"], over["task"]["minutesLate"]) == ("done", 60)
    assert await seen_by(world, COORDINATOR, "&resolved=false") == []
    assert await world.count("deadlines") == 0


async def test_the_timeline_of_the_signal_tells_that_its_task_went_up(world: World, worker: Worker) -> None:
    made = await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE
    await worker.round()
    timeline = (await world.get(COORDINATOR, f"/signals/{made['id']}/timeline"))["items"]
    assert [item["type"] for item in timeline][-1] == "task.escalated"
    assert timeline[-1]["data"] == {"step": "desk", "kind": "late"}


async def test_a_worker_that_was_away_makes_up_for_all_steps_once(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE + timedelta(days=30)
    assert await worker.round() == 3
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


async def steps_of_tasks(world: World) -> list[tuple[str, int]]:
    """List which task took which step."""
    async with world.as_superuser() as connection:
        return [(str(row[0]), row[1]) for row in await connection.fetch("SELECT task_id, step FROM escalations")]


async def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE
    dying = await asyncpg.connect(worker_url(world))
    await dying.execute("BEGIN")
    (due,) = await dying.fetch("SELECT * FROM access.due_deadlines($1, 10)", DUE)
    step = {
        "task_id": str(due["task_id"]),
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


async def test_a_desk_without_people_sends_its_work_up_at_once_and_the_beheerder_is_told(
    world: World, worker: Worker
) -> None:
    await withdraw(world, "zorgcoordinator")
    made = await world.submit(SUBMITTER, victim_signal())
    await worker.round()
    await worker.round()
    (up,) = await seen_by(world, OVERSEER)
    assert (up["kind"], up["step"], up["task"]["minutesLate"]) == ("unstaffed", "districtelijk_coordinator", 0)
    (empty,) = await seen_by(world, BEHEERDER)
    assert (empty["kind"], empty["step"], empty["desk"], empty["district"], empty["task"]) == (
        "desk_unstaffed",
        "beheerder",
        "zorgcoordinator.de_baronie",
        "de_baronie",
        None,
    )
    assert made["reference"] not in str(empty)
    world.clock.moment += timedelta(minutes=1)
    await world.appoint("new", "zorgcoordinator", district="de_baronie", valid_from=world.clock.now())
    await worker.round()
    (over,) = await seen_by(world, BEHEERDER)
    assert over["resolvedAt"] == "2026-11-23T09:31:00Z"
    await withdraw(world, "zorgcoordinator")
    await worker.round()
    assert len(await seen_by(world, BEHEERDER)) == 2


async def test_where_the_coordinator_is_missing_too_work_goes_up_to_the_chain(world: World, worker: Worker) -> None:
    await withdraw(world, "zorgcoordinator")
    await withdraw(world, "districtelijk_coordinator")
    await world.submit(SUBMITTER, victim_signal())
    await worker.round()
    (up,) = await seen_by(world, CHAIN)
    assert (up["kind"], up["step"]) == ("unstaffed", "ketenregisseur")


async def test_a_clock_set_back_to_before_the_appointments_alarms_nobody(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = NOW - timedelta(days=4000)
    await worker.round()
    assert await steps(world) == []


async def test_somebody_looks_after_an_escalation_and_everybody_who_sees_it_knows(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE + timedelta(days=1)
    await worker.round()
    (up,) = await seen_by(world, OVERSEER)
    path = f"/escalations/{up['id']}/acknowledgement"
    one, other = await asyncio.gather(world.call(OVERSEER, "POST", path), world.call(COORDINATOR, "POST", path))
    assert sorted((one.status_code, other.status_code)) == [200, 409]
    winner, loser = (OVERSEER, COORDINATOR) if one.status_code == 200 else (COORDINATOR, OVERSEER)
    assert (await world.call(winner, "POST", path)).status_code == 200
    shown = (await world.get(loser, f"/escalations/{up['id']}"))["acknowledgement"]
    assert (shown["byYou"], shown["at"]) == (False, "2026-11-27T09:30:00Z")
    assert [one["id"] for one in await seen_by(world, loser, "&acknowledged=true")] == [up["id"]]
    async with world.as_superuser() as connection:
        events = await connection.fetch("SELECT signal_id FROM events WHERE type = 'escalation.acknowledged'")
    assert [row["signal_id"] for row in events] == [None]


async def test_escalations_are_paged_without_loss(world: World, worker: Worker) -> None:
    for _ in range(4):
        await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE + timedelta(days=1)
    await worker.round()
    found: list[str] = []
    cursor = ""
    while True:
        page = await world.get(COORDINATOR, f"/escalations?limit=3{cursor}")
        found += [item["id"] for item in page["items"]]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"
    assert len(found) == len(set(found)) == 8
    other = await world.call(OVERSEER, "GET", f"/escalations?limit=3{cursor}")
    assert other.status_code == 400


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
