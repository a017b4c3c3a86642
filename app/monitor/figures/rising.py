"""Which features of signals, alone and together, rise: come more often in a month than the year before it explains.

The method: when a feature comes as often as before, each of its signals of the last thirteen months falls in the last
one with a chance of one in thirteen. How often at least as many as there were would then fall in it is the tail of a
binomial distribution, the exact test of two Poisson rates (Przyborowski and Wilenski, 1940). What is told rises where
that chance is under 5 % divided by the number of features that came at all (Bonferroni), so that in a month in which
nothing changed anything at all is told with a chance of 5 % at most. Only that it rises is told, not how often it came.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import comb

from app.monitor.figures.suppression import LEAST

FALSE_ALARMS = 0.05
"""How likely it is at most that anything is told of a side in a month in which nothing changed."""
MONTHS_BEFORE = 12
"""With how many months before it a month is compared; with less than that nothing is told."""

Features = tuple[str, str]
"""A feature with nothing, or two together."""
Counts = dict[Features, int]


def chance_of(now: int, before: int, months: int = MONTHS_BEFORE) -> float:
    """Return how likely at least so many in the last month are, when every month is as likely for each."""
    size = now + before
    share = 1 / (months + 1)
    return sum(comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(now, size + 1))


def rising(now: Mapping[Features, int], before: Mapping[Features, int]) -> list[Features]:
    """List what rises, the least likely first. What came fewer than five times is not looked at."""
    seen = {features: count for features, count in now.items() if count >= LEAST}
    chances = {features: chance_of(count, before.get(features, 0)) for features, count in seen.items()}
    known = len(now.keys() | before.keys())
    told = [features for features, chance in chances.items() if chance < FALSE_ALARMS / known]
    return sorted(told, key=lambda features: (chances[features], features))


def by_month(
    counts: Iterable[tuple[str, Features, int]], month: str
) -> tuple[dict[Features, int], dict[Features, int]]:
    """Part counts in those of a month and those of all others together."""
    now: Counts = defaultdict(int)
    before: Counts = defaultdict(int)
    for of_month, features, count in counts:
        (now if of_month == month else before)[features] += count
    return now, before
