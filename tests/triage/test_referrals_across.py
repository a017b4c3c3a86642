"""Work crosses the wall by a sharing decision that is in force, and with it goes only what that names."""

from datetime import timedelta

from tests.sharing.decisions import PROPOSER, RECEIVER, RECEIVING_DESK, propose, share, signal_to_share
from tests.triage.desk import claim
from tests.triage.referring import offered, refer, respond, responded
from tests.world import Json, World


async def claimed(world: World) -> tuple[Json, str]:
    """Submit a signal to share, and claim the task of the zorgcoördinator on it; return both."""
    signal = await signal_to_share(world)
    (task,) = await world.tasks(PROPOSER)
    await claim(world, PROPOSER, task["id"])
    return signal, task["id"]


async def refused_as_nowhere(world: World, task: str) -> bool:
    """Tell whether offering to the other side is answered as offering to a desk that is not there."""
    across, nowhere = [await refer(world, task, PROPOSER, desk=desk) for desk in (RECEIVING_DESK, "nowhere")]
    assert nowhere.status_code == 400
    return (across.status_code, across.json()["errors"]) == (400, nowhere.json()["errors"])


async def test_without_a_decision_in_force_the_other_side_cannot_be_referred_to(world: World) -> None:
    signal, task = await claimed(world)
    assert await refused_as_nowhere(world, task)
    await propose(world, signal)
    assert await refused_as_nowhere(world, task), "one person proposed it, nobody approved it"


async def test_by_a_decision_it_is_taken_over_there_with_what_was_shared_and_no_more(world: World) -> None:
    signal, task = await claimed(world)
    await share(world, signal)
    words = await refer(world, task, PROPOSER, desk=RECEIVING_DESK, note="Zij woont er met haar zusje.")
    assert (words.status_code, words.json()["errors"][0]["pointer"]) == (400, "/note"), "no words go across"
    offer = await offered(world, task, PROPOSER, desk=RECEIVING_DESK, note=None)
    assert (await world.get(PROPOSER, f"/tasks/{task}"))["status"] == "claimed", "until it is accepted"
    await responded(world, RECEIVER, offer["id"], "accept")
    (taken,) = await world.tasks(RECEIVER)
    assert (taken["signalId"], taken["track"], taken["status"]) == (signal["id"], "security", "open")
    shown = await world.get(PROPOSER, f"/tasks/{task}")
    assert (shown["status"], shown["outcome"]) == ("done", "handed_over")
    assert (await world.get(RECEIVER, f"/signals/{signal['id']}"))["care"] is None
    (known,) = (await world.get(RECEIVER, "/sharing-decisions?received=true"))["items"]
    named = (await world.get(RECEIVER, f"/sharing-decisions/{known['id']}"))["items"]
    assert [item["id"] for item in named] == [signal["care"]["persons"][0]["id"]], "its neighbour was not named"


async def test_an_offer_ends_with_the_decision_by_which_it_was_made(world: World) -> None:
    signal, task = await claimed(world)
    decision = await share(world, signal)
    offer = await offered(world, task, PROPOSER, desk=RECEIVING_DESK, note=None)
    world.clock.advance(timedelta(minutes=1))
    revoked = await world.call(PROPOSER, "POST", f"/sharing-decisions/{decision['id']}/revocation")
    assert revoked.status_code == 200, revoked.text
    assert (await respond(world, RECEIVER, offer["id"], "accept")).status_code == 404
    assert (await world.get(RECEIVER, "/referrals"))["items"] == []
    assert (await world.get(PROPOSER, f"/tasks/{task}"))["status"] == "claimed"
    assert (await world.call(PROPOSER, "POST", f"/referrals/{offer['id']}/withdrawal")).status_code == 200
    assert await refused_as_nowhere(world, task)
