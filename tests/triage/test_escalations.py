"""Late work goes up step by step, each exactly once, and whoever it goes to sees how it stands and nothing more."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from app.worker import Worker
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.working import steps, told
from tests.world import NOW, Json, World

SUBMITTER, COORDINATOR = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie"
OVERSEER, CHAIN, BEHEERDER = "districtelijk-coordinator.de-baronie", "ketenregisseur", "beheerder"
DUE = NOW + timedelta(days=3)
"""Three working days after a Monday are three days of the clock."""


async def seen_by(world: World, persona: str, query: str = "") -> list[Json]:
    """List the escalations that a persona sees, but for reminders of feedback."""
    items: list[Json] = (await world.get(persona, f"/escalations?limit=100{query}"))["items"]
    return [item for item in items if item["kind"] != "feedback_overdue"]


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
    async with world.as_superuser() as connection:
        assert await connection.fetchval("SELECT count(*) FROM deadlines WHERE about = 'work'") == 0


async def test_the_timeline_of_the_signal_tells_that_its_task_went_up(world: World, worker: Worker) -> None:
    made = await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE
    await worker.round()
    timeline = (await world.get(COORDINATOR, f"/signals/{made['id']}/timeline"))["items"]
    assert [item["type"] for item in timeline][-1] == "task.escalated"
    assert timeline[-1]["data"] == {"step": "desk", "kind": "late"}


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
