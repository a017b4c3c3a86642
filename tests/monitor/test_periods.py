"""The names of periods: those of the years that figures can be of, in one spelling each."""

import pytest

from app.monitor.figures.periods import Period
from tests.platform.problem import refusal
from tests.world import World

TREKKER = "bestuurlijk-trekker"
FAR_AWAY = ("0000", "0001", "1899", "2200", "9999")


@pytest.mark.parametrize("name", ["1900-01", "2199-12", "1900-Q1", "2199-Q4", "1900-H1", "2199-H2"])
def test_the_years_of_three_centuries_have_periods_with_a_day_on_which_they_begin_and_end(name: str) -> None:
    period = Period.parse(name)
    assert period.name == name
    assert period.begins < period.ends


@pytest.mark.parametrize(
    "name",
    [
        *(f"{year}-{part}" for year in FAR_AWAY for part in ("01", "12", "Q1", "Q4", "H1", "H2")),
        "2026-Q1\n",
        "2026-03\n",
        " 2026-H1",
        "\u0662\u0660\u0662\u0666-Q1",
        "\uff12\uff10\uff12\uff16-H1",
    ],
)
def test_another_year_and_another_spelling_are_no_period(name: str) -> None:
    with pytest.raises(ValueError, match="no month, quarter or half-year"):
        Period.parse(name)


@pytest.mark.parametrize("year", FAR_AWAY)
async def test_of_a_year_far_away_nothing_can_be_asked(shared_world: World, year: str) -> None:
    for path in (
        f"/monitor/norms?quarter={year}-Q1",
        f"/monitor/norms?quarter={year}-Q4",
        f"/monitor/actions?quarter={year}-Q4",
        f"/monitor/report?halfYear={year}-H1",
        f"/monitor/report?halfYear={year}-H2",
        f"/statistics/signals?period={year}-12",
        f"/statistics/timeliness?period={year}-Q4",
        f"/statistics/intervention-effects?period={year}-H2",
    ):
        refusal(await shared_world.call(TREKKER, "GET", path), 400, "invalid-input")
