"""Shares by hand: the bounds of Wilson's interval are sought where they are, and follow from no formula."""

from collections.abc import Callable

Z = 1.959963985
"""How many standard deviations 95 % of a normal distribution lie within."""
STEPS = 60


def wilson(positive: float, size: float) -> tuple[float, float]:
    """Return the least and the most that a share may be: as far from what was seen as 95 % of samples are at most."""
    seen = positive / size

    def too_far(share: float) -> bool:
        return (seen - share) ** 2 * size > Z**2 * share * (1 - share)

    return _edge(0, seen, too_far), _edge(1, seen, too_far)


def _edge(outside: float, inside: float, too_far: Callable[[float], bool]) -> float:
    """Halve the distance between what is too far and what is not, until nothing is left of it."""
    for _ in range(STEPS):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if too_far(middle) else (outside, middle)
    return inside
