"""Figures of a quarter that count again what others count by month: what is known of both could tell of a month."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.access.matrix import LABOUR_DESKS
from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import COUNTS_AGAIN, Figure, Grouping
from app.monitor.figures.publishing import Line

Area = tuple[Grouping, str]
WHOLE: Area = (Grouping.ALL, "")


@dataclass(frozen=True, slots=True)
class Month:
    """What was counted in a month, and the lines that are told of it."""

    counts: Sequence[Count]
    lines: Sequence[Line]

    def tells(self, side: str, figure: Figure, area: Area) -> bool:
        """Tell whether it is known how many there were in an area: that is published, or there was nobody."""
        of_figure = (line for line in self.lines if (line.compartment, line.figure) == (side, figure))
        if any((line.grouping, line.name) == area and line.size is not None for line in of_figure):
            return True
        counted = (one for one in self.counts if (one.compartment, one.figure) == (side, figure))
        return not any(one.size for one in counted if _is_within(one, area))


def without_given_by_form(counts: Iterable[Count]) -> Iterator[Count]:
    """List counts without the work of desks that are given signals of one form, from either side: it tells of forms.

    Left out before anything is told, so that neither a total nor another desk hangs on how much that was.
    """
    return (one for one in counts if one.figure not in COUNTS_AGAIN or not _is_given_by_form(one))


def without_what_gives_away(lines: Iterable[Line], months: Sequence[Month]) -> Iterator[Line]:
    """Leave out the lines of a quarter that could tell of a month; of a total it is told that it is not told.

    So each figure has a line, whatever is left out: a period without any would be taken for one still to be published,
    and keep those after it waiting for ever.
    """
    for line in lines:
        if gives_nothing_away(line, months):
            yield line
        elif line.grouping is Grouping.ALL:
            yield Line(line.period, line.compartment, line.figure, line.grouping, line.name)


def gives_nothing_away(line: Line, months: Iterable[Month]) -> bool:
    """Tell whether nothing of a month that is left out can be computed from a line of the quarter.

    That is so when the figure counts what no other counts month by month, or when of each month it is known already
    how many there were in the area that the line is of.
    """
    again = COUNTS_AGAIN.get(line.figure)
    return again is None or all(month.tells(line.compartment, again, area_of(line)) for month in months)


def area_of(line: Line) -> Area:
    """Return where the work of a line comes from: a desk is of a district, of a municipality, or of the region."""
    place = line.name.partition(".")[2]
    if not place:
        return WHOLE
    return (Grouping.MUNICIPALITY if place.startswith("GM") else Grouping.DISTRICT, place)


def _is_given_by_form(count: Count) -> bool:
    return count.groups[Grouping.DESK].partition(".")[0] in LABOUR_DESKS


def _is_within(count: Count, area: Area) -> bool:
    return area == WHOLE or count.groups.get(area[0]) == area[1]
