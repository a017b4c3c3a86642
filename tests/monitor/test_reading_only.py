"""Figures and the monitor are read where nothing can be written: in a transaction that only reads, or on a replica."""

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta

import asyncpg
import pytest
from sqlalchemy import text

from app.access.demo import DemoIssuer
from app.access.gate import OpenGate, Work
from app.access.matrix import Action
from app.platform.embedded import API_LOGIN
from app.platform.problems import Unavailable
from tests.conftest import Cluster, copied_database
from tests.monitor.test_publishing import CHAIN, TREKKER, figures
from tests.monitor.writing import entry
from tests.platform.problem import refusal
from tests.world import NOW, World, open_world

SIGNALS = "/statistics/signals"
READS = (
    SIGNALS,
    "/statistics/intervention-effects",
    "/statistics/timeliness",
    "/statistics/periods",
    "/monitor/norms",
    "/monitor/norms/counted",
    "/monitor/actions",
    "/monitor/report?halfYear=2026-H1",
    "/monitor/picture?meeting=anna_overleg",
)
COORDINATOR = "districtelijk-coordinator.de-baronie"
LAST_USED = "SELECT a.last_used_on FROM appointments a JOIN actors x ON x.id = a.actor_id WHERE x.subject = $1"


async def published(url: str, size: int) -> None:
    """Publish a little of each figure in a database, past every policy."""
    line = {"compartment": "care", "grouping": "all", "name": "", "size": size}
    lines = [
        {**line, "period": "2026-10", "figure": "signals"},
        {**line, "period": "2026-Q3", "figure": "timely_triage", "answers": [size, 0]},
        {**line, "period": "2026-H1", "figure": "effect_on_exploitation", "answers": [size, 0, 0]},
    ]
    connection = await asyncpg.connect(url)
    await connection.execute("SELECT access.publish_figures($1, $2::text::jsonb)", NOW, json.dumps(lines))
    await connection.close()


async def read_only_from_now_on(url: str, database: str) -> None:
    """Let every transaction of a database only read, as on a replica."""
    connection = await asyncpg.connect(url)
    await connection.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    await connection.close()


async def last_used(url: str, persona: str) -> date | None:
    """Return on which day the appointment of a persona was used last, as a database has it."""
    connection = await asyncpg.connect(url)
    found: date | None = await connection.fetchval(LAST_USED, persona)
    await connection.close()
    return found


async def total(world: World, persona: str = CHAIN) -> int:
    """Return how many signals the care side had, as somebody is told."""
    status, answer = await figures(world, SIGNALS, persona)
    assert status == 200, answer
    return int(answer["sides"][0]["total"]["size"])


@pytest.fixture
async def replica(cluster: Cluster) -> AsyncIterator[str]:
    """Another database with the same people, of which every transaction only reads, and with figures of its own."""
    async with copied_database(cluster) as name:
        url = cluster.server.superuser_url(name)
        await published(url, 41)
        await read_only_from_now_on(url, name)
        yield name


@pytest.fixture
async def two(cluster: Cluster, database: str, replica: str, issuer: DemoIssuer) -> AsyncIterator[World]:
    """The application with a main database, and the other one to read figures and the monitor from."""
    main = cluster.server.superuser_url(database)
    await published(main, 7)
    api, other = cluster.url(API_LOGIN, database), cluster.url(API_LOGIN, replica)
    async with open_world(api_url=api, superuser_url=main, issuer=issuer, replica_url=other) as opened:
        yield opened


async def test_a_database_that_only_reads_answers_what_is_only_read(world: World) -> None:
    await published(world.superuser_url, 7)
    await read_only_from_now_on(world.superuser_url, world.database)
    for path in READS:
        answer = await world.call(CHAIN, "GET", path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
    assert await last_used(world.superuser_url, CHAIN) is None
    written = await world.call(COORDINATOR, "POST", "/monitor/entries", json=entry())
    refusal(written, 503, "unavailable")


async def test_whoever_reads_figures_alone_uses_the_appointment(world: World) -> None:
    await published(world.superuser_url, 7)
    for path, days in ((SIGNALS, 0), ("/monitor/actions", 20)):
        world.clock.advance(timedelta(days=days))
        assert (await world.call(TREKKER, "GET", path)).status_code == 200
        assert await last_used(world.superuser_url, TREKKER) == world.clock.now().date()


async def test_what_only_reads_can_write_nothing(world: World) -> None:
    verified = await world.components.verifier.verify(world.token(CHAIN))
    components = world.components
    gate = OpenGate(Action.READ_STATISTICS, verified, components.database, components.clock, read_only=True)

    async def look(work: Work) -> str:
        return str((await work.connection.execute(text("SHOW transaction_read_only"))).scalar_one())

    async def write(work: Work) -> None:
        await work.connection.execute(text("UPDATE notifications SET read_at = NULL"))

    assert await gate.run(look) == "on"
    with pytest.raises(Unavailable):
        await gate.run(write)


async def test_with_the_setting_figures_and_the_monitor_are_read_there(two: World) -> None:
    assert await total(two) == 41
    for path in READS:
        assert (await two.call(CHAIN, "GET", path)).status_code == 200, path


async def test_without_it_they_are_read_from_the_main_database(world: World) -> None:
    await published(world.superuser_url, 7)
    assert await total(world) == 7


async def test_what_is_written_goes_to_the_main_database_and_is_listed_from_it(two: World) -> None:
    written = await two.call(COORDINATOR, "POST", "/monitor/entries", json=entry())
    assert written.status_code == 201, written.text
    assert [one["id"] for one in (await two.get(COORDINATOR, "/monitor/entries"))["items"]] == [written.json()["id"]]


async def test_that_an_appointment_was_used_is_kept_where_it_can_be(two: World, cluster: Cluster, replica: str) -> None:
    await total(two, TREKKER)
    assert await last_used(two.superuser_url, TREKKER) == NOW.date()
    assert await last_used(cluster.server.superuser_url(replica), TREKKER) is None


async def test_what_was_withdrawn_is_withdrawn_at_once_though_the_replica_is_behind(two: World) -> None:
    assert await total(two, TREKKER) == 41
    async with two.as_superuser() as connection:
        await connection.execute(
            "UPDATE appointments SET valid_until = $2 WHERE actor_id = (SELECT id FROM actors WHERE subject = $1)",
            TREKKER,
            NOW,
        )
    for path in READS:
        assert (await two.call(TREKKER, "GET", path)).status_code == 403, path


async def test_whoever_the_replica_does_not_know_yet_reads_from_the_main_database(two: World) -> None:
    await two.appoint("somebody-new", "ketenregisseur")
    assert await total(two, "somebody-new") == 7
    await two.appoint(TREKKER, "aandachtsfunctionaris", municipality="GM0758")
    assert await total(two, TREKKER) == 7, "of whom the replica holds less"
    assert await total(two, CHAIN) == 41
