"""The background worker: takes what has come up, again and again, until it is told to stop.

It keeps nothing between two rounds. What is due stands in the database, each step is taken in one transaction, and
another worker passes by what this one holds: so it can be killed, started twice, or away for a week.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from app.cases.proposals.reminding import remind_due
from app.cases.reminding import remind_of_members, watch_cases
from app.interventions.reminding import open_due
from app.mailer import Mailer
from app.monitor.figures.closing import publish_next
from app.platform.clock import Clock, local_date
from app.platform.database import Database
from app.platform.database_errors import took_too_long
from app.platform.logs import get_logger
from app.platform.problems import Unavailable
from app.reference.opening_hours import region_calendar
from app.reference.working_time import Calendar
from app.triage.escalations.raising import find_lost, raise_due, watch_desks
from app.triage.referrals.expiring import expire_due

BATCH = 1000
"""How many tasks are escalated, offers expire, or assessments, proposals and others fall due in one transaction."""
PAUSE = 5.0
"""How many seconds the worker rests when nothing is due; the shortest deadline is an hour."""
ROUNDS_PER_SEARCH = 12
"""Once in so many rounds, about a minute, it looks for tasks whose deadline was lost."""


Step = Callable[[AsyncConnection, int], Awaitable[int]]
"""Takes at most so many of one kind in a transaction; returns how many were due."""


@dataclass(slots=True)
class Worker:
    """Takes what is due. `database` logs in as `signaalbrug_worker`, which can read no table."""

    database: Database
    clock: Clock
    figures_key: bytes = field(repr=False)
    """The key of the lots by which it is drawn who is left out of figures beside the few; always the same of one
    installation, since whoever compares two draws learns more."""
    calendar: Calendar = field(default_factory=region_calendar)
    batch: int = BATCH
    pause: float = PAUSE
    mailer: Mailer | None = None
    """Mails beside the rest, where a mail server is set."""
    _rounds: int = 0
    _fitting: dict[str, int] = field(default_factory=dict)
    """How many each step takes at once after more did not fit in the time that a statement may take."""
    _published_on: date | None = None
    """The last day on which it looked whether a period was over."""
    _watched_cases_in: datetime | None = None
    """The last minute in which it looked for cases without a lead."""

    async def round(self) -> int:
        """Take everything that is due now, and publish what is over; return how much was taken.

        A step that fails keeps no other from being taken. What went wrong is raised when all of them were tried: one
        error as it is, several as an ExceptionGroup.
        """
        errors: list[Exception] = []
        taken = await self._take_due(errors)
        await self._try(self._publish, errors)
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise ExceptionGroup("steps of a round failed", errors)
        return taken

    async def run(self) -> None:
        """Work, publish and mail until cancelled: three things, none of which waits for another."""
        async with asyncio.TaskGroup() as beside:
            beside.create_task(self._repeat(self._take_due))
            beside.create_task(self._repeat(partial(self._try, self._publish)))
            if self.mailer is not None:
                beside.create_task(self.mailer.run())

    async def _repeat(self, work: Callable[[list[Exception]], Awaitable[int]]) -> None:
        """Do one round of work after another; what went wrong was told in it, and is tried again after the pause."""
        while True:
            try:
                if taken := await work([]):
                    get_logger().info("took what was due", tasks=taken)
            except Exception as error:  # noqa: BLE001 - whatever it is, the work that is due must not wait for somebody
                get_logger().error("the worker could not finish a round", error=error)
            await asyncio.sleep(self.pause)

    async def _take_due(self, errors: list[Exception]) -> int:
        """Take every step, those first for which somebody may be in danger; add what went wrong to the errors."""
        # Where a desk is empty, work goes up at once; escalated to that desk before, it would wait for its next step.
        taken = await self._try(self._watch, errors)
        taken += await self._try(self._escalate, errors)
        found = await self._try(self._find_lost, errors)
        changed = await self._try(self._expire, errors)
        changed += await self._try(self._remind, errors)
        changed += await self._try(self._remind_of_proposals, errors)
        if changed or found:  # some of which may be late by now
            taken += await self._try(self._escalate, errors)
        changed += await self._try(self._remind_of_memberships, errors)
        changed += await self._try(self._watch_cases, errors)
        return taken + changed

    async def _try(self, step: Callable[[], Awaitable[int]], errors: list[Exception]) -> int:
        """Take a step, and tell of it when that fails instead of keeping the others from being taken."""
        try:
            return await step()
        except Exception as error:  # noqa: BLE001 - whatever it is, the other steps must not wait for somebody
            get_logger().error("the worker could not take a step", step=step.__name__.strip("_"), error=error)
            errors.append(error)
            return 0

    async def _escalate(self) -> int:
        return await self._take_batches(
            "escalate", lambda connection, size: raise_due(connection, self.clock.now(), self.calendar, size)
        )

    async def _expire(self) -> int:
        return await self._take_batches(
            "expire", lambda connection, size: expire_due(connection, self.clock.now(), size)
        )

    async def _remind(self) -> int:
        return await self._take_batches("remind", lambda connection, size: open_due(connection, self.clock.now(), size))

    async def _remind_of_proposals(self) -> int:
        return await self._take_batches(
            "remind of proposals", lambda connection, size: remind_due(connection, self.clock.now(), size)
        )

    async def _remind_of_memberships(self) -> int:
        return await self._take_batches(
            "remind of memberships",
            lambda connection, size: remind_of_members(connection, self.clock.now(), self.calendar, size),
        )

    async def _watch_cases(self) -> int:
        """Look for cases without a lead, once a minute: all that are not closed are looked at."""
        minute = self.clock.now().replace(second=0, microsecond=0)
        if self._watched_cases_in == minute:
            return 0
        found = await self._take_batches(
            "watch cases", lambda connection, size: watch_cases(connection, self.clock.now(), size)
        )
        self._watched_cases_in = minute
        return found

    async def _watch(self) -> int:
        return await self.database.run(lambda connection: watch_desks(connection, self.clock.now()))

    async def _find_lost(self) -> int:
        """Look for lost deadlines once in some rounds, whether that succeeds or not; return how many were found."""
        is_time, self._rounds = self._rounds % ROUNDS_PER_SEARCH == 0, self._rounds + 1
        lost = await self.database.run(find_lost) if is_time else 0
        if lost:
            get_logger().warning("tasks without a deadline were found", tasks=lost)
        return lost

    async def _take_batches(self, name: str, step: Step) -> int:
        """Take batch after batch until nothing is due; return how much was.

        A batch that took too long is half as large when it is tried again, in the next round, until nothing is due.
        """
        taken = 0
        size = min(self._fitting.get(name, self.batch), self.batch)
        try:
            # Each has a moment of its own: whoever follows what is new looks no further back than a minute.
            while count := await self.database.run(lambda connection: step(connection, size)):
                taken += count
        except Unavailable as error:
            if took_too_long(error):
                self._fitting[name] = max(size // 2, 1)
            raise
        self._fitting.pop(name, None)
        return taken

    async def _publish(self) -> int:
        """Publish the figures of every period that is over, each in a transaction of its own; once a day."""
        today = local_date(self.clock.now())
        if self._published_on != today:
            while lines := await self.database.run(
                lambda connection: publish_next(connection, self.clock.now(), self.figures_key)
            ):
                get_logger().info("published the figures of a period", lines=lines)
            self._published_on = today
        return 0


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
