"""A referral across the wall is answered while its sharing decision is revoked: one of the two comes first."""

import asyncio
from datetime import timedelta

from tests.sharing.decisions import PROPOSER, RECEIVER, RECEIVING_DESK, share, signal_to_share
from tests.triage.desk import claim
from tests.triage.referring import offered, respond
from tests.world import Json, World

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
REVOKE = "UPDATE sharing_decisions SET status = 'revoked', revoked_by = access.actor() WHERE id = $1"


async def offered_across(world: World) -> tuple[str, str, Json]:
    """Let work be offered across the wall; return the ids of the task and of the decision, and the offer."""
    signal = await signal_to_share(world)
    (task,) = await world.tasks(PROPOSER)
    await claim(world, PROPOSER, task["id"])
    decision = await share(world, signal)
    offer = await offered(world, task["id"], PROPOSER, desk=RECEIVING_DESK, note=None)
    world.clock.advance(timedelta(minutes=1))
    return task["id"], decision["id"], offer


async def settled(world: World, *requests: asyncio.Task[object]) -> None:
    """Wait until each request waits for somebody else in the database, or was answered."""
    async with world.as_superuser() as connection:
        for _ in range(200):
            going = sum(not request.done() for request in requests)
            if await connection.fetchval(WAITING) == going:
                return
            await asyncio.sleep(0.02)
    raise AssertionError("the requests neither wait nor end")


async def test_a_decision_is_revoked_after_the_acceptance_that_goes_by_it(world: World) -> None:
    task, decision, offer = await offered_across(world)
    async with world.as_superuser() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM tasks WHERE id = $1 FOR NO KEY UPDATE", task)
            accepting = asyncio.create_task(respond(world, RECEIVER, offer["id"], "accept"))
            await settled(world, accepting)
            path = f"/sharing-decisions/{decision}/revocation"
            revoking = asyncio.create_task(world.call(PROPOSER, "POST", path))
            await settled(world, accepting, revoking)
        accepted, revoked = await accepting, await revoking
    assert (accepted.status_code, revoked.status_code) == (200, 200), accepted.text
    (taken,) = await world.tasks(RECEIVER)
    assert (taken["track"], taken["status"]) == ("security", "open")
    shown = await world.get(PROPOSER, f"/tasks/{task}")
    assert (shown["status"], shown["outcome"]) == ("done", "handed_over")


async def test_what_is_accepted_while_the_decision_is_revoked_is_not_there(world: World) -> None:
    task, decision, offer = await offered_across(world)
    async with world.as_api(PROPOSER) as connection:
        await connection.execute(REVOKE, decision)
        accepting = asyncio.create_task(respond(world, RECEIVER, offer["id"], "accept"))
        await settled(world, accepting)
    assert (await accepting).status_code == 404
    assert await world.tasks(RECEIVER) == []
    assert (await world.get(PROPOSER, f"/tasks/{task}"))["status"] == "claimed"
