"""Takes a database away from the service, and gives it back, as only a superuser can."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx

from app.platform.embedded import API_LOGIN
from tests.conftest import Cluster
from tests.platform.problem import refusal

AWAY = "The database cannot be reached. Nothing was lost that was acknowledged; try again."

WAYS = {
    "full": ("ALTER DATABASE {database} CONNECTION LIMIT 0", "ALTER DATABASE {database} CONNECTION LIMIT -1"),
    "closed": ("ALTER DATABASE {database} ALLOW_CONNECTIONS false", "ALTER DATABASE {database} ALLOW_CONNECTIONS true"),
    "gone": (
        "ALTER DATABASE {database} RENAME TO {database}_gone",
        "ALTER DATABASE {database}_gone RENAME TO {database}",
    ),
}
"""How a database goes away and comes back: it is full, it is closed, or it is being replaced by a copy."""


def check_away(answer: httpx.Response) -> None:
    """Check that an answer tells that the database is away, and when to try again."""
    document = refusal(answer, 503, "unavailable")
    assert document["detail"] == AWAY
    assert answer.headers["retry-after"] == "2"


async def end_connections(superuser: asyncpg.Connection, database: str) -> int:
    """End every connection of the API to a database; return how many there were."""
    ended = await superuser.fetch(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND usename = $2",
        database,
        API_LOGIN,
    )
    return len(ended)


@asynccontextmanager
async def database_away(cluster: Cluster, database: str, way: str) -> AsyncIterator[None]:
    """Let nobody connect to a database in one of the WAYS, and end the connections there are."""
    superuser = await cluster.superuser()
    away, back = (step.format(database=database) for step in WAYS[way])
    try:
        await end_connections(superuser, database)
        await superuser.execute(away)
        try:
            yield
        finally:
            await superuser.execute(back)
    finally:
        await superuser.close()
