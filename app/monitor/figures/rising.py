"""Which features of signals, alone and together, rise: come more often in a month than the year before it explains.

The method: when a feature comes as often as before, each of its signals of the last thirteen months falls in the last
one with a chance of one in thirteen. How often at least as many as there were would then fall in it is the tail of a
binomial distribution, the exact test of two Poisson rates (Przyborowski and Wilenski, 1940). What is told rises where
that chance is under 5 % divided by the number of features that came at all (Bonferroni), so that in a month in which
nothing changed anything at all is told with a chance of 5 % at most. Only that it rises is told, not how often it came.

A submitter may leave a sector out. When more of them begin to tell one, every sector comes more often, and nothing has
changed. So of a feature that may be left out the share of the last month is that of all signals that tell one, where
that is more than one in thirteen: it rises where it comes more often among those too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import exp, lgamma, log, log1p
from sys import float_info

from app.monitor.figures.definitions import MAY_BE_LEFT_OUT
from app.monitor.figures.suppression import LEAST

FALSE_ALARMS = 0.05
"""How likely it is at most that anything is told of a side in a month in which nothing changed."""
MONTHS_BEFORE = 12
"""With how many months before it a month is compared; of a side that was not there in all of them nothing is told."""
LAST_OF_ALL = 1 / (MONTHS_BEFORE + 1)
"""Which share of the months the last one is."""

NEGLIGIBLE = float_info.epsilon
"""What is so much smaller than a sum changes it no more."""

Features = tuple[str, str]
"""A feature with nothing, or two together."""
Counts = dict[Features, int]


def chance_of(now: int, before: int, share: float = LAST_OF_ALL) -> float:
    """Return how likely at least so many in the last month are, when each falls in it with a chance of `share`."""
    size = now + before
    if now == 0 or share >= 1:
        return 1.0
    if now > size * share:
        return _tail(now, before, share)
    return 1 - _tail(before + 1, now - 1, 1 - share)  # fewer in the last month are more in the others


def _tail(least: int, others: int, share: float) -> float:
    """Return how likely at least `least` of all are, where that is more than are expected.

    From the first term on each is smaller than the one before it. Of many signals the terms are too small for their
    factors to be written as numbers, so that the first is made of logarithms.
    """
    size = least + others
    choices = lgamma(size + 1) - lgamma(least + 1) - lgamma(others + 1)
    term, tail = exp(choices + least * log(share) + others * log1p(-share)), 0.0
    for number in range(least, size + 1):
        tail += term
        term *= (size - number) / (number + 1) * share / (1 - share)
        if term < tail * NEGLIGIBLE:
            break
    return min(tail, 1.0)


def rising(now: Mapping[Features, int], before: Mapping[Features, int]) -> list[Features]:
    """List what rises, the least likely first. What came fewer than five times is not looked at."""
    seen = {features: count for features, count in now.items() if count >= LEAST}
    shares = {str(grouping): _share_of(grouping, now, before) for grouping in MAY_BE_LEFT_OUT}
    chances = {
        features: chance_of(count, before.get(features, 0), _share(features, shares))
        for features, count in seen.items()
    }
    known = len(now.keys() | before.keys())
    told = [features for features, chance in chances.items() if chance < FALSE_ALARMS / known]
    return sorted(told, key=lambda features: (chances[features], features))


def _share(features: Features, shares: Mapping[str, float]) -> float:
    """Return with which chance a signal with these features falls in the last month, when nothing changed."""
    return max(LAST_OF_ALL, *(shares.get(feature.partition(":")[0], 0.0) for feature in features))


def _share_of(grouping: str, now: Mapping[Features, int], before: Mapping[Features, int]) -> float:
    """Return which share of the signals that tell such a feature came in the last month; a signal tells one at most."""
    last, earlier = (
        sum(count for (feature, other), count in counts.items() if not other and feature.startswith(f"{grouping}:"))
        for counts in (now, before)
    )
    return last / (last + earlier) if last else 0.0


def by_month(
    counts: Iterable[tuple[str, Features, int]], month: str
) -> tuple[dict[Features, int], dict[Features, int]]:
    """Part counts in those of a month and those of all others together."""
    now: Counts = defaultdict(int)
    before: Counts = defaultdict(int)
    for of_month, features, count in counts:
        (now if of_month == month else before)[features] += count
    return now, before
