"""Statistics beside a growing archive: 100,000 signals and 1,000,000, three interventions for each ten of them.

Two services, each on a PostgreSQL of its own. The worker publishes every period that is over, which is timed; then each
statistic is asked for over HTTP, in turns, while somebody submits signals at the same service.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.access.demo import DemoIssuer
from app.composition import worker_for
from app.platform.clock import SystemClock
from app.platform.embedded import DATABASE, EmbeddedServer
from app.platform.logs import configure_logs
from scripts.benchmark.client import Load, Measured, drive
from scripts.benchmark.run import free_port, process
from tests.bodies import victim_signal

SIZES = (100_000, 1_000_000)
WANTED_MS, DRAWN_MS, WANTED_RATIO = 300, 2000, 2.0
READER, SUBMITTER = "ketenregisseur", "aandachtsfunctionaris.breda"
ASKED = {
    "what works": "/v1/statistics/intervention-effects?period={half_year}",
    "what works, by kind": "/v1/statistics/intervention-effects?period={half_year}&groupBy=kind",
    "what works, by kind, as a chart": "/v1/statistics/intervention-effects?period={half_year}&groupBy=kind&format=svg",
    "the picture of a month, by municipality": "/v1/statistics/signals?groupBy=municipality",
    "what works, by kind, in four half-years": (
        "/v1/statistics/intervention-effects?period={half_year}&groupBy=kind&halfYears=4"
    ),
    "timeliness": "/v1/statistics/timeliness",
    "of which periods there are any": "/v1/statistics/periods",
    "norms": "/v1/monitor/norms",
    "norms, with what counted": "/v1/monitor/norms/counted",
    "actions": "/v1/monitor/actions",
}
DRAWN = {
    "the half-year report": "/v1/monitor/report?halfYear={half_year}",
    "the picture of a month, for a meeting": "/v1/monitor/picture?meeting=anna_overleg",
}
"""Documents of many statistics, which are drawn; somebody waits for them, so no longer than two seconds."""
FILL = (
    """
INSERT INTO signals (id, reference, municipality_code, district_id, exploitation_forms, acute_danger, observed_from,
  received_at)
SELECT access.new_id($2::timestamptz - $3 * n), 'ZWB-' || n, m.municipality_code, m.district_id,
  (ARRAY['sexual', 'labour', 'criminal'])[1 + n % 3 : 1 + n % 3], false, '2025-01-01', $2::timestamptz - $3 * n
FROM generate_series(1, $1::int) n
JOIN (SELECT *, row_number() OVER (ORDER BY municipality_code) - 1 AS place FROM district_memberships) m
  ON m.place = n % 37
""",
    """
INSERT INTO signal_parts (signal_id, compartment, municipality_code, narrative, indicators, organised, sector)
SELECT id, 'care', municipality_code, '', ARRAY['A1', 'B' || 1 + hashtext(reference) % 3], false,
  (ARRAY['agriculture', 'hospitality', 'sex_work'])[1 + abs(hashtext(reference)) % 4] FROM signals
""",
    """
INSERT INTO events (id, type, occurred_at, actor_id, signal_id, municipality_code, subject_id, data)
SELECT access.new_id(received_at), 'signal.received', received_at,
  (SELECT id FROM actors WHERE kind = 'person' LIMIT 1), id, municipality_code, id, '{}' FROM signals
""",
    "UPDATE routing_tables SET created_at = (SELECT min(received_at) FROM signals)",  # figures are told since then
    """
INSERT INTO locations (id, signal_id, compartment, municipality_code, kind, record)
SELECT gen_random_uuid(), id, 'care', municipality_code, 'dwelling', '' FROM signals WHERE hashtext(reference) % 2 = 0
""",
    """
INSERT INTO interventions (id, signal_id, municipality_code, district_id, compartment, desk_id, kind_id, target,
  organisations, cost_band, status, started_on, content, logged_by, logged_by_name, logged_at)
SELECT gen_random_uuid(), s.id, s.municipality_code, s.district_id, 'care', 'zorgcoordinator.' || s.district_id, k.id,
  'victim', CASE k.code WHEN 'labour_inspection' THEN ARRAY['labour_inspectorate'] ELSE ARRAY['shelter'] END,
  'unknown', 'started', s.received_at::date, '', a.id, 'Somebody', s.received_at
FROM (SELECT *, row_number() OVER () AS n FROM signals) s
JOIN (SELECT id, code, row_number() OVER (ORDER BY code) - 1 AS place FROM intervention_kinds) k ON k.place = s.n % 22
CROSS JOIN (SELECT id FROM actors LIMIT 1) a WHERE s.n % 10 < 3
""",
    """
INSERT INTO effects (id, intervention_id, signal_id, compartment, scale, outcome, source, confidence, content,
  assessed_on, assessed_by, assessed_by_name, recorded_at)
SELECT gen_random_uuid(), i.id, i.signal_id, i.compartment, 'exploitation',
  (ARRAY['stopped', 'disturbed', 'none', 'unknown'])[1 + abs(hashtext(i.id::text)) % 4], 'partner', 'high', '',
  i.started_on + 42, i.logged_by, 'Somebody', i.logged_at + interval '42 days'
FROM interventions i
""",
)


@dataclass(frozen=True, slots=True)
class Service:
    """A service with published figures, where to reach it, and who signs its tokens."""

    signals: int
    port: int
    issuer: DemoIssuer
    half_year: str

    def load(self, path: str) -> Load:
        """Return a request for a statistic."""
        return Load(self.port, "GET", path.format(half_year=self.half_year), (self._authorization(READER),))

    def submission(self) -> Load:
        """Return a signal to submit."""
        body = json.dumps(victim_signal()).encode()
        headers = (self._authorization(SUBMITTER), ("Content-Type", "application/json"))
        return Load(self.port, "POST", "/v1/signals", headers, body)

    def _authorization(self, subject: str) -> tuple[str, str]:
        return "Authorization", f"Bearer {self.issuer.sign(subject, SystemClock().now())}"


@contextmanager
def service(signals: int) -> Iterator[Service]:
    """Run a service with so many signals, and what was published of them, until the block ends."""
    var, port = Path(tempfile.mkdtemp(prefix="sb-bench-")), free_port()
    var.chmod(0o711)  # for root, PostgreSQL runs as another user
    environment = {"SIGNAALBRUG_VAR_DIR": str(var), "PORT": str(port), "SIGNAALBRUG_WORKER_INSIDE": "false"}
    command = [str(Path(sys.executable).parent / "signaalbrug"), "serve"]
    try:
        with process(command, port, **environment):
            with EmbeddedServer(var) as server:
                half_year = asyncio.run(fill(server, signals))
            yield Service(signals, port, DemoIssuer(var / "demo" / "issuer.pem"), half_year)
    finally:
        shutil.rmtree(var, ignore_errors=True)


async def fill(server: EmbeddedServer, signals: int) -> str:
    """Make signals of the last year with their interventions, publish what is over, and name the last half-year."""
    print(f"==> making {signals:,} signals", flush=True)
    connection = await asyncpg.connect(server.superuser_url(DATABASE), timeout=600)
    now, year = SystemClock().now(), 360 * 24 * 3600
    await connection.execute("SET session_replication_role = replica")  # no foreign keys: only figures are made of it
    await connection.execute("TRUNCATE tasks, signals CASCADE")
    for number, statement in enumerate(FILL):
        step = f"interval '{year / signals} seconds'"
        await connection.execute(statement.replace("$3", step), *((signals, now) if number == 0 else ()))
    await connection.execute("SET session_replication_role = origin")
    await connection.execute("ANALYZE")
    worker = worker_for(server.worker_url())
    started = time.perf_counter()
    await worker.round()
    seconds = time.perf_counter() - started
    await worker.database.close()
    rows = await connection.fetch("SELECT period FROM published_figures")
    periods = {str(row["period"]) for row in rows}
    await connection.execute("CHECKPOINT")
    await connection.close()
    print(f"    {len(periods)} periods were published in {seconds:.1f} s: {len(rows):,} lines", flush=True)
    return max(period for period in periods if "-H" in period)


async def beside_submissions(one: Service, load: Load, seconds: float) -> Measured:
    """Ask for a statistic while somebody submits signals."""
    submitting = asyncio.create_task(drive(one.submission(), connections=1, seconds=seconds + 1))
    found = await drive(load, connections=1, seconds=seconds)
    submitting.cancel()
    with suppress(asyncio.CancelledError):
        await submitting
    return found


async def compare(services: list[Service], options: argparse.Namespace) -> bool:
    """Ask all services in turns, and print the medians; tell whether each stays within what is wanted."""
    print("\n| statistic | signals | p50 ms | p95 ms | ratio |")
    print("| --- | ---: | ---: | ---: | ---: |")
    holds = True
    for name, path in {**ASKED, **DRAWN}.items():
        rounds = [
            [await beside_submissions(one, one.load(path), options.seconds) for one in services]
            for _ in range(options.rounds)
        ]
        p50 = [statistics.median(one.p50_ms for one in results) for results in zip(*rounds, strict=True)]
        p95 = [statistics.median(one.p95_ms for one in results) for results in zip(*rounds, strict=True)]
        for one, median, slowest in zip(services, p50, p95, strict=True):
            ratio = median / p50[0]
            holds &= slowest < (DRAWN_MS if name in DRAWN else WANTED_MS) and ratio < WANTED_RATIO
            print(f"| {name} | {one.signals:,} | {median:.2f} | {slowest:.2f} | {ratio:.2f} |", flush=True)
    return holds


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    options = parser.parse_args()
    configure_logs("ERROR")
    with ExitStack() as stack:
        services = [stack.enter_context(service(signals)) for signals in SIZES]
        print(f"\n{platform.platform()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, ", end="")
        print(f"{options.rounds} rounds of {options.seconds} s in turns, beside submissions, medians")
        if not asyncio.run(compare(services, options)):
            raise SystemExit("that is not what is wanted")


if __name__ == "__main__":
    main()
