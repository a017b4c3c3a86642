"""From counts to what is published: tables for each figure and side, with what is small left out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import DEFINITIONS, DIVIDES, Answer, Definition, Figure, Grouping
from app.monitor.figures.periods import Period
from app.monitor.figures.suppression import Counts, Released, release
from app.monitor.figures.tables import release_within

LEAST_FOR_MEDIAN = 10
"""Of how many positive effects at least a median is told, so that it is nobody's own."""
SIDES = ("care", "security")

Names = Mapping[Grouping, Sequence[str]]
"""The names of the groups that there are, also those without any count."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of published figures."""

    period: str
    compartment: str
    figure: Figure
    grouping: Grouping
    name: str
    size: int | None = None
    answers: Counts | None = None
    median_weeks: int | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published of a period. `parent_of` tells of groupings that divide another which group is of which."""

    period: Period
    names: Names
    parent_of: Mapping[Grouping, Mapping[str, str]]

    def lines(self, counts: Iterable[Count]) -> Iterator[Line]:
        """List the lines of every figure that has this span, for each side and grouping."""
        of_figure: dict[tuple[str, Figure], list[Count]] = defaultdict(list)
        for count in counts:
            of_figure[count.compartment, count.figure].append(count)
        for figure, definition in DEFINITIONS.items():
            if definition.span is self.period.span and definition.answers:
                for side in SIDES:
                    yield from self._lines(side, figure, of_figure[side, figure])

    def _lines(self, side: str, figure: Figure, counts: list[Count]) -> Iterator[Line]:
        definition = DEFINITIONS[figure]
        total = release({"": _add(counts, definition.answers)})
        median = _median(counts) if total.total else None
        yield Line(self.period.name, side, figure, Grouping.ALL, "", total.size, total.total, median)
        tables: dict[Grouping, Released] = {}
        for grouping in definition.groupings:
            divided = self._divided(grouping, counts)
            if not any(divided.values()):
                continue
            tables[grouping] = self._release(grouping, divided, definition, tables)
            for name, size in tables[grouping].sizes.items():
                answers = tables[grouping].answers.get(name)
                median = _median(divided[name]) if answers else None
                district = name.partition(".")[2] or None if grouping is Grouping.DESK else None
                yield Line(self.period.name, side, figure, grouping, name, size, answers, median, district)

    def _divided(self, grouping: Grouping, counts: list[Count]) -> dict[str, list[Count]]:
        divided: dict[str, list[Count]] = {name: [] for name in self.names.get(grouping, ())}
        for count in counts:
            if grouping in count.groups:
                divided.setdefault(count.groups[grouping], []).append(count)
        return divided

    def _release(
        self,
        grouping: Grouping,
        divided: Mapping[str, list[Count]],
        definition: Definition,
        tables: Mapping[Grouping, Released],
    ) -> Released:
        rows = {name: _add(counts, definition.answers) for name, counts in divided.items()}
        parent = DIVIDES.get(grouping)
        return release(rows) if parent is None else release_within(rows, self.parent_of[grouping], tables[parent])


def _add(counts: Iterable[Count], answers: Sequence[Answer]) -> Counts:
    added = dict.fromkeys(answers, 0)
    for count in counts:
        added[count.answer] += count.size
    return tuple(added.values())


def _median(counts: Iterable[Count]) -> int | None:
    """Return after how many weeks a positive effect was seen, in the middle of all of them, where they are enough."""
    weeks = [count.weeks for count in counts if count.answer is Answer.POSITIVE for _ in range(count.size)]
    return median_low(weeks) if len(weeks) >= LEAST_FOR_MEDIAN else None
