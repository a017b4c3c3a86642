"""Machine clients: a municipality, some scopes, and nothing more."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from app.settings import DEMO_ISSUER
from tests.access.appointments.steps import ONE, OTHER, appoint, decide, errors_of, register, works
from tests.bodies import machine_client, victim_signal
from tests.world import World

CLIENT = "case-system"


async def a_client(world: World, *scopes: str, subject: str = CLIENT, **changes: object) -> str:
    """Register a machine client with scopes and approve it; return its id."""
    registered = await register(world, subject, scopes=list(scopes) or ["signals:own:submit"], **changes)
    await decide(world, OTHER, f"/clients/{registered['id']}/approval")
    return str(registered["id"])


async def test_a_registration_shows_what_the_client_is_to_do(world: World) -> None:
    answer = await world.call(ONE, "POST", "/clients", json=machine_client(scopes=["signals:own:submit"]))
    assert answer.status_code == 201
    view = answer.json()
    assert answer.headers["location"] == f"/v1/clients/{view['id']}"
    assert (view["issuer"], view["subject"], view["name"]) == (DEMO_ISSUER, CLIENT, "Zaaksysteem")
    assert (view["municipalityCode"], view["scopes"]) == ("GM0758", ["signals:own:submit"])
    assert (view["status"], view["proposedBy"], view["validUntil"]) == ("proposed", ONE, None)
    assert (await world.get(OTHER, f"/clients/{view['id']}")) == view


async def test_a_client_does_only_what_its_scopes_name(world: World) -> None:
    await a_client(world, "signals:own:submit")
    assert (await world.call(CLIENT, "POST", "/signals", json=victim_signal())).status_code == 201
    for path in ("/signals", "/districts", "/tasks", "/appointments", "/clients"):
        assert (await world.call(CLIENT, "GET", path)).status_code == 403, path
    me = await world.get(CLIENT, "/me")
    assert me["actions"] == ["actors:own:read", "signals:own:submit"]


async def test_a_client_that_reads_does_not_submit(world: World) -> None:
    await a_client(world, "signals:known:read", "reference-data:all:read")
    assert (await world.call(CLIENT, "GET", "/signals")).status_code == 200
    assert (await world.call(CLIENT, "GET", "/districts")).status_code == 200
    assert (await world.call(CLIENT, "POST", "/signals", json=victim_signal())).status_code == 403


async def test_a_client_submits_for_its_own_municipality_only(world: World) -> None:
    await a_client(world, "signals:own:submit", municipalityCode="GM0664")
    assert (await world.call(CLIENT, "POST", "/signals", json=victim_signal())).status_code == 403
    elsewhere = victim_signal(municipalityCode="GM0664")
    assert (await world.call(CLIENT, "POST", "/signals", json=elsewhere)).status_code == 201


async def test_a_client_takes_two_beheerders_and_ends_on_its_next_request(world: World) -> None:
    registered = await register(world)
    path = f"/clients/{registered['id']}"
    assert not await works(world, CLIENT)
    assert (await world.call(ONE, "POST", f"{path}/approval")).status_code == 403
    assert (await decide(world, OTHER, f"{path}/approval"))["status"] == "current"
    assert await works(world, CLIENT)
    assert (await decide(world, ONE, f"{path}/withdrawal"))["status"] == "withdrawn"
    assert not await works(world, CLIENT)
    async with world.as_superuser() as connection:
        types = [row["type"] for row in await connection.fetch("SELECT type FROM events ORDER BY id")]
    assert types == ["client.registered", "client.approved", "client.withdrawn"]


async def test_the_scopes_of_two_registrations_never_add_up(world: World) -> None:
    first = await a_client(world, "signals:own:submit")
    second = await register(world, municipalityCode="GM0664", scopes=["signals:known:read"])
    answer = await world.call(OTHER, "POST", f"/clients/{second['id']}/approval")
    assert answer.status_code == 409
    assert "withdraw that one first" in answer.json()["detail"]
    await decide(world, ONE, f"/clients/{first}/withdrawal")
    await decide(world, OTHER, f"/clients/{second['id']}/approval")
    me = await world.get(CLIENT, "/me")
    assert (me["submitsFor"], me["actions"]) == (["GM0664"], ["actors:own:read", "signals:known:read"])


async def test_of_two_registrations_approved_at_once_one_counts(world: World) -> None:
    ids = [(await register(world, municipalityCode=code))["id"] for code in ("GM0758", "GM0664")]
    answers = await asyncio.gather(*(world.call(OTHER, "POST", f"/clients/{each}/approval") for each in ids))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 1}


async def test_appointments_and_clients_do_not_show_among_each_other(world: World) -> None:
    client = await a_client(world)
    person = (await appoint(world))["id"]
    for path in (f"/appointments/{client}", f"/clients/{person}"):
        assert (await world.call(ONE, "GET", path)).status_code == 404
        for step in ("approval", "withdrawal"):
            assert (await world.call(ONE, "POST", f"{path}/{step}")).status_code == 404
    people = (await world.get(ONE, "/appointments?limit=100"))["items"]
    clients = (await world.get(ONE, "/clients?limit=100"))["items"]
    assert "system" not in {item["role"] for item in people}
    assert {item["subject"] for item in clients} == {
        CLIENT,
        "system.breda",
        "system.goes",
        "system.roosendaal",
        "system.tilburg",
    }
    assert await works(world, "zoe")


async def test_clients_are_chosen_by_municipality_and_status_and_paged(world: World) -> None:
    await a_client(world)
    await register(world, "other")
    in_breda = (await world.get(ONE, "/clients?municipalityCode=GM0758"))["items"]
    assert [item["subject"] for item in in_breda] == ["other", CLIENT, "system.breda"]
    proposed = (await world.get(ONE, "/clients?status=proposed"))["items"]
    assert [item["subject"] for item in proposed] == ["other"]
    page = await world.get(ONE, "/clients?limit=2")
    following = await world.get(ONE, f"/clients?limit=100&cursor={page['nextCursor']}")
    listed = [item["id"] for item in page["items"] + following["items"]]
    assert len(listed) == len(set(listed)) == 6


@pytest.mark.parametrize(
    ("field", "value", "errors"),
    [
        ("scopes", [], {("/scopes", "too_short")}),
        ("scopes", ["signals:own:enrich"], {("/scopes/0", "scope")}),
        ("scopes", ["appointments:all:manage"], {("/scopes/0", "scope")}),
        ("scopes", ["actors:own:read"], {("/scopes/0", "scope")}),
        ("scopes", ["everything"], {("/scopes/0", "enum")}),
        ("scopes", ["signals:own:submit"] * 2, {("/scopes", "repeated_scope")}),
        ("scopes", "signals:own:submit", {("/scopes", "list_type")}),
        ("scopes", None, {("/scopes", "list_type")}),
        ("municipalityCode", "GM0363", {("/municipalityCode", "unknown_municipality")}),
        ("municipalityCode", None, {("/municipalityCode", "string_type")}),
        ("role", "avim", {("/role", "extra_forbidden")}),
        ("subject", "avim", {("/subject", "other_kind")}),
        ("subject", ONE, {("/subject", "other_kind")}),
        ("issuer", "https://login.example", {("/issuer", "unknown_issuer")}),
        ("validUntil", "2026-11-23T09:30:00Z", {("/validUntil", "period")}),
    ],
)
async def test_a_field_that_is_wrong_is_named(
    shared_world: World, field: str, value: object, errors: set[tuple[str, str]]
) -> None:
    assert (
        errors_of(await shared_world.call(ONE, "POST", "/clients", json={**machine_client(), field: value})) == errors
    )


async def test_a_registration_sent_twice_under_one_key_is_made_once(world: World) -> None:
    headers = {"Idempotency-Key": "client-0001"}
    answers = [await world.call(ONE, "POST", "/clients", json=machine_client(), headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await world.get(ONE, "/clients?status=proposed"))["items"]) == 1


async def test_a_client_ends_when_its_time_is_over(world: World) -> None:
    await a_client(world, validUntil="2026-11-24T09:30:00Z")
    world.clock.advance(timedelta(hours=24))
    assert not await works(world, CLIENT)
    assert (await world.call(ONE, "GET", f"/clients/{uuid4()}")).status_code == 404
