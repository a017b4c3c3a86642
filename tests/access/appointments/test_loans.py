"""Deputies: what was lent, by whom, for how long, and what ends it."""

from datetime import timedelta

import asyncpg
import pytest

from tests.access.appointments.steps import (
    ONE,
    OTHER,
    appoint,
    decide,
    errors_of,
    lend,
    own_appointment,
    propose,
    works,
)
from tests.bodies import loan
from tests.world import World

LENDER = "zorgcoordinator.de-baronie"
DEPUTY = "lukasz"


async def a_deputy(world: World) -> tuple[str, str]:
    """Lend the appointment of the LENDER and approve it; return the ids of what was lent and of the loan."""
    lent = await own_appointment(world, LENDER)
    made = await lend(world, LENDER, lent)
    await decide(world, ONE, f"/appointments/{made['id']}/approval")
    return lent, made["id"]


async def test_a_deputy_has_what_the_holder_has_for_as_long_as_it_was_lent(world: World) -> None:
    lent = await own_appointment(world, LENDER)
    made = await lend(world, LENDER, lent)
    assert (made["status"], made["role"], made["district"], made["lentFrom"], made["proposedBy"]) == (
        "proposed",
        "zorgcoordinator",
        "de_baronie",
        lent,
        LENDER,
    )
    assert not await works(world, DEPUTY)
    await decide(world, ONE, f"/appointments/{made['id']}/approval")
    me = await world.get(DEPUTY, "/me")
    assert (me["name"], me["desks"]) == ("Łukasz Wiśniewski", ["zorgcoordinator.de_baronie"])
    assert me["appointments"][0]["lentUntil"] == "2026-11-30T09:30:00Z"
    world.clock.advance(timedelta(days=7))
    assert not await works(world, DEPUTY)
    assert await works(world, LENDER)


async def test_a_lent_appointment_ends_with_the_one_it_was_lent_from(world: World) -> None:
    lent, borrowed = await a_deputy(world)
    assert await works(world, DEPUTY)
    await decide(world, OTHER, f"/appointments/{lent}/withdrawal")
    assert not await works(world, DEPUTY)
    assert (await world.get(ONE, f"/appointments/{borrowed}"))["status"] == "ended"


async def test_a_loan_is_withdrawn_without_ending_what_was_lent(world: World) -> None:
    _, borrowed = await a_deputy(world)
    await decide(world, OTHER, f"/appointments/{borrowed}/withdrawal")
    assert not await works(world, DEPUTY)
    assert await works(world, LENDER)


async def test_a_deputy_cannot_lend_on(world: World) -> None:
    _, borrowed = await a_deputy(world)
    for persona in (DEPUTY, ONE):
        answer = await world.call(persona, "POST", f"/appointments/{borrowed}/loans", json=loan("third"))
        assert answer.status_code == 403
        assert "not lent on" in answer.json()["detail"]


async def test_a_beheerder_lends_for_somebody_who_is_away(world: World) -> None:
    lent = await own_appointment(world, LENDER)
    made = await lend(world, ONE, lent)
    await decide(world, OTHER, f"/appointments/{made['id']}/approval")
    assert await works(world, DEPUTY)


async def test_neither_the_lender_nor_the_deputy_nor_the_proposer_approves_a_loan(world: World) -> None:
    lent = await own_appointment(world, ONE)
    by_the_holder = await lend(world, ONE, lent, OTHER)
    by_another = await lend(world, OTHER, lent)
    for persona, made in ((ONE, by_the_holder), (OTHER, by_the_holder), (ONE, by_another), (OTHER, by_another)):
        answer = await world.call(persona, "POST", f"/appointments/{made['id']}/approval")
        assert answer.status_code == 403, (persona, made)


async def test_an_appointment_is_not_lent_to_oneself(world: World) -> None:
    own, others = await own_appointment(world, LENDER), await own_appointment(world, "avim")
    for persona, lent in ((LENDER, own), (ONE, others)):
        answer = await world.call(persona, "POST", f"/appointments/{lent}/loans", json=loan(persona))
        assert answer.status_code == 403
    answer = await world.call(ONE, "POST", f"/appointments/{own}/loans", json=loan(LENDER))
    assert errors_of(answer) == {("/subject", "holder")}


async def test_the_appointment_of_somebody_else_is_not_there_to_lend(world: World) -> None:
    others = await own_appointment(world, "zorgcoordinator.zeeland")
    mine = await lend(world, LENDER, await own_appointment(world, LENDER))
    for lent in (others, mine["id"]):
        answer = await world.call(LENDER, "POST", f"/appointments/{lent}/loans", json=loan())
        assert answer.status_code == 404


async def test_a_machine_client_is_not_lent_to_or_from(world: World) -> None:
    (client,) = (await world.get(ONE, "/clients?municipalityCode=GM0758"))["items"]
    assert (await world.call(ONE, "POST", f"/appointments/{client['id']}/loans", json=loan())).status_code == 404
    assert (
        await world.call("system.breda", "POST", f"/appointments/{client['id']}/loans", json=loan())
    ).status_code == 403
    lent = await own_appointment(world, LENDER)
    answer = await world.call(ONE, "POST", f"/appointments/{lent}/loans", json=loan("system.breda"))
    assert errors_of(answer) == {("/subject", "other_kind")}


async def test_that_a_deputy_is_a_machine_client_is_told_to_the_beheerder_who_is_to_approve(world: World) -> None:
    made = await lend(world, LENDER, await own_appointment(world, LENDER), "system.breda")
    path = f"/appointments/{made['id']}"
    answer = await world.call(ONE, "POST", f"{path}/approval")
    assert (answer.status_code, "belongs to a machine client" in answer.json()["detail"]) == (409, True)
    approval = "UPDATE appointments SET approved_by = access.actor(), approved_at = access.moment() WHERE id = $1"
    async with world.as_api(ONE) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(approval, made["id"])
    assert (await decide(world, ONE, f"{path}/withdrawal"))["status"] == "withdrawn"
    assert (await world.get("system.breda", "/me"))["desks"] == []


async def test_only_what_was_approved_is_lent(world: World) -> None:
    proposed = await propose(world)
    answer = await world.call(ONE, "POST", f"/appointments/{proposed['id']}/loans", json=loan())
    assert answer.status_code == 409
    assert answer.json()["detail"] == "An appointment that is proposed does not allow lend; allowed: approve, withdraw."


@pytest.mark.parametrize(
    ("period", "errors"),
    [
        ({"validUntil": None}, {("/validUntil", "moment_format")}),
        ({"validUntil": "2026-12-31T00:00:01Z"}, {("/validUntil", "after_own")}),
        ({"validFrom": "2026-11-30T23:59:59Z"}, {("/validFrom", "before_own")}),
        (
            {"validFrom": "2026-11-30T23:59:59Z", "validUntil": "2027-01-01T00:00:00Z"},
            {("/validFrom", "before_own"), ("/validUntil", "after_own")},
        ),
        ({"validUntil": "2026-12-01T00:00:00Z"}, {("/validUntil", "after_own")}),
    ],
)
async def test_a_loan_stays_within_the_period_of_what_is_lent(
    world: World, period: dict[str, object], errors: set[tuple[str, str]]
) -> None:
    lent = await appoint(world, validFrom="2026-12-01T00:00:00Z", validUntil="2026-12-31T00:00:00Z")
    body = {**loan(validUntil="2026-12-31T00:00:00Z"), **period}
    assert errors_of(await world.call(ONE, "POST", f"/appointments/{lent['id']}/loans", json=body)) == errors


async def test_a_loan_of_what_begins_later_begins_with_it(world: World) -> None:
    lent = await appoint(world, validFrom="2026-12-01T00:00:00Z")
    made = await lend(world, ONE, lent["id"], validUntil="2026-12-31T00:00:00Z")
    assert made["validFrom"] == "2026-12-01T00:00:00Z"


async def test_whoever_lends_learns_nothing_of_people_that_were_known_before(world: World) -> None:
    lent = await own_appointment(world, LENDER)
    known = await lend(world, LENDER, lent, "avim")
    client = await lend(world, LENDER, lent, "system.breda")
    unknown = await lend(world, LENDER, lent, "nobody-yet")
    hidden = {"id", "subject"}
    answers = [{k: v for k, v in one.items() if k not in hidden} for one in (known, client, unknown)]
    assert answers[0] == answers[1] == answers[2]
    assert (await world.get(ONE, f"/appointments/{known['id']}"))["name"] == "avim"


async def test_a_loan_sent_twice_under_one_key_is_made_once(world: World) -> None:
    lent, headers = await own_appointment(world, LENDER), {"Idempotency-Key": "holiday-1"}
    path = f"/appointments/{lent}/loans"
    answers = [await world.call(LENDER, "POST", path, json=loan(), headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    async with world.as_superuser() as connection:
        assert [row["type"] for row in await connection.fetch("SELECT type FROM events")] == ["appointment.lent"]
