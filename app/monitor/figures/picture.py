"""The features of the signals of a month: how often each indicator and kind of place came, and what rises."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from app.monitor.figures.definitions import SEVERAL_FORMS, Figure, Grouping
from app.monitor.figures.periods import Period
from app.monitor.figures.publishing import SIDES, Line
from app.monitor.figures.rising import MONTHS_BEFORE, Features, by_month, rising
from app.monitor.figures.suppression import LEAST, is_few
from app.platform.clock import local_date
from app.platform.database import fetch_slowly

FEATURES = "SELECT * FROM access.count_features($1, $2)"
COUNTED = (Grouping.INDICATOR, Grouping.LOCATION_KIND)
"""The groupings of which one signal may have several, so that they are no parts of a whole."""

OF_ALL, OF_FORM = f"{Grouping.ALL}:", f"{Grouping.FORM}:"


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
            shown = {f"{line.grouping}:{line.name}": line.size for line in (*of_side, *features) if line.size}
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


def tells_of_nobody(features: Features, now: Mapping[Features, int], shown: Mapping[str, int]) -> bool:
    """Tell whether it may be told that features rise: that tells that they came often enough to be counted.

    So of one alone only where its count is published; and of two together only where both are, and that of all, and
    where those with the one and without the other, and those with neither, are nobody or not few.
    """
    single = [feature for feature in features if feature]
    together = now.get(features, 0)
    rests = [now.get((feature, ""), 0) - together for feature in single]
    if len(single) > 1:
        rests.append(shown.get(OF_ALL, 0) - together - sum(rests))
    return all(feature in shown for feature in single) and not any(rest < 0 or is_few(rest) for rest in rests)


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
            of_two[0]
            for of_two, together in now.items()
            if of_two[1] == feature and of_two[0].startswith(OF_FORM) and together == size
        ]
        if within and (not forms_are_told or any(_tells_of_form(form, size, now, sizes) for form in within)):
            continue
        if size >= LEAST and not is_few(total - size):
            yield Line(period.name, side, Figure.SIGNALS, Grouping(grouping), name, size)


def _tells_of_form(
    form: str, size: int, now: Mapping[Features, int], sizes: Mapping[tuple[Grouping, str], int]
) -> bool:
    """Tell whether the count of an indicator of a form alone tells of few signals that name it: of those without it.

    Signals that name the form with others count among those of several, so where nearly all that name it alone have the
    indicator, it is told how many of those name it, or do not.
    """
    naming, alone = now.get((form, ""), 0), sizes.get((Grouping.FORM, form.removeprefix(OF_FORM)), 0)
    among_several = naming - alone
    of_others = sizes.get((Grouping.FORM, SEVERAL_FORMS), 0) - among_several
    return is_few(naming - size) or (alone - size < LEAST and (is_few(among_several) or is_few(of_others)))
