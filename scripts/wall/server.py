"""A PostgreSQL of its own for proofs: migrated and installed once, and copied for each that asks."""

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from app.access.demo import DemoIssuer
from app.installation import install
from app.platform.embedded import API_LOGIN, DATABASE, OWNER_LOGIN, EmbeddedServer, login_url
from app.platform.logs import configure_logs
from app.platform.migrations import migrate
from tests.world import NOW, World, open_world


@dataclass(frozen=True, slots=True)
class Prover:
    """A running server, and the issuer of the actors' tokens."""

    server: EmbeddedServer
    issuer: DemoIssuer
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @asynccontextmanager
    async def copy(self) -> AsyncIterator[World]:
        """Open the application on a copy of the installed database."""
        name = f"proof_{next(self._numbers)}"
        connection = await asyncpg.connect(self.server.superuser_url())
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER {OWNER_LOGIN} STRATEGY FILE_COPY")
        url = self.server.superuser_url(name)
        async with open_world(api_url=login_url(url, API_LOGIN), superuser_url=url, issuer=self.issuer) as world:
            yield world
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


@contextmanager
def prover() -> Iterator[Prover]:
    """Start a server in a temporary folder, without durability, until the block ends."""
    configure_logs("ERROR")
    folder = Path(tempfile.mkdtemp(prefix="signaalbrug-proof-"))
    try:
        with EmbeddedServer(folder) as server:
            asyncio.run(_forget_durability(server))
            migrate(server.owner_url())
            asyncio.run(install(server.owner_url(), NOW, with_personas=True))
            yield Prover(server, DemoIssuer(folder / "issuer.pem"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _forget_durability(server: EmbeddedServer) -> None:
    connection = await asyncpg.connect(server.superuser_url())
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
