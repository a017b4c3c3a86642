"""The picture of a month by sector: of each side what its own parts tell, with what is small left out."""

import csv
import io
from datetime import UTC, datetime

from app.worker import Worker
from tests.bodies import perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.interventions.logging import SUBMITTER
from tests.monitor.passing import passed
from tests.monitor.test_publishing import CHAIN, TREKKER, begun_earlier, figures
from tests.triage.conftest import worker
from tests.world import Json, World

__all__ = ["worker"]
BY_SECTOR = "/statistics/signals?period=2026-11&groupBy=sector"


def both(care: str | None, security: str | None) -> Json:
    """Make a signal of which each side tells a sector or none."""
    return signal_aimed_at_both(
        care={**victim_signal()["care"], "sector": care},
        security={**perpetrator_signal()["security"], "sector": security},
    )


async def by_sector(world: World, worker: Worker) -> dict[str, dict[str, int]]:
    """Publish November; return how many of each sector are shown on each side."""
    await passed(world, worker, days=10)
    status, answer = await figures(world, BY_SECTOR)
    assert status == 200, answer
    return {side["compartment"]: {one["code"]: one["size"] for one in side["groups"]} for side in answer["sides"]}


async def test_each_side_is_counted_by_the_sector_that_it_tells(world: World, worker: Worker) -> None:
    for number in range(12):
        await world.submit(SUBMITTER, both("hospitality" if number < 7 else None, "cleaning"))
    told = await by_sector(world, worker)
    assert told == {"care": {"hospitality": 7, "not_told": 5}, "security": {"cleaning": 12}}
    assert (await figures(world, BY_SECTOR, "zorgcoordinator.de-baronie"))[0] == 403
    assert (await figures(world, BY_SECTOR, "districtelijk-coordinator.de-baronie"))[0] == 404


async def test_what_is_few_is_left_out_with_what_would_tell_of_it(world: World, worker: Worker) -> None:
    for sector, size in (("hospitality", 8), ("cleaning", 6), ("street", 2)):
        for _ in range(size):
            await world.submit(SUBMITTER, both(sector, None))
    told = await by_sector(world, worker)
    assert told["security"] == {"not_told": 16}
    assert told["care"] in ({"hospitality": 8}, {"cleaning": 6}), "the other of these is left out beside two, by lot"


async def test_what_security_tells_moves_nothing_on_the_care_side(world: World, worker: Worker) -> None:
    for number in range(10):
        await world.submit(SUBMITTER, both("retail", ("retail", "transport", "online", None)[number % 4]))
    assert (await by_sector(world, worker))["care"] == {"retail": 10}


async def test_sectors_are_a_table_and_a_chart_in_dutch(world: World, worker: Worker) -> None:
    for number in range(12):
        await world.submit(SUBMITTER, both("personal_care" if number < 7 else None, None))
    await by_sector(world, worker)
    table = await world.call(TREKKER, "GET", f"{BY_SECTOR}&format=csv")
    lines = [line for line in csv.DictReader(io.StringIO(table.text)) if line["kant"] == "care"]
    assert [(line["code"], line["groep"], line["signalen"]) for line in lines] == [
        ("", "Alle", "12"),
        ("not_told", "Niet vermeld", "5"),
        ("personal_care", "Schoonheids-, nagel- en massagesalons", "7"),
    ]
    drawn = await world.call(TREKKER, "GET", f"{BY_SECTOR}&format=svg")
    assert "Schoonheids-, nagel- en massagesalons" in drawn.text
    assert "Niet vermeld" in drawn.text


async def a_year(world: World, worker: Worker, before: str | None, now: str) -> list[list[str]]:
    """Let a signal come in each month of a year, and eight in the month after it; return what rises then."""
    await begun_earlier(world)
    for month in range(1, 13):
        await world.submit(SUBMITTER, both(before, None))
        year, of_year = divmod(10 + month, 12)
        world.clock.moment = datetime(2026 + year, of_year + 1, 10, 9, tzinfo=UTC)
    for _ in range(8):
        await world.submit(SUBMITTER, both(now, None))
    world.clock.moment = datetime(2027, 12, 1, 9, tzinfo=UTC)
    await passed(world, worker, days=2)
    status, answer = await figures(world, "/statistics/signals?period=2027-11", CHAIN)
    assert status == 200, answer
    return [one["codes"] for one in answer["sides"][0]["rising"]]


async def test_a_sector_that_comes_more_often_than_others_did_rises(world: World, worker: Worker) -> None:
    risen = await a_year(world, worker, "cleaning", "hospitality")
    assert ["sector:hospitality"] in risen
    assert ["district:de_baronie", "sector:hospitality"] in risen


async def test_that_sectors_are_told_at_all_is_no_rise(world: World, worker: Worker) -> None:
    risen = await a_year(world, worker, None, "hospitality")
    assert risen, "there are more signals than before"
    assert not any(code.startswith("sector:") for codes in risen for code in codes)
