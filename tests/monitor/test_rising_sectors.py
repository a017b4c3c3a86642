"""Sectors rise where they come more often, and not where more submitters begin to tell one: measured again."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from app.monitor.figures.rising import FALSE_ALARMS, Counts, Features, rising

YEARS = 800
PER_MONTH = 30
FORMS, DISTRICTS = ("labour", "labour", "sexual", "criminal"), ("zeeland", "de_baronie", "de_baronie", "de_markiezaten")
SECTORS = ("agriculture", "agriculture", "hospitality", "hospitality", "hospitality", "sex_work", "cleaning", "street")
INDICATORS, PLACES = ("L1", "L2", "S1", "A1"), ("dwelling", "business", "online")


def features(random: Random, told: float) -> Iterator[str]:
    """Draw the features of a signal, which are not independent: a sector goes with its indicators."""
    yield f"form:{random.choice(FORMS)}"
    yield f"district:{random.choice(DISTRICTS)}"
    if random.random() < told:
        sector = random.choice(SECTORS)
        yield f"sector:{sector}"
        yield from {f"indicator:{random.choice(INDICATORS[:2] if sector == 'agriculture' else INDICATORS)}"}
    if random.random() < 0.4:
        yield f"location_kind:{random.choice(PLACES)}"


def counts(random: Random, signals: int, told: float) -> Counts:
    """Count the features of so many signals, alone and two together, as the database does."""
    found: Counter[Features] = Counter()
    for _ in range(signals):
        there = sorted(features(random, told))
        found.update((feature, "") for feature in there)
        found.update((one, other) for number, one in enumerate(there) for other in there[number + 1 :])
    return dict(found)


@pytest.mark.parametrize(("told_before", "told_now"), [(0.6, 0.6), (0.2, 0.9), (0.0, 0.8), (0.9, 0.3)])
def test_of_months_in_which_only_the_telling_changed_fewer_than_one_in_twenty_tells_of_a_sector(
    told_before: float, told_now: float
) -> None:
    random = Random(2026)  # noqa: S311 - data is no secret
    alarms = 0
    for _ in range(YEARS):
        # Both draw how many came, so that they are as many as chance makes them.
        now = counts(random, sum(random.random() < PER_MONTH / 1000 for _ in range(1000)), told_now)
        before = counts(random, 12 * PER_MONTH, told_before)
        told = rising(now, before)
        alarms += any(feature.startswith("sector:") for pair in told for feature in pair)
        if told_before == told_now:
            alarms += bool(told) and not any(feature.startswith("sector:") for pair in told for feature in pair)
    assert alarms / YEARS <= FALSE_ALARMS, alarms


def test_a_sector_that_comes_more_often_among_those_that_are_told_rises() -> None:
    before = {("sector:hospitality", ""): 12, ("sector:sex_work", ""): 48, ("form:labour", ""): 120}
    now = {("sector:hospitality", ""): 9, ("sector:sex_work", ""): 4, ("form:labour", ""): 11}
    assert rising(now, before) == [("sector:hospitality", "")]


def test_what_rises_only_since_sectors_are_told_does_not_rise() -> None:
    now = {("sector:hospitality", ""): 9, ("form:labour", "sector:hospitality"): 9, ("form:labour", ""): 11}
    assert rising(now, {("form:labour", ""): 120}) == []
    few = {("form:labour", ""): 120, ("sector:hospitality", ""): 1, ("form:labour", "sector:hospitality"): 1}
    assert rising(now, few) == []
