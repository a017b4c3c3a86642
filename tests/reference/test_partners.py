"""The list of partners outside, which a beheerder keeps."""

from tests.triage.referring import SENDER, a_claimed_task, offered, refer, responded
from tests.world import Json, World

KEEPER = "beheerder"
SHELTER: Json = {"kind": "shelter", "name": "Opvanghuis Zeeuwse Kust"}


async def added(world: World) -> tuple[Json, str]:
    """Add a partner; return it with its entity tag."""
    answer = await world.call(KEEPER, "POST", "/partners", json=SHELTER)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made, answer.headers["ETag"]


async def names(world: World, persona: str = SENDER) -> dict[str, str | None]:
    """Return since when each partner takes no referrals, by name."""
    return {one["name"]: one["closedAt"] for one in (await world.get(persona, "/partners"))["items"]}


async def test_the_partners_of_the_programme_are_there_from_the_start(shared_world: World) -> None:
    assert {"CoMensha", "FairWork", "Slachtofferhulp Nederland", "Belastingdienst"} <= (
        await names(shared_world)
    ).keys()


async def test_a_partner_that_was_added_can_be_referred_to_until_it_is_closed(world: World) -> None:
    made, _ = await added(world)
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"], desk=None, partner=made["id"], reason="support_needed")
    assert referral["toPartner"]["name"] == SHELTER["name"]
    await responded(world, SENDER, referral["id"], "accept", closesTask=False)
    closed = await world.call(KEEPER, "PUT", f"/partners/{made['id']}", json={**SHELTER, "closed": True})
    assert closed.status_code == 200, closed.text
    assert (await names(world))[SHELTER["name"]] == closed.json()["closedAt"] is not None
    answer = await refer(world, task["id"], desk=None, partner=made["id"], reason="support_needed")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/partner")
    kept = await world.get(SENDER, f"/referrals/{referral['id']}")
    assert kept["toPartner"]["name"] == SHELTER["name"], "what was referred to it stays"


async def test_a_partner_is_renamed_and_opened_again(world: World) -> None:
    made, etag = await added(world)
    path, other = f"/partners/{made['id']}", {**SHELTER, "name": "Opvang Zeeland", "closed": True}
    assert (await world.call(KEEPER, "PUT", path, json=other, headers={"If-Match": etag})).status_code == 200
    stale = await world.call(KEEPER, "PUT", path, json=SHELTER, headers={"If-Match": etag})
    assert stale.status_code == 412
    assert (await world.call(KEEPER, "PUT", path, json={**other, "closed": False})).status_code == 200
    shown = await names(world)
    assert SHELTER["name"] not in shown
    assert shown["Opvang Zeeland"] is None


async def test_adding_twice_under_one_key_adds_one_partner(world: World) -> None:
    key = {"Idempotency-Key": "a-shelter-in-zeeland"}
    made = [await world.call(KEEPER, "POST", "/partners", json=SHELTER, headers=key) for _ in range(2)]
    assert made[0].json()["id"] == made[1].json()["id"]
    assert (await world.get(SENDER, "/partners"))["items"].count(made[0].json()) == 1
