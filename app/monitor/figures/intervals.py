"""How sure a share is, and a difference between two."""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

Z = NormalDist().inv_cdf(0.975)
"""For 95 % of confidence."""


class Interval(NamedTuple):
    """A share or a difference of shares with the bounds of its 95 % confidence interval."""

    value: float
    low: float
    high: float


def wilson(count: float, size: float) -> Interval:
    """Return a share with the interval of Wilson (1927), which holds for small numbers and shares near 0 and 1 too."""
    share = count / size
    spread = Z * Z / size
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(share * (1 - share) / size + spread / (4 * size))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def newcombe(one: Interval, other: Interval) -> Interval:
    """Return the difference of two independent shares, with Newcombe's interval (1998, method 10)."""
    difference = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(difference, max(-1.0, difference - below), min(1.0, difference + above))
