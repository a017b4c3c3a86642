"""The features of the signals of a month: how often each indicator and kind of place came, and what rises."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from app.monitor.figures.definitions import Figure, Grouping
from app.monitor.figures.periods import Period
from app.monitor.figures.publishing import SIDES, Line
from app.monitor.figures.rising import MONTHS_BEFORE, Features, by_month, rising
from app.monitor.figures.suppression import release
from app.platform.clock import local_date
from app.platform.database import fetch_slowly

FEATURES = "SELECT * FROM access.count_features($1, $2)"
COUNTED = (Grouping.INDICATOR, Grouping.LOCATION_KIND)
"""The groupings of which one signal may have several, so that they are no parts of a whole."""


async def picture(
    connection: AsyncConnection, period: Period, totals: Mapping[str, int], first_signal_at: datetime
) -> list[Line]:
    """Count the features of a month and of the year before it; `totals` has how many signals each side had."""
    first = period
    for _ in range(MONTHS_BEFORE):
        first = first.previous
    counts: dict[str, list[tuple[str, Features, int]]] = defaultdict(list)
    for row in await fetch_slowly(connection, FEATURES, first.begins, period.ends):
        counts[row["compartment"]].append((row["month"], (row["feature"], row["other"]), row["size"]))
    compares = Period.of(period.span, local_date(first_signal_at)) <= first
    lines: list[Line] = []
    for side in SIDES:
        now, before = by_month(counts[side], period.name)
        lines += _counted(period, side, now, totals.get(side, 0))
        lines.append(Line(period.name, side, Figure.RISING, Grouping.ALL, ""))
        if compares:
            lines += (
                Line(period.name, side, Figure.RISING, Grouping.FEATURES, "|".join(filter(None, features)))
                for features in rising(now, before)
            )
    return lines


def _counted(period: Period, side: str, now: Mapping[Features, int], total: int) -> Iterator[Line]:
    """List how many signals have a feature, where neither those nor the others are few."""
    for (feature, other), size in sorted(now.items()):
        grouping, _, name = feature.partition(":")
        if other or grouping not in COUNTED:
            continue
        shown = release({name: (size,), "": (total - size,)}).sizes
        if name in shown:
            yield Line(period.name, side, Figure.SIGNALS, Grouping(grouping), name, size)
