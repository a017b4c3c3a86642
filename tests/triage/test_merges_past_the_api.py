"""What is merged with SQL is held to what the API says: some of the work always goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest

from tests.triage.alike import DESK, merge
from tests.triage.desk import claim
from tests.triage.referring import offered, refer
from tests.triage.test_merges import duplicates
from tests.triage.test_referrals_and_revocations import settled
from tests.world import Json, World

LINK = """INSERT INTO signal_links (id, kind, compartment, signal_id, municipality_code, other_signal_id, task_id,
  other_task_id, reason, wrapped_key, linked_by, linked_by_name, linked_at)
SELECT gen_random_uuid(), 'merged', t.track, t.signal_id, t.municipality_code, o.signal_id, t.id, o.id, '', '',
  access.actor(), 'x', access.moment() FROM tasks t, tasks o WHERE t.id = $1 AND o.id = $2"""
END = """UPDATE tasks SET status = 'done', outcome = 'merged', completed_at = access.moment(), version = version + 1
WHERE id = ANY ($1)"""


async def claimed(world: World, number: int = 2) -> list[UUID]:
    """Give the desk alike tasks that somebody there has claimed; return their ids."""
    made = await duplicates(world, number)
    for one in made:
        await claim(world, DESK, one["id"])
    return [UUID(one["id"]) for one in made]


@asynccontextmanager
async def refused(world: World) -> AsyncIterator[asyncpg.Connection]:
    """Enter as the desk, past the API, and expect that what is done there is refused."""
    async with world.as_api(DESK) as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="cannot be merged into that one"):
            yield connection


async def going_on(world: World) -> int:
    """Count the tasks that are not done, each with its deadline."""
    async with world.as_superuser() as connection:
        query = "SELECT count(*) FROM tasks t JOIN deadlines d ON d.task_id = t.id AND d.about = 'work'"
        return int(await connection.fetchval(f"{query} WHERE t.status <> 'done'"))


async def test_two_tasks_are_not_merged_into_each_other(world: World) -> None:
    one, other = await claimed(world)
    async with refused(world) as connection:
        await connection.execute(LINK, one, other)
        await connection.execute(LINK, other, one)
    assert await going_on(world) == 2


async def test_nor_are_three_in_a_ring(world: World) -> None:
    one, two, three = await claimed(world, 3)
    async with refused(world) as connection:
        await connection.execute(LINK, one, two)
        await connection.execute(LINK, three, one)
    async with refused(world) as connection:
        await connection.execute(LINK, one, two)
        await connection.execute(LINK, two, three)
    async with world.as_api(DESK) as connection:
        for task in (one, two):
            await connection.execute(LINK, task, three)
        await connection.execute(END, [one, two])
    assert await going_on(world) == 1


async def test_of_two_merges_at_once_the_later_sees_the_earlier(world: World) -> None:
    one, other = await claimed(world)
    async with refused(world) as later:
        async with world.as_api(DESK) as earlier:
            await earlier.execute(LINK, one, other)
            waiting = asyncio.create_task(later.execute(LINK, other, one))
            await settled(world, waiting)
            assert not waiting.done()
            await earlier.execute(END, [one])
        await waiting
    assert await going_on(world) == 1


async def test_work_is_not_merged_into_what_ends_at_this_moment(world: World) -> None:
    one, other = await claimed(world)
    async with refused(world) as later:
        async with world.as_api(DESK) as earlier:
            await earlier.execute("UPDATE tasks SET status = 'done', outcome = 'taken_up' WHERE id = $1", other)
            waiting = asyncio.create_task(later.execute(LINK, one, other))
            await settled(world, waiting)
            assert not waiting.done()
        await waiting
    assert await going_on(world) == 1


@pytest.mark.parametrize("which", [0, 1])
async def test_what_is_offered_to_somebody_is_not_merged_meanwhile(world: World, which: int) -> None:
    pair = await claimed(world)
    await offered(world, str(pair[which]))
    async with refused(world) as connection:
        await connection.execute(LINK, *pair)
    assert await going_on(world) == 2


async def test_what_leads_other_work_from_this_moment_on_is_not_offered(world: World) -> None:
    one, other = await claimed(world)
    async with world.as_api(DESK) as connection:
        await connection.execute(LINK, one, other)
        offering = asyncio.create_task(refer(world, str(other)))
        await settled(world, offering)
        assert not offering.done()
        await connection.execute(END, [one])
    assert (await offering).status_code == 409


async def test_what_was_undone_can_be_merged_the_other_way_around(world: World) -> None:
    one, other = await duplicates(world)
    _, made = await merge(world, one, other)
    assert (await world.call(DESK, "POST", f"/links/{made['id']}/undo")).status_code == 200
    assert await merged(world, other, one)


async def merged(world: World, one: Json, other: Json) -> bool:
    """Merge with the API; tell whether that was done."""
    return (await merge(world, one, other))[0] == 201
