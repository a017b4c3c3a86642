"""What cannot be done keeps nothing else waiting, and nobody can make work that cannot be done."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import CapturingLogger

from app.worker import Worker
from tests.bodies import victim_signal
from tests.triage.desk import DESK, SUBMITTER
from tests.triage.referring import a_claimed_task, offered
from tests.world import NOW, World

NO_MOMENTS = ["infinity", "-infinity", "9999-12-31", "0001-01-01", "4000-01-01 BC"]
REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN IF NEW.{column} = ANY ('{{{refused}}}'::uuid[]) THEN RAISE 'Kanariepietje'; END IF; RETURN NEW; END$$;
CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()
"""


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What is told of failures."""
    made = CapturingLogger()
    for room in ("escalations.raising", "referrals.expiring"):
        monkeypatch.setattr(f"app.triage.{room}.get_logger", lambda: made)
    return made


def failed(log: CapturingLogger, name: str) -> set[str]:
    """Return what could not be done, by its id."""
    return {call.kwargs[name] for call in log.calls if call.method_name == "error"}


async def several(world: World, number: int) -> list[UUID]:
    """Let signals come in, one after the other; return the ids of their tasks, the first that is due first."""
    for _ in range(number):
        await world.submit(SUBMITTER, victim_signal())
        world.clock.advance(timedelta(minutes=1))
    async with world.as_superuser() as connection:
        return [row["id"] for row in await connection.fetch("SELECT id FROM tasks ORDER BY due_at, id")]


@pytest.mark.parametrize("moment", NO_MOMENTS)
async def test_feedback_is_due_at_a_moment_that_can_be_counted_with(world: World, moment: str) -> None:
    (task,) = await several(world, 1)
    async with world.as_api(DESK) as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(f"UPDATE tasks SET feedback_due_at = '{moment}' WHERE id = $1", task)


@pytest.mark.parametrize("moment", NO_MOMENTS)
@pytest.mark.parametrize("column", ["due_at", "opened_at"])
async def test_work_is_due_and_opened_at_such_a_moment_too(world: World, column: str, moment: str) -> None:
    """Whatever writes it: a submission, an answer to a referral, an action point or a function of the database."""
    (task,) = await several(world, 1)
    async with world.as_superuser() as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(f"UPDATE tasks SET {column} = '{moment}' WHERE id = $1", task)


async def test_a_moment_that_cannot_be_counted_with_is_passed_by(
    world: World, worker: Worker, log: CapturingLogger
) -> None:
    """Were there one all the same, the rest would go up."""
    wrong, right = await several(world, 2)
    world.clock.moment = NOW + timedelta(days=7, minutes=5)
    await worker.round()
    async with world.as_superuser() as connection:
        await connection.execute("ALTER TABLE tasks DROP CONSTRAINT ck_tasks_within_reach")
        await connection.execute("UPDATE tasks SET feedback_due_at = 'infinity' WHERE id = $1", wrong)
    world.clock.advance(timedelta(days=20))
    await worker.round()
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT task_id, step FROM escalations WHERE about = 'first_feedback'")
    assert {(row["task_id"], row["step"]) for row in rows} == {(wrong, 1), (right, 1), (right, 2)}
    assert failed(log, "task_id") == {str(wrong)}


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
async def test_a_batch_of_nothing_but_what_cannot_be_escalated_keeps_nothing_waiting(
    world: World, worker: Worker, log: CapturingLogger, batch: int
) -> None:
    *wrong, right = await several(world, 3)
    worker.batch = batch
    world.clock.moment = NOW + timedelta(days=3, minutes=5)
    async with world.as_superuser() as connection:
        refused = ",".join(map(str, wrong))
        await connection.execute(REFUSE.format(table="escalations", column="task_id", refused=refused))
        await worker.round()
        assert [row["task_id"] for row in await connection.fetch("SELECT task_id FROM escalations")] == [right]
        assert failed(log, "task_id") == set(map(str, wrong))
        await connection.execute("DROP TRIGGER refuse ON escalations")
        await worker.round()
        assert await connection.fetchval("SELECT count(*) FROM escalations") == 3


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
async def test_an_offer_that_cannot_expire_keeps_no_other(
    world: World, worker: Worker, log: CapturingLogger, batch: int
) -> None:
    offers = []
    for _ in range(4):
        offers.append((await offered(world, (await a_claimed_task(world))["id"]))["id"])
        world.clock.advance(timedelta(minutes=1))
    wrong, right = offers[:2], offers[2:]
    worker.batch = batch
    world.clock.moment = NOW + timedelta(days=2, minutes=5)
    expired = "SELECT id FROM referrals WHERE status = 'expired' ORDER BY id"
    async with world.as_superuser() as connection:
        await connection.execute(REFUSE.format(table="referrals", column="id", refused=",".join(wrong)))
        await worker.round()
        assert [str(row["id"]) for row in await connection.fetch(expired)] == right
        assert failed(log, "referral_id") == set(wrong)
        await connection.execute("DROP TRIGGER refuse ON referrals")
        await worker.round()
        assert [str(row["id"]) for row in await connection.fetch(expired)] == offers
        assert await connection.fetchval("SELECT count(*) FROM events WHERE type = 'referral.expired'") == 4
