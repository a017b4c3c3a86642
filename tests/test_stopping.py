"""A worker in a process of its own stops when it is asked to, whatever it is doing at that moment."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from typing import cast

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.clock import SystemClock
from app.platform.database import Database
from app.serve import STOP_SIGNALS, work
from app.settings import Settings
from app.worker import Worker
from tests.monitor.drawing import KEY

SETTINGS = Settings.model_construct(  # nothing reads the keys that a service must have
    database_url=SecretStr("postgresql://signaalbrug_api@db.example/signaalbrug"),
    worker_database_url=SecretStr("postgresql://signaalbrug_worker@db.example/signaalbrug"),
    log_level="ERROR",
)
Work = Callable[[AsyncConnection], Awaitable[int]]


class WentOn(SystemExit):
    """Ends a worker that would go on for ever; asyncio lets it pass."""


class Databaseless:
    """Runs units of work without a database."""

    def __init__(self) -> None:
        self.runs = 0
        self.is_closed = False

    async def run(self, work: Work) -> int:
        """Do the work, with no connection, and let the others have their turn."""
        self.runs += 1
        await asyncio.sleep(0)
        return await work(cast("AsyncConnection", None))

    async def close(self) -> None:
        """Close what is not there."""
        self.is_closed = True


async def nothing(*_: object) -> int:
    """Stand in for a step that finds nothing."""
    return 0


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Databaseless]:
    """What the worker of these tests works on; nothing is ever due there."""
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    made = Databaseless()
    worker = Worker(cast("Database", made), SystemClock(), KEY, pause=0.01)
    monkeypatch.setattr("app.serve.configure_logs", lambda _: None)
    monkeypatch.setattr("app.serve.refuse_unsafe_worker", nothing)
    monkeypatch.setattr("app.serve.worker_for", lambda *_: worker)
    for step in (
        "raise_due",
        "watch_desks",
        "find_lost",
        "expire_due",
        "open_due",
        "remind_due",
        "remind_of_members",
        "watch_cases",
        "publish_next",
    ):
        monkeypatch.setattr(f"app.worker.{step}", nothing)
    yield made
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", STOP_SIGNALS)
def test_a_worker_that_is_asked_to_stop_in_the_middle_of_its_work_stops(
    database: Databaseless, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    asked = 0

    async def is_asked(*_: object) -> int:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise WentOn
        signal.raise_signal(number)
        return 0

    monkeypatch.setattr("app.worker.raise_due", is_asked)
    work(SETTINGS)
    assert asked == 1
    assert database.is_closed


def test_a_worker_that_is_asked_to_stop_while_it_starts_does_not_begin(
    database: Databaseless, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def asked_to_stop(_url: str) -> None:
        """Be asked while something of asyncio's own runs, which goes on after an error."""
        asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGTERM)
        await asyncio.sleep(0.01)

    async def goes_on(*_: object) -> int:
        raise WentOn

    monkeypatch.setattr("app.serve.refuse_unsafe_worker", asked_to_stop)
    monkeypatch.setattr("app.worker.raise_due", goes_on)
    work(SETTINGS)
    assert database.runs == 0


def test_a_worker_whose_stop_was_swallowed_stops_when_it_is_asked_again(
    database: Databaseless, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def holds_on(*_: object) -> int:
        nonlocal asked
        asked += 1
        if asked > 2:
            raise WentOn
        signal.raise_signal(signal.SIGTERM)
        if asked == 1:
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                return 0
        return 0

    monkeypatch.setattr("app.worker.raise_due", holds_on)
    work(SETTINGS)
    assert asked == 2
    assert database.is_closed
