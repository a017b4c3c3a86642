"""Runs migrations on the owner's connection: one at a time over all processes, and never waiting long for a lock."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.platform.database import async_url
from app.tables import metadata

ADVISORY_LOCK = 5_161_966_173
NO_TEMPORARY_TABLES = text(
    """
    DO $$ BEGIN
      EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    END $$
    """
)
"""Temporary tables are under no policy. Rights on the database itself are in no ordinary dump, so this is done again
with every migration. Where the login does not own the database, PostgreSQL warns and changes nothing."""


def run(connection: Connection) -> None:
    """Run the migrations that were asked for, in one transaction under an advisory lock."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_server_default=True,
        include_name=lambda name, kind, _: kind != "schema" or name in (None, "public"),
    )
    with context.begin_transaction():
        connection.execute(text("SELECT set_config('lock_timeout', '10s', true)"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        context.run_migrations()
        connection.execute(NO_TEMPORARY_TABLES)


async def connect_and_run() -> None:
    """Connect as the owner of the tables."""
    url = context.config.attributes.get("url") or os.environ.get("SIGNAALBRUG_OWNER_DATABASE_URL", "")
    engine = create_async_engine(async_url(url), poolclass=pool.NullPool, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
            await connection.commit()
    finally:
        await engine.dispose()


asyncio.run(connect_and_run())
