"""The features of the signals of a month: how often each indicator and kind of place came, and what rises."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from app.monitor.figures.definitions import Figure, Grouping
from app.monitor.figures.periods import Period
from app.monitor.figures.publishing import SIDES, Line
from app.monitor.figures.rising import MONTHS_BEFORE, Features, by_month, rising
from app.monitor.figures.suppression import LEAST, release
from app.platform.clock import local_date
from app.platform.database import fetch_slowly

FEATURES = "SELECT * FROM access.count_features($1, $2)"
COUNTED = (Grouping.INDICATOR, Grouping.LOCATION_KIND)
"""The groupings of which one signal may have several, so that they are no parts of a whole."""


async def picture(
    connection: AsyncConnection, period: Period, lines: Iterable[Line], since: Mapping[str, datetime | None]
) -> list[Line]:
    """Count the features of a month and of the year before it; `lines` is what else is published of it.

    `since` tells when the first signal of each side came: what rises is told of a side that has a whole year before.
    """
    first = period
    for _ in range(MONTHS_BEFORE):
        first = first.previous
    counts: dict[str, list[tuple[str, Features, int]]] = defaultdict(list)
    for row in await fetch_slowly(connection, FEATURES, first.begins, period.ends):
        counts[row["compartment"]].append((row["month"], (row["feature"], row["other"]), row["size"]))
    published = list(lines)
    found: list[Line] = []
    for side in SIDES:
        now, before = by_month(counts[side], period.name)
        of_side = [line for line in published if line.compartment == side]
        features = list(counted(period, side, now, of_side))
        found += [*features, Line(period.name, side, Figure.RISING, Grouping.ALL, "")]
        if has_been_there(since[side], first):
            shown = {f"{line.grouping}:{line.name}" for line in (*of_side, *features) if line.size}
            found += (
                Line(period.name, side, Figure.RISING, Grouping.FEATURES, "|".join(filter(None, risen)))
                for risen in rising(now, before)
                if tells_of_nobody(risen, now, shown)
            )
    return found


def has_been_there(since: datetime | None, first: Period) -> bool:
    """Tell whether a side had signals before the first month of a comparison, which is then a whole one.

    Months in which a side had not begun, or only towards their end, count too little: all that comes on it would rise.
    """
    return since is not None and Period.of(first.span, local_date(since)) < first


def tells_of_nobody(features: Features, now: Mapping[Features, int], shown: Collection[str]) -> bool:
    """Tell whether it may be told that features rise: that tells that they came often enough to be counted.

    So of one alone only where its count is published; and of two together only where both are, and where those with the
    one and without the other are nobody or not few.
    """
    single = [feature for feature in features if feature]
    together = now.get(features, 0)
    rests = [now.get((feature, ""), 0) - together for feature in single]
    return all(feature in shown for feature in single) and all(rest == 0 or rest >= LEAST for rest in rests)


def counted(period: Period, side: str, now: Mapping[Features, int], of_side: list[Line]) -> Iterator[Line]:
    """List how many signals have a feature, where neither those nor the others are few.

    An indicator of one form is only on signals that name the form. It tells how many those are at least, which is too
    much of a form that is left out: so it is left out with any of the forms, and where few lack it.
    """
    sizes = {(line.grouping, line.name): line.size or 0 for line in of_side}
    total = sizes.get((Grouping.ALL, ""), 0)
    forms_are_told = total == sum(size for (grouping, _), size in sizes.items() if grouping is Grouping.FORM)
    for (feature, other), size in sorted(now.items()):
        grouping, _, name = feature.partition(":")
        if other or grouping not in COUNTED:
            continue
        within = [
            now.get((of_two[0], ""), 0)
            for of_two, together in now.items()
            if of_two[1] == feature and of_two[0].startswith("form:") and together == size
        ]
        if within and (not forms_are_told or any(0 < naming - size < LEAST for naming in within)):
            continue
        shown = release({name: (size,), "": (total - size,)}).sizes
        if name in shown:
            yield Line(period.name, side, Figure.SIGNALS, Grouping(grouping), name, size)
