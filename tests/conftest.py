"""A real PostgreSQL for the tests: migrated and filled once, and copied for each test that asks for a `world`."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from app.access.demo import DemoIssuer
from app.installation import install
from app.platform.embedded import API_LOGIN, DATABASE, OWNER_LOGIN, EmbeddedServer, login_url
from app.platform.logs import configure_logs
from app.platform.migrations import migrate
from tests.process import folder_for_everybody
from tests.world import NOW, World, open_world

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - the tests make a folder of their own in it
ROOM = 4 * 1024**3
"""How many bytes a cluster with its write-ahead log may grow to, and some to spare."""

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running PostgreSQL with one database to copy from."""

    server: EmbeddedServer

    async def superuser(self, database: str = "postgres") -> asyncpg.Connection:
        """Connect past every policy."""
        return await asyncpg.connect(self.server.superuser_url(database))

    def url(self, login: str, database: str) -> str:
        """Return the URL of a login of a database."""
        return login_url(self.server.superuser_url(database), login)


def pytest_configure() -> None:
    """Write no line for each request: the tests of logs configure them as they need."""
    configure_logs("CRITICAL")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask a database: those are run on each PostgreSQL."""
    for item in items:
        if isinstance(item, pytest.Function) and "cluster" in item.fixturenames:
            item.add_marker("database")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The embedded PostgreSQL, or the one whose binaries SIGNAALBRUG_TEST_POSTGRES_BIN names."""
    with folder_for_everybody(_memory()) as folder:
        yield from _running(folder)


def _memory() -> Path | None:
    """The file system in memory, where there is one with room: copying a database there takes a tenth of the time."""
    has_room = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
    return IN_MEMORY if has_room else None


def _running(folder: Path) -> Iterator[Cluster]:
    server = EmbeddedServer(folder)
    if other := os.environ.get("SIGNAALBRUG_TEST_POSTGRES_BIN"):
        server._server.bin_path = Path(other)
    with server:
        made = Cluster(server)
        asyncio.run(_forget_durability(made))
        migrate(server.owner_url())
        asyncio.run(install(server.owner_url(), NOW, with_personas=True))
        if mutant := os.environ.get("SIGNAALBRUG_TEST_MUTANT"):
            asyncio.run(_apply(made, mutant))
        yield made


async def _apply(cluster: Cluster, mutant: str) -> None:
    """Change what was installed, to see whether the tests notice: `scripts/mutate-wall` does."""
    connection = await cluster.superuser(DATABASE)
    await connection.execute(mutant)
    await connection.close()


async def _forget_durability(cluster: Cluster) -> None:
    """Tests need no data after a power cut, and are much faster without."""
    connection = await cluster.superuser()
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """The folder of pytest, or for root another: pytest lets nobody else enter its own."""
    if os.geteuid() != 0:
        yield tmp_path
        return
    with folder_for_everybody() as folder:
        yield folder


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> DemoIssuer:
    """The issuer of the personas, with one key for all tests."""
    return DemoIssuer(tmp_path_factory.mktemp("issuer") / "issuer.pem")


@pytest.fixture
async def database(cluster: Cluster) -> AsyncIterator[str]:
    """A database of this test's own: migrated, with reference data and personas, without signals."""
    async with copied_database(cluster) as name:
        yield name


@pytest.fixture
async def world(cluster: Cluster, database: str, issuer: DemoIssuer) -> AsyncIterator[World]:
    """The application on a database of its own, with a clock that stands still."""
    async with _world_on(cluster, database, issuer) as opened:
        yield opened


@pytest.fixture(scope="module")
async def shared_world(cluster: Cluster, issuer: DemoIssuer) -> AsyncIterator[World]:
    """One world for all tests of a module: for those that store nothing, and leave the clock alone."""
    async with copied_database(cluster) as name, _world_on(cluster, name, issuer) as opened:
        yield opened


@asynccontextmanager
async def copied_database(cluster: Cluster) -> AsyncIterator[str]:
    """Give the name of a database that is a copy of the one with the personas, until the block ends."""
    name = f"test_{next(_numbers)}"
    connection = await cluster.superuser()
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER {OWNER_LOGIN} STRATEGY FILE_COPY")
    # A copy has the rights within the database, and not those on it, which the migrations set.
    await connection.execute(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
    yield name
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


def _world_on(cluster: Cluster, database: str, issuer: DemoIssuer) -> AbstractAsyncContextManager[World]:
    return open_world(
        api_url=cluster.url(API_LOGIN, database),
        superuser_url=cluster.server.superuser_url(database),
        issuer=issuer,
    )


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """Run on the loop that the service runs on."""
    return "asyncio", {"use_uvloop": True}
