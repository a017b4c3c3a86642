"""What is told of assessments beside the effects that they found: an effect is of an assessment that was made.

Whoever knows that, as of a half-year in which all effects are of assessments that were due in it, subtracts: 13 were
due, effects of 11 interventions are told, so two were not made. Therefore of assessments all is told of a group or
nothing: how many were due only with how many of them were made (decision 121). And of a grouping nothing is told where
what was made leaves too little room for what is left out, of assessments beside effects or of effects beside them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import (
    DEFINITIONS,
    DIVIDES,
    FIGURE_OF_SCALE,
    OF_ASSESSMENTS,
    Answer,
    Figure,
    Grouping,
)
from app.monitor.figures.publishing import SIDES, Line
from app.monitor.figures.suppression import LEAST

EFFECTS = frozenset(FIGURE_OF_SCALE.values())
GROUPINGS = DEFINITIONS[Figure.ASSESSMENTS].groupings
Row = tuple[str, str]
"""A group, with the group that it is a part of, if it is of any."""
Shown = Mapping[Grouping, set[str]]
"""The groups of which it is told how many assessments were due and made."""


def beside_effects(lines: Sequence[Line], counts: Sequence[Count]) -> Iterator[Line]:
    """List the lines of a half-year without those of assessments that tell of few, beside the effects that are told."""
    yield from (line for line in lines if line.figure not in OF_ASSESSMENTS)
    for side in SIDES:
        told = [line for line in lines if line.compartment == side]
        yield from _of_assessments(told, [count for count in counts if count.compartment == side])


def _of_assessments(lines: Sequence[Line], counts: Sequence[Count]) -> Iterator[Line]:
    shown: dict[Figure, dict[Grouping, set[str]]] = {figure: defaultdict(set) for figure in OF_ASSESSMENTS}
    for line in lines:
        if line.figure in OF_ASSESSMENTS and line.answers is not None:
            shown[line.figure][line.grouping].add(line.name)
    due, in_time = (shown[figure] for figure in OF_ASSESSMENTS)
    for grouping in GROUPINGS:
        while due[Grouping.ALL] and tells_of_few(grouping, due, lines, counts):
            _leave_out(due, grouping if due[grouping] else Grouping.ALL)
    # What is told of how timely a district was would be subtracted from what is told of others, where that is left out.
    in_time[Grouping.DISTRICT] &= due[Grouping.DISTRICT]
    in_time[Grouping.ALL] &= due[Grouping.ALL]
    desks = {
        count.groups[Grouping.DESK]
        for count in counts
        if count.figure is Figure.TIMELY_ASSESSMENT and count.groups[Grouping.DISTRICT] in in_time[Grouping.DISTRICT]
    }
    in_time[Grouping.DESK] &= desks
    for line in lines:
        if line.figure in OF_ASSESSMENTS:
            if line.name in shown[line.figure][line.grouping]:
                yield line
            elif line.grouping is Grouping.ALL:
                yield Line(line.period, line.compartment, line.figure, line.grouping, line.name)


def _leave_out(shown: Shown, grouping: Grouping) -> None:
    """Tell nothing of a grouping, nor of what divides it; of all, nothing at all."""
    for other, groups in shown.items():
        if grouping in (Grouping.ALL, other, DIVIDES.get(other)):
            groups.clear()


def tells_of_few(grouping: Grouping, shown: Shown, lines: Sequence[Line], counts: Iterable[Count]) -> bool:
    """Tell whether what is told of assessments by a grouping, with the effects that are, tells of few."""
    rows = _rows(grouping, counts)
    return _takes_up(grouping, shown, lines, rows) or any(
        _caps(grouping, [line for line in lines if line.figure is figure], rows) for figure in sorted(EFFECTS)
    )


def _rows(grouping: Grouping, counts: Iterable[Count]) -> dict[Row, int]:
    """Count how many were made of each group of which any was due."""
    parent, made = DIVIDES.get(grouping), Counter[Row]()
    for count in counts:
        if count.figure is Figure.ASSESSMENTS:
            row = (count.groups[parent] if parent else "", count.groups[grouping])
            made[row] += count.size if count.answer is Answer.MADE else 0
    return made


def _takes_up(grouping: Grouping, shown: Shown, lines: Iterable[Line], rows: Mapping[Row, int]) -> bool:
    """Tell whether the effects of other groups take up nearly all that were made among those that are left out.

    How many were made among those together is known from the total. Of those, at least as many were of another group as
    it has effects. So a group of which no effect is told can have what that leaves at most.
    """
    parent = DIVIDES.get(grouping)
    least = _least(lines, grouping)
    least_of_parent = _least(lines, parent) if parent else Counter[str]()
    told_of = shown[parent] if parent else set[str]()
    hidden = {row: made for row, made in rows.items() if row[1] not in shown[grouping]}
    for above, name in hidden:
        if least[name]:
            continue
        within = [row for row in hidden if row[0] == above or not {row[0], above} & told_of]
        most = sum(hidden[row] for row in within)
        if not most:
            continue
        for other in {row[0] for row in within}:
            beside = sum(least[row[1]] for row in within if row[0] == other)
            most -= beside if other == above else max(beside, least_of_parent[other])
        if most < LEAST:
            return True
    return False


def _caps(grouping: Grouping, effects: Iterable[Line], rows: Mapping[Row, int]) -> bool:
    """Tell whether the effects that are left out on one scale can be divided among groups in few ways only.

    No group can have more of them than were made of it. So one has at least what those that the others can have leave.
    """
    parent, told = DIVIDES.get(grouping), {(line.grouping, line.name): line.size for line in effects}
    blocks: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if told.get((grouping, row[1])) is None:
            blocks[row[0] if parent and told.get((parent, row[0])) is not None else ""].append(row)
    for above, hidden in blocks.items():
        total = told.get((parent, above)) if parent and above else told.get((Grouping.ALL, ""))
        if total is None:
            continue
        of_others = (told.get((grouping, row[1])) or 0 for row in rows if not above or row[0] == above)
        left = total - sum(of_others)
        if parent and not above:
            left = total - sum(told.get((parent, name)) or 0 for name in {row[0] for row in rows})
        for row in hidden:
            others = sum(rows[other] for other in hidden if other != row)
            least = max(0, left - others)
            if 0 < least < LEAST and min(left, rows[row]) - least < LEAST:
                return True
    return False


def _least(lines: Iterable[Line], grouping: Grouping) -> Counter[str]:
    """Return of how many interventions of each group at least an effect is told, on one scale or another."""
    least: Counter[str] = Counter()
    for line in lines:
        if line.figure in EFFECTS and line.grouping is grouping and line.size is not None:
            least[line.name] = max(least[line.name], line.size)
    return least
