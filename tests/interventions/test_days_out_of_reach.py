"""A day past all bounds, or one assessment that cannot be asked for, keeps no other from being asked for."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from tests.interventions.logging import DESK, SUBMITTER, a_task, assessed, logged
from tests.working import worker_of
from tests.world import World

ENDS_OF_TIME = ("5874897-12-31", "4713-01-01 BC", "infinity", "-infinity", "1999-12-31", "2200-01-02")
AGAIN = """
    INSERT INTO {table} SELECT (jsonb_populate_record(x,
        jsonb_build_object('id', gen_random_uuid(), '{column}', $1::text))).* FROM {table} x LIMIT 1
"""
REFUSED_ONE = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.intervention_id = '{}' THEN RAISE EXCEPTION 'not this one'; END IF;
      RETURN NEW;
    END $$
"""
REFUSE = "CREATE TRIGGER refuse BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION refuse()"
ASKED = "SELECT intervention_id FROM tasks WHERE intervention_id IS NOT NULL"


async def refused(world: World, persona: str, statement: str, *values: object) -> str | None:
    """Execute as a persona with the login of the API, undo it, and return the constraint that refused it."""
    async with world.as_api(persona) as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute(statement, *values)
        except asyncpg.PostgresError as error:
            return str(error.as_dict().get("constraint_name", error))
        finally:
            await transaction.rollback()
    return None


@pytest.mark.parametrize("day", ENDS_OF_TIME)
async def test_no_day_of_an_intervention_is_past_all_bounds(world: World, day: str) -> None:
    made = await logged(world, await a_task(world), startedOn="2026-10-05")
    assert (await assessed(world, made["id"]))[0] == 201
    for table, column in (
        ("interventions", "started_on"),
        ("interventions", "planned_for"),
        ("effects", "assessed_on"),
    ):
        statement = AGAIN.format(table=table, column=column)
        assert await refused(world, DESK, statement, day) == f"ck_{table}_within_reach", column


@pytest.mark.parametrize("day", ["5874897-12-31", "infinity", "2200-01-02"])
async def test_nothing_ends_past_all_bounds(world: World, day: str) -> None:
    await logged(world, await a_task(world), startedOn="2026-10-05")
    statement = AGAIN.format(table="interventions", column="ended_on").replace(
        "$1::text", "$1::text, 'status', 'ended'"
    )
    assert await refused(world, DESK, statement, day) == "ck_interventions_within_reach"


@pytest.mark.parametrize("moment", ["294276-12-31 UTC", "4713-01-01 BC UTC", "infinity", "-infinity"])
async def test_no_moment_of_a_signal_or_a_task_is_past_all_bounds(world: World, moment: str) -> None:
    task = await a_task(world)
    for column in ("feedback_due_at", "claimed_at", "completed_at", "waiting_until"):
        statement = f"UPDATE tasks SET {column} = $1::text::timestamptz WHERE id = $2"
        if column == "waiting_until":
            statement = statement.replace(
                "SET", "SET status = 'waiting', waiting_reason = 'x', claimed_by = access.actor(),"
            )
        assert await refused(world, DESK, statement, moment, UUID(task["id"])) == "ck_tasks_within_reach", column
    for column in ("due_at", "opened_at"):
        statement = AGAIN.format(table="tasks", column=column)
        assert await refused(world, SUBMITTER, statement, moment) == "ck_tasks_within_reach", column
    refusal = await refused(world, SUBMITTER, AGAIN.format(table="signals", column="received_at"), moment)
    assert refusal is not None
    assert "row-level security" in refusal, "a signal is received at the moment at which it is"


async def test_an_assessment_that_cannot_be_asked_for_keeps_no_other_waiting(world: World) -> None:
    first, second, third = [
        (await logged(world, await a_task(world), startedOn=f"2026-10-0{day}"))["id"] for day in (1, 2, 3)
    ]
    async with world.as_superuser() as connection:
        await connection.execute(REFUSED_ONE.format(first))
        await connection.execute(REFUSE)
    world.clock.advance(timedelta(days=30))
    async with worker_of(world) as worker:
        for _ in range(2):
            await worker.round()
            async with world.as_superuser() as connection:
                assert {str(row[0]) for row in await connection.fetch(ASKED)} == {second, third}
        async with world.as_superuser() as connection:
            await connection.execute("DROP TRIGGER refuse ON tasks")
        await worker.round()
        async with world.as_superuser() as connection:
            assert {str(row[0]) for row in await connection.fetch(ASKED)} == {first, second, third}
