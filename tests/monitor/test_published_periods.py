"""Whoever reads statistics finds of which periods there are any, as far as they see something of them."""

from app.worker import Worker
from tests.monitor.passing import passed
from tests.monitor.test_publishing import CHAIN, EFFECTS, figures, worked
from tests.triage.conftest import worker
from tests.world import World

__all__ = ["worked", "worker"]
PERIODS = "/statistics/periods"
TIMELY = "timeliness"


async def told(world: World, persona: str = CHAIN) -> list[tuple[str, str | None, str]]:
    """List of which periods somebody is told that there is something."""
    status, answer = await figures(world, PERIODS, persona)
    assert status == 200, answer
    return [(one["statistic"], one["work"], one["period"]) for one in answer["items"]]


async def test_before_anything_was_published_there_are_none(world: World) -> None:
    assert await told(world) == []


async def test_each_statistic_is_there_of_what_is_listed(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=45)
    listed = await told(worked)
    assert ("intervention-effects", None, "2026-H2") in listed
    assert ("signals", None, "2026-12") in listed
    assert [period for statistic, _, period in listed if statistic == "signals"] == ["2026-12", "2026-11"]
    assert (TIMELY, "triage", "2026-Q4") in listed
    assert (TIMELY, "assessment", "2026-H2") in listed
    for statistic, work, period in listed:
        asked = f"/statistics/{statistic}?period={period}{f'&work={work}' if work else ''}"
        assert (await figures(worked, asked))[0] == 200, asked
    _, answer = await figures(worked, PERIODS)
    _, effects = await figures(worked, EFFECTS)
    assert answer["items"][0]["publishedAt"] == effects["publishedAt"]


async def test_whoever_oversees_a_district_finds_periods_of_its_desks_alone(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=45)
    there = await told(worked, "districtelijk-coordinator.de-baronie")
    assert {statistic for statistic, _, _ in there} == {TIMELY}
    assert (await figures(worked, PERIODS, "zorgcoordinator.de-baronie"))[0] == 403
