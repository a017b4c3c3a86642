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
    OF_WHOM,
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
ROOM = LEAST + 3
"""How many more assessments were made than found an effect, at least, where it is told how many were made of groups of
which no effect is: then what few there can be in one of two such groups can still be one of three numbers."""
Told = Mapping[tuple[Grouping, str], int]
"""What is told of each group, and of all."""
WHOLE = (Grouping.ALL, "")
Shown = Mapping[Grouping, set[str]]
"""The groups of which it is told how many assessments were due and made."""


def beside_effects(lines: Sequence[Line], counts: Sequence[Count]) -> Iterator[Line]:
    """List the lines of a half-year without those of assessments that tell of few, beside the effects that are told."""
    yield from (line for line in lines if line.figure not in OF_ASSESSMENTS)
    for side in SIDES:
        told = [line for line in lines if line.compartment == side]
        yield from _of_assessments(told, [count for count in counts if count.compartment == side])


def without_logged_by_group(lines: Iterable[Line], before: Iterable[Line]) -> Iterator[Line]:
    """List the lines of a half-year, of a side on which it is the first one only how much was logged together.

    Each effect of such a half-year is of an intervention that was logged in it. How many were logged of a group would
    be the most that it can have of those that are left out. `before` is what was published of the half-year before:
    where that tells of interventions on a side, some of the effects are of those.
    """
    goes_on = {
        line.compartment
        for line in before
        if line.figure is Figure.INTERVENTIONS and line.grouping is Grouping.ALL and line.size is not None
    }
    for line in lines:
        if line.figure is not Figure.INTERVENTIONS or line.grouping is Grouping.ALL or line.compartment in goes_on:
            yield line


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
    parent_of = {name: parent for parent, name in rows}
    made = {
        (line.grouping, line.name): line.answers[0]
        for line in lines
        if line.figure is Figure.ASSESSMENTS and line.answers is not None and line.name in shown[line.grouping]
    }
    scales = {figure: _sizes(line for line in lines if line.figure is figure) for figure in sorted(EFFECTS)}
    beside: list[tuple[Told, Told]] = [(made, effects) for effects in scales.values()]
    # What was aimed at a victim is none of what was aimed at a perpetrator: those are left what the others leave.
    victim, perpetrator = (scales[figure] for figure in OF_WHOM)
    beside += [(_less(made, other), effects) for effects, other in ((victim, perpetrator), (perpetrator, victim))]
    return (
        _takes_up(grouping, shown, lines, rows)
        or any(_caps(grouping, room, effects, parent_of) for room, effects in beside if WHOLE in effects)
        or _floors(grouping, made, list(scales.values()), parent_of)
    )


def _less(made: Told, effects: Told) -> Told:
    return {place: size - effects.get(place, 0) for place, size in made.items()}


def _sizes(lines: Iterable[Line]) -> Told:
    return {(line.grouping, line.name): line.size for line in lines if line.size is not None}


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
    it has effects. So a group of which no effect is told can have what that leaves at most, be there one or none.
    """
    parent = DIVIDES.get(grouping)
    least = _least(lines, grouping)
    least_of_parent = _least(lines, parent) if parent else Counter[str]()
    told_of = shown[parent] if parent else set[str]()
    hidden = {row: made for row, made in rows.items() if row[1] not in shown[grouping]}
    for above, name in hidden:
        within = [row for row in hidden if row[0] == above or not {row[0], above} & told_of]
        most = sum(hidden[row] for row in within)
        if not most:
            continue
        for other in {row[0] for row in within}:
            beside = sum(least[row[1]] for row in within if row[0] == other)
            most -= beside if other == above else max(beside, least_of_parent[other])
        if most < LEAST and (most or not least[name]):
            return True
    return False


def _caps(grouping: Grouping, made: Told, effects: Told, parent_of: Mapping[str, str]) -> bool:
    """Tell whether the effects that are left out on one scale can be divided among groups in few ways only.

    No group can have more of them than were made of it. So where what was made of such a group is told, it has at least
    what those that the others can have leave. Of how many were made is told of each of them, or of nearly all: those of
    which it is not may be few, and have what is left. It is decided by what is told, and by
    which groups had anything due, and by no count that is left out.
    """
    for names, of_made, of_effects in _blocks(grouping, made, effects, parent_of):
        told = [name for name in names if (grouping, name) in effects]
        hidden = of_effects - sum(effects[grouping, name] for name in told)
        room = of_made - sum(made.get((grouping, name), effects[grouping, name]) for name in told)
        capped = sum(made.get((grouping, name), 0) for name in names.difference(told))
        untold = of_made - sum(made.get((grouping, name), 0) for name in names)
        if capped and hidden and (room - hidden < ROOM or (untold and hidden > capped)):
            return True
    return False


def _floors(grouping: Grouping, made: Told, scales: Sequence[Told], parent_of: Mapping[str, str]) -> bool:
    """Tell whether what was made of groups leaves little of the effects that are left out on one scale to divide.

    What was made found an effect on some scale. So a group has at least as many on one as the others do not account
    for, where those are told, and no other group has these.
    """
    for effects in scales:
        if WHOLE not in effects:
            continue
        others = [other for other in scales if other is not effects]
        for names, _, of_effects in _blocks(grouping, made, effects, parent_of):
            hidden = of_effects - sum(effects.get((grouping, name), 0) for name in names)
            places = [place for name in names if (place := (grouping, name)) in made and place not in effects]
            known = [place for place in places if all(place in other for other in others)]
            floor = sum(max(0, made[place] - sum(other[place] for other in others)) for place in known)
            if floor and hidden - floor < ROOM:
                return True
    return False


def _blocks(
    grouping: Grouping, made: Told, effects: Told, parent_of: Mapping[str, str]
) -> Iterator[tuple[set[str], int, int]]:
    """List which groups are known together, with how many were made of them and how many effects were found."""
    parent = DIVIDES.get(grouping)
    blocks = {name for above, name in made if above is parent and (parent, name) in effects} if parent else set[str]()
    for block in (*sorted(blocks), None):
        of_made, of_effects = made[WHOLE], effects[WHOLE]
        if parent and block is None:
            of_made -= sum(made[parent, name] for name in blocks)
            of_effects -= sum(effects[parent, name] for name in blocks)
        elif parent and block is not None:
            of_made, of_effects = made[parent, block], effects[parent, block]
        names = {name for name, above in parent_of.items() if (above if above in blocks else None) == block}
        yield names, of_made, of_effects


def _least(lines: Iterable[Line], grouping: Grouping) -> Counter[str]:
    """Return of how many interventions of each group at least an effect is told, on one scale or another."""
    on_any, of_whom = Counter[str](), Counter[str]()
    for line in lines:
        if line.figure in EFFECTS and line.grouping is grouping and line.size is not None:
            (of_whom if line.figure in OF_WHOM else on_any)[line.name] += line.size
    return on_any | of_whom
