"""The entity tag of another is of no use: with it, as with any, what is not yours is answered as what never was."""

from collections.abc import AsyncIterator

import pytest

from tests.platform.document import OPERATIONS
from tests.wall.asking import NEVER
from tests.wall.attacker import Attacker, drawn, everybody
from tests.wall.attacks import ATTACKS
from tests.wall.company import in_company
from tests.wall.load import load
from tests.wall.model import Row
from tests.wall.sent import GOAL_STEPS, PREFERRED
from tests.world import Json
from tests.world import World as Service

pytestmark = pytest.mark.long

GUARDED = [f"{one.method} /v1{one.path}" for one in OPERATIONS if "If-Match" in one.parameters("header")]
"""Every route that takes an entity tag, by the document of the API: a new one takes part by itself."""
OWN = "PUT /v1/notification-preferences"
WITH_ID = [route for route in GUARDED if route != OWN]
SHOWN_BY: dict[str, tuple[str, str, Json | None]] = {
    "/v1/case-members/{id}": ("GET /v1/cases/{id}", "case_id", None),
    "/v1/case-goals/{id}": ("POST /v1/case-goals/{id}/status", "id", GOAL_STEPS[0]),
    **{
        f"/v1/{name}/{{id}}": (f"PUT /v1/{name}/{{id}}", "id", ATTACKS[f"PUT /v1/{name}/{{id}}"].body)
        for name in ("partners", "intervention-kinds")
    },
}
"""What shows the entity tag of a thing, which of its columns it is asked for by, and with what body; else GET does."""
KEPT = {"partners", "intervention_kinds", "appointments"}
"""Nothing of these is hidden from who may keep them; to all others the routes are forbidden."""
WRONG = '"99"'
ROWS, OTHERS = 2, 8
"""Of so many things on each route the tag is tried, by so many people who may use the route and do not know of it."""


@pytest.fixture(scope="module")
async def people(shared_world: Service) -> AsyncIterator[list[Attacker]]:
    world = in_company(14)
    await load(world, shared_world)
    listed = everybody(shared_world, world)
    yield listed
    print(f"{len(listed)} people, {len(GUARDED)} routes, {sum(one.tried for one in listed):,} attempts")


def shown_by(route: str) -> tuple[str, str, Json | None]:
    """Tell what shows the entity tag of the things that a route changes."""
    thing = "/".join(route.split(" ")[1].split("/")[:4])
    return SHOWN_BY.get(thing, (f"GET {thing}", "id", None))


async def tag_of(holder: Attacker, route: str, row: Row) -> str | None:
    """Return the entity tag that a holder is shown of what a route changes; None when nothing is shown to it."""
    shows, column, body = shown_by(route)
    answer = await holder.answer(shows, str(row[column]), body)
    return dict(answer.headers).get("etag")


async def held_by(people: list[Attacker], route: str) -> list[tuple[Attacker, Row, str]]:
    """Find some things that somebody may change by a route, each with its tag; and see that another tag is refused."""
    attack, world = ATTACKS[route], people[0].world
    found: list[tuple[Attacker, Row, str]] = []
    rows = world.rows(attack.table)
    for row in people[0].lots(route).sample(rows, len(rows)):
        for holder in (one for one in people if attack.knows(world, one.actor, row)):
            if (await holder.answer(route, str(row["id"]), attack.body, WRONG)).status == 412:
                tag = await tag_of(holder, route, row)
                found += [(holder, row, tag)] if tag is not None else []
                break
        if len(found) == ROWS:
            break
    return found


@pytest.mark.parametrize("route", WITH_ID)
async def test_the_entity_tag_of_another_is_of_no_use(people: list[Attacker], route: str) -> None:
    attack, world = ATTACKS[route], people[0].world
    never = {one.actor["id"]: await one.answer(route, str(NEVER), attack.body) for one in people}
    assert {answer.status for answer in never.values()} == {403, 404}
    found = await held_by(people, route)
    assert found, "let the worlds have something that somebody may change by the new route"
    for holder, row, tag in found:
        unknowing = [one for one in people if not attack.knows(world, one.actor, row)]
        allowed = [one for one in unknowing if never[one.actor["id"]].status == 404]
        assert allowed or attack.table in KEPT, "somebody may use the route and does not know of this"
        forbidden = [one for one in unknowing if one not in allowed]
        for other in (*drawn(holder.lots(route), allowed, OTHERS), *forbidden[:1]):
            for held in (tag, WRONG, "*", None):
                for place in (str(row["id"]), str(NEVER)):
                    answer = await other.answer(route, place, attack.body, held)
                    assert answer == never[other.actor["id"]], (route, place, held)
        if shown_by(route)[0].startswith("GET"):
            assert await tag_of(holder, route, row) == tag, "nothing was changed"


async def test_the_entity_tag_of_the_preferences_of_another_is_none_of_ones_own(people: list[Attacker]) -> None:
    reading = OWN.replace("PUT", "GET")
    before = {one.actor["id"]: await one.answer(reading, "") for one in people}
    readers = [one for one in people if before[one.actor["id"]].status == 200]
    tags = {actor: dict(answer.headers).get("etag") for actor, answer in before.items()}
    tried = 0
    for one in readers[::2]:
        never = await one.answer(OWN, "", PREFERRED[2], WRONG)
        assert never.status == 412
        for tag in sorted({str(tags[other.actor["id"]]) for other in readers} - {tags[one.actor["id"]]}):
            assert await one.answer(OWN, "", PREFERRED[2], tag) == never
            tried += 1
    assert tried >= 20
    assert {one.actor["id"]: await one.answer(reading, "") for one in people} == before, "nothing was changed"
