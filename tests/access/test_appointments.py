"""Authority comes from appointments, as they are at the moment of the request."""

from datetime import timedelta

import pytest

from tests.bodies import victim_signal
from tests.forgery import good_claims, signed
from tests.world import NOW, World

AN_HOUR = timedelta(hours=1)


async def test_somebody_unknown_may_do_nothing(shared_world: World) -> None:
    answer = await shared_world.call("unknown", "POST", "/signals", json=victim_signal())
    assert answer.status_code == 403
    assert "no valid appointment" in answer.json()["detail"]
    assert await shared_world.count("signals") == 0


async def test_the_subject_of_another_issuer_is_somebody_else(world: World) -> None:
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE actors SET issuer = 'https://login.example' WHERE subject = 'avim'")
    assert (await world.call("avim", "GET", "/tasks")).status_code == 403


async def test_roles_in_the_token_give_nothing(world: World) -> None:
    await world.appoint("reader", "beheerder")
    token = signed(world.issuer, good_claims(NOW, sub="reader", roles=["avim"], role="avim", scope="tasks"))
    headers = {"Authorization": f"Bearer {token}"}
    assert (await world.http.get("/v1/tasks", headers=headers)).status_code == 403
    assert (await world.http.get("/v1/me", headers=headers)).json()["desks"] == []


async def test_an_appointment_counts_from_its_start_until_its_end(world: World) -> None:
    await world.appoint("temporary", "avim", valid_from=NOW + AN_HOUR, valid_until=NOW + 2 * AN_HOUR)
    seen = []
    for moment in (NOW, NOW + AN_HOUR, NOW + 2 * AN_HOUR - timedelta(seconds=1), NOW + 2 * AN_HOUR):
        world.clock.moment = moment
        seen.append((await world.call("temporary", "GET", "/tasks")).status_code)
    assert seen == [403, 200, 200, 403]


async def test_a_withdrawn_appointment_ends_on_the_next_request(world: World) -> None:
    appointment = await world.appoint("leaver", "avim")
    assert (await world.call("leaver", "GET", "/tasks")).status_code == 200
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE appointments SET valid_until = $2 WHERE id = $1", appointment, NOW)
    assert (await world.call("leaver", "GET", "/tasks")).status_code == 403


async def test_one_of_two_appointments_that_ends_takes_only_its_own_rights_along(world: World) -> None:
    await world.appoint("double", "zorgcoordinator", district="de_baronie")
    ending = await world.appoint("double", "aandachtsfunctionaris", municipality="GM0758")
    me = await world.get("double", "/me")
    assert (me["desks"], me["submitsFor"]) == (["zorgcoordinator.de_baronie"], ["GM0758"])
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM appointments WHERE id = $1", ending)
    me = await world.get("double", "/me")
    assert (me["desks"], me["submitsFor"]) == (["zorgcoordinator.de_baronie"], [])
    assert "signals:own:submit" not in me["actions"]


@pytest.mark.parametrize(
    ("persona", "area", "desks", "submits_for"),
    [
        ("aandachtsfunctionaris.breda", ("GM0758", None), [], ["GM0758"]),
        ("system.breda", ("GM0758", None), [], ["GM0758"]),
        ("zorgcoordinator.zeeland", (None, "zeeland"), ["zorgcoordinator.zeeland"], []),
        ("zorgtafel.de-markiezaten", (None, "de_markiezaten"), ["zorgtafel.de_markiezaten"], []),
        ("projectleider-ondermijning.tilburg", ("GM0855", None), ["projectleider_ondermijning.GM0855"], []),
        ("avim", (None, None), ["avim"], []),
        ("auditor", (None, None), [], []),
    ],
)
async def test_me_tells_what_the_appointment_gives(
    shared_world: World,
    persona: str,
    area: tuple[str | None, str | None],
    desks: list[str],
    submits_for: list[str],
) -> None:
    me = await shared_world.get(persona, "/me")
    assert me["name"] == persona
    assert [(a["municipalityCode"], a["district"]) for a in me["appointments"]] == [area]
    assert (me["desks"], me["submitsFor"]) == (desks, submits_for)
    assert {"actors:own:read", "reference-data:all:read"} <= set(me["actions"])


async def test_an_appointment_in_the_wrong_kind_of_area_gives_no_desk(world: World) -> None:
    await world.appoint("misplaced", "avim", district="de_baronie")
    assert (await world.call("misplaced", "GET", "/tasks")).status_code == 200
    assert (await world.get("misplaced", "/me"))["desks"] == []
