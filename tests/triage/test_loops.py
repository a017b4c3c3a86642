"""Work that goes round between desks goes up: returned twice, or offered back to the desk that it came from."""

from datetime import timedelta

from tests.triage.desk import claim
from tests.triage.referring import FROM, RECEIVER, SENDER, TO, a_claimed_task, offered, responded
from tests.world import Json, World

OVERSEER = "districtelijk-coordinator.de-baronie"


async def looped(world: World) -> list[Json]:
    """List what went round, as the coördinator of the district sees it."""
    found: list[Json] = (await world.get(OVERSEER, "/escalations"))["items"]
    return [one for one in found if one["kind"] == "looped"]


async def test_what_is_returned_twice_goes_up_once(world: World) -> None:
    task = await a_claimed_task(world)
    for returned in range(3):
        assert len(await looped(world)) == (1 if returned > 1 else 0)
        world.clock.advance(timedelta(minutes=1))
        referral = await offered(world, task["id"])
        await responded(world, RECEIVER, referral["id"], "return")
    (one,) = await looped(world)
    assert one["desk"] == FROM


async def test_what_is_bounced_between_two_desks_goes_up(world: World) -> None:
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"])
    await responded(world, RECEIVER, referral["id"], "accept")
    assert await looped(world) == []
    (there,) = await world.tasks(RECEIVER)
    await claim(world, RECEIVER, there["id"])
    world.clock.advance(timedelta(minutes=1))
    await offered(world, there["id"], RECEIVER, desk=FROM, reason="expertise")
    (one,) = await looped(world)
    assert one["desk"] == TO, "which has it as long as the offer is not accepted"
    assert (await world.get(SENDER, f"/signals/{task['signalId']}"))["care"]["narrative"]
