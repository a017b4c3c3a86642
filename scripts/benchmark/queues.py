"""A queue beside a growing archive: the same desk with the same open work, among 10,000 signals and among 1,000,000.

Two services, each on a PostgreSQL of its own, are asked in turns over HTTP. Then sixteen people of one desk claim
the same tasks at once.
"""

import argparse
import asyncio
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import asyncpg
import httpx

from app.access.demo import DemoIssuer
from app.platform.clock import SystemClock
from app.platform.embedded import DATABASE, EmbeddedServer
from app.settings import DEMO_ISSUER
from scripts.benchmark.client import Load, drive
from scripts.benchmark.run import free_port, process

PERSONA = "zorgcoordinator.de-baronie"
DESK = "zorgcoordinator.de_baronie"
SIZES = (10_000, 1_000_000)
WANTED = 1.5
CLAIMANTS = 16
TENTH = 10

SIGNALS = """
INSERT INTO signals (id, reference, municipality_code, district_id, exploitation_forms, acute_danger, observed_from,
  received_at)
SELECT gen_random_uuid(), 'ZWB-2026-' || n, 'GM0758', 'de_baronie', '{labour}', n % 50 = 0, '2026-01-01',
  $2::timestamptz - n * interval '10 seconds'
FROM generate_series(1, $1) n
"""
TASKS = """
INSERT INTO tasks (id, signal_id, decision_id, desk_id, track, layer, involvement, status, urgency, due_at, opened_at,
  reference, municipality_code, district_id, exploitation_forms, acute_danger, claimed_by, outcome)
SELECT gen_random_uuid(), s.id, s.id, d.id,
  CASE WHEN d.kind = 'zorgcoordinator' OR (d.kind = 'zorgtafel' AND s.n % 2 = 0) THEN 'care' ELSE 'security' END,
  1, 'responsible', CASE WHEN s.n <= $1 THEN 'open' ELSE 'done' END, s.n % 3,
  $4::timestamptz + s.n * interval '11 seconds', s.received_at, s.reference, s.municipality_code, s.district_id,
  s.exploitation_forms, s.acute_danger, CASE WHEN s.n > $1 THEN gen_random_uuid() END,
  CASE WHEN s.n > $1 THEN 'taken_up' END
FROM (SELECT split_part(reference, '-', 3)::int AS n, * FROM signals) s
JOIN (SELECT id, kind, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS places FROM desks) d
  ON CASE WHEN s.n <= $2 THEN d.id = $3 ELSE d.place = s.n % d.places AND (s.n > $1 OR d.id <> $3) END
"""
DECISIONS = """
INSERT INTO routing_decisions (id, signal_id, track, municipality_code, table_id, facts, outcomes, decided_at)
SELECT DISTINCT ON (s.id) s.id, s.id, t.track, s.municipality_code, r.id, '{}', '[]', s.received_at
FROM signals s JOIN tasks t ON t.signal_id = s.id CROSS JOIN (SELECT id FROM routing_tables LIMIT 1) r
"""
PEOPLE = """
WITH made AS (
  INSERT INTO actors (id, issuer, subject, name, created_at)
  SELECT gen_random_uuid(), $1, 'claimant.' || n, 'Claimant ' || n, now() FROM generate_series(1, $2) n RETURNING id
)
INSERT INTO appointments (id, actor_id, role, municipality_code, district_id, valid_from, proposed_by, proposed_at,
  approved_by, approved_at)
SELECT gen_random_uuid(), made.id, a.role, a.municipality_code, a.district_id, a.valid_from, a.proposed_by,
  a.proposed_at, a.approved_by, a.approved_at
FROM made, appointments a JOIN actors h ON h.id = a.actor_id WHERE h.issuer = $1 AND h.subject = $3
"""


@dataclass(frozen=True, slots=True)
class Service:
    """A service with an archive, where to reach it, and who signs its tokens."""

    signals: int
    port: int
    issuer: DemoIssuer

    def authorization(self, subject: str) -> tuple[str, str]:
        """Return the header by which somebody is known."""
        return "Authorization", f"Bearer {self.issuer.sign(subject, SystemClock().now())}"

    def load(self, path: str) -> Load:
        """Return a request of the zorgcoördinator."""
        return Load(self.port, "GET", path, (self.authorization(PERSONA),))

    def tenth_page(self) -> str:
        """Return the path of the tenth page, by following nine cursors."""
        path = "/v1/tasks"
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=[self.authorization(PERSONA)]) as client:
            for _ in range(TENTH - 1):
                cursor = client.get(path).raise_for_status().json()["nextCursor"]
                path = f"/v1/tasks?{urlencode({'cursor': cursor})}"
        return path


@contextmanager
def service(signals: int, options: argparse.Namespace) -> Iterator[Service]:
    """Run a service with so many signals until the block ends."""
    var, port = Path(tempfile.mkdtemp(prefix="sb-bench-")), free_port()
    var.chmod(0o711)  # for root, PostgreSQL runs as another user
    environment = {"SIGNAALBRUG_VAR_DIR": str(var), "PORT": str(port), "SIGNAALBRUG_WORKER_INSIDE": "false"}
    command = [str(Path(sys.executable).parent / "signaalbrug"), "serve"]
    try:
        with process(command, port, **environment):
            with EmbeddedServer(var) as server:
                asyncio.run(fill(server.superuser_url(DATABASE), signals, options))
            yield Service(signals, port, DemoIssuer(var / "demo" / "issuer.pem"))
    finally:
        shutil.rmtree(var, ignore_errors=True)


async def fill(url: str, signals: int, options: argparse.Namespace) -> None:
    """Make the signals with a task each; of those at the desk as many are open, however many signals there are."""
    print(f"==> making {signals:,} signals", flush=True)
    connection = await asyncpg.connect(url, timeout=600)
    now = SystemClock().now()
    is_open = max(options.open, signals * options.percent // 100)
    await connection.execute("SET session_replication_role = replica")  # no foreign keys: only tasks are read here
    await connection.execute("TRUNCATE tasks, signals CASCADE")
    await connection.execute(SIGNALS, signals, now)
    await connection.execute(TASKS, is_open, options.open, DESK, now)
    await connection.execute(DECISIONS)
    await connection.execute("SET session_replication_role = origin")
    await connection.execute(PEOPLE, DEMO_ISSUER, CLAIMANTS, PERSONA)
    await connection.execute("VACUUM ANALYZE signals")
    await connection.execute("VACUUM ANALYZE tasks")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def compare(services: list[Service], options: argparse.Namespace) -> bool:
    """Ask all services in turns, and print the medians; tell whether each stays within what is wanted."""
    loads = {
        "first page of a queue": [one.load("/v1/tasks") for one in services],
        "counts of each filter": [one.load("/v1/task-counts") for one in services],
        "tenth page": [one.load(await asyncio.to_thread(one.tenth_page)) for one in services],
    }
    print("\n| work | signals | p50 ms | p99 ms | ratio | wanted |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    holds = True
    for work, asked in loads.items():
        for load in asked:
            await drive(load, connections=1, seconds=1)
        rounds = [
            [await drive(load, connections=1, seconds=options.seconds) for load in asked] for _ in range(options.rounds)
        ]
        p50 = [statistics.median(one.p50_ms for one in results) for results in zip(*rounds, strict=True)]
        p99 = [statistics.median(one.p99_ms for one in results) for results in zip(*rounds, strict=True)]
        for one, median, slowest in zip(services, p50, p99, strict=True):
            holds &= median / p50[0] <= WANTED
            print(f"| {work} | {one.signals:,} | {median:.2f} | {slowest:.2f} | {median / p50[0]:.2f} | {WANTED} |")
    return holds


async def race(one: Service) -> bool:
    """Let all claimants claim every task of the desk at once; tell whether each has one claimant, who was told so."""
    base = f"http://127.0.0.1:{one.port}/v1"
    async with httpx.AsyncClient(base_url=base, timeout=60, headers=[one.authorization(PERSONA)]) as reader:
        tasks, cursor = [], None
        while True:
            page = (await reader.get("/tasks", params={"limit": 100} | ({"cursor": cursor} if cursor else {}))).json()
            tasks += [task["id"] for task in page["items"]]
            if (cursor := page.get("nextCursor")) is None:
                break

        async def claim(subject: str) -> list[str]:
            mine, order = [], random.sample(tasks, len(tasks))
            async with httpx.AsyncClient(base_url=base, timeout=60, headers=[one.authorization(subject)]) as client:
                for task in order:
                    answer = await client.put(f"/tasks/{task}/claim")
                    if answer.status_code == HTTPStatus.OK:
                        mine.append(task)
                    elif answer.status_code != HTTPStatus.CONFLICT:
                        raise RuntimeError(answer.text)
            return mine

        claimed = await asyncio.gather(*(claim(f"claimant.{n + 1}") for n in range(CLAIMANTS)))
        left = (await reader.get("/task-counts")).json()["status"]
    won = [task for mine in claimed for task in mine]
    print(f"\n{CLAIMANTS} people claimed {len(tasks)} tasks at once: {len(set(won))} were claimed, ", end="")
    print(f"{len(won) - len(set(won))} twice; the queue tells of {left}")
    return sorted(won) == sorted(tasks) and left == {"claimed": len(tasks)}


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=400, help="open tasks at the desk that is read")
    parser.add_argument("--percent", type=int, default=2, help="how many signals of a hundred are open")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    with ExitStack() as stack:
        services = [stack.enter_context(service(signals, options)) for signals in SIZES]
        print(f"\n{platform.platform()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, ", end="")
        print(
            f"{options.open} open tasks at the desk, {options.rounds} rounds of {options.seconds} s in turns, medians"
        )
        holds = asyncio.run(compare(services, options))
        if not (asyncio.run(race(services[-1])) and holds):
            raise SystemExit("that is not what is wanted")


if __name__ == "__main__":
    main()
