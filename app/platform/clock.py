"""The one place that reads the clock; everything else is handed a `Clock` or a moment.

Moments are in UTC. Days are those of the region: a rule that goes by a date asks `local_date`.
"""

from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

REGION_ZONE = ZoneInfo("Europe/Amsterdam")


class Clock(Protocol):
    """Tells the time, always in UTC."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """Return which day a moment belongs to in the region."""
    return moment.astimezone(REGION_ZONE).date()


def start_of(day: date) -> datetime:
    """Return the moment at which a day begins in the region, in UTC."""
    return datetime.combine(day, time(), REGION_ZONE).astimezone(UTC)
