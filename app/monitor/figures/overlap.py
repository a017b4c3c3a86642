"""Figures of a quarter that count again what others count by month: what is known of both could tell of a month."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import COUNTS_AGAIN, Figure, Grouping
from app.monitor.figures.publishing import SIDES, Line

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

    def tells_forms(self, figure: Figure) -> bool:
        """Tell whether it is known of each form how many there were, on both sides."""
        forms = {one.groups[Grouping.FORM] for one in self.counts if Grouping.FORM in one.groups}
        return all(self.tells(side, figure, (Grouping.FORM, form)) for side in SIDES for form in sorted(forms))


def without_what_gives_away(lines: Iterable[Line], months: Sequence[Month], counts: Iterable[Count]) -> Iterator[Line]:
    """Leave out the lines of a quarter that could tell of a month; of a total it is told that it is not told.

    So each figure has a line, whatever is left out: a period without any would be taken for one still to be published,
    and keep those after it waiting for ever. `counts` are those of the quarter.
    """
    by_form = {(one.compartment, one.figure) for one in counts if one.size and _is_of_region(one)}
    for line in lines:
        if gives_nothing_away(line, months, by_form=(line.compartment, line.figure) in by_form):
            yield line
        elif line.grouping is Grouping.ALL:
            yield Line(line.period, line.compartment, line.figure, line.grouping, line.name)


def gives_nothing_away(line: Line, months: Iterable[Month], *, by_form: bool) -> bool:
    """Tell whether nothing of a month that is left out can be computed from a line of the quarter.

    That is so when the figure counts what no other counts month by month, or when of each month it is known already
    how many there were in the area that the line is of. A desk of the whole region is given signals by their form, of
    both sides, as the Arbeidsinspectie those of labour exploitation: where such a desk had work (`by_form`) what is
    told of it, and the total, from which it could be subtracted, tell of forms.
    """
    again, area = COUNTS_AGAIN.get(line.figure), area_of(line)
    return again is None or all(
        month.tells(line.compartment, again, area) and (area != WHOLE or not by_form or month.tells_forms(again))
        for month in months
    )


def area_of(line: Line) -> Area:
    """Return where the work of a line comes from: a desk is of a district, of a municipality, or of the region."""
    place = line.name.partition(".")[2]
    if not place:
        return WHOLE
    return (Grouping.MUNICIPALITY if place.startswith("GM") else Grouping.DISTRICT, place)


def _is_of_region(count: Count) -> bool:
    return "." not in count.groups.get(Grouping.DESK, ".")


def _is_within(count: Count, area: Area) -> bool:
    return area == WHOLE or count.groups.get(area[0]) == area[1]
