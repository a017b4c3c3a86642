"""The kinds of intervention, which a beheerder keeps."""

from app.interventions.vocabulary import EffectScale
from tests.interventions.logging import DESK, a_task, logged, tried
from tests.world import Json, World

KIND: Json = {
    "code": "billboard_check",
    "label": {"nl": "Advertentiecontrole", "en": "Check of advertisements"},
    "domain": "administrative_law",
    "pillar": 3,
    "strategicGoal": 5,
    "assessedAfterWeeks": [26, 6, 6],
}
OF_THE_PROGRAMME = 22
BEHEERDER = "beheerder"


async def test_the_kinds_of_the_programme_are_there_for_everybody(shared_world: World) -> None:
    kinds = (await shared_world.get("auditor", "/intervention-kinds"))["items"]
    assert len(kinds) == OF_THE_PROGRAMME
    assert {kind["domain"] for kind in kinds} == {
        *("criminal_law", "administrative_law", "fiscal", "labour_law", "care", "prevention")
    }
    assert {kind["pillar"] for kind in kinds} == {1, 2, 3}
    assert all(kind["assessedAfterWeeks"] and kind["closedAt"] is None for kind in kinds)
    assert len(EffectScale) == 3


async def test_a_kind_is_added_and_can_be_logged(world: World) -> None:
    answer = await world.call(BEHEERDER, "POST", "/intervention-kinds", json=KIND)
    assert (answer.status_code, answer.json()["assessedAfterWeeks"]) == (201, [6, 26])
    assert (await world.call(BEHEERDER, "POST", "/intervention-kinds", json=KIND)).status_code == 409
    made = await logged(world, await a_task(world), kind="billboard_check", target="location")
    assert made["kindLabel"]["nl"] == "Advertentiecontrole"


async def test_a_closed_kind_is_not_chosen_any_more_and_keeps_its_interventions(world: World) -> None:
    kind = (await world.call(BEHEERDER, "POST", "/intervention-kinds", json=KIND)).json()
    task = await a_task(world)
    made = await logged(world, task, kind="billboard_check", target="location")
    path = f"/intervention-kinds/{kind['id']}"
    closed = await world.call(BEHEERDER, "PUT", path, json={**KIND, "closed": True}, headers={"If-Match": '"1"'})
    assert (closed.status_code, closed.json()["closedAt"] is not None) == (200, True)
    assert (await tried(world, task, kind="billboard_check"))[0] == 400
    assert (await world.get(DESK, f"/interventions/{made['id']}"))["kind"] == "billboard_check"
    stale = await world.call(BEHEERDER, "PUT", path, json=KIND, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    opened = await world.call(BEHEERDER, "PUT", path, json=KIND)
    assert opened.json()["closedAt"] is None


async def test_the_code_of_a_kind_never_changes(world: World) -> None:
    kind = (await world.call(BEHEERDER, "POST", "/intervention-kinds", json=KIND)).json()
    answer = await world.call(
        BEHEERDER, "PUT", f"/intervention-kinds/{kind['id']}", json={**KIND, "code": "something_else"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/code")


async def test_nobody_but_a_beheerder_keeps_kinds(world: World) -> None:
    for persona in (DESK, "ketenregisseur", "auditor"):
        assert (await world.call(persona, "POST", "/intervention-kinds", json=KIND)).status_code == 403
    async with world.as_api(DESK) as connection:
        kept = await connection.fetchval(
            "SELECT access.keep_intervention_kind(gen_random_uuid(), 'x_x', 'x', 'x', 'care', 1, 1, '{1}', false)"
        )
    assert kept is None
