"""What fails in the worker, or takes long, keeps no late task from being escalated."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import CapturingLogger

from app.platform.problems import Unavailable
from app.reference.working_time import Calendar
from app.triage.escalations.raising import raise_due
from app.worker import ROUNDS_PER_SEARCH, Worker
from tests.bodies import victim_signal
from tests.working import steps, worker_of
from tests.world import NOW, World

SUBMITTER = "aandachtsfunctionaris.breda"
DUE = NOW + timedelta(days=3)
ESCALATED = ["late zorgcoordinator.de_baronie 1"]
OTHER_STEPS = [
    "watch_desks",
    "find_lost",
    "expire_due",
    "open_due",
    "remind_due",
    "remind_of_members",
    "watch_cases",
    "publish_next",
]


class BrokenError(Exception):
    """What a step of these tests fails with."""


async def broken(*_: object) -> int:
    """Stand in for a step that fails."""
    raise BrokenError("Kanariepietje")


async def endless(*_: object) -> int:
    """Stand in for a step that does not end."""
    await asyncio.Event().wait()
    return 0


@pytest.fixture
async def late(world: World) -> World:
    """A world in which one task is late."""
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE
    return world


async def until(come: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something has come."""
    for _ in range(200):
        if await come():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it did not come")


@pytest.mark.parametrize("step", OTHER_STEPS)
async def test_a_step_that_fails_is_told_of_and_late_work_is_escalated(
    late: World, worker: Worker, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    log = CapturingLogger()
    monkeypatch.setattr("app.worker.get_logger", lambda: log)
    monkeypatch.setattr(f"app.worker.{step}", broken)
    with pytest.raises(BrokenError):
        await worker.round()
    assert await steps(late) == ESCALATED
    told = [call.kwargs["error"] for call in log.calls if call.method_name == "error"]
    assert [type(error) for error in told] == [BrokenError]


async def test_all_that_failed_in_a_round_is_raised_after_it(
    late: World, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in OTHER_STEPS:
        monkeypatch.setattr(f"app.worker.{step}", broken)
    with pytest.raises(ExceptionGroup) as raised:
        await worker.round()
    assert [type(error) for error in raised.value.exceptions] == [BrokenError] * len(OTHER_STEPS)
    assert await steps(late) == ESCALATED


async def test_other_work_is_done_though_escalating_fails(
    late: World, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    async def expire(*_: object) -> int:
        done.append("expire")
        return 0

    monkeypatch.setattr("app.worker.raise_due", broken)
    monkeypatch.setattr("app.worker.expire_due", expire)
    with pytest.raises(BrokenError):
        await worker.round()
    assert done == ["expire"]
    assert await steps(late) == []


async def test_late_work_of_an_empty_desk_goes_up_at_once_though_the_worker_was_away_at_its_deadline(
    late: World, worker: Worker
) -> None:
    async with late.as_superuser() as connection:
        await connection.execute(
            "UPDATE appointments SET withdrawn_at = $1 WHERE role = 'zorgcoordinator' AND district_id = 'de_baronie'",
            DUE,
        )
    await worker.round()
    assert await steps(late) == [
        "desk_unstaffed zorgcoordinator.de_baronie None",
        "unstaffed zorgcoordinator.de_baronie 2",
    ]


async def test_a_table_that_is_locked_for_a_migration_holds_up_only_what_needs_it(late: World, worker: Worker) -> None:
    async with late.as_superuser() as connection:
        await connection.execute("BEGIN")
        await connection.execute("LOCK TABLE effects IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Unavailable):
            await worker.round()
        assert await steps(late) == ESCALATED
        await connection.execute("ROLLBACK")
    await worker.round()


async def test_a_search_that_fails_is_not_made_again_in_each_round(
    world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.worker.find_lost", broken)
    failed = 0
    for _ in range(ROUNDS_PER_SEARCH + 1):
        try:
            await worker.round()
        except BrokenError:
            failed += 1
    assert failed == 2


async def test_publishing_that_takes_long_holds_up_no_escalation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.worker.publish_next", endless)
    await world.submit(SUBMITTER, victim_signal())
    async with worker_of(world) as worker:
        worker.pause = 0.02
        running = asyncio.create_task(worker.run())
        try:
            await asyncio.sleep(0.5)
            world.clock.moment = DUE
            await until(lambda: escalated(world))
        finally:
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running


async def escalated(world: World) -> bool:
    """Tell whether the late task was escalated."""
    return await steps(world) == ESCALATED


async def test_a_worker_of_which_a_step_always_fails_goes_on(
    world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.worker.open_due", broken)
    worker.pause = 0.02
    await world.submit(SUBMITTER, victim_signal())
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.3)
    world.clock.moment = DUE
    await until(lambda: escalated(world))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize("step", ["raise_due", *OTHER_STEPS])
async def test_a_round_is_cut_short_in_any_step_when_the_worker_stops(
    world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(f"app.worker.{step}", endless)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await worker.round()


async def test_a_batch_that_takes_too_long_is_tried_with_half_as_many_until_nothing_is_due(
    world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE
    sizes = []

    async def slow_for_many(connection: AsyncConnection, now: datetime, calendar: Calendar, limit: int) -> int:
        sizes.append(limit)
        if limit > 2:
            await connection.execute(text("SET LOCAL statement_timeout = 10"))
            await connection.execute(text("SELECT pg_sleep(1)"))
        return await raise_due(connection, now, calendar, limit)

    monkeypatch.setattr("app.worker.raise_due", slow_for_many)
    worker.batch = 8
    for _ in range(2):
        with pytest.raises(Unavailable):
            await worker.round()
    assert await worker.round() == 3
    assert sizes == [8, 4, 2, 2, 2]
    with pytest.raises(Unavailable):
        await worker.round()
    assert sizes[-1] == 8


async def test_a_batch_of_one_is_never_made_smaller(
    world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []

    async def slow(connection: AsyncConnection, _now: object, _calendar: object, limit: int) -> int:
        sizes.append(limit)
        await connection.execute(text("SET LOCAL statement_timeout = 10"))
        await connection.execute(text("SELECT pg_sleep(1)"))
        return 0

    monkeypatch.setattr("app.worker.raise_due", slow)
    worker.batch = 2
    for _ in range(3):
        with pytest.raises(Unavailable):
            await worker.round()
    assert sizes == [2, 1, 1]


async def test_what_a_round_does_late_is_of_a_later_moment(
    world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = DUE

    async def in_two_minutes(connection: AsyncConnection, now: datetime, calendar: Calendar, limit: int) -> int:
        count = await raise_due(connection, now, calendar, limit)
        world.clock.advance(timedelta(minutes=2))
        return count

    monkeypatch.setattr("app.worker.raise_due", in_two_minutes)
    worker.batch = 1
    await worker.round()
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT DISTINCT created_at FROM notifications WHERE created_at >= $1", DUE)
    assert sorted(row["created_at"] for row in rows) == [DUE, DUE + timedelta(minutes=2)], "a stream tells of both"


REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN IF NEW.task_id = '{task}' THEN RAISE 'Kanariepietje'; END IF; RETURN NEW; END$$;
CREATE TRIGGER refuse BEFORE INSERT ON escalations FOR EACH ROW EXECUTE FUNCTION refuse()
"""


@pytest.mark.parametrize("batch", [2, 100])
async def test_a_task_that_cannot_be_escalated_keeps_no_other_waiting(
    world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    log = CapturingLogger()
    monkeypatch.setattr("app.triage.escalations.raising.get_logger", lambda: log)
    for _ in range(3):
        await world.submit(SUBMITTER, victim_signal())
        world.clock.moment += timedelta(minutes=1)
    worker.batch = batch
    world.clock.moment = now = DUE + timedelta(hours=1)
    async with world.as_superuser() as connection:
        first = await connection.fetchval("SELECT task_id FROM deadlines ORDER BY at LIMIT 1")
        await connection.execute(REFUSE.format(task=first))
        await worker.round()
        escalated = await connection.fetch("SELECT DISTINCT task_id FROM escalations")
        others = await connection.fetch("SELECT id FROM tasks WHERE id <> $1 AND due_at <= $2", first, now)
        assert len(others) >= 2
        assert {row["task_id"] for row in escalated} >= {row["id"] for row in others}
        assert {call.kwargs["task_id"] for call in log.calls if call.method_name == "error"} == {str(first)}
        await connection.execute("DROP TRIGGER refuse ON escalations")
        await worker.round()
        assert await connection.fetchval("SELECT count(*) FROM escalations WHERE task_id = $1", first) == 1
