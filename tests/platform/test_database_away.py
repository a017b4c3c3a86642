"""The database may go away at any moment: nothing is half stored, and the service recovers by itself."""

import asyncio
from typing import cast

import asyncpg
import pytest
from sqlalchemy import QueuePool, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.database import Database, create_engine
from app.platform.problems import Unavailable
from tests.bodies import victim_signal
from tests.conftest import Cluster
from tests.platform.outages import WAYS, check_away, database_away, end_connections
from tests.platform.problem import refusal
from tests.world import World

SUBMITTER = "aandachtsfunctionaris.breda"
TABLES = ("signals", "submissions", "signal_parts", "data_keys", "persons", "tasks", "routing_decisions", "events")
CANNOT_WORK_NOW = ("57014", "55P03", "57P01", "57P02", "57P03", "53300", "25006", "08006")
"""Timeout, lock timeout, shutting down, crashed, starting up, too many connections, read-only, connection failure."""

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'"


async def check_nothing_is_stored(world: World) -> None:
    assert {table: await world.count(table) for table in (*TABLES, "idempotency_keys")} == dict.fromkeys(
        (*TABLES, "idempotency_keys"), 0
    )


async def check_the_next_is_stored(world: World) -> None:
    await world.submit(SUBMITTER, victim_signal())
    assert {table: await world.count(table) for table in TABLES} == dict.fromkeys(TABLES, 1) | {
        "events": await world.count("events")
    }


async def until_somebody_waits(superuser: asyncpg.Connection, database: str) -> None:
    for _ in range(1000):
        if await superuser.fetchval(WAITING, database):
            return
        await asyncio.sleep(0.005)
    raise AssertionError("nobody waits for the lock")


async def run_on_insert(world: World, body: str, *, at_commit: bool = False) -> None:
    """Have PostgreSQL run a piece of PL/pgSQL, as a superuser, for each signal that is inserted."""
    kind = "CONSTRAINT TRIGGER" if at_commit else "TRIGGER"
    deferred = "DEFERRABLE INITIALLY DEFERRED" if at_commit else ""
    async with world.as_superuser() as superuser:
        await superuser.execute(
            f"""
            CREATE SEQUENCE attempts;
            CREATE FUNCTION run_on_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
            $$ BEGIN {body} RETURN NULL; END $$;
            CREATE {kind} run_on_insert AFTER INSERT ON signals {deferred}
            FOR EACH ROW EXECUTE FUNCTION run_on_insert();
            """
        )


async def heal(world: World) -> None:
    async with world.as_superuser() as superuser:
        await superuser.execute("DROP FUNCTION run_on_insert CASCADE; DROP SEQUENCE attempts")


async def attempts(world: World) -> int:
    async with world.as_superuser() as superuser:
        return int(await superuser.fetchval("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM attempts"))


@pytest.mark.parametrize("end", ["pg_terminate_backend", "pg_cancel_backend"])
async def test_a_connection_that_is_ended_while_a_signal_waits_to_be_stored(
    cluster: Cluster, database: str, world: World, end: str
) -> None:
    await world.get(SUBMITTER, "/me")
    async with world.as_superuser() as superuser:
        async with superuser.transaction():
            await superuser.execute("LOCK TABLE signals IN ACCESS EXCLUSIVE MODE")
            sending = asyncio.create_task(
                world.call(
                    SUBMITTER, "POST", "/signals", json=victim_signal(), headers={"Idempotency-Key": "waits-for-a-lock"}
                )
            )
            await until_somebody_waits(superuser, database)
            await superuser.execute(
                f"SELECT {end}(pid) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'", database
            )
            check_away(await sending)
        await check_nothing_is_stored(world)
        await check_the_next_is_stored(world)


async def test_a_connection_that_ends_at_the_commit(world: World) -> None:
    await run_on_insert(world, "PERFORM pg_terminate_backend(pg_backend_pid(), 0);", at_commit=True)
    check_away(await world.call(SUBMITTER, "POST", "/signals", json=victim_signal()))
    await heal(world)
    await check_nothing_is_stored(world)
    await check_the_next_is_stored(world)


async def test_a_database_that_cannot_work_now_is_away(world: World) -> None:
    for state in CANNOT_WORK_NOW:
        await run_on_insert(world, f"PERFORM nextval('attempts'); RAISE EXCEPTION 'no' USING ERRCODE = '{state}';")
        check_away(await world.call(SUBMITTER, "POST", "/signals", json=victim_signal()))
        assert await attempts(world) == 1, state
        await heal(world)
    await check_nothing_is_stored(world)
    await check_the_next_is_stored(world)


async def test_a_commit_that_fails_is_not_answered_as_done(world: World) -> None:
    await run_on_insert(world, "RAISE EXCEPTION 'no' USING ERRCODE = '23514';", at_commit=True)
    refusal(await world.call(SUBMITTER, "POST", "/signals", json=victim_signal()), 500, "internal-error")
    await heal(world)
    await check_nothing_is_stored(world)
    await check_the_next_is_stored(world)


async def test_a_transaction_that_gave_way_is_done_again_and_stored_once(world: World) -> None:
    for stored, state in enumerate(("40001", "40P01"), start=1):
        body = f"IF nextval('attempts') < 3 THEN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END IF;"
        await run_on_insert(world, body)
        await world.submit(SUBMITTER, victim_signal())
        assert await attempts(world) == 3
        await heal(world)
        assert [await world.count(table) for table in ("signals", "tasks")] == [stored, stored]


async def test_a_transaction_that_keeps_giving_way_may_be_tried_later(world: World) -> None:
    await run_on_insert(world, "PERFORM nextval('attempts'); RAISE EXCEPTION 'no' USING ERRCODE = '40001';")
    answer = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal())
    assert await attempts(world) == 3
    await check_nothing_is_stored(world)
    check_away(answer)


async def test_a_database_that_lets_nobody_in_is_away_until_it_does(
    cluster: Cluster, database: str, world: World
) -> None:
    for way in WAYS:
        await world.get(SUBMITTER, "/me")
        async with database_away(cluster, database, way):
            for _ in range(3):
                check_away(await world.call(SUBMITTER, "POST", "/signals", json=victim_signal()))
            check_away(await world.call(SUBMITTER, "GET", "/me"))
        await check_nothing_is_stored(world)
    await check_the_next_is_stored(world)


async def test_connections_that_ended_while_nobody_used_them_cost_no_answer(
    cluster: Cluster, database: str, world: World
) -> None:
    await asyncio.gather(*(world.get(SUBMITTER, "/me") for _ in range(10)))
    superuser = await cluster.superuser()
    assert await end_connections(superuser, database) > 1
    await superuser.close()
    answers = [await world.call(SUBMITTER, "GET", "/me") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 6


async def test_a_database_of_which_every_connection_is_in_use_is_busy_and_not_away(world: World) -> None:
    engine = create_engine(world.api_url, pool_size=1)
    cast("QueuePool", engine.pool)._timeout = 0.05
    database = Database(engine)

    async def hold(_: AsyncConnection) -> None:
        with pytest.raises(Unavailable, match="no connection to its database came free"):
            await database.run(ask)

    async def ask(connection: AsyncConnection) -> None:
        await connection.execute(text("SELECT 1"))

    await database.run(hold)
    await database.run(ask)
    await database.close()
