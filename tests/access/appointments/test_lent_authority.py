"""Nobody approves their own by lending: neither the lender, by a deputy, nor the deputy for the lender."""

from datetime import timedelta

import asyncpg
import pytest

from tests.access.appointments.steps import ONE, OTHER, appoint, decide, lend, own_appointment, propose
from tests.bodies import appointment, machine_client
from tests.world import Json, World

DEPUTY, THIRD = "lukasz", "beheerder-3"
APPROVAL = "UPDATE appointments SET approved_by = access.actor(), approved_at = access.moment() WHERE id = $1"


async def deputise(world: World, lender: str = ONE, deputy: str = DEPUTY, **changes: object) -> Json:
    """Lend the appointment of a beheerder to a deputy, and let the third beheerder approve that."""
    loan = await lend(world, lender, await own_appointment(world, lender), deputy, **changes)
    return await decide(world, THIRD, f"/appointments/{loan['id']}/approval")


async def is_refused(world: World, persona: str, proposed: Json) -> bool:
    """Tell whether somebody may not approve an appointment, through the API and past it."""
    answer = await world.call(persona, "POST", f"/appointments/{proposed['id']}/approval")
    if answer.status_code == 200:
        return False
    assert (answer.status_code, "stand in for" in answer.json()["detail"]) == (403, True)
    async with world.as_api(persona) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(APPROVAL, proposed["id"])
    return True


async def proposed_by(world: World, persona: str, subject: str = "zoe") -> Json:
    """Let somebody propose an appointment."""
    answer = await world.call(persona, "POST", "/appointments", json=appointment(subject, "zorgcoordinator"))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


@pytest.fixture(autouse=True)
async def third(world: World) -> None:
    """Appoint a beheerder who lends to nobody."""
    await world.appoint(THIRD, "beheerder")


async def test_a_deputy_does_not_approve_what_the_lender_proposed(world: World) -> None:
    await deputise(world)
    assert await is_refused(world, DEPUTY, await propose(world))


async def test_a_lender_does_not_approve_what_the_deputy_proposed(world: World) -> None:
    await deputise(world)
    proposed = await proposed_by(world, DEPUTY)
    assert await is_refused(world, ONE, proposed)
    assert not await is_refused(world, OTHER, proposed), "any other beheerder decides on it"


async def test_a_lender_does_not_approve_it_either_when_the_loan_is_over(world: World) -> None:
    await deputise(world, validUntil="2026-11-24T09:30:00Z")
    proposed = await proposed_by(world, DEPUTY)
    world.clock.advance(timedelta(days=2))
    assert await is_refused(world, ONE, proposed)


async def test_two_deputies_of_one_lender_do_not_approve_for_each_other(world: World) -> None:
    await deputise(world)
    await deputise(world, deputy="second-deputy")
    assert await is_refused(world, "second-deputy", await proposed_by(world, DEPUTY))


async def test_a_deputy_does_not_approve_what_the_lender_is_to_hold_or_lends(world: World) -> None:
    await deputise(world)
    body = appointment(ONE, "auditor", district=None)
    held = await world.call(OTHER, "POST", "/appointments", json=body)
    assert held.status_code == 201, held.text
    lent = await lend(world, OTHER, await own_appointment(world, ONE), "somebody-else")
    for proposed in (held.json(), lent):
        assert await is_refused(world, DEPUTY, proposed)


async def test_a_deputy_decides_on_what_others_proposed(world: World) -> None:
    await deputise(world)
    assert not await is_refused(world, DEPUTY, await proposed_by(world, OTHER))


async def test_a_deputy_of_two_acts_for_neither_alone(world: World) -> None:
    await deputise(world)
    await deputise(world, OTHER)
    assert not await is_refused(world, DEPUTY, await propose(world))


async def test_a_beheerder_who_is_also_a_deputy_decides_on_their_own_authority(world: World) -> None:
    await deputise(world, ONE, OTHER)
    assert not await is_refused(world, OTHER, await propose(world))


async def test_a_machine_client_is_not_approved_by_a_deputy_of_who_registered_it(world: World) -> None:
    await deputise(world)
    made = await world.call(ONE, "POST", "/clients", json=machine_client())
    path = f"/clients/{made.json()['id']}/approval"
    assert (await world.call(DEPUTY, "POST", path)).status_code == 403
    assert (await world.call(OTHER, "POST", path)).status_code == 200


async def test_a_deputy_withdraws_what_the_lender_proposed(world: World) -> None:
    await deputise(world)
    proposed = await appoint(world)
    withdrawn = await decide(world, DEPUTY, f"/appointments/{proposed['id']}/withdrawal")
    assert withdrawn["status"] == "withdrawn"
