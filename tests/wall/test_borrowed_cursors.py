"""The cursor of another is no cursor, on every list there is; nor is one's own cursor one of another list."""

from collections import Counter
from collections.abc import AsyncIterator
from random import Random

import orjson
import pytest

from app.platform.pagination import Cursors
from tests.platform.document import OPERATIONS
from tests.wall.attacker import Attacker, drawn, everybody
from tests.wall.attacks import ATTACKS
from tests.wall.company import in_company
from tests.wall.load import load
from tests.wall.replay import Answer
from tests.world import World as Service

pytestmark = pytest.mark.long

LISTS = [f"GET /v1{one.path}" for one in OPERATIONS if "cursor" in one.parameters("query")]
"""Every list that has pages, by the document of the API: a new one takes part by itself."""
MADE_UP = ("AAAA", Cursors(b"\x00" * 32).seal("somebody else", ["2026-11-23T09:30:00Z", 1]))
HOLDERS = 2
"""Of a list, the cursors of so many people are tried by everybody else."""


@pytest.fixture(scope="module")
async def people(shared_world: Service) -> AsyncIterator[list[Attacker]]:
    world = in_company(14)
    await load(world, shared_world)
    listed = everybody(shared_world, world)
    yield listed
    print(f"{len(listed)} people, {len(LISTS)} lists, {sum(one.tried for one in listed):,} attempts")


async def page(reader: Attacker, route: str, place: str, cursor: str | None = None) -> Answer:
    """Ask for one row of a list, perhaps from a cursor on."""
    return await reader.answer(f"{route}?limit=1{f'&cursor={cursor}' if cursor else ''}", place)


async def cursor_of(reader: Attacker, route: str, place: str) -> str | None:
    """Return what leads to the second page of a list, if that is theirs to read and has one."""
    answer = await page(reader, route, place)
    return orjson.loads(answer.body)["nextCursor"] if answer.status == 200 else None


def places_of(reader: Attacker, route: str) -> list[str]:
    """Name the lists of a route that somebody knows of, in an order drawn by lot."""
    if "{id}" not in route:
        return [""]
    attack, world = ATTACKS[route], reader.world
    known = [row["id"] for row in world.rows(attack.table) if attack.knows(world, reader.actor, row)]
    return [str(one) for one in drawn(reader.lots(route), known, len(known))]


async def held_by(people: list[Attacker], route: str) -> list[tuple[Attacker, str, str]]:
    """Find some people with a list of more than one page: each with the place of the list, and the cursor."""
    found: list[tuple[Attacker, str, str]] = []
    for reader in Random(route).sample(people, len(people)):  # noqa: S311 - attacks are no secrets
        for place in places_of(reader, route):
            cursor = await cursor_of(reader, route, place)
            if cursor is not None:
                found.append((reader, place, cursor))
                break
        if len(found) == HOLDERS:
            break
    return found


@pytest.mark.parametrize("route", LISTS)
async def test_the_cursor_of_another_is_no_cursor(people: list[Attacker], route: str) -> None:
    holders = await held_by(people, route)
    assert holders, "let the worlds have somebody with more than one page of the new list"
    refused: Counter[int] = Counter()
    for holder, place, cursor in holders:
        assert (await page(holder, route, place, cursor)).status == 200, "to its holder it is of use"
        for other in people:
            if other is not holder:
                never = {await page(other, route, place, made_up) for made_up in MADE_UP}
                assert {await page(other, route, place, cursor)} == never, (route, other.actor["subject"])
                refused.update(answer.status for answer in never)
    assert refused.keys() <= {400, 403, 404}
    assert refused[400], "somebody else reads that very list, and was told that it is no cursor"


async def test_ones_own_cursor_is_none_of_another_list(people: list[Attacker]) -> None:
    tried = 0
    for reader in people[::12]:
        first = [(route, place) for route in LISTS for place in places_of(reader, route)[:2]]
        cursors = {(route, place): await cursor_of(reader, route, place) for route, place in first}
        for elsewhere in first:
            never = await page(reader, *elsewhere, MADE_UP[0])
            for held, cursor in cursors.items():
                if cursor is not None and held != elsewhere:
                    assert await page(reader, *elsewhere, cursor) == never, (held, elsewhere)
                    tried += never.status == 400
    assert tried >= 100
