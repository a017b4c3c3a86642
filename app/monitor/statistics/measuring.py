"""From published counts to shares with what they are worth."""

from app.monitor.figures.definitions import DEFINITIONS, Answer, Figure
from app.monitor.figures.intervals import Interval, newcombe, wilson
from app.monitor.statistics.schemas import EffectMeasured, Measured, Share
from app.platform.database import DatabaseRow

LEAST_TO_COMPARE = 20
"""How many each of two groups counts at least before they are compared."""


def measured(row: DatabaseRow | None) -> Measured | None:
    """Return what is published of a group with the share of its first answer, if anything is."""
    if row is None:
        return None
    return Measured(size=row.size, answers=_answers(row), share=_share(_interval(row)))


def effect_measured(row: DatabaseRow | None, total: DatabaseRow | None) -> EffectMeasured | None:
    """Return what interventions of a group turned out to do, compared with all others where both are enough."""
    if row is None:
        return None
    return EffectMeasured(
        size=row.size,
        answers=_answers(row),
        share=_share(_interval(row)),
        median_weeks=row.median_weeks,
        differs_from_others=_share(_difference(row, total)),
    )


def told_apart(row: DatabaseRow | None) -> list[Answer]:
    """List the answers that are told apart of a group, in the order of their numbers; none where they are not told."""
    if row is None or row.answers is None:
        return []
    return list(DEFINITIONS[Figure(row.figure)].columns(len(row.answers)))


def _answers(row: DatabaseRow) -> dict[Answer, int] | None:
    return None if row.answers is None else dict(zip(told_apart(row), row.answers, strict=True))


def _interval(row: DatabaseRow) -> Interval | None:
    return None if row.answers is None else wilson(row.answers[0], row.size)


def _difference(row: DatabaseRow, total: DatabaseRow | None) -> Interval | None:
    if total is None or total.answers is None or row.answers is None or row is total:
        return None
    others = total.size - row.size
    if min(row.size, others) < LEAST_TO_COMPARE:
        return None
    return newcombe(wilson(row.answers[0], row.size), wilson(total.answers[0] - row.answers[0], others))


def _share(interval: Interval | None) -> Share | None:
    if interval is None:
        return None
    value, low, high = (round(number, 4) for number in interval)
    return Share(value=value, low=low, high=high)
