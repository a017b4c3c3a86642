"""Runs the migrations; Alembic is the only thing that changes the schema."""

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from app.settings import PROJECT_ROOT


class MigrationError(Exception):
    """The schema of the database cannot be brought to that of this code."""


def alembic_config(url: str | None = None) -> Config:
    """Return Alembic's configuration, with the owner's URL when something is to be run."""
    config = Config(toml_file=str(PROJECT_ROOT / "pyproject.toml"))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring the schema to the newest revision, as the owner; raises MigrationError with one line."""
    try:
        command.upgrade(alembic_config(url), "head")
    except CommandError as error:
        raise MigrationError(str(error)) from None
    except (OSError, SQLAlchemyError, asyncpg.PostgresError) as error:
        raise MigrationError(f"the migrations could not be run: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """Tell in one line what is wrong, without addresses or passwords."""
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {str(cause).splitlines()[0]}"
