"""Whoever broke glass is not judged by a deputy of their own, nor by the person whose deputy they were."""

from datetime import timedelta
from uuid import UUID

from tests.access.appointments.steps import ONE, decide, made
from tests.bodies import loan, victim_signal
from tests.cases.casework import opened as case_opened
from tests.world import Json, World

LENDER, DEPUTY, AUDITOR = "both-hats", "lukasz", "auditor"
REASON = "De politie staat voor de deur en moet weten of er kinderen binnen zijn."
VERDICT = {"verdict": "justified"}


async def both_hats(world: World) -> tuple[UUID, UUID]:
    """Appoint somebody who triages and oversees in one district; return the ids of both appointments."""
    triages = await world.appoint(LENDER, "zorgcoordinator", district="de_baronie")
    return triages, await world.appoint(LENDER, "districtelijk_coordinator", district="de_baronie")


async def lend(world: World, lent: UUID, deputy: str = DEPUTY) -> None:
    """Lend an appointment, and let a beheerder approve that."""
    lending = made(await world.call(LENDER, "POST", f"/appointments/{lent}/loans", json=loan(deputy)))
    await decide(world, ONE, f"/appointments/{lending['id']}/approval")


async def opened(world: World, persona: str) -> Json:
    """Let somebody break glass, and the hour pass."""
    signal = await world.submit("aandachtsfunctionaris.breda", victim_signal())
    body = {"reference": signal["reference"], "reason": REASON}
    session = made(await world.call(persona, "POST", "/break-glass-sessions", json=body))
    world.clock.advance(timedelta(hours=1))
    return session


async def may_review(world: World, persona: str, session: Json) -> bool:
    """Tell whether somebody gives a verdict; to whom may not, the session is not there past the API to be changed."""
    answer = await world.call(persona, "POST", f"/break-glass-sessions/{session['id']}/review", json=VERDICT)
    if answer.status_code == 200:
        return True
    assert (answer.status_code, "stand in for" in answer.json()["detail"]) == (403, True)
    change = "UPDATE break_glass_sessions SET verdict = 'justified', reviewed_by = access.actor() WHERE id = $1"
    async with world.as_api(persona) as connection:
        assert await connection.execute(change, session["id"]) == "UPDATE 0"
    return False


async def test_a_deputy_does_not_review_what_the_lender_opened(world: World) -> None:
    _, oversees = await both_hats(world)
    await lend(world, oversees)
    session = await opened(world, LENDER)
    assert not await may_review(world, DEPUTY, session)
    assert await may_review(world, AUDITOR, session)


async def test_a_deputy_does_not_review_that_the_lender_opened_a_case(world: World) -> None:
    _, oversees = await both_hats(world)
    await lend(world, oversees)
    body = {"reference": (await case_opened(world))["reference"], "reason": REASON}
    session = made(await world.call(LENDER, "POST", "/break-glass-sessions", json=body))
    world.clock.advance(timedelta(hours=1))
    assert not await may_review(world, DEPUTY, session)
    assert await may_review(world, AUDITOR, session)


async def test_overseeing_another_district_makes_no_difference(world: World) -> None:
    _, oversees = await both_hats(world)
    await lend(world, oversees)
    await world.appoint(DEPUTY, "districtelijk_coordinator", district="zeeland")
    assert not await may_review(world, DEPUTY, await opened(world, LENDER))


async def test_a_lender_does_not_review_what_the_deputy_opened(world: World) -> None:
    triages, _ = await both_hats(world)
    await lend(world, triages)
    session = await opened(world, DEPUTY)
    assert not await may_review(world, LENDER, session)
    assert await may_review(world, "districtelijk-coordinator.de-baronie", session)


async def test_a_deputy_reviews_what_others_opened(world: World) -> None:
    _, oversees = await both_hats(world)
    await lend(world, oversees)
    assert await may_review(world, DEPUTY, await opened(world, "dsp.de-baronie"))


async def test_who_oversees_by_an_appointment_of_their_own_reviews_what_the_lender_opened(world: World) -> None:
    _, oversees = await both_hats(world)
    await lend(world, oversees)
    await world.appoint(DEPUTY, "auditor")
    assert await may_review(world, DEPUTY, await opened(world, LENDER))
