"""A write that is sent twice under one name is done once."""

import asyncio
from uuid import uuid4

import pytest

from tests.bodies import victim_signal
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"
KEY = {"Idempotency-Key": "zaak-2026-0001"}
ENRICHMENT = {"compartment": "care", "kind": "other", "text": "Een aanvulling die het beeld vollediger maakt."}


async def test_the_same_signal_again_is_the_same_signal(world: World) -> None:
    first = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY)
    again = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert await world.count("signals") == 1
    assert await world.count("events") == 2


async def test_the_answer_again_tells_how_it_stands_now(world: World) -> None:
    await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY)
    (task,) = await world.tasks("zorgcoordinator.de-baronie")
    await world.call("zorgcoordinator.de-baronie", "PUT", f"/tasks/{task['id']}/claim")
    again = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY)
    assert again.json()["status"] == "in_progress"


async def test_another_signal_under_the_same_name_is_a_conflict(world: World) -> None:
    await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY)
    answer = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(acuteDanger=True), headers=KEY)
    assert answer.status_code == 409
    assert await world.count("signals") == 1


async def test_the_name_of_another_actor_is_another_name(world: World) -> None:
    first = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY)
    other = await world.call("system.breda", "POST", "/signals", json=victim_signal(), headers=KEY)
    assert other.status_code == 201
    assert other.json()["id"] != first.json()["id"]


async def test_sent_eight_times_at_once_it_is_stored_once(world: World) -> None:
    answers = await asyncio.gather(
        *(world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY) for _ in range(8))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await world.count("signals") == 1


async def test_a_refused_attempt_leaves_its_name_free(world: World) -> None:
    refused = await world.call(
        SUBMITTER, "POST", "/signals", json=victim_signal(municipalityCode="GM0664"), headers=KEY
    )
    assert refused.status_code == 403
    assert await world.stored() == 0
    answer = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY)
    assert answer.status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 101, "with a blank in it", "with\ta-tab"])
async def test_a_name_that_is_none_is_refused(shared_world: World, key: str) -> None:
    headers = {"Idempotency-Key": key}
    answer = await shared_world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=headers)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"
    assert await shared_world.stored() == 0


async def test_an_enrichment_that_is_sent_twice_is_added_once(world: World) -> None:
    first, second = [await world.submit(SUBMITTER, victim_signal()) for _ in range(2)]

    async def enrich(signal: Json, **changes: str) -> tuple[int, Json]:
        answer = await world.call(
            SUBMITTER, "POST", f"/signals/{signal['id']}/enrichments", json={**ENRICHMENT, **changes}, headers=KEY
        )
        return answer.status_code, answer.json()

    made = await enrich(first)
    assert made[0] == 201
    assert await enrich(first) == made
    assert (await enrich(first, text="Een heel andere aanvulling dan de eerste was."))[0] == 409
    assert (await enrich(second))[1]["id"] != made[1]["id"]
    assert await world.count("enrichments") == 2


async def test_the_body_cannot_be_guessed_from_what_is_kept(world: World) -> None:
    await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers={"Idempotency-Key": str(uuid4())})
    async with world.as_superuser() as connection:
        (row,) = await connection.fetch("SELECT * FROM idempotency_keys")
    assert set(row.keys()) == {"actor_id", "operation", "key", "fingerprint", "resource_id", "created_at"}
    assert len(row["fingerprint"]) == 32
