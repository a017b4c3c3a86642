"""Where documents are written: one at a time, beside the other requests, and never within a transaction."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from app.monitor.reports.document import Report
from app.platform.problems import Unavailable

MOST_ASKED = 8
"""How many documents are asked for at most at the same time, the one that is written among them."""
WAIT_SECONDS = 10

Write = Callable[[Report, datetime], bytes]


class WritingDesk:
    """Writes documents in a thread: the largest takes seconds of computing, in which everything else goes on."""

    def __init__(self) -> None:
        self._asked = 0
        self._writing = asyncio.Semaphore(1)

    async def write(self, report: Report, made_at: datetime, write: Write) -> bytes:
        """Write a report as a document, when those before it are written; raises Unavailable behind too many."""
        if self._asked >= MOST_ASKED:
            raise Unavailable("As many reports are being written as can wait.", retry_after=WAIT_SECONDS)
        self._asked += 1
        try:
            async with self._writing:
                return await asyncio.to_thread(write, report, made_at)
        finally:
            self._asked -= 1
