"""A background worker beside the service of a test, with its own login and the clock of the world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.platform.database import Database, create_engine
from app.platform.embedded import WORKER_LOGIN, login_url
from app.worker import Worker
from tests.world import World


def worker_url(world: World) -> str:
    """Return the URL of the login of the worker."""
    return login_url(world.superuser_url, WORKER_LOGIN)


@asynccontextmanager
async def worker_of(world: World) -> AsyncIterator[Worker]:
    """Give a worker that does a round when it is told to."""
    database = Database(create_engine(worker_url(world), pool_size=1))
    try:
        yield Worker(database, world.clock)
    finally:
        await database.close()
