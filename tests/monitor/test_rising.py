"""What rises is told of features that came more often than before explains, and seldom when nothing changed."""

from collections import Counter
from math import exp
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import binom

from app.monitor.figures.rising import FALSE_ALARMS, Features, chance_of, rising

MONTHS = 1500
RATES: dict[Features, float] = {
    ("form:labour", "district:zeeland"): 6.0,
    ("form:labour", ""): 14.0,
    ("form:sexual", ""): 9.0,
    ("form:criminal", "district:de_baronie"): 1.5,
    ("indicator:A1", "location_kind:business"): 4.0,
    **{("form:sexual", f"indicator:B{number}"): 3.0 for number in range(40)},
}


def drawn(random: Random, rate: float) -> int:
    """Draw from a Poisson distribution, by Knuth's method."""
    limit, product, count = exp(-rate), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def test_of_random_months_fewer_than_one_in_twenty_tells_anything() -> None:
    random = Random(2026)  # noqa: S311 - data is no secret
    alarms = 0
    for _ in range(MONTHS):
        now = {features: drawn(random, rate) for features, rate in RATES.items()}
        before = {features: drawn(random, 12 * rate) for features, rate in RATES.items()}
        alarms += bool(rising(now, before))
    assert alarms / MONTHS <= FALSE_ALARMS
    assert alarms > 0, "the method does tell things"


def test_what_comes_three_times_as_often_is_told() -> None:
    before = Counter({("form:labour", "district:zeeland"): 48, ("form:labour", ""): 168})
    now = {("form:labour", "district:zeeland"): 13, ("form:labour", ""): 20}
    assert rising(now, before) == [("form:labour", "district:zeeland")]


def test_what_comes_fewer_than_five_times_is_never_told() -> None:
    assert rising({("form:organ_removal", ""): 4}, {}) == []


def test_the_chance_is_that_of_the_binomial_distribution() -> None:
    assert abs(chance_of(0, 10) - 1) < 1e-12
    assert abs(chance_of(1, 0) - 1 / 13) < 1e-12
    assert abs(chance_of(2, 1) - (3 * 12 + 1) / 13**3) < 1e-12


@given(st.integers(0, 3000), st.integers(0, 40_000), st.floats(0.001, 1))
@example(5, 1_000_000, 1 / 13)
@example(80_000, 1_000_000, 1 / 13)
@example(84_000, 1_000_000, 1 / 13)
@example(100_000, 0, 1 / 13)
@example(100, 0, 1.0)
def test_the_chance_is_that_of_the_binomial_distribution_however_many_there_are(
    now: int, before: int, share: float
) -> None:
    found, there = chance_of(now, before, share), float(binom.sf(now - 1, now + before, share))
    assert 0 <= found <= 1
    assert found == pytest.approx(there, rel=1e-6, abs=1e-12)


def test_a_feature_of_a_hundred_thousand_signals_rises_and_one_that_came_as_often_as_before_does_not() -> None:
    before = {("form:labour", ""): 96_000, ("form:sexual", ""): 96_000, ("form:criminal", ""): 96_000}
    now = {("form:labour", ""): 9_000, ("form:sexual", ""): 8_050, ("form:criminal", ""): 5}
    assert rising(now, before) == [("form:labour", "")]
