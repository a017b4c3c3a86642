"""Statistics beside a growing archive of two years: 100,000 signals and 1,000,000, three interventions for each ten.

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
from secrets import token_bytes

import asyncpg

from app.access.demo import DemoIssuer
from app.monitor.figures.closing import publish_next
from app.platform.clock import SystemClock
from app.platform.database import Database, create_engine
from app.platform.embedded import DATABASE, EmbeddedServer
from app.platform.logs import configure_logs
from scripts.benchmark.archive import fill_archive
from scripts.benchmark.client import Load, Measured, drive
from scripts.benchmark.run import free_port, process
from tests.bodies import victim_signal

SIZES = (100_000, 1_000_000)
WANTED_MS, DRAWN_MS, WANTED_RATIO = 300, 2000, 2.0
READER, SUBMITTER = "ketenregisseur", "aandachtsfunctionaris.breda"
EFFECTS = "/v1/statistics/intervention-effects?period={half_year}"
ASKED = {
    "what works": EFFECTS,
    "what works for victims": f"{EFFECTS}&scale=victim",
    "what works, by kind": f"{EFFECTS}&groupBy=kind",
    "what works, by form": f"{EFFECTS}&groupBy=form",
    "what works, by district": f"{EFFECTS}&groupBy=district",
    "what works, by kind, in four half-years": f"{EFFECTS}&groupBy=kind&halfYears=4",
    "what works, by kind, as a chart": f"{EFFECTS}&groupBy=kind&format=svg",
    "what works, by kind, as CSV": f"{EFFECTS}&groupBy=kind&format=csv",
    "the picture of a month": "/v1/statistics/signals",
    "the picture of a month, by indicator": "/v1/statistics/signals?groupBy=indicator",
    "the picture of a month, by municipality": "/v1/statistics/signals?groupBy=municipality",
    "the picture of a month, as a map": "/v1/statistics/signals?groupBy=municipality&format=svg",
    "timeliness of triage": "/v1/statistics/timeliness",
    "timeliness of feedback": "/v1/statistics/timeliness?work=feedback",
    "timeliness of assessments": "/v1/statistics/timeliness?work=assessment",
    "of which periods there are any": "/v1/statistics/periods",
    "norms": "/v1/monitor/norms",
    "norms, with what counted": "/v1/monitor/norms/counted",
    "actions": "/v1/monitor/actions",
    "an action in eight quarters": "/v1/monitor/actions/history?action=1.1",
}
COUNTED = {"a norm in eight quarters": "/v1/monitor/actions/history?action=5.5"}
"""What counts many things anew, and so takes longer with as many; for no longer than anything else."""
DRAWN = {
    "the half-year report": "/v1/monitor/report?halfYear={half_year}",
    "the picture of a month, for a meeting": "/v1/monitor/picture?meeting=anna_overleg",
}
"""Documents of many statistics, which are drawn; somebody waits for them, so no longer than two seconds."""


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
    """Make an archive, publish what is over, and name the last half-year."""
    print(f"==> making {signals:,} signals", flush=True)
    connection = await asyncpg.connect(server.superuser_url(DATABASE), timeout=600)
    await fill_archive(connection, signals, SystemClock().now())
    worker, key = Database(create_engine(server.worker_url(), pool_size=1)), token_bytes(32)
    started = time.perf_counter()
    while await worker.run(lambda connection: publish_next(connection, SystemClock().now(), key)):
        pass
    seconds = time.perf_counter() - started
    await worker.close()
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
    for name, path in {**ASKED, **COUNTED, **DRAWN}.items():
        rounds = [
            [await beside_submissions(one, one.load(path), options.seconds) for one in services]
            for _ in range(options.rounds)
        ]
        p50 = [statistics.median(one.p50_ms for one in results) for results in zip(*rounds, strict=True)]
        p95 = [statistics.median(one.p95_ms for one in results) for results in zip(*rounds, strict=True)]
        for one, median, slowest in zip(services, p50, p95, strict=True):
            ratio = median / p50[0]
            holds &= slowest < (DRAWN_MS if name in DRAWN else WANTED_MS)
            holds &= ratio < WANTED_RATIO or name in COUNTED
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
