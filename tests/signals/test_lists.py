"""Lists of signals: complete, in order, page by page, and each actor's own."""

import base64

import pytest

from tests.bodies import victim_signal
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"


async def pages(world: World, persona: str, limit: int) -> list[list[Json]]:
    """Read a list to its end, page by page."""
    read, cursor = [], ""
    while True:
        page = await world.get(persona, f"/signals?limit={limit}{cursor}")
        read.append(page["items"])
        if page["nextCursor"] is None:
            return read
        cursor = f"&cursor={page['nextCursor']}"


async def test_pages_hold_every_signal_once_the_newest_first(world: World) -> None:
    made = [await world.submit(SUBMITTER, victim_signal()) for _ in range(7)]
    newest_first = [signal["id"] for signal in reversed(made)]
    for limit, sizes in ((3, [3, 3, 1]), (7, [7]), (100, [7]), (1, [1] * 7)):
        read = await pages(world, SUBMITTER, limit)
        assert [len(page) for page in read] == sizes
        assert [item["id"] for page in read for item in page] == newest_first


async def test_a_signal_that_comes_in_between_pages_moves_nothing(world: World) -> None:
    made = [await world.submit(SUBMITTER, victim_signal()) for _ in range(4)]
    first = await world.get(SUBMITTER, "/signals?limit=2")
    await world.submit(SUBMITTER, victim_signal())
    second = await world.get(SUBMITTER, f"/signals?limit=2&cursor={first['nextCursor']}")
    assert [item["id"] for item in second["items"]] == [made[1]["id"], made[0]["id"]]


async def test_a_list_shows_envelopes_only(world: World) -> None:
    await world.submit(SUBMITTER, victim_signal())
    (item,) = (await world.get(SUBMITTER, "/signals"))["items"]
    assert set(item) == {
        "id",
        "reference",
        "status",
        "municipalityCode",
        "district",
        "exploitationForms",
        "urgency",
        "acuteDanger",
        "observedFrom",
        "observedUntil",
        "receivedAt",
    }


async def test_a_cursor_is_worth_nothing_to_another_and_on_another_list(world: World) -> None:
    for _ in range(3):
        await world.submit(SUBMITTER, victim_signal())
    cursor = (await world.get(SUBMITTER, "/signals?limit=1"))["nextCursor"]
    task_cursor = (await world.get("zorgcoordinator.de-baronie", "/tasks?limit=1"))["nextCursor"]
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=="))
    raw[-2] ^= 1
    changed = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    attempts = [
        ("system.breda", cursor),
        (SUBMITTER, changed),
        (SUBMITTER, cursor[:-4]),
        (SUBMITTER, "x"),
        (SUBMITTER, "é"),
        (SUBMITTER, "A" * 1000),
        ("zorgcoordinator.de-baronie", task_cursor),
    ]
    for persona, attempt in attempts:
        answer = await world.call(persona, "GET", "/signals", params={"cursor": attempt})
        assert answer.status_code == 400
        assert answer.json()["errors"] == [
            {"code": "invalid_cursor", "message": "Start again without a cursor.", "parameter": "cursor"}
        ]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("offset=10", "offset"),
        ("cursor=", "cursor"),
    ],
)
async def test_a_wrong_query_is_refused(shared_world: World, query: str, parameter: str) -> None:
    answer = await shared_world.call(SUBMITTER, "GET", f"/signals?{query}")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]
