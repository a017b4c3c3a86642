"""Referring between desks, for the tests of referrals."""

from collections.abc import Mapping
from typing import Any, cast

import httpx

from tests.bodies import signal_aimed_at_both, victim_signal
from tests.triage.desk import SUBMITTER, claim
from tests.world import Json, World

SENDER, RECEIVER = "zorgcoordinator.de-baronie", "zorgtafel.de-baronie"
ELSEWHERE = "zorgcoordinator.zeeland"
FROM, TO = "zorgcoordinator.de_baronie", "zorgtafel.de_baronie"
OFFER: Json = {"desk": TO, "reason": "next_layer", "note": "Graag bespreken."}


async def a_claimed_task(world: World, *, both_sides: bool = False, **changes: object) -> Json:
    """Submit a signal and claim the task of the zorgcoördinator; return the task."""
    signal = signal_aimed_at_both(**changes) if both_sides else victim_signal(**changes)
    made = await world.submit(SUBMITTER, signal)
    task = next(task for task in await world.tasks(SENDER) if task["signalId"] == made["id"])
    await claim(world, SENDER, task["id"])
    return task


async def refer(
    world: World, task_id: str, persona: str = SENDER, *, headers: Mapping[str, str] | None = None, **changes: Any
) -> httpx.Response:
    """Offer a task, to the Zorgtafel unless told otherwise."""
    body = {name: value for name, value in {**OFFER, **changes}.items() if value is not None}
    return await world.call(persona, "POST", f"/tasks/{task_id}/referrals", json=body, headers=headers)


async def offered(world: World, task_id: str, persona: str = SENDER, **changes: Any) -> Json:
    """Offer a task and expect that it is."""
    answer = await refer(world, task_id, persona, **changes)
    assert answer.status_code == 201, answer.text
    return cast("Json", answer.json())


async def respond(
    world: World, persona: str, referral_id: str, answer: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> httpx.Response:
    """Answer a referral; one that is returned is not for the desk unless told otherwise."""
    body = {"answer": answer, **({"reason": "not_ours"} if answer == "return" else {}), **more}
    return await world.call(persona, "POST", f"/referrals/{referral_id}/response", json=body, headers=headers)


async def responded(world: World, persona: str, referral_id: str, answer: str, **more: Any) -> Json:
    """Answer a referral and expect that it is taken."""
    done = await respond(world, persona, referral_id, answer, **more)
    assert done.status_code == 200, done.text
    return cast("Json", done.json())


async def a_partner(world: World, kind: str = "shelter") -> str:
    """Return the id of a partner of a kind."""
    partners = (await world.get(SENDER, "/partners"))["items"]
    return next(str(partner["id"]) for partner in partners if partner["kind"] == kind)
