"""What goes wrong with a database: whether it is away, asks to try again, or was asked something wrong."""

from typing import cast

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

from app.platform.problems import Unavailable

ERRORS = (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
DatabaseError = DBAPIError | asyncpg.PostgresError | asyncpg.InterfaceError | asyncpg.InternalClientError
"""What SQLAlchemy raises, and what asyncpg itself raises, when the database cannot or will not."""

RETRIABLE_STATES = {"40001", "40P01"}
"""Serialization failure and deadlock: PostgreSQL chose this transaction to give way."""

AWAY_STATES = {"57014", "55P03", "57P01", "57P02", "57P03", "53300", "25006", "3D000", "55000", "28000", "28P01"}
"""Cancelled by a timeout, lock not available, shutting down, starting up, too many connections, read-only; the
database is not there or closed, the login is refused (as while it is being replaced by a copy)."""

UNWRITABLE_STATES = {"22021", "22P05"}
"""A character that PostgreSQL has in no text, or in no text of JSON: NUL."""

WRONG_DATA_CLASSES = ("22", "23", "P0")
"""The classes of what PostgreSQL says is wrong with what is written; that it is away or busy is in none of them."""

TOO_LONG_STATES = {"57014", "55P03"}
"""Cancelled by a timeout, lock not available: a unit of work that does less may succeed."""


def sqlstate(error: DatabaseError) -> str | None:
    """Return PostgreSQL's five-character code of an error, if it has one."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return cast("str | None", getattr(cause, "sqlstate", None))


def is_wrong_data(error: DatabaseError) -> bool:
    """Tell whether what is written is wrong, so that something else may succeed."""
    return (sqlstate(error) or "").startswith(WRONG_DATA_CLASSES)


def constraint_name(error: DBAPIError) -> str | None:
    """Return the name of the constraint that an error is about, if any."""
    cause = getattr(error.orig, "__cause__", None)
    return cast("str | None", getattr(cause, "constraint_name", None))


def is_away(error: DatabaseError, state: str | None) -> bool:
    """Tell whether an error means that the database is away rather than that the statement is wrong."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if state in AWAY_STATES or (state or "").startswith("08"):
        return True
    lost = InterfaceError | OperationalError | InternalError | asyncpg.InterfaceError | asyncpg.InternalClientError
    return state is None and isinstance(error, lost)


def took_too_long(error: Unavailable) -> bool:
    """Tell whether a unit of work was away because a statement of it took, or waited, too long."""
    cause = error.__cause__
    return isinstance(cause, DBAPIError | asyncpg.PostgresError) and sqlstate(cause) in TOO_LONG_STATES
