"""A task is claimed while an appointment that the claim goes by is withdrawn: one of the two comes first."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from tests.access.appointments.steps import OTHER, decide, lend, own_appointment
from tests.triage.desk import COLLEAGUE, DESK, a_desk, actor_id, claim, events
from tests.triage.test_referrals_and_revocations import settled
from tests.world import World

CLAIM = """UPDATE tasks SET status = 'claimed', claimed_by = access.actor(), claimed_at = access.moment(),
version = version + 1 WHERE id = $1"""
WITHDRAW = "UPDATE appointments SET withdrawn_by = access.actor(), withdrawn_at = access.moment() WHERE id = $1"


async def a_deputy(world: World) -> str:
    """Let the colleague lend their appointment; return the id of what was lent from."""
    own = await own_appointment(world, COLLEAGUE)
    lent = await lend(world, COLLEAGUE, own, "deputy")
    await decide(world, OTHER, f"/appointments/{lent['id']}/approval")
    return own


@pytest.mark.parametrize("claimant", [COLLEAGUE, "deputy"])
async def test_what_is_claimed_just_before_is_released_with_the_withdrawal(world: World, claimant: str) -> None:
    (task_id,) = await a_desk(world)
    appointment = await a_deputy(world)
    assert (await world.call(claimant, "GET", "/tasks")).status_code == 200
    world.clock.advance(timedelta(minutes=1))
    async with world.as_api(claimant) as connection:
        await connection.execute(CLAIM, UUID(task_id))
        path = f"/appointments/{appointment}/withdrawal"
        withdrawing = asyncio.create_task(world.call("beheerder", "POST", path))
        await settled(world, withdrawing)
        assert not withdrawing.done()
    assert (await withdrawing).status_code == 200
    view = await world.get(DESK, f"/tasks/{task_id}")
    assert (view["status"], view["claim"]) == ("open", None)
    assert (await events(world, task_id))[-1] == "task.released"


@pytest.mark.parametrize("claimant", [COLLEAGUE, "deputy"])
async def test_what_is_claimed_just_after_is_not_claimed(world: World, claimant: str) -> None:
    (task_id,) = await a_desk(world)
    appointment = await a_deputy(world)
    assert (await world.call(claimant, "GET", "/tasks")).status_code == 200
    world.clock.advance(timedelta(minutes=1))
    async with world.as_api("beheerder") as connection:
        await connection.execute(WITHDRAW, UUID(appointment))
        claiming = asyncio.create_task(world.call(claimant, "PUT", f"/tasks/{task_id}/claim"))
        await settled(world, claiming)
        assert not claiming.done()
    assert (await claiming).status_code == 403
    view = await world.get(DESK, f"/tasks/{task_id}")
    assert (view["status"], view["claim"]) == ("open", None)
    await claim(world, DESK, task_id)


async def test_what_is_given_to_somebody_who_is_withdrawn_is_not_theirs(world: World) -> None:
    (task_id,) = await a_desk(world)
    appointment, given_to = await own_appointment(world, COLLEAGUE), await actor_id(world, COLLEAGUE)
    world.clock.advance(timedelta(minutes=1))
    async with world.as_api("beheerder") as connection:
        await connection.execute(WITHDRAW, UUID(appointment))
        body = {"tasks": [task_id], "assignee": given_to}
        giving = asyncio.create_task(world.call(DESK, "POST", "/task-assignments", json=body))
        await settled(world, giving)
        assert not giving.done()
    assert (await giving).json()["items"] == [{"task": task_id, "result": "not_a_colleague"}]
    view = await world.get(DESK, f"/tasks/{task_id}")
    assert (view["status"], view["claim"]) == ("open", None)


async def test_who_is_withdrawn_while_they_go_on_with_what_they_have_is_held_up_by_nothing(world: World) -> None:
    """What somebody has already the withdrawal finds: it waits for whoever holds the task, and for nobody else."""
    (task_id,) = await a_desk(world)
    await claim(world, COLLEAGUE, task_id)
    appointment = await own_appointment(world, COLLEAGUE)
    world.clock.advance(timedelta(minutes=1))
    async with world.as_api(COLLEAGUE) as connection:
        await connection.execute("SELECT FROM tasks WHERE id = $1 FOR UPDATE", UUID(task_id))
        path = f"/appointments/{appointment}/withdrawal"
        withdrawing = asyncio.create_task(world.call("beheerder", "POST", path))
        await settled(world, withdrawing)
        await connection.execute(
            "UPDATE tasks SET status = 'waiting', waiting_reason = 'meeting', waiting_until = $2 WHERE id = $1",
            UUID(task_id),
            world.clock.now() + timedelta(days=1),
        )
    assert (await withdrawing).status_code == 200
    assert (await world.get(DESK, f"/tasks/{task_id}"))["status"] == "open"


async def test_two_that_wait_for_each_other_are_both_done(world: World) -> None:
    """One holds what was claimed before and is given the rest; the other withdraws. PostgreSQL lets one give way."""
    before, after = await a_desk(world, 2)
    await claim(world, COLLEAGUE, before)
    appointment = await own_appointment(world, COLLEAGUE)
    world.clock.advance(timedelta(minutes=1))
    async with world.as_superuser() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM tasks WHERE id = $1 FOR UPDATE", UUID(after))
            body = {"tasks": [before, after]}
            giving = asyncio.create_task(world.call(COLLEAGUE, "POST", "/task-assignments", json=body))
            await settled(world, giving)
            path = f"/appointments/{appointment}/withdrawal"
            withdrawing = asyncio.create_task(world.call("beheerder", "POST", path))
            await settled(world, giving, withdrawing)
        assert (await withdrawing).status_code == 200
        await giving
    assert {task["status"] for task in await world.tasks(DESK)} == {"open"}
