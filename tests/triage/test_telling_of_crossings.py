"""Notifications of what crosses the wall and of what is added: at once, for who must know, and while they may."""

from datetime import timedelta

import pytest

from tests.bodies import victim_signal
from tests.sharing.decisions import APPROVER, PROPOSER, RECEIVER, RECEIVING_DESK, propose, share, signal_to_share
from tests.triage.alike import SOMEBODY, merge, security, submitted, task_of
from tests.triage.desk import COLLEAGUE, DESK, OUTSIDER, SUBMITTER, a_desk, claim, withdraw
from tests.triage.mailing import mailed
from tests.triage.posting import Post
from tests.world import Json, World

OPENER, COORDINATOR, AUDITOR = "dsp.de-baronie", "districtelijk-coordinator.de-baronie", "auditor"
REASON = "De politie staat voor de deur en moet weten of er kinderen binnen zijn."


async def told(world: World, persona: str, kind: str) -> list[Json]:
    """List the notifications of a kind of a persona."""
    items = (await world.get(persona, "/notifications?limit=100"))["items"]
    return [item for item in items if item["kind"] == kind]


async def break_glass(world: World, persona: str = OPENER) -> Json:
    """Let somebody break glass for a signal of Breda; return the session."""
    signal = await world.submit(SUBMITTER, victim_signal())
    body = {"reference": signal["reference"], "reason": REASON}
    answer = await world.call(persona, "POST", "/break-glass-sessions", json=body)
    assert answer.status_code == 201, answer.text
    session: Json = answer.json()
    return session


async def add_to(world: World, signal_id: str, side: str = "care") -> None:
    """Let who submitted a signal add to a side of it."""
    kind = "household" if side == "care" else "earlier_sanctions"
    body = {"compartment": side, "kind": kind, "text": "Er woont nu ook een oom in het huis."}
    answer = await world.call(SUBMITTER, "POST", f"/signals/{signal_id}/enrichments", json=body)
    assert answer.status_code == 201, answer.text


# Breaking glass


@pytest.mark.parametrize("overseer", [COORDINATOR, AUDITOR])
async def test_that_glass_was_broken_is_told_to_who_oversees_it(world: World, overseer: str) -> None:
    session = await break_glass(world)
    (item,) = await told(world, overseer, "break_glass_opened")
    assert item["subject"] == {"kind": "break_glass_session", "id": session["id"]}
    assert item["desk"] is None
    assert (await world.get(overseer, f"/break-glass-sessions/{item['subject']['id']}"))["reason"] == REASON
    assert session["reference"] not in str(item)


async def test_that_glass_was_broken_is_told_to_nobody_else(world: World) -> None:
    await break_glass(world)
    others = (OPENER, DESK, SUBMITTER, "districtelijk-coordinator.zeeland", "ketenregisseur", "beheerder", "avim")
    for persona in others:
        assert await told(world, persona, "break_glass_opened") == []


async def test_who_broke_the_glass_is_not_the_one_who_is_told(world: World) -> None:
    await world.appoint(OPENER, "auditor")
    await break_glass(world)
    assert await told(world, OPENER, "break_glass_opened") == []
    assert len(await told(world, AUDITOR, "break_glass_opened")) == 1


async def test_an_attempt_that_opened_nothing_is_told_to_nobody(world: World) -> None:
    body = {"reference": "SB-2026-AAAAAAAA", "reason": REASON}
    await world.call(OPENER, "POST", "/break-glass-sessions", json=body)
    assert await told(world, AUDITOR, "break_glass_opened") == []


async def test_who_no_longer_oversees_the_district_no_longer_sees_that_glass_was_broken(world: World) -> None:
    await break_glass(world)
    await withdraw(world, COORDINATOR)
    await world.appoint(COORDINATOR, "districtelijk_coordinator", district="zeeland")
    assert await told(world, COORDINATOR, "break_glass_opened") == []


async def test_mail_that_glass_was_broken_waits_for_nothing(post: Post) -> None:
    await mailed(post.world, post.mailer, post.box, AUDITOR, "auditor@gemeente.example")
    for number in (1, 2):
        await break_glass(post.world)
        await post.mailer.round()
        assert post.box.subjects("auditor@gemeente.example") == ["Er is dringend werk in Signaalbrug"] * number


async def test_mail_that_glass_was_broken_cannot_be_switched_off(world: World) -> None:
    body = {"address": None, "muted": ["break_glass_opened"]}
    answer = await world.call(AUDITOR, "PUT", "/notification-preferences", json=body)
    assert answer.status_code == 400
    assert [(error["code"], error["pointer"]) for error in answer.json()["errors"]] == [("break_glass_stays", "/muted")]


async def test_mail_of_what_is_shared_lapses_when_that_is_revoked(post: Post) -> None:
    await mailed(post.world, post.mailer, post.box, RECEIVER, "dsp@gemeente.example", "sharing_revoked")
    made = await share(post.world, await signal_to_share(post.world))
    await post.world.call(APPROVER, "POST", f"/sharing-decisions/{made['id']}/revocation")
    await post.mailer.round()
    assert post.box.subjects("dsp@gemeente.example") == []


# Sharing


async def test_a_proposal_to_share_is_told_to_the_others_who_may_decide(world: World) -> None:
    made = await propose(world, await signal_to_share(world))
    (item,) = await told(world, APPROVER, "sharing_proposed")
    assert item["subject"] == {"kind": "sharing_decision", "id": made["id"]}
    assert item["desk"] == "zorgcoordinator.de_baronie"
    assert (await world.get(APPROVER, f"/sharing-decisions/{item['subject']['id']}"))["status"] == "proposed"


async def test_a_proposal_to_share_is_told_to_nobody_else(world: World) -> None:
    await propose(world, await signal_to_share(world))
    for persona in (PROPOSER, RECEIVER, OUTSIDER, SUBMITTER, "dsp.de-baronie", "avim", COORDINATOR, AUDITOR):
        assert await told(world, persona, "sharing_proposed") == []


async def test_what_is_shared_is_told_to_the_desk_that_receives_it(world: World) -> None:
    made = await share(world, await signal_to_share(world))
    (item,) = await told(world, RECEIVER, "sharing_approved")
    assert item["subject"] == {"kind": "sharing_decision", "id": made["id"]}
    assert item["desk"] == RECEIVING_DESK
    assert (await world.get(RECEIVER, f"/sharing-decisions/{item['subject']['id']}"))["status"] == "approved"
    for persona in (PROPOSER, APPROVER, "dsp.de-baronie", "avim"):
        assert await told(world, persona, "sharing_approved") == []


async def test_that_something_was_shared_is_no_longer_known_when_it_ended(world: World) -> None:
    await share(world, await signal_to_share(world))
    world.clock.advance(timedelta(days=31))
    assert await told(world, RECEIVER, "sharing_approved") == []
    assert (await world.get(RECEIVER, "/notifications"))["unread"] == 0


async def test_that_sharing_was_revoked_is_told_to_the_desk_that_received(world: World) -> None:
    made = await share(world, await signal_to_share(world))
    world.clock.advance(timedelta(hours=1))
    assert (await world.call(APPROVER, "POST", f"/sharing-decisions/{made['id']}/revocation")).status_code == 200
    (item,) = await told(world, RECEIVER, "sharing_revoked")
    assert item["subject"] == {"kind": "sharing_decision", "id": made["id"]}
    assert await told(world, RECEIVER, "sharing_approved") == []
    assert await told(world, "dsp.de-baronie", "sharing_revoked") == []


async def test_a_proposal_that_was_refused_is_never_told_to_who_would_have_received(world: World) -> None:
    made = await propose(world, await signal_to_share(world))
    assert (await world.call(APPROVER, "POST", f"/sharing-decisions/{made['id']}/revocation")).status_code == 200
    assert await world.get(RECEIVER, "/notifications") == {"items": [], "nextCursor": None, "unread": 0}


# What is added


async def test_an_addition_is_told_to_who_claimed_the_work(world: World) -> None:
    (task_id,) = await a_desk(world)
    signal_id = (await world.get(DESK, f"/tasks/{task_id}"))["signalId"]
    await claim(world, DESK, task_id)
    await add_to(world, signal_id)
    (item,) = await told(world, DESK, "signal_enriched")
    assert item["subject"] == {"kind": "signal", "id": signal_id}
    assert await told(world, COLLEAGUE, "signal_enriched") == []


async def test_an_addition_is_told_to_the_desk_when_nobody_claimed_the_work(world: World) -> None:
    (task_id,) = await a_desk(world)
    await add_to(world, (await world.get(DESK, f"/tasks/{task_id}"))["signalId"])
    for persona in (DESK, COLLEAGUE):
        assert len(await told(world, persona, "signal_enriched")) == 1
    for persona in (OUTSIDER, SUBMITTER, COORDINATOR):
        assert await told(world, persona, "signal_enriched") == []


async def test_an_addition_is_told_on_its_own_side_only(world: World) -> None:
    await signal_to_share(world)  # with an addition on the care side
    assert len(await told(world, PROPOSER, "signal_enriched")) == 1
    for persona in ("dsp.de-baronie", "avim", "projectleider-ondermijning.breda"):
        assert await told(world, persona, "signal_enriched") == []


async def test_when_who_claimed_the_work_has_left_an_addition_is_told_to_the_desk(world: World) -> None:
    (task_id,) = await a_desk(world)
    signal_id = (await world.get(DESK, f"/tasks/{task_id}"))["signalId"]
    await claim(world, DESK, task_id)
    await withdraw(world, DESK)
    await add_to(world, signal_id)
    assert len(await told(world, COLLEAGUE, "signal_enriched")) == 1


async def test_an_addition_to_merged_work_is_told_to_the_desk_that_goes_on_with_it(world: World) -> None:
    """Also while another desk is at work on the merged signal."""
    first, second = await submitted(world, security(SOMEBODY), security(SOMEBODY))
    merged = await task_of(world, second, OPENER)
    assert (await merge(world, merged, await task_of(world, first, OPENER), OPENER))[0] == 201
    await add_to(world, second, "security")
    for persona in (OPENER, "avim"):
        (item,) = await told(world, persona, "signal_enriched")
        assert item["subject"] == {"kind": "signal", "id": second}
