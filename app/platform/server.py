"""The HTTP server: says when it serves, stops for the signals it is sent, and when what it stands on is gone."""

import gc
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from app.platform.http_protocol import BoundedHttp

GC_THRESHOLDS = (10_000, 20, 20)
"""A request makes some thousands of objects that need no collection; look for cycles every few requests only."""

SHUTDOWN_SECONDS = 10
"""How long requests that are under way may still take after Ctrl-C."""

TICKS_A_SECOND = 10
"""How often uvicorn calls `on_tick`."""


class Server(uvicorn.Server):
    """Serves an application until it is told to stop, or until `stands` tells that it has nothing to stand on."""

    def __init__(
        self,
        app: object,
        *,
        greet: Callable[[], None],
        stands: Callable[[], bool],
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        config = uvicorn.Config(
            app,  # type: ignore[arg-type]  # an ASGI application, which uvicorn calls by another name
            http=BoundedHttp,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        super().__init__(config)
        self._greet, self._stands, self._stop = greet, stands, stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then greet."""
        await super().startup(sockets)
        # What was made at the start lives as long as the process: no collection needs to walk through it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        self._greet()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; what would go on for long is told first, so that nothing has to be cut off."""
        self._stop()
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Look around; return whether to stop."""
        if counter % TICKS_A_SECOND == 0 and not self._stands():
            self.should_exit = True
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop cleanly for a terminal that is closed too, as for the signals that uvicorn knows."""
        with super().capture_signals():
            before = signal.signal(signal.SIGHUP, self.handle_exit)
            try:
                yield
            finally:
                signal.signal(signal.SIGHUP, before)
