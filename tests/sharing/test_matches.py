"""That somebody is known on both sides is told to the bridging desks, and nothing more."""

import asyncio

import pytest

from tests.bodies import NARRATIVE, perpetrator_signal, victim_signal
from tests.sharing.matching import BRIDGE, SAME_PHONE, SOMEBODY, SUBMITTER, ZORGCOORDINATOR, care, security, told
from tests.world import Json, World


async def test_each_bridge_is_told_of_the_hit_its_strength_and_whom_to_call(world: World) -> None:
    victim = await world.submit(SUBMITTER, care(SOMEBODY))
    assert await told(world, ZORGCOORDINATOR) == []
    suspect = await world.submit("aandachtsfunctionaris.goes", security(SOMEBODY, municipalityCode="GM0664"))
    (at_care,), (at_avim,) = await told(world, ZORGCOORDINATOR), await told(world, "avim")
    found_at = "2026-11-23T09:30:00Z"
    assert at_care == {
        "signalId": victim["id"],
        "compartment": "care",
        "strength": "strong",
        "desk": "avim",
        "foundAt": found_at,
    }
    assert at_avim == {
        "signalId": suspect["id"],
        "compartment": "security",
        "strength": "strong",
        "desk": "zorgcoordinator.de_baronie",
        "foundAt": found_at,
    }


async def test_a_name_that_is_written_otherwise_is_a_weaker_match(world: World) -> None:
    await world.submit(SUBMITTER, care(SOMEBODY))
    other = {"givenName": "Djordje", "familyName": "van der Meyer", "birthDate": "1999-03-07"}
    await world.submit(SUBMITTER, security(other))
    (match,) = await told(world, "avim")
    assert match["strength"] in {"probable", "possible"}


@pytest.mark.parametrize(
    ("one", "other", "strength"),
    [
        (("Jan", "Pieterszoon"), ("Jan", "Pietersz."), "probable"),
        (("Abdi Hassan", "Ali"), ("Abdi", "Ali"), "probable"),
        (("Abdi Hassan", "Ali"), ("Abdi", "Hassan"), "possible"),
    ],
)
async def test_a_patronymic_shortened_left_out_or_shifted_is_a_match(
    world: World, one: tuple[str, str], other: tuple[str, str], strength: str
) -> None:
    known, found = (dict(zip(("givenName", "familyName"), name, strict=True)) for name in (one, other))
    await world.submit(SUBMITTER, care({**known, "birthDate": "1999-03-07"}))
    await world.submit(SUBMITTER, security({**found, "birthDate": "1999-03-07"}))
    assert [match["strength"] for match in await told(world, "avim")] == [strength]


async def test_an_address_alone_is_a_possible_match(world: World) -> None:
    house = {"kind": "dwelling", "address": {"postalCode": "4811 ZZ", "houseNumber": 12}}
    part = {"narrative": NARRATIVE, "locations": [house]}
    await world.submit(SUBMITTER, victim_signal(care=part))
    await world.submit(SUBMITTER, perpetrator_signal(security={**part, "locations": [{**house, "kind": "business"}]}))
    assert [match["strength"] for match in await told(world, ZORGCOORDINATOR)] == ["possible"]


@pytest.mark.parametrize("written", ["+31 6 41 23 57 90", "0031641235790", "+31 (0)6-41235790"])
async def test_a_telephone_number_however_written_is_a_match_that_tells_neither_it_nor_who_has_it(
    world: World, written: str
) -> None:
    victim = await world.submit(SUBMITTER, care({"givenName": "Łucja", "phone": "06-41 23 57 90"}))
    suspect = await world.submit(SUBMITTER, security({"familyName": "Öztürk", "phone": written}))
    (at_care,), (at_avim,) = await told(world, ZORGCOORDINATOR), await told(world, "avim")
    assert at_care == {**SAME_PHONE, "signalId": victim["id"], "compartment": "care", "desk": "avim"}
    assert at_avim == {**SAME_PHONE, "signalId": suspect["id"], "compartment": "security", "desk": BRIDGE}
    for persona in (ZORGCOORDINATOR, "avim"):
        answer = (await world.call(persona, "GET", "/matches")).text
        assert not [word for word in ("41235790", "Łucja", "Öztürk", written) if word in answer]


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ({"postalCode": "1234ab", "houseNumber": 5}, {"postalCode": "1234 AB", "houseNumber": 5}),
        ({"postalCode": "1234 ab", "houseNumber": 5}, {"postalCode": "1234AB", "houseNumber": 5}),
    ],
)
async def test_a_postal_code_however_written_with_its_house_number_is_a_match(
    world: World, written: Json, otherwise: Json
) -> None:
    await world.submit(SUBMITTER, care({"givenName": "Łucja", "address": written}))
    await world.submit(SUBMITTER, security({"familyName": "Öztürk", "address": {**otherwise, "houseNumber": 6}}))
    assert await told(world, ZORGCOORDINATOR) == []
    await world.submit(SUBMITTER, security({"familyName": "Öztürk", "address": otherwise}))
    for persona in (ZORGCOORDINATOR, "avim"):
        (match,) = await told(world, persona)
        assert match["strength"] == "possible"
        assert match.keys() == {"signalId", "compartment", "strength", "desk", "foundAt"}


async def test_nothing_else_is_a_match(world: World) -> None:
    await world.submit(SUBMITTER, care(SOMEBODY))
    for other in ({**SOMEBODY, "birthDate": "1964-11-30"}, {"givenName": "Đorđe"}, {"birthDate": "1999-03-07"}):
        await world.submit(SUBMITTER, security(other))
    assert await told(world, ZORGCOORDINATOR) == []


async def test_the_same_side_is_not_compared_with_itself(world: World) -> None:
    for _ in range(2):
        await world.submit(SUBMITTER, care(SOMEBODY))
    assert await told(world, ZORGCOORDINATOR) == []


async def test_how_often_somebody_is_known_cannot_be_counted(world: World) -> None:
    await world.submit(SUBMITTER, care(SOMEBODY))
    for _ in range(3):
        await world.submit(SUBMITTER, security(SOMEBODY))
    assert len(await told(world, ZORGCOORDINATOR)) == 1


async def test_a_stronger_match_takes_the_place_of_a_weaker_one(world: World) -> None:
    await world.submit(SUBMITTER, care(SOMEBODY))
    await world.submit(SUBMITTER, security({**SOMEBODY, "birthDate": "1999-07-03"}))
    (weaker,) = await told(world, ZORGCOORDINATOR)
    await world.submit(SUBMITTER, security(SOMEBODY))
    (stronger,) = await told(world, ZORGCOORDINATOR)
    assert (weaker["strength"], stronger["strength"]) == ("probable", "strong")


async def test_a_weaker_match_leaves_a_stronger_one_as_it_is(world: World) -> None:
    await world.submit(SUBMITTER, care(SOMEBODY))
    for birth_date in ("1999-03-07", "1999-07-03"):
        await world.submit(SUBMITTER, security({**SOMEBODY, "birthDate": birth_date}))
    assert [match["strength"] for match in await told(world, ZORGCOORDINATOR)] == ["strong"]


async def test_a_bridge_is_told_of_signals_on_its_own_desk_only(world: World) -> None:
    await world.submit(SUBMITTER, care(SOMEBODY))
    await world.submit(SUBMITTER, security(SOMEBODY))
    assert await told(world, "zorgcoordinator.zeeland") == []
    for persona in (SUBMITTER, "zorgtafel.de-baronie", "dsp.de-baronie", "auditor", "ketenregisseur"):
        assert (await world.call(persona, "GET", "/matches")).status_code == 403


async def test_who_submits_learns_nothing_of_a_hit(world: World) -> None:
    first = await world.submit(SUBMITTER, care({**SOMEBODY, "birthDate": "1964-11-30"}))
    await world.submit(SUBMITTER, security(SOMEBODY))
    second = await world.submit(SUBMITTER, care(SOMEBODY))
    assert len(await told(world, ZORGCOORDINATOR)) == 1
    assert first.keys() == second.keys()
    for answer in (first, second):
        events = (await world.get(SUBMITTER, f"/signals/{answer['id']}/timeline"))["items"]
        assert [event["type"] for event in events] == ["signal.received", "task.opened"]


async def test_two_signals_that_come_in_at_once_on_both_sides_find_each_other(world: World) -> None:
    for n in range(5):
        person = {**SOMEBODY, "birthDate": f"1999-03-{10 + n}"}
        await asyncio.gather(world.submit(SUBMITTER, care(person)), world.submit(SUBMITTER, security(person)))
    assert len(await told(world, ZORGCOORDINATOR)) == 5


async def test_matches_are_paged(world: World) -> None:
    for n in range(3):
        person = {**SOMEBODY, "birthDate": f"1999-03-{10 + n}"}
        await world.submit(SUBMITTER, care(person))
        await world.submit(SUBMITTER, security(person))
    first = await world.get(ZORGCOORDINATOR, "/matches?limit=2")
    second = await world.get(ZORGCOORDINATOR, f"/matches?limit=2&cursor={first['nextCursor']}")
    assert len({item["signalId"] for item in first["items"] + second["items"]}) == 3
    assert second["nextCursor"] is None


async def test_identities_can_be_neither_read_nor_asked_for(world: World) -> None:
    await world.submit(SUBMITTER, care(SOMEBODY))
    async with world.as_superuser() as connection:
        values = await connection.fetch("SELECT value FROM identity_tokens")
        assert len(values) > 1
        assert all(b"Meijer" not in row["value"] for row in values)
