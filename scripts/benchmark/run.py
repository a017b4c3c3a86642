"""Starts both apps on one embedded PostgreSQL, drives them in turns, and prints a table."""

import argparse
import asyncio
import http.client
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from app.access.demo import DemoIssuer
from app.platform.clock import SystemClock
from app.platform.embedded import DATABASE, EmbeddedServer
from app.settings import PROJECT_ROOT
from scripts.benchmark.bare import TABLES
from scripts.benchmark.client import Load, Measured, drive

BODY = (PROJECT_ROOT / "examples" / "first-signal.json").read_bytes()
DESK = "zorgcoordinator.de_baronie"
QUEUE_LENGTH = 4_000
TARGETS = {"submit a signal": 0.45, "first page of a queue": 0.5, "the same, bare app without types": 0.5}


@contextmanager
def process(arguments: list[str], port: int, **environment: str) -> Iterator[None]:
    """Run a server as a process of its own until the block ends."""
    child = subprocess.Popen(arguments, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        _await_answer(port)
        yield
    finally:
        child.terminate()
        child.wait(timeout=30)


def _await_answer(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/")
            connection.getresponse()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}")


async def copy_tables(url: str) -> None:
    """Give the bare app tables of its own with the same columns, indexes and rows."""
    connection = await asyncpg.connect(url)
    await connection.execute("DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare")
    for table in TABLES:
        await connection.execute(f"CREATE TABLE bare.{table} (LIKE public.{table} INCLUDING ALL)")
        await connection.execute(f"INSERT INTO bare.{table} SELECT * FROM public.{table}")
    await connection.execute("ANALYZE")
    await connection.close()


async def measure(pairs: dict[str, tuple[Load, Load]], options: argparse.Namespace) -> None:
    """Drive both apps in turns and print the medians."""
    print("| work | app | requests/s | p50 ms | p99 ms | ratio | wanted |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for work, loads in pairs.items():
        rounds: tuple[list[Measured], list[Measured]] = ([], [])
        for load in loads:
            await drive(load, connections=options.connections, seconds=1)
        for _ in range(options.rounds):
            for load, results in zip(loads, rounds, strict=True):
                results.append(await drive(load, connections=options.connections, seconds=options.seconds))
        service, bare = (_median(results) for results in rounds)
        ratio = service.per_second / bare.per_second
        print(f"| {work} | bare FastAPI + asyncpg | {_cells(bare)} | 1.00 | |")
        print(f"| {work} | Signaalbrug | {_cells(service)} | {ratio:.2f} | {TARGETS[work]} |", flush=True)


def _median(results: list[Measured]) -> Measured:
    return Measured(
        statistics.median(r.per_second for r in results),
        statistics.median(r.p50_ms for r in results),
        statistics.median(r.p95_ms for r in results),
        statistics.median(r.p99_ms for r in results),
    )


def _cells(measured: Measured) -> str:
    return f"{measured.per_second:.0f} | {measured.p50_ms:.1f} | {measured.p99_ms:.1f}"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def _fill(load: Load, url: str, connections: int) -> None:
    """Submit signals until the database is no longer new, and the queue that is read is long."""
    connection = await asyncpg.connect(url)
    while await connection.fetchval("SELECT count(*) FROM tasks WHERE desk_id = $1", DESK) < QUEUE_LENGTH:
        await drive(load, connections=connections, seconds=1)
    await connection.close()


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    var, ports = Path(tempfile.mkdtemp(prefix="sb-bench-")), (free_port(), free_port())
    var.chmod(0o711)  # for root, PostgreSQL runs as another user
    environment = {"SIGNAALBRUG_VAR_DIR": str(var), "PORT": str(ports[0]), "SIGNAALBRUG_LOG_LEVEL": "INFO"}
    service = [str(Path(sys.executable).parent / "signaalbrug"), "serve"]
    bare = [sys.executable, "-m", "uvicorn", "scripts.benchmark.bare:app", "--port", str(ports[1]), "--no-access-log"]
    try:
        with process(service, ports[0], **environment):
            issuer, now = DemoIssuer(var / "demo" / "issuer.pem"), SystemClock().now()
            sender = ("Authorization", f"Bearer {issuer.token('aandachtsfunctionaris.breda', now)}")
            reader = ("Authorization", f"Bearer {issuer.token('zorgcoordinator.de-baronie', now)}")
            json_type = ("Content-Type", "application/json")
            submit = Load(ports[0], "POST", "/v1/signals", (sender, json_type), BODY)
            with EmbeddedServer(var) as server:
                url = server.superuser_url(DATABASE)
                asyncio.run(_fill(submit, url, options.connections))
                asyncio.run(copy_tables(url))
                with process(bare, ports[1], BARE_DATABASE_URL=url):
                    pairs = {
                        "submit a signal": (submit, Load(ports[1], "POST", "/signals", (json_type,), BODY)),
                        "first page of a queue": (
                            Load(ports[0], "GET", "/v1/tasks", (reader,)),
                            Load(ports[1], "GET", f"/tasks?desk={DESK}"),
                        ),
                        "the same, bare app without types": (
                            Load(ports[0], "GET", "/v1/tasks", (reader,)),
                            Load(ports[1], "GET", f"/plain-tasks?desk={DESK}"),
                        ),
                    }
                    print(f"{platform.platform()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, ", end="")
                    print(
                        f"{options.connections} connections, {options.rounds} rounds of {options.seconds} s, medians\n"
                    )
                    asyncio.run(measure(pairs, options))
    finally:
        shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
