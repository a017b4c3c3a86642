"""Whoever proposed to share hears what came of it: once for each answer, and while they decide on sharing there."""

import pytest

from tests.sharing.decisions import APPROVER, PROPOSER, RECEIVER, propose, share, signal_to_share
from tests.triage.desk import withdraw
from tests.triage.mailing import mailed
from tests.triage.posting import WORK, Post
from tests.world import Json, World

OTHERS = (RECEIVER, "zorgcoordinator.zeeland", "avim", "districtelijk-coordinator.de-baronie", "auditor")


async def answers(world: World, persona: str = PROPOSER) -> list[str]:
    """Sort what somebody was told of their own proposals to share."""
    items = (await world.get(persona, "/notifications?limit=100"))["items"]
    return sorted(item["kind"] for item in items if item["kind"].startswith("own_sharing"))


async def revoke(world: World, decision: Json, persona: str = APPROVER) -> None:
    """Refuse a proposal, or end what was shared."""
    answer = await world.call(persona, "POST", f"/sharing-decisions/{decision['id']}/revocation")
    assert answer.status_code == 200, answer.text


async def test_that_it_was_approved_is_told_to_who_proposed(world: World) -> None:
    made = await share(world, await signal_to_share(world))
    items = (await world.get(PROPOSER, "/notifications"))["items"]
    (item,) = [one for one in items if one["kind"] == "own_sharing_approved"]
    assert item["subject"] == {"kind": "sharing_decision", "id": made["id"]}
    assert item["desk"] is None
    assert (await world.get(PROPOSER, f"/sharing-decisions/{item['subject']['id']}"))["status"] == "approved"
    for persona in (APPROVER, *OTHERS):
        assert await answers(world, persona) == []


async def test_that_it_was_refused_is_told_to_who_proposed(world: World) -> None:
    await revoke(world, await propose(world, await signal_to_share(world)))
    assert await answers(world) == ["own_sharing_refused"]
    for persona in (APPROVER, *OTHERS):
        assert await answers(world, persona) == []


async def test_that_it_was_revoked_is_told_to_who_proposed_besides_that_it_was_approved(world: World) -> None:
    await revoke(world, await share(world, await signal_to_share(world)))
    assert await answers(world) == ["own_sharing_approved", "own_sharing_revoked"]
    for persona in (APPROVER, *OTHERS):
        assert await answers(world, persona) == []


async def test_who_revokes_what_they_proposed_is_told_nothing(world: World) -> None:
    await revoke(world, await propose(world, await signal_to_share(world)), PROPOSER)
    assert await answers(world) == []


async def test_who_left_the_desk_hears_no_answer_and_sees_none_that_was_told(world: World) -> None:
    signal = await signal_to_share(world)
    made, other = await share(world, signal), await propose(world, signal)
    await withdraw(world, PROPOSER)
    await world.appoint(PROPOSER, "zorgcoordinator", district="zeeland")
    await revoke(world, other)
    assert await answers(world) == []
    assert (await world.call(PROPOSER, "GET", f"/sharing-decisions/{made['id']}")).status_code == 404
    async with world.as_superuser() as connection:
        kinds = "SELECT kind FROM notifications WHERE audience = 'askers'"
        assert [row["kind"] for row in await connection.fetch(kinds)] == ["own_sharing_approved"]


async def test_who_now_works_where_it_was_received_is_not_told_as_who_proposed(world: World) -> None:
    await share(world, await signal_to_share(world))
    await withdraw(world, PROPOSER)
    await world.appoint(PROPOSER, "avim")
    assert await answers(world) == []


@pytest.mark.parametrize("leaves", [False, True])
async def test_an_answer_is_mailed_to_who_proposed_while_they_may_know_it(post: Post, leaves: bool) -> None:
    address = "voorsteller@gemeente.example"
    made = await propose(post.world, await signal_to_share(post.world))
    await mailed(post.world, post.mailer, post.box, PROPOSER, address, "new_work", "signal_enriched")
    await revoke(post.world, made)
    if leaves:
        await withdraw(post.world, PROPOSER)
    await post.mailer.round()
    assert post.box.subjects(address) == ([] if leaves else [WORK])
