"""A full run of the service as a process of its own, and all that it leaves behind: what it says, answers and keeps."""

import asyncio
import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil

from app.access.demo import DemoIssuer
from app.platform.clock import SystemClock
from app.platform.embedded import DATABASE
from tests.mailbox import Mailbox
from tests.process import Service
from tests.world import Json


@dataclass
class Run:
    """A service that runs, and what was seen of it."""

    service: Service
    var_dir: Path
    box: Mailbox
    answers: list[httpx.Response] = field(default_factory=list)
    processes: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    tables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._issuer = DemoIssuer(self.var_dir / "demo" / "issuer.pem")
        self._client = httpx.Client(base_url=self.service.url, timeout=30)

    def token(self, persona: str) -> str:
        """Return a token of a persona."""
        return self._issuer.token(persona, SystemClock().now())

    def close(self) -> None:
        """Close the connections to the service."""
        self._client.close()

    def ask(self, persona: str | None, method: str, path: str, body: object = None, **options: Any) -> httpx.Response:
        """Send a request as a persona, or without a token."""
        own = {"Authorization": f"Bearer {self.token(persona)}"} if persona else {}
        headers = {**own, **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        answer = self._client.request(method, path, headers=headers, **options)
        self.answers.append(answer)
        return answer

    def do(self, persona: str, method: str, path: str, body: object = None) -> Json:
        """Send a request that must succeed."""
        answer = self.ask(persona, method, f"/v1{path}", body)
        assert answer.is_success, answer.text
        document: Json = answer.json()
        return document

    def raw(self, sent: bytes) -> bytes:
        """Send bytes that may be no HTTP at all."""
        with socket.create_connection(("127.0.0.1", int(self.service.settings["PORT"])), timeout=5) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def execute(self, *statements: str) -> list[asyncpg.Record]:
        """Execute as the superuser, on a connection of its own; return the rows of the last."""

        async def work() -> list[asyncpg.Record]:
            connection = await self._connect()
            rows: list[asyncpg.Record] = []
            for statement in statements:
                rows = await connection.fetch(statement)
            await connection.close()
            return rows

        return asyncio.run(work())

    async def _connect(self, database: str = DATABASE) -> asyncpg.Connection:
        return await asyncpg.connect(host=str(self.var_dir / "postgres"), user="postgres", database=database)

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Let no signal be written, look at what waits for that, and end it."""
        held, let_go = threading.Event(), threading.Event()

        async def hold() -> None:
            connection = await self._connect()
            async with connection.transaction():
                await connection.execute("LOCK TABLE signals, persons IN ACCESS EXCLUSIVE MODE")
                held.set()
                await asyncio.to_thread(let_go.wait)
            await connection.close()

        thread = threading.Thread(target=lambda: asyncio.run(hold()))
        thread.start()
        held.wait()
        try:
            yield
        finally:
            let_go.set()
            thread.join()

    def end_what_waits(self) -> None:
        """Wait until the service waits for a lock; keep what can be seen of it, and end its connections."""
        for _ in range(200):
            rows = self.execute("SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if rows:
                break
            time.sleep(0.02)
        self.statements += [row["query"] for row in rows]
        assert self.statements
        self.look_at_processes()
        self.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'signaalbrug_api'")

    def look_at_processes(self) -> None:
        """Keep the arguments and names of every process of the service and its PostgreSQL that is still there."""
        postmaster = int((self.var_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        for pid in (self.service.process.pid, postmaster):
            root = psutil.Process(pid)  # type: ignore[no-untyped-call]  # psutil has no types
            for process in (root, *root.children(recursive=True)):  # type: ignore[no-untyped-call]  # as above
                with suppress(psutil.NoSuchProcess):
                    self.processes.append(" ".join(process.cmdline()))

    def dump(self) -> None:
        """Keep every row of every table, as text."""

        async def work() -> None:
            connection = await self._connect()
            await connection.execute("CHECKPOINT")
            rows = await connection.fetch(
                "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0"
            )
            for table, column in ((row["relname"], row["attname"]) for row in rows):
                output = io.BytesIO()
                await connection.copy_from_query(f"SELECT {column} FROM {table}", output=output)
                self.tables[f"{table}.{column}"] = output.getvalue().decode()
            await connection.close()

        asyncio.run(work())
