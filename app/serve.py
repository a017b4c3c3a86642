"""Starts the service: the database, the migrations, the demo set where it belongs, and the HTTP server."""

import asyncio
import shlex
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import asyncpg

from app.access.demo import demo_issuer
from app.composition import components_for, worker_for
from app.demo import missing_examples, submit_examples
from app.installation import install, refuse_unsafe_database, refuse_unsafe_worker
from app.main import create_app
from app.platform.clock import SystemClock
from app.platform.embedded import DATABASE, EmbeddedServer
from app.platform.logs import configure_logs
from app.platform.migrations import migrate
from app.platform.server import Server
from app.settings import PROJECT_ROOT, Settings, SettingsError

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

COMMANDS = """
Three commands to try it, in another terminal:

  TOKEN=$({with_folder}.venv/bin/signaalbrug token aandachtsfunctionaris.breda)

  curl -s {url}/v1/signals -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
    -d @examples/first-signal.json | python3 -m json.tool --no-ensure-ascii

  curl -s {url}/v1/tasks \\
    -H "Authorization: Bearer $({with_folder}.venv/bin/signaalbrug token zorgcoordinator.de-baronie)" \\
    | python3 -m json.tool --no-ensure-ascii
"""


def commands(settings: Settings) -> str:
    """Write the commands as they work with these settings."""
    folder = settings.var_dir
    needed = "" if folder == PROJECT_ROOT / "var" else f"SIGNAALBRUG_VAR_DIR={shlex.quote(str(folder))} "
    return COMMANDS.format(url=_url(settings), with_folder=needed)


def say(line: str) -> None:
    """Tell the operator what is being done."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def serve(settings: Settings, *, migrate_first: bool) -> None:
    """Serve until somebody asks to stop; the embedded database is stopped as well.

    Raises SettingsError, MigrationError, DemoError, CryptoError, TableError and Unavailable, which say what is wrong.
    """
    configure_logs("CRITICAL")  # until it serves, what goes wrong is told to the operator in one line instead
    with _stopping_cleanly(), _listening(settings) as listener:
        if settings.embedded:
            _serve_embedded(settings, listener)
        else:
            _serve_external(settings, listener, migrate_first=migrate_first)


def _serve_embedded(settings: Settings, listener: socket.socket) -> None:
    server = EmbeddedServer(settings.var_dir)
    say(f"==> {'making' if server.is_new else 'starting'} the PostgreSQL of {settings.var_dir}")
    if server.note:
        say(f"==> {server.note}")
    with server:
        say("==> running the migrations")
        migrate(server.owner_url())
        say("==> loading the reference data")
        asyncio.run(install(server.owner_url(), SystemClock().now(), with_personas=True))
        asyncio.run(_load_demo(settings, server))
        _run(
            settings,
            server.api_url(),
            listener,
            worker_url=server.worker_url() if settings.worker_inside else None,
            stands=server.is_running,
            hint=commands(settings),
        )
        if not server.is_running():
            raise SettingsError(f"the embedded PostgreSQL stopped; see {server.log}, and start the service again")
        say("==> stopping PostgreSQL")


def _serve_external(settings: Settings, listener: socket.socket, *, migrate_first: bool) -> None:
    assert settings.database_url is not None  # noqa: S101 - not embedded means that there is one
    database_url = settings.database_url.get_secret_value()
    if migrate_first:
        bring_up_to_date(settings)
    asyncio.run(refuse_unsafe_database(database_url))
    if (replica := settings.statistics_database_url) is not None:
        asyncio.run(refuse_unsafe_database(replica.get_secret_value(), "SIGNAALBRUG_STATISTICS_DATABASE_URL"))
    worker_url = _worker_url(settings) if settings.worker_inside else None
    if worker_url is not None:
        asyncio.run(refuse_unsafe_worker(worker_url))
    _run(settings, database_url, listener, worker_url=worker_url)


def work(settings: Settings) -> None:
    """Work in the background until somebody asks to stop, without serving anything.

    Raises SettingsError and Unavailable, which say what is wrong.
    """
    with _stopping_cleanly():
        if not settings.embedded:
            _work(settings, _worker_url(settings))
            return
        with EmbeddedServer(settings.var_dir) as server:
            migrate(server.owner_url())
            _work(settings, server.worker_url())


def _work(settings: Settings, worker_url: str) -> None:
    asyncio.run(refuse_unsafe_worker(worker_url))
    configure_logs(settings.log_level)
    say("==> working; Ctrl-C stops it")
    worker = worker_for(worker_url, settings)

    async def run() -> None:
        _cancel_when_asked_to_stop()
        try:
            await worker.run()
        finally:
            await worker.database.close()

    try:
        asyncio.run(run())
    except asyncio.CancelledError:
        say("==> stopped working")


def _worker_url(settings: Settings) -> str:
    if settings.worker_database_url is None:
        raise SettingsError(
            "nothing late would be escalated: set SIGNAALBRUG_WORKER_DATABASE_URL to the login signaalbrug_worker, or "
            "for serve SIGNAALBRUG_WORKER_INSIDE=false where signaalbrug worker runs beside it"
        )
    return settings.worker_database_url.get_secret_value()


def bring_up_to_date(settings: Settings) -> None:
    """Run the migrations and load the reference data on the database that the settings name, as its owner.

    Raises SettingsError without an owner, MigrationError, and TableError for a routing table that may not route.
    """
    if settings.owner_database_url is None:
        raise SettingsError("to migrate, set SIGNAALBRUG_OWNER_DATABASE_URL to the login that owns the tables")
    owner_url = settings.owner_database_url.get_secret_value()
    say("==> running the migrations")
    migrate(owner_url)
    say("==> loading the reference data")
    asyncio.run(install(owner_url, SystemClock().now(), with_personas=False))


async def _load_demo(settings: Settings, server: EmbeddedServer) -> None:
    """Submit the example signals that were not submitted before."""
    connection = await asyncpg.connect(server.superuser_url(DATABASE))
    kept = await connection.fetch("SELECT key FROM idempotency_keys WHERE key LIKE 'demo-%'")
    await connection.close()
    missing = missing_examples({row["key"] for row in kept})
    if not missing:
        return
    say(f"==> submitting the {len(missing)} example signals")
    parts = components_for(settings, server.api_url())
    try:
        await submit_examples(create_app(parts), demo_issuer(settings), parts.clock, missing)
    finally:
        await parts.database.close()


def _run(
    settings: Settings,
    database_url: str,
    listener: socket.socket,
    *,
    worker_url: str | None = None,
    stands: Callable[[], bool] = lambda: True,
    hint: str = "",
) -> None:
    configure_logs(settings.log_level)
    app = create_app(components_for(settings, database_url, worker_url))
    greeting = f"==> serving on {_url(settings)} (to try it in a browser: {_url(settings)}/docs); Ctrl-C stops it"
    try:
        Server(app, greet=lambda: say(f"{greeting}\n{hint}"), stands=stands, stop=app.state.streams.stop).run(
            sockets=[listener]
        )
    except KeyboardInterrupt:
        say("==> stopped serving")


class Stopped(KeyboardInterrupt):
    """Somebody asked the service to stop: nothing that goes on after an error, asyncio neither, may go on after it."""


@contextmanager
def _stopping_cleanly() -> Iterator[None]:
    """Let Ctrl-C and a termination leave through every `with`, so that the database is stopped too."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    try:
        yield
    except Stopped:
        say("==> stopped")


def _cancel_when_asked_to_stop() -> None:
    """Let the signals cancel the task that runs, instead of breaking into whatever it does; if it goes on, they do."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None  # noqa: S101 - it is called in one
    asked = 0

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked += 1
        if loop.is_closed():  # what comes after it, such as stopping the database, is not cut short
            return
        if asked > 1:
            raise Stopped
        loop.call_soon_threadsafe(task.cancel)

    for number in STOP_SIGNALS:
        signal.signal(number, stop)


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((settings.host, settings.port), backlog=2048)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingsError(f"cannot serve on {settings.host} port {settings.port}: {reason}; set PORT") from None
    with listener:
        yield listener


def _url(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}"
