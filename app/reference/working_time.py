"""Working time: when desks are open, and when some hours of it will have passed. Pure functions of a calendar.

Moments are in UTC; opening hours are those of the clock on the wall in the region, so that summer time moves them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.platform.clock import REGION_ZONE, local_date

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """From when until when desks are open on a day."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """When desks are open: the hours of each day of the week (Monday is 0), and the days on which they stay closed."""

    hours: Mapping[int, OpeningHours]
    is_holiday: Callable[[date], bool]

    def __post_init__(self) -> None:
        """Refuse a week in which no desk ever opens: no deadline would ever come."""
        if not any(hours.opens < hours.closes for hours in self.hours.values()):
            raise ValueError("a calendar needs a day of the week with opening hours")

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """Return from when until when desks are open on a day, or None when they are closed."""
        hours = self.hours.get(day.weekday())
        if hours is None or hours.opens >= hours.closes or self.is_holiday(day):
            return None
        opens, closes = (datetime.combine(day, at, REGION_ZONE).astimezone(UTC) for at in (hours.opens, hours.closes))
        return opens, closes

    def after(self, moment: datetime, amount: timedelta) -> datetime:
        """Return when this much working time has passed since a moment: a moment at which desks are open, or close."""
        if amount <= timedelta():
            raise ValueError("an amount of working time is more than none")
        for opens, closes in self._openings(moment):
            begins = max(opens, moment)
            if amount <= closes - begins:
                return begins + amount
            amount -= closes - begins
        raise AssertionError("there is always another opening")  # pragma: no cover - the iteration has no end

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two moments."""
        passed = timedelta()
        for opens, closes in self._openings(start):
            if opens >= end:
                break
            passed += min(closes, end) - max(opens, start)
        return passed

    def _openings(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """List the openings that are not over at a moment, without end."""
        day = local_date(moment)
        while True:
            opening = self.opening(day)
            if opening is not None and opening[1] > moment:
                yield opening
            day += ONE_DAY
