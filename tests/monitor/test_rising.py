"""What rises is told of features that came more often than before explains, and seldom when nothing changed."""

from collections import Counter
from math import exp
from random import Random

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
