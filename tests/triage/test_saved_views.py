"""Views: the settings of one actor, which nobody else sees, changes or deletes."""

from uuid import uuid4

import pytest

from tests.triage.desk import DESK, OUTSIDER
from tests.world import Json, World

COLLEAGUE = "zorgcoordinator-2.de-baronie"
VIEW: Json = {
    "name": "Spoed, té laat",
    "filters": {"urgency": "acute", "overdue": True, "receivedBefore": "2026-11-24T10:30:00+01:00"},
    "sort": "-dueAt",
}


async def save(world: World, persona: str = DESK, **headers: str) -> tuple[int, Json]:
    """Save the view; return the status and the answer."""
    answer = await world.call(persona, "POST", "/saved-views", json=VIEW, headers=headers)
    return answer.status_code, answer.json()


async def test_a_view_is_saved_listed_replaced_and_deleted(world: World) -> None:
    status, made = await save(world)
    assert (status, made["name"], made["sort"]) == (201, VIEW["name"], "-dueAt")
    given = {name: value for name, value in made["filters"].items() if value is not None}
    assert given == {"urgency": "acute", "overdue": True, "receivedBefore": "2026-11-24T09:30:00Z"}
    path = f"/saved-views/{made['id']}"
    etag = (await world.call(DESK, "GET", path)).headers["etag"]
    other = {"name": "Mijn werk", "filters": {"mine": True}}
    replaced = await world.call(DESK, "PUT", path, json=other, headers={"If-Match": etag})
    assert (replaced.status_code, replaced.json()["name"], replaced.json()["sort"]) == (200, "Mijn werk", "urgency")
    for method in ("PUT", "DELETE"):
        body = other if method == "PUT" else None
        assert (await world.call(DESK, method, path, json=body, headers={"If-Match": etag})).status_code == 412
    assert [view["id"] for view in (await world.get(DESK, "/saved-views"))["items"]] == [made["id"]]
    deleted = await world.call(DESK, "DELETE", path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert (await world.call(DESK, "DELETE", path)).status_code == 404
    assert (await world.get(DESK, "/saved-views"))["items"] == []


async def test_a_view_of_another_is_not_there(world: World) -> None:
    _, made = await save(world)
    for persona in (COLLEAGUE, OUTSIDER):
        for method in ("GET", "PUT", "DELETE"):
            body = VIEW if method == "PUT" else None
            hidden = await world.call(persona, method, f"/saved-views/{made['id']}", json=body)
            never = await world.call(persona, method, f"/saved-views/{uuid4()}", json=body)
            assert hidden.status_code == never.status_code == 404
        assert (await world.get(persona, "/saved-views"))["items"] == []
    assert (await world.get(DESK, "/saved-views"))["items"] == [made]


async def test_sent_twice_it_is_saved_once(world: World) -> None:
    key = {"Idempotency-Key": "the-same-key"}
    assert await save(world, **key) == await save(world, **key)
    assert await world.count("saved_views") == 1


async def test_nobody_saves_views_without_end(world: World) -> None:
    for _ in range(100):
        assert (await save(world))[0] == 201
    assert (await save(world))[0] == 409


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "x" * 121}, "/name"),
        ({"filters": {"desk": "Jan Jansen"}}, "/filters/desk"),
        ({"filters": {"limit": 3}}, "/filters/limit"),
        ({"filters": {"status": "x"}}, "/filters/status"),
        ({"sort": "name"}, "/sort"),
        ({"owner": "x"}, "/owner"),
    ],
)
async def test_what_is_no_view_is_refused(shared_world: World, changes: Json, pointer: str) -> None:
    answer = await shared_world.call(DESK, "POST", "/saved-views", json={**VIEW, **changes})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
