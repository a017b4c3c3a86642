"""How long one worker takes to escalate many tasks that fall due in the same minute; a minute is what it may take."""

import argparse
import asyncio
import platform
import shutil
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_bytes

import asyncpg

from app.installation import install
from app.platform.clock import SystemClock
from app.platform.database import Database, create_engine
from app.platform.embedded import DATABASE, EmbeddedServer
from app.platform.migrations import migrate
from app.worker import Worker

WANTED = 60.0

SIGNALS = """
INSERT INTO signals (id, reference, municipality_code, district_id, exploitation_forms, acute_danger, observed_from,
  received_at)
SELECT gen_random_uuid(), 'ZWB-2026-' || n, 'GM0758', 'de_baronie', '{sexual}', false, '2026-01-01', $2
FROM generate_series(1, $1) n
"""
TASKS = """
INSERT INTO tasks (id, signal_id, decision_id, desk_id, track, layer, involvement, status, urgency, due_at, opened_at,
  reference, municipality_code, district_id, exploitation_forms, acute_danger)
SELECT gen_random_uuid(), s.id, gen_random_uuid(), 'zorgcoordinator.de_baronie', 'care', 1, 'responsible', 'open', 2,
  $1::timestamptz + row_number() OVER () * interval '1 millisecond', s.received_at, s.reference, s.municipality_code,
  s.district_id, s.exploitation_forms, false
FROM signals s
"""
LONG_AGO = """
INSERT INTO escalations SELECT (jsonb_populate_record(NULL::escalations, to_jsonb(e)
  || jsonb_build_object('id', gen_random_uuid(), 'task_id', gen_random_uuid()))).*
FROM (SELECT * FROM escalations LIMIT 1) e, generate_series(1, $1) n
"""
BEFORE = 100_000
"""How many escalations there were before: what is late is told of as soon among them as without."""


class StandingClock:
    """A clock that the benchmark sets."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment that was set."""
        return self.moment


async def measure(server: EmbeddedServer, count: int) -> None:
    """Let tasks fall due, and print how long it took to escalate each of them once."""
    superuser = await asyncpg.connect(server.superuser_url(DATABASE), timeout=600)
    now = SystemClock().now()
    print(f"==> making {count:,} tasks that fall due in the same minute", flush=True)
    await superuser.execute("SET session_replication_role = replica")  # decisions and desks are not read here
    await superuser.execute("TRUNCATE deadlines, escalations, task_notes, tasks, signals CASCADE")
    await superuser.execute(SIGNALS, count, now)
    await superuser.execute(TASKS, now + timedelta(days=3))
    await superuser.execute("SET session_replication_role = origin")
    await superuser.execute("ANALYZE")
    clock = StandingClock(now)
    worker = Worker(Database(create_engine(server.worker_url(), pool_size=2)), clock, token_bytes(32))
    found = await worker.round()  # finds the tasks without a deadline; nothing is due
    clock.moment = now + timedelta(days=3, seconds=1)
    first = await worker.round()
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(LONG_AGO, BEFORE)
    await superuser.execute("SET session_replication_role = origin")
    await superuser.execute("ANALYZE escalations")
    clock.moment = now + timedelta(days=3, minutes=1)
    started = time.perf_counter()
    taken = first + await worker.round()
    seconds = time.perf_counter() - started
    raised = await superuser.fetchval("SELECT count(*) FROM escalations") - BEFORE
    told = await superuser.fetchval("SELECT count(*) FROM events WHERE type = 'task.escalated'")
    await worker.database.close()
    await superuser.close()
    if (found, taken, raised, told) != (0, count, count, count):
        raise SystemExit(f"{taken} were taken, {raised} escalated and {told} told of, instead of {count}")
    print(f"\n{platform.platform()}, Python {platform.python_version()}\n")
    print("| work | tasks | seconds | wanted |")
    print("| --- | ---: | ---: | ---: |")
    print(f"| escalate what fell due in one minute | {count:,} | {seconds:.1f} | {WANTED:.0f} |")
    if seconds > WANTED:
        raise SystemExit("that is too long")


def main() -> None:
    """Run the benchmark on an embedded PostgreSQL of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=10_000)
    options = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="sb-bench-"))
    try:
        with EmbeddedServer(var) as server:
            migrate(server.owner_url())
            asyncio.run(install(server.owner_url(), SystemClock().now(), with_personas=True))
            asyncio.run(measure(server, options.tasks))
    finally:
        shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
