"""From published counts to shares with what they are worth."""

from app.monitor.figures.definitions import DEFINITIONS, Answer, Figure
from app.monitor.figures.intervals import Interval
from app.monitor.statistics.schemas import Share
from app.platform.database import DatabaseRow


def told_apart(row: DatabaseRow | None) -> list[Answer]:
    """List the answers that are told apart of a group, in the order of their numbers; none where they are not told."""
    if row is None or row.answers is None:
        return []
    return list(DEFINITIONS[Figure(row.figure)].columns(len(row.answers)))


def shown(row: DatabaseRow) -> dict[Answer, int] | None:
    """Return how often each answer was given, where that is told."""
    return None if row.answers is None else dict(zip(told_apart(row), row.answers, strict=True))


def share_of(interval: Interval | None) -> Share | None:
    """Return an interval as it is told, if there is any."""
    if interval is None:
        return None
    value, low, high = (round(number, 4) for number in interval)
    return Share(value=value, low=low, high=high)
