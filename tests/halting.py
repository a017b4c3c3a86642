"""Requests that are halted in the middle of their transactions, and waited for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.world import World


@asynccontextmanager
async def halted_at(world: World, table: str) -> AsyncIterator[None]:
    """Let every request that writes to a table halt there, in the middle of its transaction, until the end."""
    async with world.as_superuser() as connection, connection.transaction():
        await connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


async def until_waiting(world: World, number: int) -> None:
    """Wait until so many requests wait for something in the database."""
    here = "datname = current_database() AND wait_event_type = 'Lock'"
    async with world.as_superuser() as connection:
        for _ in range(250):
            if await connection.fetchval(f"SELECT count(*) FROM pg_stat_activity WHERE {here}") == number:
                return
            await asyncio.sleep(0.02)
    pytest.fail(f"there were never {number} that waited")
