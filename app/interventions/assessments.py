"""When the effect of an intervention is to be assessed. Pure: no I/O."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from app.reference.effects import EARLY


def moments_of(started_on: date | None, weeks: Sequence[int]) -> list[date]:
    """Return the moments of assessment, in order: so many weeks after the start, each. What never started has none."""
    return [] if started_on is None else [started_on + timedelta(weeks=number) for number in sorted(weeks)]


def next_moment(moments: Sequence[date], assessed: Collection[date]) -> date | None:
    """Return the first moment for which nothing was assessed, or None.

    An assessment counts for every moment before it, and for one that is at most two weeks ahead.
    """
    last = max(assessed, default=date.min)
    return next((moment for moment in moments if last < moment - EARLY), None)
