"""How an action of the programme stood is told of one quarter after the other, as far as is known now."""

from datetime import UTC, datetime

import pytest

from tests.monitor.test_norm_lights import BARONIE, inspections
from tests.monitor.test_programme import CHAIN, COORDINATOR, TREKKER, written
from tests.world import Json, World


async def history(world: World, action: str, query: str = "") -> list[Json]:
    """Return the quarters of an action, the last one first."""
    quarters: list[Json] = (await world.get(TREKKER, f"/monitor/actions/history?action={action}{query}"))["quarters"]
    return quarters


def light_of(quarter: Json, district: str | None = BARONIE) -> str:
    """Return the light that stands in a district."""
    (area,) = (one for one in quarter["areas"] if one["district"] == district)
    return str(area["light"])


async def test_the_lights_of_an_action_are_told_of_each_of_the_last_eight_quarters(world: World) -> None:
    for period in ("2025-Q2", "2026-Q3"):
        assert (await written(world, COORDINATOR, period=period))[0] == 201
    await written(world, COORDINATOR, kind="light", light="amber", period="2025-Q3", words="De drukker is failliet.")
    told = await history(world, "1.1")
    assert [one["quarter"] for one in told] == [f"{year}-Q{n}" for year in (2026, 2025) for n in (4, 3, 2, 1)]
    lights = {one["quarter"]: light_of(one) for one in told}
    assert lights["2025-Q1"] == "red"
    assert (lights["2025-Q2"], lights["2025-Q3"], lights["2026-Q3"]) == ("green", "amber", "green")
    assert [one["isOver"] for one in told] == [False, *[True] * 7]
    assert [one["norms"] for one in told] == [[]] * 8, "the action follows no norm"


async def test_each_quarter_tells_the_same_as_the_actions_of_that_quarter_do(world: World) -> None:
    assert (await written(world, COORDINATOR, period="2026-Q2"))[0] == 201
    for quarter in await history(world, "1.1"):
        actions = (await world.get(CHAIN, f"/monitor/actions?quarter={quarter['quarter']}"))["items"]
        assert next(one for one in actions if one["code"] == "1.1")["areas"] == quarter["areas"]


async def test_a_norm_is_told_with_how_far_it_was_reached_in_each_quarter(world: World) -> None:
    await inspections(world, ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-11-02"])
    await inspections(world, ["2026-09-30"])
    world.clock.moment = datetime(2027, 1, 4, 9, tzinfo=UTC)
    now, last, before = await history(world, "5.5", "&quarters=3")
    counts = [
        {one["district"]: one["count"] for one in quarter["norms"] if one["norm"] == "labour_inspections"}[BARONIE]
        for quarter in (now, last, before)
    ]
    assert counts == [0, 5, 1]
    assert [light_of(one) for one in (now, last, before)] == ["amber", "green", "red"]
    assert {one["norm"] for one in last["norms"]} == {"labour_inspections"}
    assert len(last["norms"]) == 4, "of every district"


async def test_what_is_written_later_of_a_quarter_counts_in_it(world: World) -> None:
    world.clock.moment = datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert light_of((await history(world, "1.1", "&until=2026-Q4&quarters=1"))[0]) == "red"
    assert (await written(world, COORDINATOR, period="2026-Q4"))[0] == 201
    assert light_of((await history(world, "1.1", "&until=2026-Q4&quarters=1"))[0]) == "green"


@pytest.mark.parametrize("query", ["", "?action=99", "?action=1.1&quarters=0", "?action=1.1&quarters=21"])
async def test_there_is_no_history_of_no_action_nor_of_more_than_five_years(world: World, query: str) -> None:
    answer = await world.call(TREKKER, "GET", f"/monitor/actions/history{query}")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"] == ("quarters" if "quarters" in query else "action"), "a question has no body"


async def test_who_reads_no_monitor_reads_no_history(world: World) -> None:
    answer = await world.call("avim", "GET", "/monitor/actions/history?action=5.5")
    assert answer.status_code == 403
