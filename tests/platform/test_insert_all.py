"""What is inserted in one statement is stored exactly as it was, in whichever order the tables are named."""

import os
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.database import Base, Database, Row, create_engine, insert_all
from app.platform.models import Event
from app.signals.models import Part, SealedKey, Signal, Submission
from app.signals.vocabulary import AimedAt
from tests.world import NOW, World

TEXTS = [
    "Zoë Šćepanović-Ðặng ẞ",
    "💙🧑‍🤝‍🧑",
    'quote " and \' and \\ and \\" and \\n',
    "line\nnext\ttab\r\x01\x7f\u2028\ufeff",
    "\\x414243",
    ":name %s %(name)s $1 {} ?",
    "NULL",
    "null",
    "",
    " ",
    "-- '; DROP TABLE signals",
    "e\u0301 is not é",
    "\u202eright to left",
    "x" * 20_000,
]
CONTENTS = [b"", b"\x00", bytes(range(256)), b"\\x41", "Zoë".encode(), os.urandom(100_000)]
MOMENTS = [
    NOW,
    datetime(2026, 11, 23, 9, 30, 0, 123456, tzinfo=UTC),
    datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=1))),
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
]
DATES = [(date(2026, 2, 28), None), (date(1, 1, 1), date(9999, 12, 31)), (date(2024, 2, 29), date(2026, 1, 1))]
DOCUMENTS: list[dict[str, Any]] = [
    {},
    {"a": None, "b": [1, -2.5, True, "tëxt", {"c": []}], "": "\\x41", "9": 2**53},
    {"Zoë": "💙", "quote": '"', "null": "null"},
]


@pytest.fixture
async def owner(shared_world: World) -> AsyncIterator[Database]:
    """The database past every policy."""
    database = Database(create_engine(shared_world.superuser_url, pool_size=1))
    yield database
    await database.close()


class UndoneError(Exception):
    """Undoes what a test inserted."""


def signal(number: int, **changes: object) -> dict[str, object]:
    return {
        "id": uuid.UUID(int=number),
        "reference": f"ZWB-2026-{number:06}",
        "municipality_code": "GM0758",
        "district_id": "de_baronie",
        "exploitation_forms": ["sexual"],
        "acute_danger": False,
        "observed_from": date(2026, 11, 2),
        "observed_until": None,
        "received_at": NOW,
        **changes,
    }


def event(number: int, **changes: object) -> dict[str, object]:
    return {
        "id": uuid.UUID(int=number),
        "type": "signal.received",
        "occurred_at": NOW,
        "actor_id": uuid.UUID(int=1),
        "signal_id": None,
        "municipality_code": None,
        "compartment": None,
        "subject_id": uuid.UUID(int=2),
        "data": {},
        **changes,
    }


async def stored(owner: Database, rows: dict[type[Base], list[Row]], model: type[Base]) -> list[dict[str, object]]:
    """Insert rows, read those of one table back in the order they were given, and undo it all."""
    found: list[dict[str, object]] = []

    async def insert_and_read(connection: AsyncConnection) -> None:
        await insert_all(connection, rows)
        names = ", ".join(rows[model][0])
        read = await connection.exec_driver_sql(f"SELECT {names} FROM {model.__tablename__} ORDER BY 1")
        found.extend(dict(row) for row in read.mappings())
        raise UndoneError

    with pytest.raises(UndoneError):
        await owner.run(insert_and_read)
    return found


async def test_texts_arrays_and_dates_are_stored_exactly(owner: Database) -> None:
    rows: list[Row] = [
        *(signal(n, reference=text or "empty", exploitation_forms=[text]) for n, text in enumerate(TEXTS, 100)),
        *(signal(n, observed_from=first, observed_until=last) for n, (first, last) in enumerate(DATES, 300)),
        signal(400, exploitation_forms=[], acute_danger=True),
        signal(401, exploitation_forms=TEXTS),
    ]
    assert await stored(owner, {Signal: rows}, Signal) == rows


async def test_bytes_are_stored_exactly(owner: Database) -> None:
    numbers = range(500, 500 + len(CONTENTS))
    signals: list[Row] = [signal(n) for n in numbers]
    parts: list[Row] = [
        {
            "signal_id": uuid.UUID(int=n),
            "compartment": "care",
            "municipality_code": "GM0758",
            "narrative": content,
            "indicators": [],
            "organised": False,
        }
        for n, content in zip(numbers, CONTENTS, strict=True)
    ]
    assert await stored(owner, {Signal: signals, Part: parts}, Part) == parts


async def test_documents_moments_and_nothing_are_stored_exactly(owner: Database) -> None:
    rows: list[Row] = [event(n, data=document, type=f"tÿpe.{n}") for n, document in enumerate(DOCUMENTS, 600)]
    rows += [event(n, occurred_at=moment) for n, moment in enumerate(MOMENTS, 650)]
    rows.append(event(700, signal_id=uuid.UUID(int=9), compartment="care", municipality_code="GM0758"))
    assert await stored(owner, {Signal: [signal(9)], Event: rows}, Event) == rows


async def test_ids_of_the_driver_and_codes_are_stored_as_what_they_stand_for(owner: Database) -> None:
    driver_id = asyncpg.pgproto.pgproto.UUID("00000000-0000-0000-0000-000000000320")
    submission: Row = {
        "signal_id": driver_id,
        "municipality_code": "GM0758",
        "submitted_by": uuid.UUID(int=1),
        "aimed_at": AimedAt.VICTIM,
        "source_kind": "enforcement",
        "source_department": None,
        "source_reference": "",
    }
    found = await stored(owner, {Signal: [signal(800)], Submission: [submission]}, Submission)
    assert found == [{**submission, "signal_id": uuid.UUID(int=800), "aimed_at": "victim"}]


@pytest.mark.parametrize("children_first", [True, False])
async def test_foreign_keys_hold_in_whichever_order_the_tables_are_named(owner: Database, children_first: bool) -> None:
    key: Row = {
        "signal_id": uuid.UUID(int=900),
        "compartment": "care",
        "municipality_code": "GM0758",
        "wrapped": b"\x01",
    }
    rows: list[tuple[type[Base], list[Row]]] = [(SealedKey, [key]), (Event, [event(900)]), (Signal, [signal(900)])]
    named = dict(rows if children_first else reversed(rows))
    assert await stored(owner, named, SealedKey) == [key]


async def test_a_row_whose_parent_is_not_there_undoes_the_whole_statement(owner: Database, shared_world: World) -> None:
    key: Row = {
        "signal_id": uuid.UUID(int=999),
        "compartment": "care",
        "municipality_code": "GM0758",
        "wrapped": b"\x01",
    }

    async def insert(connection: AsyncConnection) -> None:
        await insert_all(connection, {Signal: [signal(1000)], Event: [event(1000)], SealedKey: [key]})

    with pytest.raises(IntegrityError, match="fk_data_keys_signal"):
        await owner.run(insert)
    assert [await shared_world.count(table) for table in ("signals", "events", "data_keys")] == [0, 0, 0]


async def test_tables_without_rows_are_passed_over(owner: Database) -> None:
    assert await stored(owner, {Event: [], Signal: [signal(1100)], SealedKey: []}, Signal) == [signal(1100)]
