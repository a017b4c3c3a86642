"""Approving and withdrawing: two people, at once, and with effect on the next request."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from tests.access.appointments.steps import ONE, OTHER, appoint, decide, own_appointment, propose, works
from tests.world import NOW, World


async def test_an_appointment_counts_only_when_a_second_beheerder_has_approved_it(world: World) -> None:
    proposed = await propose(world)
    assert not await works(world, "zoe")
    world.clock.advance(timedelta(hours=1))
    approved = await decide(world, OTHER, f"/appointments/{proposed['id']}/approval")
    assert (approved["status"], approved["approvedBy"], approved["approvedAt"]) == (
        "current",
        OTHER,
        "2026-11-23T10:30:00Z",
    )
    assert (await world.get("zoe", "/me"))["desks"] == ["zorgcoordinator.de_baronie"]


async def test_nobody_approves_what_they_proposed(world: World) -> None:
    proposed = await propose(world)
    answer = await world.call(ONE, "POST", f"/appointments/{proposed['id']}/approval")
    assert answer.status_code == 403
    assert "Nobody approves what they proposed" in answer.json()["detail"]
    assert not await works(world, "zoe")


async def test_nobody_approves_an_appointment_of_their_own(world: World) -> None:
    proposed = await propose(world, OTHER, "auditor")
    answer = await world.call(OTHER, "POST", f"/appointments/{proposed['id']}/approval")
    assert answer.status_code == 403
    assert "Nobody approves an appointment of their own" in answer.json()["detail"]
    assert "auditor" not in {held["role"] for held in (await world.get(OTHER, "/me"))["appointments"]}


async def test_postgresql_holds_that_it_takes_two_people(world: World) -> None:
    proposed = await propose(world)
    approval = "UPDATE appointments SET approved_by = access.actor(), approved_at = access.moment() WHERE id = $1"
    async with world.as_api(ONE) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(approval, proposed["id"])
    async with world.as_superuser() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="two_people"):
            await connection.execute("UPDATE appointments SET approved_by = proposed_by WHERE id = $1", proposed["id"])
    async with world.as_api("ketenregisseur") as connection:
        assert await connection.execute(approval, proposed["id"]) == "UPDATE 0"


async def test_an_approved_appointment_counts_from_its_beginning(world: World) -> None:
    view = await appoint(world, validFrom="2026-12-01T00:00:00+01:00", validUntil="2026-12-02T00:00:00+01:00")
    assert (view["status"], view["validFrom"]) == ("future", "2026-11-30T23:00:00Z")
    seen = []
    for moment in ("2026-11-30T22:59:59+00:00", "2026-11-30T23:00:00+00:00", "2026-12-01T23:00:00+00:00"):
        world.clock.moment = type(NOW).fromisoformat(moment)
        seen.append(await works(world, "zoe"))
    assert seen == [False, True, False]


async def test_a_withdrawn_appointment_ends_on_the_next_request(world: World) -> None:
    view = await appoint(world)
    assert await works(world, "zoe")
    withdrawn = await decide(world, ONE, f"/appointments/{view['id']}/withdrawal")
    assert (withdrawn["status"], withdrawn["withdrawnBy"], withdrawn["withdrawnAt"]) == (
        "withdrawn",
        ONE,
        "2026-11-23T09:30:00Z",
    )
    assert not await works(world, "zoe")


async def test_a_refused_proposal_is_never_approved(world: World) -> None:
    proposed = await propose(world)
    await decide(world, OTHER, f"/appointments/{proposed['id']}/withdrawal")
    answer = await world.call(OTHER, "POST", f"/appointments/{proposed['id']}/approval")
    assert answer.status_code == 409
    assert answer.json()["detail"] == "An appointment that is withdrawn does not allow approve; allowed: none."


async def test_what_a_state_does_not_allow_is_a_conflict_that_names_what_it_does(world: World) -> None:
    view = await appoint(world, validUntil="2026-11-24T09:30:00Z")
    path = f"/appointments/{view['id']}"
    again = await world.call(OTHER, "POST", f"{path}/approval")
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "An appointment that is current does not allow approve; allowed: lend, withdraw.",
    )
    world.clock.advance(timedelta(days=1))
    late = await world.call(OTHER, "POST", f"{path}/withdrawal")
    assert (late.status_code, late.json()["detail"]) == (
        409,
        "An appointment that is ended does not allow withdraw; allowed: none.",
    )


async def test_a_proposal_whose_time_has_passed_is_not_approved(world: World) -> None:
    proposed = await propose(world, validUntil="2026-11-24T09:30:00Z")
    world.clock.advance(timedelta(days=1))
    answer = await world.call(OTHER, "POST", f"/appointments/{proposed['id']}/approval")
    assert answer.status_code == 409


async def test_of_two_who_approve_at_once_exactly_one_wins(world: World) -> None:
    await appoint(world, "third", "beheerder")
    for number in range(5):
        proposed = await propose(world, f"new-{number}")
        path = f"/appointments/{proposed['id']}/approval"
        answers = await asyncio.gather(*(world.call(who, "POST", path) for who in (OTHER, "third", OTHER, "third")))
        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 3}
        (winner,) = (answer.json()["approvedBy"] for answer in answers if answer.status_code == 200)
        assert (await world.get(ONE, f"/appointments/{proposed['id']}"))["approvedBy"] == winner
    async with world.as_superuser() as connection:
        approvals = await connection.fetchval("SELECT count(*) FROM events WHERE type = 'appointment.approved'")
    assert approvals == 6


async def test_an_approval_and_a_withdrawal_at_once_leave_one_story(world: World) -> None:
    for number in range(5):
        proposed = await propose(world, f"new-{number}")
        path = f"/appointments/{proposed['id']}"
        approval, withdrawal = await asyncio.gather(
            world.call(OTHER, "POST", f"{path}/approval"), world.call(ONE, "POST", f"{path}/withdrawal")
        )
        assert withdrawal.status_code == 200
        assert approval.status_code in {200, 409}
        view = await world.get(ONE, path)
        assert view["status"] == "withdrawn"
        assert (view["approvedAt"] is not None) == (approval.status_code == 200)


async def test_two_beheerders_who_withdraw_each_other_at_once_are_both_answered(world: World) -> None:
    first, second = await own_appointment(world, ONE), await own_appointment(world, OTHER)
    world.clock.advance(timedelta(days=1))
    answers = await asyncio.gather(
        world.call(ONE, "POST", f"/appointments/{second}/withdrawal"),
        world.call(OTHER, "POST", f"/appointments/{first}/withdrawal"),
    )
    assert {answer.status_code for answer in answers} <= {200, 403}
    assert 200 in {answer.status_code for answer in answers}


async def test_a_decision_sent_twice_under_one_key_is_made_once(world: World) -> None:
    proposed = await propose(world)
    for step in ("approval", "withdrawal"):
        path, headers = f"/appointments/{proposed['id']}/{step}", {"Idempotency-Key": f"{step}-1"}
        answers = [await world.call(OTHER, "POST", path, headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
    async with world.as_superuser() as connection:
        types = [row["type"] for row in await connection.fetch("SELECT type FROM events ORDER BY id")]
    assert types == ["appointment.proposed", "appointment.approved", "appointment.withdrawn"]


async def test_a_stale_etag_changes_nothing(world: World) -> None:
    proposed = await propose(world)
    path = f"/appointments/{proposed['id']}"
    stale = (await world.call(ONE, "GET", path)).headers["etag"]
    await decide(world, OTHER, f"{path}/approval")
    refused = await world.call(ONE, "POST", f"{path}/withdrawal", headers={"If-Match": stale})
    assert refused.status_code == 412
    fresh = (await world.call(ONE, "GET", path)).headers["etag"]
    done = await world.call(ONE, "POST", f"{path}/withdrawal", headers={"If-Match": fresh})
    assert done.status_code == 200


async def test_an_appointment_that_is_not_there_is_a_404(shared_world: World) -> None:
    for path in (str(uuid4()), "nothing", "%00"):
        assert (await shared_world.call(ONE, "GET", f"/appointments/{path}")).status_code == 404
        for step in ("approval", "withdrawal"):
            assert (await shared_world.call(ONE, "POST", f"/appointments/{path}/{step}")).status_code == 404
