"""The background worker: takes what has come up, again and again, until it is told to stop.

It keeps nothing between two rounds. What is due stands in the database, each step is taken in one transaction, and
another worker passes by what this one holds: so it can be killed, started twice, or away for a week.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from app.interventions.reminding import open_due
from app.mailer import Mailer
from app.monitor.figures.closing import publish_next
from app.platform.clock import Clock, local_date
from app.platform.database import Database
from app.platform.logs import get_logger
from app.reference.opening_hours import region_calendar
from app.reference.working_time import Calendar
from app.triage.escalations.raising import find_lost, raise_due, watch_desks
from app.triage.referrals.expiring import expire_due

BATCH = 1000
"""How many tasks are escalated, offers expire or assessments fall due in one transaction."""
PAUSE = 5.0
"""How many seconds the worker rests when nothing is due; the shortest deadline is an hour."""
ROUNDS_PER_SEARCH = 12
"""Once in so many rounds, about a minute, it looks for tasks whose deadline was lost."""


@dataclass(slots=True)
class Worker:
    """Takes what is due. `database` logs in as `signaalbrug_worker`, which can read no table."""

    database: Database
    clock: Clock
    calendar: Calendar = field(default_factory=region_calendar)
    batch: int = BATCH
    pause: float = PAUSE
    mailer: Mailer | None = None
    """Mails beside the rest, where a mail server is set."""
    _rounds: int = 0
    _published_on: date | None = None
    """The last day on which it looked whether a period was over."""

    async def round(self) -> int:
        """Take everything that is due now; return how much that was."""
        now = self.clock.now()
        if self._rounds % ROUNDS_PER_SEARCH == 0 and (lost := await self.database.run(find_lost)):
            get_logger().warning("tasks without a deadline were found", tasks=lost)
        self._rounds += 1

        async def watch(connection: AsyncConnection) -> int:
            return await watch_desks(connection, now)

        async def take(connection: AsyncConnection) -> int:
            return await raise_due(connection, now, self.calendar, self.batch)

        async def expire(connection: AsyncConnection) -> int:
            return await expire_due(connection, now, self.batch)

        async def remind(connection: AsyncConnection) -> int:
            return await open_due(connection, now, self.batch)

        taken = 0
        while count := await self.database.run(remind):
            taken += count
        while count := await self.database.run(expire):
            taken += count
        taken += await self.database.run(watch)
        while count := await self.database.run(take):
            taken += count
        await self._publish(now)
        return taken

    async def _publish(self, now: datetime) -> None:
        """Publish the figures of every period that is over, each in a transaction of its own; once a day."""
        if self._published_on == local_date(now):
            return

        async def publish(connection: AsyncConnection) -> int:
            return await publish_next(connection, now)

        while lines := await self.database.run(publish):
            get_logger().info("published the figures of a period", lines=lines)
        self._published_on = local_date(now)

    async def run(self) -> None:
        """Work and mail until cancelled."""
        async with asyncio.TaskGroup() as beside:
            beside.create_task(self._take_rounds())
            if self.mailer is not None:
                beside.create_task(self.mailer.run())

    async def _take_rounds(self) -> None:
        """Take round after round; what goes wrong is told, and tried again after the pause."""
        while True:
            try:
                if taken := await self.round():
                    get_logger().info("took what was due", tasks=taken)
            except Exception as error:  # noqa: BLE001 - whatever it is, the work that is due must not wait for somebody
                get_logger().error("the worker could not finish a round", error=error)
            await asyncio.sleep(self.pause)


@asynccontextmanager
async def working(worker: Worker | None) -> AsyncIterator[None]:
    """Let a worker work beside what is done within, and stop it after."""
    if worker is None:
        yield
        return
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await worker.database.close()
