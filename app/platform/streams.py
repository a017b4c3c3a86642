"""Streams that stay open: how many there are, and that they end when the service does."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.platform.problems import TooManyRequests, Unavailable

T = TypeVar("T")

MOST_OF_ONE = 5
"""How many streams one caller has open at a time in one process: a few windows."""
MOST = 1000
"""How many streams one process has open at a time."""
WAIT_SECONDS = 10
RETRY_MILLISECONDS = 5000
"""How long a client waits before it asks again."""

BEGINNING = format_sse_event(retry=RETRY_MILLISECONDS)
SIGN_OF_LIFE = format_sse_event(comment="still here")


def event(name: str, place: str, data: str) -> bytes:
    """Write a server-sent event; `place` is what a client sends as `Last-Event-ID` to go on after it."""
    return format_sse_event(event=name, id=place, data_str=data)


class Streams:
    """The streams that are open in this process."""

    def __init__(self, most_of_one: int = MOST_OF_ONE, most: int = MOST) -> None:
        self._most_of_one, self._most = most_of_one, most
        self._open: Counter[str] = Counter()
        self._stopping = asyncio.Event()
        self._under_way: set[asyncio.Future[Any]] = set()

    def enter(self, who: str) -> Callable[[], None]:
        """Count one more stream of somebody; return what ends it. Raises TooManyRequests and Unavailable."""
        if self._open[who] >= self._most_of_one:
            raise TooManyRequests(f"At most {self._most_of_one} streams are open at a time.", retry_after=WAIT_SECONDS)
        if self._open.total() >= self._most or self._stopping.is_set():
            raise Unavailable("The service has as many streams open as it can.", retry_after=WAIT_SECONDS)
        self._open[who] += 1
        return lambda: self._leave(who)

    def _leave(self, who: str) -> None:
        self._open[who] -= 1
        if self._open[who] <= 0:
            del self._open[who]

    @property
    def count(self) -> int:
        """Return how many streams are open."""
        return self._open.total()

    async def rest(self, seconds: float) -> bool:
        """Wait before looking again; return whether the service is stopping, at once when it is."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def undisturbed(self, work: Awaitable[T]) -> T:
        """Do some work to its end, also when whoever listens hangs up meanwhile: a transaction that is cut off halfway
        would leave its connection of no use to who has it next."""
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._finish)
        return await asyncio.shield(task)

    def _finish(self, task: "asyncio.Future[Any]") -> None:
        """Forget some work; an error of it is of no use to anybody when nobody listens any more."""
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()

    def stop(self) -> None:
        """Let every stream end."""
        self._stopping.set()


class EventStream(StreamingResponse):
    """An answer of server-sent events that calls `leave` when it ends, however that comes about."""

    media_type = "text/event-stream"

    def __init__(self, content: AsyncIterator[bytes], leave: Callable[[], None]) -> None:
        # Proxies that gather answers would keep what happens from who waits for it.
        super().__init__(content, headers={"X-Accel-Buffering": "no"})
        self._leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what happens until there is no more, or nobody listens."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()
