"""From counts to what is published: tables for each figure and side, with what is small left out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import (
    COUNTED_OPENLY,
    DEFINITIONS,
    DIVIDES,
    OF_WHAT_IS_TOLD,
    Answer,
    Definition,
    Figure,
    Grouping,
)
from app.monitor.figures.periods import Period
from app.monitor.figures.suppression import Counts, KeptLots, Lots, Released, release
from app.monitor.figures.tables import release_within

LEAST_FOR_MEDIAN = 10
"""Of how many positive effects at least a median is told, so that it is nobody's own."""
SIDES = ("care", "security")
WITHIN = "|"

Tables = dict[Grouping, Released]
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
    """What is published of a period. `parent_of` tells of groupings that divide another which group is of which.

    `key` is that of the lots by which it is drawn who is left out beside the few.
    """

    period: Period
    names: Names
    parent_of: Mapping[Grouping, Mapping[str, str]]
    key: bytes

    def lines(self, counts: Iterable[Count]) -> Iterator[Line]:
        """List the lines of every figure that has this span, for each side and grouping."""
        of_figure: dict[tuple[str, Figure], list[Count]] = defaultdict(list)
        for count in counts:
            of_figure[count.compartment, count.figure].append(count)
        told: dict[tuple[str, Figure], Tables] = {}
        for figure, definition in DEFINITIONS.items():
            if definition.span is self.period.span and definition.answers:
                for side in SIDES:
                    beside = told.get((side, OF_WHAT_IS_TOLD[figure]), {}) if figure in OF_WHAT_IS_TOLD else None
                    tables = told[side, figure] = {}
                    yield from self._lines(side, figure, of_figure[side, figure], tables, beside)

    def _lines(
        self, side: str, figure: Figure, counts: list[Count], tables: Tables, beside: Tables | None
    ) -> Iterator[Line]:
        definition = DEFINITIONS[figure]
        total = release(
            {"": _add(_hidden_elsewhere(counts), definition.answers)}, self._lots(side, figure, Grouping.ALL)
        )
        of_all = _add(counts, definition.answers)
        size, answers = sum(of_all) if total.size else None, of_all if total.total else None
        median = _median(counts) if answers else None
        yield Line(self.period.name, side, figure, Grouping.ALL, "", size, answers, median)
        for grouping in definition.groupings:
            parent = _parent(grouping, definition)
            divided = self._divided(grouping, parent, counts)
            if not any(divided.values()):
                continue
            among = None
            if beside is not None and grouping in DEFINITIONS[OF_WHAT_IS_TOLD[figure]].groupings:
                among = beside[grouping].answers if grouping in beside else ()
            tables[grouping] = self._release(
                parent, divided, definition, tables, self._lots(side, figure, grouping), among
            )
            for key in tables[grouping].sizes:
                name = _name_of(key)
                if sum(bool(divided[other]) for other in divided if _name_of(other) == name) > 1:
                    continue  # of a municipality that moved, a part would be taken for the whole
                of_row = _add(divided[key], definition.answers)
                answers = of_row if key in tables[grouping].answers else None
                median = _median(divided[key]) if answers else None
                district = name.partition(".")[2] or None if grouping is Grouping.DESK else None
                yield Line(self.period.name, side, figure, grouping, name, sum(of_row), answers, median, district)

    def _divided(self, grouping: Grouping, parent: Grouping | None, counts: list[Count]) -> dict[str, list[Count]]:
        """Divide counts among groups; of a grouping that divides another, by the group in which they were counted."""
        divided: dict[str, list[Count]] = {}
        for name in self.names.get(grouping, ()):
            divided[name if parent is None else _key(self.parent_of[grouping][name], name)] = []
        for count in counts:
            if grouping in count.groups:
                name = count.groups[grouping]
                divided.setdefault(name if parent is None else _key(count.groups[parent], name), []).append(count)
        return divided

    def _release(
        self,
        parent: Grouping | None,
        divided: Mapping[str, list[Count]],
        definition: Definition,
        tables: Tables,
        lots: Lots,
        among: Collection[str] | None,
    ) -> Released:
        rows = {key: _add(_hidden_elsewhere(counts), definition.answers) for key, counts in divided.items()}
        if parent is None:
            return release(rows, lots, among)
        return release_within(rows, {key: key.partition(WITHIN)[0] for key in rows}, tables[parent], lots, among)

    def _lots(self, side: str, figure: Figure, grouping: Grouping) -> Lots:
        """Return the lots of a table: of its own, since from those of one table one would reckon with another."""
        return KeptLots(self.key, f"{self.period.name} {side} {figure} {grouping}")


def _parent(grouping: Grouping, definition: Definition) -> Grouping | None:
    parent = DIVIDES.get(grouping)
    return parent if parent in definition.groupings else None


def _key(parent: str, name: str) -> str:
    """Call a row after its group and that which it divides: where a municipality was when it was counted."""
    return f"{parent}{WITHIN}{name}"


def _name_of(key: str) -> str:
    return key.rpartition(WITHIN)[2]


def _hidden_elsewhere(counts: Iterable[Count]) -> Iterator[Count]:
    """Leave out what everybody who reads figures is told in full: what that leaves must not be few."""
    for count in counts:
        if count.figure is not Figure.INTERVENTIONS or count.groups.get(Grouping.KIND) not in COUNTED_OPENLY:
            yield count


def _add(counts: Iterable[Count], answers: Sequence[Answer]) -> Counts:
    added = dict.fromkeys(answers, 0)
    for count in counts:
        added[count.answer] += count.size
    return tuple(added.values())


def _median(counts: Iterable[Count]) -> int | None:
    """Return after how many weeks a positive effect was seen, in the middle of all of them, where they are enough."""
    weeks = [count.weeks for count in counts if count.answer is Answer.POSITIVE for _ in range(count.size)]
    return median_low(weeks) if len(weeks) >= LEAST_FOR_MEDIAN else None
