"""A background worker beside the service of a test, with its own login and the clock of the world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.platform.database import Database, create_engine
from app.platform.embedded import WORKER_LOGIN, login_url
from app.worker import Worker
from tests.monitor.drawing import KEY
from tests.world import World


def worker_url(world: World) -> str:
    """Return the URL of the login of the worker."""
    return login_url(world.superuser_url, WORKER_LOGIN)


@asynccontextmanager
async def worker_of(world: World) -> AsyncIterator[Worker]:
    """Give a worker that does a round when it is told to."""
    database = Database(create_engine(worker_url(world), pool_size=2))
    try:
        yield Worker(database, world.clock, figures_key=KEY)
    finally:
        await database.close()


async def steps(world: World) -> list[str]:
    """List the steps that were taken, past every policy."""
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT kind, desk_id, step FROM escalations WHERE about = 'work' ORDER BY id")
    return [f"{row['kind']} {row['desk_id']} {row['step']}" for row in rows]


async def told(world: World) -> int:
    """Count the events that tell of an escalated task."""
    async with world.as_superuser() as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM events WHERE type = 'task.escalated'")
    return count


async def steps_of_tasks(world: World) -> list[tuple[str, int]]:
    """List which task took which step."""
    async with world.as_superuser() as connection:
        return [
            (str(row[0]), row[1])
            for row in await connection.fetch("SELECT task_id, step FROM escalations WHERE about = 'work'")
        ]
