"""The door of PostgreSQL: the application role, entered as each actor, reads all there is and tries what it can."""

import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any

import asyncpg
import orjson
from sqlalchemy import Table

from app.platform.embedded import API_LOGIN, OWNER_LOGIN, WORKER_LOGIN
from app.tables import metadata
from tests.wall.attempt import Attempt
from tests.wall.model import Row
from tests.wall.write_rules import AS_OWNER, AS_WORKER, BLIND, DELETES, NOT_THERE, REFUSED, WRITTEN

UNREADABLE = ("identity_tokens", "identity_lookups", "search_tokens", "deadlines", "mails", "mail_items")
"""Tables without a grant to read: who tries is refused."""
OUTCOMES = {"1": WRITTEN, "0": NOT_THERE, **dict.fromkeys(("42501", "23503", "23505", "23514"), REFUSED)}
"""What a number of rows or the code of an error comes to; a constraint may refuse as well as a policy."""

TRY = """
CREATE OR REPLACE FUNCTION proof.{name}(p_rows jsonb) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  v_row jsonb;
  v_count int;
  v_results text[] := '{{}}';
BEGIN
  FOR v_row IN SELECT * FROM jsonb_array_elements(p_rows) LOOP
    BEGIN
      {statement};
      GET DIAGNOSTICS v_count = ROW_COUNT;
      RAISE EXCEPTION USING ERRCODE = 'WALL0', MESSAGE = v_count::text;
    EXCEPTION
      WHEN SQLSTATE 'WALL0' THEN v_results := v_results || SQLERRM;
      WHEN OTHERS THEN v_results := v_results || SQLSTATE;
    END;
  END LOOP;
  RETURN v_results;
END
$$;
"""
"""Tries a statement for each of some rows and undoes it: how many rows it wrote, or why it was refused. It runs as
whoever calls it."""

BREAK_GLASS = "access.open_break_glass((v_row ->> 'id')::uuid, 'x', v_row ->> 'reference', '', '')"
CALLS = {
    **dict.fromkeys(("break_glass_sessions.open", "break_glass_sessions.open_case"), BREAK_GLASS),
    "tasks.assign": (
        "nullif(access.assign_tasks(ARRAY[(v_row ->> 'id')::uuid], (v_row ->> 'claimed_by')::uuid), '{}')"
    ),
    "task_searches.make": (
        "access.search_tasks((v_row ->> 'id')::uuid, v_row ->> 'kind', ARRAY[(v_row ->> 'value')::bytea])"
    ),
    "referrals.end": (
        "access.end_referral((v_row ->> 'id')::uuid, v_row ->> 'status', v_row ->> 'return_reason', NULL, 'x', "
        "(v_row ->> 'opened_task_id')::uuid, 2, access.moment(), true, access.moment())"
    ),
    "partners.keep": "access.keep_partner((v_row ->> 'id')::uuid, v_row ->> 'kind', v_row ->> 'name', true)",
    "intervention_kinds.keep": (
        "access.keep_intervention_kind((v_row ->> 'id')::uuid, v_row ->> 'code', 'x', 'x', 'care', 1, 1, '{1}', false)"
    ),
    "cases.open": (
        "access.open_case((v_row ->> 'id')::uuid, v_row ->> 'reference', v_row ->> 'compartment', v_row ->> 'desk_id', "
        "v_row ->> 'district_id', '', '', gen_random_uuid(), access.moment() + interval '1 hour')"
    ),
    "case_members.take_up": (
        "access.take_up_case((v_row ->> 'case_id')::uuid, (v_row ->> 'id')::uuid, (v_row ->> 'until')::timestamptz)"
    ),
    "actors.name": (
        "access.actor_of((v_row ->> 'id')::uuid, v_row ->> 'issuer', v_row ->> 'subject', 'x', v_row ->> 'kind')"
    ),
}
"""Writes that only a function of the database does; each answers null to who may not."""


@asynccontextmanager
async def entered(
    connection: asyncpg.Connection, issuer: str, subject: str, now: datetime
) -> AsyncIterator[dict[str, Any] | None]:
    """Enter a transaction as an actor and the application role; give what access.begin told, and undo everything."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"SET LOCAL ROLE {API_LOGIN}")
        context = await connection.fetchval("SELECT access.begin($1, $2, $3)", issuer, subject, now)
        yield orjson.loads(context) if context else None
    finally:
        await transaction.rollback()


async def as_owner(connection: asyncpg.Connection) -> None:
    """Act as the owner of the tables, as functions of the database do, with the context of the entered actor."""
    await connection.execute(f"SET LOCAL ROLE {OWNER_LOGIN}")


def _key_of_table(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


KEYS = {name: _key_of_table(table) for name, table in metadata.tables.items()}
"""The primary key of each table."""


def key_of(table: str, row: Row) -> str:
    """Return the primary key of a row as text."""
    values = (row[name] for name in KEYS[table])
    return "|".join(f"\\x{value.hex()}" if isinstance(value, bytes) else str(value) for value in values)


def reading(tables: Iterable[str]) -> str:
    """Write the query for the primary keys of all rows of some tables."""
    return " UNION ALL ".join(
        f"SELECT '{table}' AS name, concat_ws('|', {', '.join(KEYS[table])}) AS key FROM {table}"
        for table in sorted(tables)
    )


async def read(connection: asyncpg.Connection, tables: Iterable[str]) -> dict[str, set[str]]:
    """Return the keys of the rows that the entered actor reads, by table."""
    seen: dict[str, set[str]] = {table: set() for table in tables}
    for name, key in await connection.fetch(reading(seen)):
        seen[name].add(key)
    return seen


async def is_refused(connection: asyncpg.Connection, table: str) -> bool:
    """Tell whether reading a table is refused, whatever is in it."""
    try:
        async with connection.transaction():
            await connection.fetch(f"SELECT count(*) FROM {table}")
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def prepare(connection: asyncpg.Connection, tried: Iterable[Attempt]) -> None:
    """Make a function for each statement that will be tried, as the superuser."""
    await connection.execute("CREATE SCHEMA IF NOT EXISTS proof; GRANT USAGE ON SCHEMA proof TO PUBLIC")
    for statement in sorted({_statement(attempt) for attempt in tried}):
        await connection.execute(TRY.format(name=_name(statement), statement=statement))
    for statement in sorted({_statement(attempt) for attempt in tried if attempt.kind in AS_WORKER}):
        name = f"worker_{_name(statement)}"
        await connection.execute(TRY.format(name=name, statement=statement))
        await connection.execute(f"ALTER FUNCTION proof.{name} SECURITY DEFINER")
        await connection.execute(f"ALTER FUNCTION proof.{name} OWNER TO {OWNER_LOGIN}")


async def write(connection: asyncpg.Connection, tried: Iterable[Attempt]) -> list[tuple[Attempt, str]]:
    """Try to write as the entered actor; return for each how many rows it wrote or the code of its refusal."""
    grouped: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in tried:
        grouped.setdefault((_login(attempt), _statement(attempt)), []).append(attempt)
    results: list[tuple[Attempt, str]] = []
    for (login, statement), some in grouped.items():
        name = _name(statement)
        if login == WORKER_LOGIN:
            await connection.execute(f"SET LOCAL SESSION AUTHORIZATION {WORKER_LOGIN}")
            name = f"worker_{name}"
        else:
            await connection.execute(f"SET LOCAL ROLE {login}")
        rows = orjson.dumps([attempt.row for attempt in some], default=_json).decode()
        codes = await connection.fetchval(f"SELECT proof.{name}($1)", rows)
        results += zip(some, codes, strict=True)
        if login == WORKER_LOGIN:
            await connection.execute("SET LOCAL SESSION AUTHORIZATION DEFAULT")
        await connection.execute(f"SET LOCAL ROLE {API_LOGIN}")
    return results


def _login(attempt: Attempt) -> str:
    """Name who a write is tried as: the worker's functions act as the owner, and see who logged in."""
    if attempt.kind in AS_WORKER:
        return WORKER_LOGIN
    return OWNER_LOGIN if attempt.kind in AS_OWNER else API_LOGIN


@cache
def _name(statement: str) -> str:
    return f"try_{hashlib.sha256(statement.encode()).hexdigest()[:12]}"


def _statement(attempt: Attempt) -> str:
    if attempt.kind in CALLS:
        return f"PERFORM FROM (SELECT {CALLS[attempt.kind]} AS answer) called WHERE answer IS NOT NULL"
    record = f"jsonb_populate_record(NULL::{attempt.table}, v_row)"
    if attempt.before is None:
        columns = ", ".join(attempt.row)
        return f"INSERT INTO {attempt.table} ({columns}) SELECT {columns} FROM {record}"
    if attempt.kind in DELETES:
        return f"DELETE FROM {attempt.table} WHERE id = (v_row ->> 'id')::uuid"
    columns = ", ".join(attempt.changes)
    if attempt.kind in BLIND:
        return f"UPDATE {attempt.table} SET ({columns}) = (SELECT {columns} FROM {record})"
    chosen = f"(SELECT {columns} FROM {record})"
    return f"UPDATE {attempt.table} SET ({columns}) = {chosen} WHERE id = (v_row ->> 'id')::uuid"


def _json(value: object) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(type(value))
