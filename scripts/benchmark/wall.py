"""What the wall costs: the first page of a queue among a million tasks, with the policies and without.

The same query runs in turns as the API's login, entered as a zorgcoördinator, and as a superuser, whom no policy binds.
"""

import argparse
import asyncio
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.installation import install
from app.platform.clock import SystemClock
from app.platform.embedded import DATABASE, EmbeddedServer
from app.platform.migrations import migrate
from app.settings import DEMO_ISSUER
from app.triage.filters import NOT_DONE
from app.triage.queries import COLUMNS, QUEUE
from app.triage.queues import ORDERS, TaskSort

PERSONA = "zorgcoordinator.de-baronie"
DESK = "zorgcoordinator.de_baronie"
PAGE = 26
WANTED = 1.5
PLANNING = {"jit": "off", "plan_cache_mode": "force_generic_plan", "enable_bitmapscan": "off"}
"""As the service plans its queries (`app/platform/database.py`)."""

FILL = """
INSERT INTO tasks (id, signal_id, decision_id, desk_id, track, layer, involvement, status, urgency, due_at, opened_at,
  reference, municipality_code, district_id, exploitation_forms, acute_danger, claimed_by, outcome)
SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), d.id,
  CASE WHEN d.kind = 'zorgcoordinator' OR (d.kind = 'zorgtafel' AND n % 2 = 0) THEN 'care' ELSE 'security' END,
  1, 'responsible', CASE WHEN n % 2 = 0 THEN 'open' ELSE 'done' END, n % 3,
  '2026-01-01Z'::timestamptz + n * interval '11 seconds', '2026-01-01Z'::timestamptz + n * interval '10 seconds',
  'ZWB-2026-' || n, 'GM0758', 'de_baronie', '{labour}', n % 50 = 0,
  CASE WHEN n % 2 = 1 THEN gen_random_uuid() END, CASE WHEN n % 2 = 1 THEN 'taken_up' END
FROM generate_series(1, $1) n
JOIN (SELECT id, kind, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS places FROM desks) d
  ON d.place = n % d.places
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """A connection that reads the queue, and how it enters a transaction."""

    name: str
    connection: asyncpg.Connection
    enters: bool

    async def read(self, query: str, arguments: Sequence[object]) -> tuple[float, int]:
        """Read the page in a transaction; return how long the query itself took, and how many rows came."""
        async with self.connection.transaction():
            if self.enters:
                await self.connection.fetchval(
                    "SELECT access.begin($1, $2, $3)", DEMO_ISSUER, PERSONA, SystemClock().now()
                )
            started = time.perf_counter()
            rows = await self.connection.fetch(query, *arguments)
            return time.perf_counter() - started, len(rows)

    async def plan(self, query: str, arguments: Sequence[object]) -> str:
        """Return how PostgreSQL reads the page."""
        async with self.connection.transaction():
            if self.enters:
                await self.connection.fetchval(
                    "SELECT access.begin($1, $2, $3)", DEMO_ISSUER, PERSONA, SystemClock().now()
                )
            rows = await self.connection.fetch(
                f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) {query}", *arguments
            )
            return "\n".join(row[0] for row in rows)


async def measure(server: EmbeddedServer, options: argparse.Namespace) -> None:
    """Fill the table, read in turns, and print the table and the plan."""
    superuser = await asyncpg.connect(server.superuser_url(DATABASE), server_settings=PLANNING, timeout=600)
    print(f"==> filling the queue tables with {options.tasks:,} tasks", flush=True)
    await superuser.execute("SET session_replication_role = replica")  # no foreign keys: only tasks are read here
    await superuser.execute(FILL.replace("$1", str(options.tasks)))
    await superuser.execute("SET session_replication_role = origin")
    await superuser.execute("VACUUM ANALYZE tasks")
    api = await asyncpg.connect(server.api_url(), server_settings=PLANNING)
    readers = (Reader("without policies", superuser, enters=False), Reader("with policies", api, enters=True))
    query, arguments = (
        QUEUE.format(columns=COLUMNS, conditions=NOT_DONE, order=ORDERS[TaskSort.URGENCY].clause),
        ([DESK], ["care"], PAGE),
    )
    took: dict[str, list[float]] = {reader.name: [] for reader in readers}
    for n in range(options.rounds):
        for reader in readers:
            seconds, rows = await reader.read(query, arguments)
            if rows != PAGE:
                raise SystemExit(f"the page has {rows} rows instead of {PAGE}")
            if n >= options.rounds // 10:
                took[reader.name].append(seconds * 1000)
    print(f"\n{platform.platform()}, Python {platform.python_version()}, {options.rounds} rounds in turns\n")
    print("| first page of a queue | p50 ms | p99 ms | ratio | wanted |")
    print("| --- | ---: | ---: | ---: | ---: |")
    yardstick = statistics.median(took[readers[0].name])
    for name, times in took.items():
        times.sort()
        median = statistics.median(times)
        print(f"| {name} | {median:.3f} | {times[int(len(times) * 0.99)]:.3f} | {median / yardstick:.2f} | {WANTED} |")
    print(f"\n{await readers[1].plan(query, arguments)}")
    await superuser.close()
    await api.close()


def main() -> None:
    """Run the benchmark on an embedded PostgreSQL of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2_000)
    options = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="sb-bench-"))
    try:
        with EmbeddedServer(var) as server:
            migrate(server.owner_url())
            asyncio.run(install(server.owner_url(), SystemClock().now(), with_personas=True))
            asyncio.run(measure(server, options))
    finally:
        shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
