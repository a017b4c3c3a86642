"""Several half-years told of together: sums of what was published of each, and of nothing else.

So they tell nothing that their half-years do not. A group is told of that was told of in any of them (decision 124).
"""

from collections.abc import Sequence

from app.monitor.figures.definitions import DEFINITIONS, EFFECT, Answer, Figure
from app.monitor.figures.intervals import Interval, newcombe, wilson
from app.monitor.statistics.measuring import share_of, shown, told_apart
from app.monitor.statistics.schemas import EffectMeasured, Measured
from app.platform.database import DatabaseRow

LEAST_TO_COMPARE = 20
"""How many each of two groups counts at least, in a half-year on average, before they are compared."""
Rows = Sequence[DatabaseRow | None]
"""What was published of a group in each half-year, if anything was."""


def in_all(rows: Rows) -> list[DatabaseRow] | None:
    """Return the lines of all half-years, or None where that of any is left out."""
    told = [row for row in rows if row is not None]
    return told if len(told) == len(rows) else None


def counted(rows: Rows) -> int | None:
    """Return how many there were in all half-years, where that is told of each."""
    told = in_all(rows)
    return None if told is None else sum(row.size for row in told)


def measured(rows: Rows) -> Measured | None:
    """Return how many there were in all half-years, with the share of the first answer, where that is told of each."""
    told = in_all(rows)
    if told is None:
        return None
    size = sum(row.size for row in told)
    if any(row.answers is None for row in told):
        return Measured(size=size, answers=None, share=None)
    numbers = [sum(numbers) for numbers in zip(*(row.answers for row in told), strict=True)]
    names = DEFINITIONS[Figure(told[0].figure)].columns(len(numbers))
    return Measured(size=size, answers=dict(zip(names, numbers, strict=True)), share=share_of(wilson(numbers[0], size)))


def effect_measured(rows: Rows, totals: Rows) -> EffectMeasured | None:
    """Return what interventions of a group turned out to do, in the half-years of which their answers are told.

    Where those are told of none it is told how many were assessed, where that is of each.
    """
    told = answered(rows)
    if not told:
        sized = in_all(rows)
        return None if sized is None else _sized(sized)
    (positive, size), weeks = _added(told), [row.median_weeks for row in told]
    return EffectMeasured(
        told_in=[row.period for row in told],
        size=size,
        answers=shown(told[0]) if len(rows) == 1 else {Answer.POSITIVE: positive, Answer.REST: size - positive},
        share=share_of(_interval(positive, size, len(told))),
        median_weeks=weeks[0] if len(told) == 1 else None,
        differs_from_others=share_of(_difference(told, totals)),
    )


def apart(totals: Rows) -> list[Answer]:
    """List the answers that are told apart of a side, of the total as of its groups; of several half-years two."""
    if len(totals) == 1:
        return told_apart(totals[0])
    return list(EFFECT) if answered(totals) else []


def answered(rows: Rows) -> list[DatabaseRow]:
    """Return the lines of which the answers are told."""
    return [row for row in rows if row is not None and row.answers is not None]


def _sized(rows: Sequence[DatabaseRow]) -> EffectMeasured:
    return EffectMeasured(
        told_in=[row.period for row in rows],
        size=sum(row.size for row in rows),
        answers=None,
        share=None,
        median_weeks=None,
        differs_from_others=None,
    )


def _added(rows: Sequence[DatabaseRow]) -> tuple[int, int]:
    """Return how many were positive, and how many there were, in the half-years of some lines together."""
    return sum(row.answers[0] for row in rows), sum(row.size for row in rows)


def _interval(positive: int, size: int, half_years: int) -> Interval:
    """Return a share as sure as it is at least: as if each intervention had been assessed in all half-years alike."""
    return wilson(positive / half_years, size / half_years)


def _difference(told: Sequence[DatabaseRow], totals: Rows) -> Interval | None:
    """Compare a group with all others in the half-years in which it is told of."""
    number, periods = len(told), {row.period for row in told}
    positive, size = _added(told)
    of_all = [row for row in answered(totals) if row.period in periods]
    if len(of_all) < number:
        return None
    positive_of_all, size_of_all = _added(of_all)
    if min(size, size_of_all - size) / number < LEAST_TO_COMPARE:
        return None
    others = _interval(positive_of_all - positive, size_of_all - size, number)
    return newcombe(_interval(positive, size, number), others)
