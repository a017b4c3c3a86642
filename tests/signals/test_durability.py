"""A 201 means that the signal is stored; anything else, that nothing of it is."""

import itertools

import pytest

from app.platform.ids import new_reference
from app.signals import service
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.world import World

SUBMITTER = "aandachtsfunctionaris.breda"

FAIL_AT_COMMIT = """
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$;
CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION fail()
"""

GIVE_WAY_ONCE = """
CREATE SEQUENCE attempts; GRANT USAGE ON SEQUENCE attempts TO signaalbrug_app;
CREATE FUNCTION give_way() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('public.attempts') <= {times} THEN RAISE EXCEPTION 'again' USING ERRCODE = '{state}'; END IF; RETURN NULL;
END $$;
CREATE TRIGGER gives_way AFTER INSERT ON signals FOR EACH STATEMENT EXECUTE FUNCTION give_way()
"""


async def run(world: World, script: str) -> None:
    """Run SQL as a superuser."""
    async with world.as_superuser() as connection:
        await connection.execute(script)


@pytest.mark.parametrize("table", ["signals", "signal_parts", "tasks", "events"])
async def test_a_commit_that_fails_is_no_201_and_leaves_nothing(world: World, table: str) -> None:
    await run(world, FAIL_AT_COMMIT.format(table=table, state="P0001"))
    answer = await world.call(SUBMITTER, "POST", "/signals", json=signal_aimed_at_both())
    assert answer.status_code == 500
    assert await world.stored() == 0


async def test_a_database_that_shuts_down_at_commit_is_a_503(world: World) -> None:
    await run(world, FAIL_AT_COMMIT.format(table="signals", state="57P01"))
    answer = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal())
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert await world.stored() == 0


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_a_transaction_that_must_give_way_is_done_again(world: World, state: str) -> None:
    await run(world, GIVE_WAY_ONCE.format(state=state, times=2))
    await world.submit(SUBMITTER, victim_signal())
    assert await world.count("signals") == 1
    assert await world.count("tasks") == 1


async def test_a_transaction_that_keeps_giving_way_is_not_done_for_ever(world: World) -> None:
    await run(world, GIVE_WAY_ONCE.format(state="40001", times=1_000))
    answer = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal())
    assert answer.status_code >= 500
    assert await world.stored() == 0


async def test_a_reference_that_is_taken_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await world.submit(SUBMITTER, victim_signal())
    drawn = itertools.chain([first["reference"]], iter(lambda: new_reference(2026), None))
    monkeypatch.setattr(service, "new_reference", lambda _: next(drawn))
    headers = {"Idempotency-Key": "draws-twice"}
    answer = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=headers)
    assert answer.status_code == 201
    assert answer.json()["reference"] != first["reference"]
    assert await world.count("signals") == 2
    assert await world.count("tasks") == 2


async def test_references_that_stay_taken_are_no_201(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await world.submit(SUBMITTER, victim_signal())
    monkeypatch.setattr(service, "new_reference", lambda _: first["reference"])
    answer = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal())
    assert answer.status_code >= 500
    assert await world.count("signals") == 1
