"""What is late comes up, however much was late before it, and however it became urgent."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.worker import Worker
from tests.triage.alike import SOMEBODY, care, merge, submitted, task_of
from tests.triage.conftest import worker
from tests.working import steps
from tests.world import World

__all__ = ["worker"]
DUE = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
"""When normal care work of NOW is due."""
LONG_AGO = """
INSERT INTO escalations SELECT (jsonb_populate_record(e, jsonb_build_object('task_id', gen_random_uuid(),
  'id', 'ffffffff-ffff-4fff-bfff-' || lpad(n::text, 12, '0')))).* FROM escalations e, generate_series(1, 500) n
"""
READ = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'escalations'"
TOLD_AGAIN = """
INSERT INTO events SELECT (jsonb_populate_record(e, jsonb_build_object('id', $1::uuid))).* FROM events e
WHERE type = 'task.escalated' LIMIT 1
"""


async def test_acute_work_that_is_merged_into_late_work_goes_up_as_acute(world: World, worker: Worker) -> None:
    (normal,) = await submitted(world, care(SOMEBODY))
    world.clock.moment = DUE
    await worker.round()
    assert [step.split()[-1] for step in await steps(world)] == ["1"]
    (acute,) = await submitted(world, care(SOMEBODY, acuteDanger=True))
    status, answer = await merge(world, await task_of(world, acute), await task_of(world, normal))
    assert status == 201, answer
    for _ in range(5):
        world.clock.advance(timedelta(minutes=30))
        await worker.round()
    assert [step.split()[-1] for step in await steps(world)] == ["1", "2", "3"]


async def test_acute_work_is_not_merged_into_work_that_goes_up_no_more_but_the_other_way_round(
    world: World, worker: Worker
) -> None:
    (normal,) = await submitted(world, care(SOMEBODY))
    world.clock.moment = DUE + timedelta(days=20)
    await worker.round()
    assert [step.split()[-1] for step in await steps(world)] == ["1", "2", "3"]
    (acute,) = await submitted(world, care(SOMEBODY, acuteDanger=True))
    old, new = await task_of(world, normal), await task_of(world, acute)
    assert (await merge(world, new, old))[0] == 409
    assert (await merge(world, old, new))[0] == 201
    world.clock.advance(timedelta(minutes=1))
    await worker.round()
    assert len(await steps(world)) > 3


async def test_an_escalation_is_told_of_without_reading_all_there_ever_were(world: World, worker: Worker) -> None:
    await submitted(world, care(SOMEBODY))
    world.clock.moment = DUE
    await worker.round()
    async with world.as_superuser() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(LONG_AGO)
        await connection.execute("SET LOCAL session_replication_role = origin")
        for setting in ("enable_seqscan = off", "enable_bitmapscan = off", "plan_cache_mode = force_generic_plan"):
            await connection.execute(f"SET LOCAL {setting}")
        before = await connection.fetchval(READ)
        await connection.execute(TOLD_AGAIN, uuid4())
        assert await connection.fetchval(READ) - before < 50
