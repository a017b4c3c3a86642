"""A connection of which nobody knows how it stands is used no more: what is acknowledged on it would be lost."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.database import Database, create_engine, driver_of
from app.platform.problems import Unavailable
from tests.world import World

KEEP = "INSERT INTO kept_things (id) VALUES ($1)"
KEPT = "SELECT count(*) FROM kept_things"
FAREWELL = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"


@asynccontextmanager
async def one_connection(world: World) -> AsyncIterator[tuple[Database, Any, Callable[[], Awaitable[int]]]]:
    """Give a database with one connection, the connection itself, and what others see of the things it kept."""
    async with world.as_superuser() as superuser:
        await superuser.execute("CREATE TABLE kept_things (id uuid PRIMARY KEY)")
        await superuser.execute("GRANT INSERT ON kept_things TO PUBLIC")
        database = Database(create_engine(world.api_url, pool_size=1))
        connections: list[Any] = []

        async def be_known(connection: AsyncConnection) -> None:
            connections.append(driver_of(connection))

        async def kept() -> int:
            return int(await superuser.fetchval(KEPT))

        await database.run(be_known)
        yield database, connections[0], kept
        await database.close()


async def keep(connection: AsyncConnection) -> None:
    """Keep one thing."""
    await driver_of(connection).execute(KEEP, uuid4())


async def test_what_is_kept_after_a_beginning_that_was_cut_short_is_there(world: World) -> None:
    async with one_connection(world) as (database, connection, kept):
        server = connection.get_server_pid()
        os.kill(server, signal.SIGSTOP)
        try:
            cut_short = asyncio.create_task(database.run(keep))
            await asyncio.sleep(0.1)
            cut_short.cancel()
            await asyncio.sleep(0)
        finally:
            os.kill(server, signal.SIGCONT)
        with pytest.raises(asyncio.CancelledError):
            await cut_short
        for _ in range(3):
            await database.run(keep)
        assert await kept() == 3


async def test_what_is_kept_after_a_transaction_that_stayed_open_is_there(world: World) -> None:
    async with one_connection(world) as (database, connection, kept):
        await connection.execute("BEGIN")
        await database.run(keep)
        assert await kept() == 1


async def test_who_goes_away_in_the_middle_keeps_nothing_and_the_next_is_kept(world: World) -> None:
    async def go_away(connection: AsyncConnection) -> None:
        await keep(connection)
        await driver_of(connection).execute("SELECT pg_sleep(60)")

    async with one_connection(world) as (database, _, kept):
        gone = asyncio.create_task(database.run(go_away))
        await asyncio.sleep(0.1)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        await database.run(keep)
        assert await kept() == 1


async def test_a_connection_that_was_told_to_end_and_has_not_yet_is_away_once(world: World) -> None:
    async with one_connection(world) as (database, connection, kept):
        connection._protocol.data_received(b"E" + (len(FAREWELL) + 4).to_bytes(4) + FAREWELL)
        assert not connection.is_closed()
        with pytest.raises(Unavailable):
            await database.run(keep)
        await database.run(keep)
        assert await kept() == 1


async def test_what_fails_by_itself_costs_no_connection(world: World) -> None:
    async def fail(connection: AsyncConnection) -> None:
        await keep(connection)
        raise LookupError

    async with one_connection(world) as (database, connection, kept):
        with pytest.raises(LookupError):
            await database.run(fail)
        used: list[Any] = []

        async def look(other: AsyncConnection) -> None:
            used.append(driver_of(other).get_server_pid())

        await database.run(look)
        assert (used, await kept()) == ([connection.get_server_pid()], 0)
