"""A client of a stream: it listens to the application itself, hears what was sent so far, and hangs up."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.world import Json, World

PATIENCE = 5.0
"""How many seconds a test waits for what must come."""


@dataclass
class Listener:
    """What one client heard."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    heard: bytes = b""
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def events(self) -> list[tuple[str, Json]]:
        """List the events that were heard whole: the id and the data of each."""
        found = []
        for block in self.heard.decode().split("\n\n")[:-1]:
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if fields.get("event") == "notification":
                found.append((fields["id"], orjson.loads(fields["data"])))
        return found

    async def hears(self, count: int) -> list[Json]:
        """Wait until so many events came, and return their data."""
        for _ in range(int(PATIENCE / 0.02)):
            if len(self.events()) >= count:
                break
            await asyncio.sleep(0.02)
        assert len(self.events()) == count, self.heard
        return [data for _, data in self.events()]

    async def ends(self) -> None:
        """Wait until the service ends the stream."""
        await asyncio.wait_for(self.ended.wait(), PATIENCE)


@asynccontextmanager
async def listening(
    world: World, persona: str, query: str = "", headers: Mapping[str, str] | None = None
) -> AsyncIterator[Listener]:
    """Listen as a persona until the block ends; gives the listener once the answer has begun."""
    listener, begun, hung_up = Listener(), asyncio.Event(), asyncio.Event()
    sent = {"Authorization": f"Bearer {world.token(persona)}", "Accept": "text/event-stream", **(headers or {})}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/v1/notifications/stream",
        "raw_path": b"/v1/notifications/stream",
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("signaalbrug.test", 80),
    }
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            listener.status = message["status"]
            listener.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            begun.set()
        else:
            listener.heard += message.get("body", b"")

    async def serve() -> None:
        try:
            await world.app(scope, receive, send)
        finally:
            listener.ended.set()

    task = asyncio.create_task(serve())
    try:
        await asyncio.wait_for(begun.wait(), PATIENCE)
        yield listener
    finally:
        hung_up.set()
        await asyncio.wait_for(task, PATIENCE)
