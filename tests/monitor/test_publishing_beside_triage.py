"""While the worker publishes the figures of a period, nobody who triages waits for it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.monitor.figures.closing import publish_next
from app.worker import Worker
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.interventions.logging import DESK, SUBMITTER, a_task, assessed, logged
from tests.monitor.passing import days_pass
from tests.triage.conftest import worker
from tests.triage.desk import COLLEAGUE, claim
from tests.world import World

__all__ = ["worker"]

T = TypeVar("T")
AT_ONCE = 4.0
"""How many seconds an answer takes at most: less than the API waits for a lock."""
PERIOD = "/statistics/signals?period=2026-11"
LOCKS = (
    "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE a.usename = 'signaalbrug_worker' AND a.datname = current_database() AND a.state = 'idle in transaction'"
)


@dataclass
class Held:
    """A period that is published in a transaction that stays open until it is let go."""

    written: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    lines: int = 0


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """Keep the transaction open in which the worker has just written the figures of its first period."""
    pause = Held()

    async def publish_and_wait(connection: AsyncConnection, now: datetime, key: bytes) -> int:
        lines = await publish_next(connection, now, key)
        if lines and not pause.let_go.is_set():
            pause.lines = lines
            pause.written.set()
            await pause.let_go.wait()
        return lines

    monkeypatch.setattr("app.worker.publish_next", publish_and_wait)
    return pause


@asynccontextmanager
async def publishing(world: World, worker: Worker, held: Held) -> AsyncIterator[None]:
    """Let the worker publish, and hold it where it has written everything and committed nothing; then let it end."""
    await days_pass(world, 10)
    round_ = asyncio.create_task(worker.round())
    await asyncio.wait_for(held.written.wait(), timeout=60)
    try:
        assert held.lines > 0
        async with world.as_superuser() as connection:
            assert await connection.fetchval(LOCKS) > 0, "it holds what it locked"
        assert (await world.call("ketenregisseur", "GET", PERIOD)).status_code == 404, "it has not committed"
        yield
        assert not round_.done()
    finally:
        held.let_go.set()
        await round_
    assert (await world.call("ketenregisseur", "GET", PERIOD)).status_code == 200


async def at_once(asked: Coroutine[None, None, T]) -> T:
    """Expect an answer within a moment."""
    async with asyncio.timeout(AT_ONCE):
        return await asked


async def test_a_signal_is_submitted_and_its_tasks_are_claimed_and_ended(
    world: World, worker: Worker, held: Held
) -> None:
    await world.submit(SUBMITTER, victim_signal())
    async with publishing(world, worker, held):
        signal = await at_once(world.submit(SUBMITTER, signal_aimed_at_both()))
        for persona in (DESK, "avim"):
            tasks = await at_once(world.tasks(persona))
            task = next(one for one in tasks if one["signalId"] == signal["id"])
            await at_once(claim(world, persona, task["id"]))
            path, ending = f"/tasks/{task['id']}/outcome", {"outcome": "no_trafficking", "note": "Nagevraagd."}
            answer = await at_once(world.call(persona, "POST", path, json=ending))
            assert answer.status_code == 200, answer.text


async def test_what_was_counted_just_now_is_worked_on_as_ever(world: World, worker: Worker, held: Held) -> None:
    task = await a_task(world)
    made = await logged(world, task, startedOn="2026-10-05")
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    async with publishing(world, worker, held):
        await at_once(claim(world, COLLEAGUE, task["id"]))
        status, answer = await at_once(assessed(world, made["id"], outcome="in_care"))
        assert status == 201, answer
        await at_once(logged(world, task))
        addition = {"compartment": "care", "kind": "household", "text": "Zij woont er met haar zusje."}
        path = f"/signals/{task['signalId']}/enrichments"
        assert (await at_once(world.call(SUBMITTER, "POST", path, json=addition))).status_code == 201
        offer = {"desk": "zorgtafel.de_baronie", "reason": "next_layer"}
        answer_to_offer = await at_once(world.call(COLLEAGUE, "POST", f"/tasks/{task['id']}/referrals", json=offer))
        assert answer_to_offer.status_code == 201, answer_to_offer.text
