"""What was deleted is answered as what never was, to who deleted it as to anybody else. Only views can be deleted."""

from uuid import UUID

import pytest

from app.main import create_app
from tests.access.permitted import routes_of
from tests.wall.asking import NEVER
from tests.wall.attacker import spellings
from tests.wall.replay import Answer, seen
from tests.wall.sent import SAVED
from tests.world import World

OWNER, COLLEAGUE = "zorgcoordinator.de-baronie", "zorgcoordinator-2.de-baronie"
OTHERS = (COLLEAGUE, "zorgcoordinator.zeeland", "dsp.de-baronie", "avim", "auditor")
PLACE = "/v1/saved-views/{id}"
METHODS = {route.split(" ")[0] for route in routes_of(create_app()) if route.endswith(f" {PLACE}")}
TAKEN_BACK = {"DELETE /v1/tasks/{id}/claim", "DELETE /v1/tasks/{id}/wait", "DELETE /v1/notifications/{id}/read"}
"""What these take away has no id: they change what is there."""


async def ask(world: World, persona: str, method: str, place: str, tag: str | None = None) -> Answer:
    """Ask for a view, and return all that is seen of the answer."""
    headers = {"If-Match": tag} if tag is not None else {}
    body = SAVED if method in {"PUT", "POST"} else None
    return seen(await world.call(persona, method, f"/saved-views/{place}", json=body, headers=headers))


async def save_and_delete(world: World) -> tuple[UUID, str]:
    """Save a view, read it, delete it; return its id and the entity tag that it had."""
    made = (await world.call(OWNER, "POST", "/saved-views", json=SAVED)).json()["id"]
    read = await world.call(OWNER, "GET", f"/saved-views/{made}")
    assert read.status_code == 200, "it was there"
    assert (await world.call(OWNER, "DELETE", f"/saved-views/{made}")).status_code == 204
    return UUID(made), read.headers["etag"]


def test_views_are_all_that_a_route_deletes() -> None:
    deleting = {route for route in routes_of(create_app()) if route.startswith("DELETE ")}
    assert deleting == TAKEN_BACK | {f"DELETE {PLACE}"}, "let what the new route deletes take part"
    assert {"GET", "PUT", "DELETE"} == METHODS


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize("persona", [OWNER, *OTHERS])
async def test_what_was_deleted_is_answered_as_what_never_was(shared_world: World, persona: str, method: str) -> None:
    deleted, tag = await save_and_delete(shared_world)
    for held in (None, tag, '"99"', "*"):
        never = await ask(shared_world, persona, method, str(NEVER), held)
        assert never.status == (403 if persona == "auditor" else 404)
        for place in (str(deleted), *spellings(deleted)):
            assert await ask(shared_world, persona, method, place, held) == never, (place, held)


async def test_lists_and_counts_are_those_of_before(shared_world: World) -> None:
    paths = ("/saved-views", "/tasks?limit=2", "/task-counts", "/me")
    asked = [(who, path) for who in (OWNER, *OTHERS) for path in paths]
    before = [seen(await shared_world.call(who, "GET", path)) for who, path in asked]
    await save_and_delete(shared_world)
    assert [seen(await shared_world.call(who, "GET", path)) for who, path in asked] == before


async def test_the_key_that_made_it_opens_it_to_nobody(shared_world: World) -> None:
    """Its owner is told that what the key made is no more, in the words for what never was; to others it is unused."""
    key = {"Idempotency-Key": "0a1b2c3d-deleted"}
    made = (await shared_world.call(OWNER, "POST", "/saved-views", json=SAVED, headers=key)).json()["id"]
    await shared_world.call(OWNER, "DELETE", f"/saved-views/{made}")
    again = await shared_world.call(OWNER, "POST", "/saved-views", json=SAVED, headers=key)
    never = await shared_world.call(OWNER, "GET", f"/saved-views/{NEVER}")
    assert (again.status_code, again.json()["detail"]) == (404, never.json()["detail"])
    theirs = await shared_world.call(COLLEAGUE, "POST", "/saved-views", json=SAVED, headers=key)
    assert theirs.status_code == 201
    assert theirs.json()["id"] != made
