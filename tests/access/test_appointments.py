"""Authority comes from appointments, as they are at the moment of the request."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.access.demo import AUDIENCE
from app.settings import DEMO_ISSUER
from tests.access.forgery import good_claims, signed
from tests.bodies import victim_signal
from tests.world import NOW, World

AN_HOUR = timedelta(hours=1)


async def appoint(world: World, subject: str, role: str, **period: datetime | str | None) -> UUID:
    """Give somebody an appointment, as an administrator would."""
    async with world.as_superuser() as connection:
        actor = await connection.fetchval(
            "INSERT INTO actors VALUES ($1, $2, $3, $3, $4) ON CONFLICT (issuer, subject) "
            "DO UPDATE SET name = excluded.name RETURNING id",
            uuid4(),
            DEMO_ISSUER,
            subject,
            NOW,
        )
        appointment = uuid4()
        await connection.execute(
            "INSERT INTO appointments VALUES ($1, $2, $3, $4, $5, $6, $7)",
            appointment,
            actor,
            role,
            period.get("municipality"),
            period.get("district"),
            period.get("valid_from", NOW - AN_HOUR),
            period.get("valid_until"),
        )
        return appointment


async def status_of(world: World, subject: str, path: str = "/v1/me") -> int:
    """Read as a subject that need not be a persona."""
    token = signed(world.issuer, good_claims(world.clock.now(), sub=subject, aud=AUDIENCE))
    return (await world.http.get(path, headers={"Authorization": f"Bearer {token}"})).status_code


async def test_somebody_unknown_may_do_nothing(shared_world: World) -> None:
    token = signed(shared_world.issuer, good_claims(NOW, sub="unknown"))
    answer = await shared_world.http.post(
        "/v1/signals", json=victim_signal(), headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 403
    assert "no valid appointment" in answer.json()["detail"]
    assert await shared_world.count("signals") == 0


async def test_the_subject_of_another_issuer_is_somebody_else(world: World) -> None:
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE actors SET issuer = 'https://login.example' WHERE subject = 'avim'")
    assert (await world.call("avim", "GET", "/tasks")).status_code == 403


async def test_roles_in_the_token_give_nothing(world: World) -> None:
    await appoint(world, "reader", "beheerder")
    token = signed(world.issuer, good_claims(NOW, sub="reader", roles=["avim"], role="avim", scope="tasks"))
    headers = {"Authorization": f"Bearer {token}"}
    assert (await world.http.get("/v1/tasks", headers=headers)).status_code == 403
    assert (await world.http.get("/v1/me", headers=headers)).json()["desks"] == []


async def test_an_appointment_counts_from_its_start_until_its_end(world: World) -> None:
    await appoint(world, "temporary", "avim", valid_from=NOW + AN_HOUR, valid_until=NOW + 2 * AN_HOUR)
    seen = []
    for moment in (NOW, NOW + AN_HOUR, NOW + 2 * AN_HOUR - timedelta(seconds=1), NOW + 2 * AN_HOUR):
        world.clock.moment = moment
        seen.append(await status_of(world, "temporary", "/v1/tasks"))
    assert seen == [403, 200, 200, 403]


async def test_a_withdrawn_appointment_ends_on_the_next_request(world: World) -> None:
    appointment = await appoint(world, "leaver", "avim")
    assert await status_of(world, "leaver", "/v1/tasks") == 200
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE appointments SET valid_until = $2 WHERE id = $1", appointment, NOW)
    assert await status_of(world, "leaver", "/v1/tasks") == 403


async def test_one_of_two_appointments_that_ends_takes_only_its_own_rights_along(world: World) -> None:
    await appoint(world, "double", "zorgcoordinator", district="de_baronie")
    ending = await appoint(world, "double", "aandachtsfunctionaris", municipality="GM0758")
    token = signed(world.issuer, good_claims(NOW, sub="double"))
    headers = {"Authorization": f"Bearer {token}"}
    me = (await world.http.get("/v1/me", headers=headers)).json()
    assert (me["desks"], me["submitsFor"]) == (["zorgcoordinator.de_baronie"], ["GM0758"])
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM appointments WHERE id = $1", ending)
    me = (await world.http.get("/v1/me", headers=headers)).json()
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
    await appoint(world, "misplaced", "avim", district="de_baronie")
    assert await status_of(world, "misplaced", "/v1/tasks") == 200
    token = signed(world.issuer, good_claims(NOW, sub="misplaced"))
    me = (await world.http.get("/v1/me", headers={"Authorization": f"Bearer {token}"})).json()
    assert me["desks"] == []
