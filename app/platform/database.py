"""The database: one engine, and the one place where transactions begin and commit."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar, cast
from uuid import UUID

import asyncpg
import orjson
import sqlalchemy
from sqlalchemy import MetaData, Table, TextClause, bindparam, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from app.platform.database_errors import ERRORS, RETRIABLE_STATES, UNWRITABLE_STATES, DatabaseError, is_away, sqlstate
from app.platform.logs import get_logger
from app.platform.problems import FieldError, InvalidInput, Problem, Unavailable

T = TypeVar("T")
Row = Mapping[str, object]
"""A row to insert."""

DatabaseRow = sqlalchemy.Row[*tuple[Any, ...]]
"""A row that was read."""

RowSelect = sqlalchemy.Select[*tuple[Any, ...]]
"""A query for rows."""

ATTEMPTS = 3
"""How often a unit of work is tried when the database asks to try again."""

APPLICATION_ROLE = "signaalbrug_app"
"""The group role that holds every grant of the API; the login of the API is a member of it."""

WORKER_ROLE = "signaalbrug_worker"
"""The login of the background worker; policies go by its name."""

BUSY = (
    "The service is busy: no connection to its database came free. Nothing was lost that was acknowledged; try again."
)
SLOW_SECONDS = 900
"""How long a statement takes at most that nobody waits for."""


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class TryAgainError(Exception):
    """Raised by a unit of work that must be done again from the start, for instance when a reference was taken."""


def async_url(url: str) -> str:
    """Name the driver in a PostgreSQL URL as operators write it; asyncpg calls `sslmode` by another name."""
    head, mark, query = url.partition("?")
    url = head + mark + re.sub(r"(^|&)sslmode=", r"\1ssl=", query)
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+asyncpg://" + url.removeprefix(scheme)
    return url


def create_engine(url: str, *, pool_size: int) -> AsyncEngine:
    """Make the engine of the API: bounded waits everywhere, and no parameters in error texts."""
    engine = create_async_engine(
        async_url(url),
        isolation_level="AUTOCOMMIT",  # `Database.run` begins and commits
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        hide_parameters=True,
        json_serializer=dump_json,
        json_deserializer=orjson.loads,
        connect_args={
            "timeout": 5,
            "command_timeout": 30,
            "server_settings": {
                "application_name": "signaalbrug",
                "statement_timeout": "15s",
                "lock_timeout": "5s",
                "idle_in_transaction_session_timeout": "30s",
                "timezone": "UTC",
                "jit": "off",
                # Each of our queries reads a few rows in the order of an index. Planned once per connection, and never
                # by reading a whole queue to sort it, they stay as fast when statistics lag behind.
                "plan_cache_mode": "force_generic_plan",
                "enable_bitmapscan": "off",
            },
        },
    )
    event.listen(engine.sync_engine, "checkout", _refuse_unusable)
    return engine


def _refuse_unusable(connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Have the pool make another connection when the database has closed this one, or has a transaction open on it."""
    driver = connection.driver_connection
    if driver.is_closed() or driver.is_in_transaction():
        raise DisconnectionError


class Database:
    """Runs units of work: each in one transaction, committed before anything is answered."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def run(self, work: Callable[[AsyncConnection], Awaitable[T]], *, read_only: bool = False) -> T:
        """Do the work in a transaction and commit it; anything raised rolls it back.

        One that is `read_only` writes nothing, from its beginning: a replica takes it, and what would write is refused.

        The work may be called again from the start when PostgreSQL asks for it, so it must have no effects outside
        the transaction. Raises Unavailable when the database is away or keeps asking; whether a commit that was under
        way took effect is then unknown, and an `Idempotency-Key` makes trying again safe. Raises InvalidInput for a
        NUL in a text: a code or a filter is compared with what there is, and only here does it show to be none.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._engine.connect() as connection:
                    return await _in_transaction(connection, work, read_only=read_only)
            except TryAgainError as error:
                if attempt == ATTEMPTS:
                    raise self._unavailable(error) from error
            except ERRORS as error:
                state = sqlstate(error)
                if state in RETRIABLE_STATES:
                    if attempt == ATTEMPTS:
                        raise self._unavailable(error) from error
                    continue
                if (problem := self._problem_of(error, state)) is not None:
                    raise problem from error
                raise
            except PoolTimeoutError as error:
                get_logger().error("no connection free", error=error)
                raise Unavailable(BUSY) from error
            except (TimeoutError, OSError) as error:
                raise self._unavailable(error) from error
        raise AssertionError("unreachable: every attempt returns or raises")

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    @classmethod
    def _problem_of(cls, error: DatabaseError, state: str | None) -> Problem | None:
        """Return what to answer with for an error; None when the error is ours."""
        if state in UNWRITABLE_STATES:
            wrong = FieldError("control_character", "Text may not contain control characters")
            return InvalidInput("A text of the request has a NUL character in it.", errors=[wrong])
        return cls._unavailable(error) if is_away(error, state) else None

    @staticmethod
    def _unavailable(error: Exception) -> Unavailable:
        get_logger().error("database away", error=error)
        return Unavailable("The database cannot be reached. Nothing was lost that was acknowledged; try again.")


async def _in_transaction(
    connection: AsyncConnection, work: Callable[[AsyncConnection], Awaitable[T]], *, read_only: bool
) -> T:
    """Do the work in a transaction of its own, and throw the connection away unless that ended as it should.

    A connection of which nobody knows how it stands may have a transaction open. What is done on it later would be
    acknowledged as a part of that transaction, and never be committed.
    """
    transaction, is_over = driver_of(connection).transaction(readonly=read_only), False
    try:
        await transaction.start()
        try:
            result = await work(connection)
        except BaseException:
            with suppress(Exception):  # what was raised first tells more
                await transaction.rollback()
                is_over = True
            raise
        await transaction.commit()
        is_over = True
    finally:
        if not is_over:
            await connection.invalidate()
    return result


def driver_of(connection: AsyncConnection) -> asyncpg.Connection:
    """Return the connection of asyncpg below one of SQLAlchemy."""
    below = connection.sync_connection
    assert below is not None  # noqa: S101 - a unit of work has a connection that is open
    return cast("asyncpg.Connection", below.connection.driver_connection)


def apart(connection: AsyncConnection) -> asyncpg.transaction.Transaction:
    """Undo what is done within a unit of work when it fails, and keep the rest: used with `async with`."""
    return driver_of(connection).transaction()


async def fetch(connection: AsyncConnection, statement: str, *values: object) -> list[asyncpg.Record]:
    """Run a statement with asyncpg itself, for the few that most requests make; with SQLAlchemy it costs thrice."""
    return await driver_of(connection).fetch(statement, *values)


async def fetch_slowly(connection: AsyncConnection, statement: str, *values: object) -> list[asyncpg.Record]:
    """Run a statement that nobody waits for, and that may take minutes."""
    await driver_of(connection).execute(f"SET LOCAL statement_timeout = '{SLOW_SECONDS}s'")
    return await driver_of(connection).fetch(statement, *values, timeout=SLOW_SECONDS)


async def insert_all(connection: AsyncConnection, rows: Mapping[type[Base], Sequence[Row]]) -> None:
    """Insert rows into several tables in one statement, so in one round trip.

    Rows travel as one JSON array per table. All rows of a table have the same columns; foreign keys among the
    inserted rows are checked at the end of the statement, so that the order of the tables does not matter.
    """
    filled = {cast("Table", model.__table__).name: table_rows for model, table_rows in rows.items() if table_rows}
    shape = tuple((name, tuple(table_rows[0])) for name, table_rows in filled.items())
    await connection.execute(_insertion(shape), filled)


@cache
def _insertion(shape: tuple[tuple[str, tuple[str, ...]], ...]) -> TextClause:
    """Write the statement for tables and columns; their names come from the models."""
    steps = []
    for table, names in shape:
        columns = ", ".join(names)
        steps.append(
            f"i_{table} AS (INSERT INTO {table} ({columns}) "  # noqa: S608 - as told above
            f"SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, :{table}))"
        )
    parameters = (bindparam(table, type_=JSONB) for table, _ in shape)
    return text(f"WITH {', '.join(steps)} SELECT 1").bindparams(*parameters)


def dump_json(value: object) -> str:
    """Serialise a value for a JSON column or for `insert_all`: bytes as PostgreSQL writes them, in hexadecimal."""
    return orjson.dumps(value, default=_dump_other).decode()


def _dump_other(value: object) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, UUID):  # asyncpg reads a subclass, which orjson leaves to us
        return str(value)
    raise TypeError
