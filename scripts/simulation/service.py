"""The service that is played with: a PostgreSQL of its own, HTTP on a port of its own, and a clock that is set."""

import asyncio
import secrets
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from app.access.demo import DemoIssuer
from app.access.matrix import Compartment
from app.access.tokens import TokenVerifier
from app.installation import appoint_beheerder, install
from app.main import Components, create_app
from app.platform.crypto import WrappingKeys
from app.platform.database import Database, create_engine
from app.platform.embedded import DATABASE, EmbeddedServer
from app.platform.logs import configure_logs
from app.platform.migrations import migrate
from app.platform.server import Server
from app.settings import DEMO_ISSUER
from app.worker import Worker

BEHEERDERS = ("beheerder-1", "beheerder-2")


class PlayedClock:
    """A clock that stands at the moment that is played."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment that is played."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Played:
    """A running service: where it answers, its clock, its worker, and who signs the tokens of its users."""

    url: str
    raw_url: str
    """The database past every policy, for a count by hand."""
    clock: PlayedClock
    worker: Worker
    issuer: DemoIssuer


@contextmanager
def database_server() -> Iterator[EmbeddedServer]:
    """Run a migrated PostgreSQL in a folder of its own, which is gone at the end."""
    configure_logs("ERROR")
    folder = Path(tempfile.mkdtemp(prefix="signaalbrug-played-"))
    folder.chmod(0o711)  # for root, PostgreSQL runs as another user
    try:
        with EmbeddedServer(folder) as server:
            migrate(server.owner_url())
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def played(server: EmbeddedServer, begins: datetime) -> AsyncIterator[Played]:
    """Serve from a moment on, with two beheerders and nobody else."""
    await install(server.owner_url(), begins, with_personas=False)
    for subject in BEHEERDERS:
        holder = {"issuer": DEMO_ISSUER, "subject": subject, "name": subject}
        await appoint_beheerder(server.owner_url(), holder, {DEMO_ISSUER}, begins)
    clock, issuer = PlayedClock(begins), DemoIssuer(server.log.parent / "issuer.pem")
    worker = Worker(Database(create_engine(server.worker_url(), pool_size=2)), clock, secrets.token_bytes(32))
    async with _served(_components(server, clock, issuer), server) as url:
        yield Played(url, server.superuser_url(DATABASE), clock, worker, issuer)
    await worker.database.close()


def _components(server: EmbeddedServer, clock: PlayedClock, issuer: DemoIssuer) -> Components:
    def keys() -> WrappingKeys:
        return WrappingKeys([secrets.token_bytes(32)])

    return Components(
        database=Database(create_engine(server.api_url(), pool_size=10)),
        clock=clock,
        verifier=TokenVerifier([issuer.trusted()], clock),
        ring={Compartment.CARE: keys(), Compartment.SECURITY: keys()},
        process_keys=keys(),
        identity_key=secrets.token_bytes(32),
        signing_key=secrets.token_bytes(32),
        client=httpx.AsyncClient(),
    )


@asynccontextmanager
async def _served(components: Components, database: EmbeddedServer) -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        ready = asyncio.Event()
        server = Server(create_app(components), greet=ready.set, stands=database.is_running)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await asyncio.wait({serving, asyncio.create_task(ready.wait())}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            with suppress(asyncio.CancelledError):
                await serving
