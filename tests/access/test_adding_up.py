"""Two roles of one person give what each of them gives, and no sight or writing anywhere else."""

from datetime import timedelta

import asyncpg
import pytest

from app.platform.clock import start_of
from tests.bodies import victim_signal
from tests.monitor.writing import entry
from tests.world import NOW, World

BOTH, COORDINATOR, CHAIN = "both", "districtelijk_coordinator", "ketenregisseur"
FIGURE = """
    INSERT INTO published_figures
        (period, compartment, figure, grouping, name, size, answers, district_id, published_at)
    SELECT '2026-Q3', 'care', 'timely_triage', 'desk', 'zorgcoordinator.' || d.id, 7, '{5,2}', d.id, $1 FROM districts d
"""
COUNTED = "SELECT coalesce(sum(decisions), 0) FROM access.routing_fact_counts($1, $2)"
EVALUATION = {"kind": "evaluation", "action": None, "period": "2026-H1"}


@pytest.mark.parametrize("other", ["auditor", "bestuurlijk_trekker"])
async def test_a_coordinator_writes_in_the_monitor_for_the_own_district_whatever_else_they_are(
    world: World, other: str
) -> None:
    await world.appoint(BOTH, other)
    await world.appoint(BOTH, COORDINATOR, district="zeeland")
    for district, status in (("zeeland", 201), ("de_baronie", 403), (None, 403)):
        answer = await world.call(BOTH, "POST", "/monitor/entries", json=entry(**EVALUATION, district=district))
        assert answer.status_code == status, district


async def test_who_writes_for_the_region_writes_for_every_district_beside_another_role(world: World) -> None:
    await world.appoint(BOTH, CHAIN)
    await world.appoint(BOTH, "auditor")
    for district in ("zeeland", "de_baronie", None):
        answer = await world.call(BOTH, "POST", "/monitor/entries", json=entry(**EVALUATION, district=district))
        assert answer.status_code == 201, district


async def test_an_auditor_who_is_coordinator_reads_figures_of_that_district_alone(world: World) -> None:
    await world.appoint(BOTH, "auditor")
    await world.appoint(BOTH, COORDINATOR, district="zeeland")
    async with world.as_superuser() as connection:
        await connection.execute(FIGURE, NOW)
    async with world.as_api(BOTH) as connection:
        seen = [row["district_id"] for row in await connection.fetch("SELECT district_id FROM published_figures")]
    assert seen == ["zeeland"]
    told = await world.get(BOTH, "/statistics/timeliness?work=triage")
    assert [group["code"] for side in told["sides"] for group in side["groups"]] == ["zorgcoordinator.zeeland"]


async def test_facts_of_routing_are_counted_for_who_compares_drafts_and_in_whole_months(world: World) -> None:
    await world.submit("aandachtsfunctionaris.breda", victim_signal())
    month = (
        start_of(NOW.date().replace(day=1)),
        start_of((NOW.date().replace(day=1) + timedelta(days=40)).replace(day=1)),
    )
    moment = (world.clock.now(), world.clock.now() + timedelta(microseconds=1))
    nearly = (month[0] + timedelta(seconds=1), month[1])

    async def counted(connection: asyncpg.Connection) -> list[int]:
        return [await connection.fetchval(COUNTED, *window) for window in (month, moment, nearly)]

    async with world.as_api("ketenregisseur") as connection:
        whole, *less = await counted(connection)
    assert (whole > 0, less) == (True, [0, 0])
    async with world.as_api("bestuurlijk-trekker") as connection:
        assert await counted(connection) == [0, 0, 0]
