"""What is proposed past the API, and what a lender reads there: as little as through it."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.access.appointments.steps import ONE, OTHER, decide, lend, own_appointment
from tests.bodies import appointment, machine_client
from tests.world import World

LENDER = "aandachtsfunctionaris.breda"
DEPUTY = "lukasz"
PROPOSE = """
INSERT INTO appointments (id, actor_id, role, district_id, valid_from, proposed_by, proposed_at)
SELECT $1, actor_id, role, district_id, valid_from, access.actor(), access.moment() - $3::interval
FROM appointments WHERE id = $2
"""


async def test_nobody_proposes_as_if_before_they_became_a_deputy(world: World) -> None:
    await world.appoint("beheerder-3", "beheerder")
    made = await lend(world, ONE, await own_appointment(world, ONE), DEPUTY)
    await decide(world, "beheerder-3", f"/appointments/{made['id']}/approval")
    proposed = (await world.call(DEPUTY, "POST", "/appointments", json=appointment("zoe"))).json()
    async with world.as_api(DEPUTY) as connection:
        await connection.execute(PROPOSE, uuid4(), UUID(proposed["id"]), timedelta())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with world.as_api(DEPUTY) as connection:
            await connection.execute(PROPOSE, uuid4(), UUID(proposed["id"]), timedelta(days=90))


async def test_a_loan_that_is_only_proposed_keeps_no_machine_client_out(world: World) -> None:
    squatted = machine_client("zaaksysteem.tilburg", municipalityCode="GM0855")
    made = await lend(world, LENDER, await own_appointment(world, LENDER), squatted["subject"])
    registered = await world.call(ONE, "POST", "/clients", json=squatted)
    assert registered.status_code == 201
    await decide(world, OTHER, f"/clients/{registered.json()['id']}/approval")
    refused = await world.call(ONE, "POST", f"/appointments/{made['id']}/approval")
    assert refused.status_code == 409
    assert "withdraw this proposal" in refused.json()["detail"]


async def test_whoever_was_ever_appointed_stays_what_they_are(world: World) -> None:
    person = machine_client("auditor", municipalityCode="GM0855")
    refused = await world.call(ONE, "POST", "/clients", json=person)
    assert refused.status_code == 400
    assert [error["code"] for error in refused.json()["errors"]] == ["other_kind"]


async def test_a_lender_reads_back_what_they_sent_and_not_who_is_known(world: World) -> None:
    made = await lend(world, LENDER, await own_appointment(world, LENDER), "auditor", name="Iemand")
    assert (made["subject"], made["name"]) == ("auditor", "Iemand")
    async with world.as_api(LENDER) as connection:
        names = await connection.fetch("SELECT subject FROM actors WHERE id <> access.actor()")
        told = await connection.fetch("SELECT subject FROM access.proposed_holder($1)", UUID(made["id"]))
    assert names == []
    assert [row["subject"] for row in told] == ["auditor"]
    shown = (await world.get(ONE, f"/appointments/{made['id']}"))["name"]
    assert shown != "Iemand"
