"""Several half-years together: what was published of each is added up, and tells more kinds, and of nobody more."""

import pytest

from tests.monitor.test_publishing import figures
from tests.monitor.test_tables import table
from tests.world import Json, World

TREKKER = "bestuurlijk-trekker"
BY_KIND = "/statistics/intervention-effects?scale=exploitation&groupBy=kind"
RUN = f"{BY_KIND}&period=2027-H1&halfYears"
ADD = """
    INSERT INTO published_figures
        (period, compartment, figure, grouping, name, size, answers, median_weeks, published_at)
    VALUES ($1, 'care', 'effect_on_exploitation', $2, $3, $4, $5, $6, now())
"""
Lines = dict[str, tuple[int | None, list[int] | None]]
PUBLISHED: dict[str, Lines] = {
    "2025-H2": {"": (70, [40, 30]), "shelter": (20, [10, 10])},
    "2026-H1": {"": (100, [52, 30, 18]), "shelter": (30, [20, 5, 5]), "reflection_period": (9, None)},
    "2026-H2": {"": (90, [48, 42]), "ambulatory_support": (40, [30, 10])},
    "2027-H1": {"": (80, [44, 36]), "shelter": (24, [16, 8]), "reflection_period": (8, None)},
}
"""How many effects of a kind there were, and what was answered: in the first half of 2026 in three answers."""


@pytest.fixture
async def published(world: World) -> World:
    """A world in which figures of four half-years were published."""
    async with world.as_superuser() as connection:
        for period, lines in PUBLISHED.items():
            for name, (size, answers) in lines.items():
                await connection.execute(ADD, period, "kind" if name else "all", name, size, answers, 7)
    return world


async def told(world: World, path: str) -> tuple[Json, dict[str, Json]]:
    """Ask for effects; return the side of care, and its groups by code."""
    status, answer = await figures(world, path)
    assert status == 200, answer
    (side,) = answer["sides"]
    return answer, {group["code"] or "": group for group in (side["total"], *side["groups"])}


async def test_a_year_tells_of_the_half_years_of_which_answers_are_told(published: World) -> None:
    answer, groups = await told(published, f"{RUN}=2")
    assert (answer["period"], answer["halfYears"]) == ("2027-H1", ["2026-H2", "2027-H1"])
    assert answer["sides"][0]["toldApart"] == ["positive", "rest"]
    total, shelter, support = (groups[code]["effects"] for code in ("", "shelter", "ambulatory_support"))
    assert (total["size"], total["answers"]) == (170, {"positive": 92, "rest": 78})
    assert total["toldIn"] == ["2026-H2", "2027-H1"]
    assert total["medianWeeks"] is None, "the middle of two half-years is in neither"
    assert (shelter["size"], shelter["answers"], shelter["toldIn"]) == (24, {"positive": 16, "rest": 8}, ["2027-H1"])
    assert support["toldIn"] == ["2026-H2"], "which the last half-year tells nothing of"
    assert support["medianWeeks"] == 7
    _, alone = await told(published, f"{BY_KIND}&period=2027-H1")
    assert shelter == alone["shelter"]["effects"]
    assert groups["reflection_period"]["effects"] is None, "of which no answers are told, and the size of one only"


async def test_intervals_are_no_narrower_than_those_of_a_half_year(published: World) -> None:
    _, groups = await told(published, f"{RUN}=4")
    shelter = groups["shelter"]["effects"]
    assert shelter["toldIn"] == ["2025-H2", "2026-H1", "2027-H1"]
    assert (shelter["size"], shelter["answers"]) == (74, {"positive": 46, "rest": 28}), "of three answers the last two"
    assert shelter["share"] == {"value": 0.6216, "low": 0.4265, "high": 0.784}, "by hand, as of a third"
    others = (40 + 52 + 44 - 46) / (70 + 100 + 80 - 74)
    assert shelter["differsFromOthers"]["value"] == pytest.approx(46 / 74 - others, abs=1e-4), "in the same half-years"


async def test_one_half_year_is_told_as_it_was_published(published: World) -> None:
    answer, groups = await told(published, f"{BY_KIND}&period=2026-H1&halfYears=1")
    assert answer["halfYears"] == ["2026-H1"]
    assert answer["sides"][0]["toldApart"] == ["positive", "not_positive", "unknown"]
    assert groups["shelter"]["effects"]["answers"] == {"positive": 20, "not_positive": 5, "unknown": 5}
    shown = groups["reflection_period"]["effects"]
    assert (shown["size"], shown["answers"], shown["toldIn"]) == (9, None, ["2026-H1"])


async def test_half_years_before_the_first_one_are_left_out_and_the_last_one_must_be_there(published: World) -> None:
    answer, _ = await told(published, f"{BY_KIND}&period=2026-H1&halfYears=4")
    assert answer["halfYears"] == ["2025-H2", "2026-H1"]
    assert (await figures(published, f"{BY_KIND}&period=2027-H2&halfYears=4"))[0] == 404
    assert (await figures(published, f"{BY_KIND}&halfYears=3"))[0] == 400
    answer, _ = await told(published, f"{BY_KIND}&halfYears=2")
    assert answer["period"] == "2027-H1", "the last one"


async def test_tables_and_charts_say_in_which_half_years_a_group_is_told(published: World) -> None:
    lines = {line["code"]: line for line in await table(published, f"{RUN}=2")}
    assert {line["periode"] for line in lines.values()} == {"2026-H2 2027-H1"}
    assert {code: line["halfjaren"] for code, line in lines.items()} == {
        "": "2026-H2 2027-H1", "shelter": "2027-H1", "ambulatory_support": "2026-H2", "reflection_period": ""
    }  # fmt: skip
    drawn = (await published.call(TREKKER, "GET", f"{RUN}=2&format=svg")).text
    assert "interventies, 2026-H2 en 2027-H1, met" in drawn
    assert "67% van 24 (2027-H1)" in drawn
    assert "54% van 170<" in drawn
    assert "Van elke groep zijn de halfjaren opgeteld" in drawn
    of_one = (await published.call(TREKKER, "GET", f"{RUN}=1&format=svg")).text
    assert "opgeteld" not in of_one
    assert "(2027-H1)" not in of_one
