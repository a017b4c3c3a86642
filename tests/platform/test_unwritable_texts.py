"""A NUL is in no text of PostgreSQL: whoever sends one in a code or a filter is told so."""

import pytest
from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.database import Database, create_engine
from app.platform.problems import InvalidInput
from tests.cases.casework import DSP, LEAD, TITLE
from tests.interventions.logging import DESK, a_task, intervention
from tests.monitor.writing import entry
from tests.platform.problem import refusal
from tests.world import World

CHAIN = "ketenregisseur"
FILTERS = (
    *((CHAIN, f"/monitor/entries?{name}=%00") for name in ("period", "action", "district")),
    *((DESK, f"/interventions?{name}=a%00b") for name in ("desk", "kind")),
    (LEAD, "/cases?desk=%00"),
    (DSP, "/dsp-proposals?district=%00"),
    ("beheerder", "/appointments?district=%00"),
)


@pytest.mark.parametrize(("persona", "path"), FILTERS)
async def test_a_filter_with_a_nul_is_refused(shared_world: World, persona: str, path: str) -> None:
    document = refusal(await shared_world.call(persona, "GET", path), 400, "invalid-input")
    assert document["detail"] == "A text of the request has a NUL character in it."
    assert [error["code"] for error in document["errors"]] == ["control_character"]


async def test_a_code_with_a_nul_is_refused_and_the_next_request_is_answered(world: World) -> None:
    task = await a_task(world)
    path, body = f"/signals/{task['signalId']}/interventions", intervention(task)
    refusal(await world.call(DESK, "POST", path, json={**body, "kind": "a\0b"}), 400, "invalid-input")
    for persona, other, wrong in (
        (LEAD, "/cases", {"desk": "a\0b", "signals": [task["signalId"]], "title": TITLE}),
        (CHAIN, "/monitor/entries", entry(action="a\0b")),
        (CHAIN, "/monitor/entries", entry(district="a\0b")),
    ):
        answer = await world.call(persona, "POST", other, json=wrong)
        assert 400 <= answer.status_code < 500, answer.text
    assert (await world.call(DESK, "POST", path, json=body)).status_code == 201


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT CAST(:value AS text)").bindparams(value="a\0b"),
        text("SELECT CAST(:value AS text[])").bindparams(value=["a\0b"]),
        text("SELECT :value").bindparams(bindparam("value", {"code": "a\0b"}, type_=JSONB)),
    ],
)
async def test_the_database_takes_a_nul_in_no_text_no_list_and_no_json(
    shared_world: World, statement: TextClause
) -> None:
    database = Database(create_engine(shared_world.api_url, pool_size=1))

    async def ask(connection: AsyncConnection) -> None:
        await connection.execute(statement)

    try:
        with pytest.raises(InvalidInput):
            await database.run(ask)
    finally:
        await database.close()
