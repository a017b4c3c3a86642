"""From the days that people name to the moments between which a membership counts."""

from datetime import date, datetime, timedelta

from app.cases.states import LONGEST
from app.platform.clock import local_date, start_of
from app.platform.problems import InvalidInput


def end_of(day: date, now: datetime) -> datetime:
    """Return the moment at which a last day is over; raises InvalidInput for one before today or too far ahead."""
    require_within_a_year(day, now, "/until")
    return start_of(day + timedelta(days=1))


def require_within_a_year(day: date, now: datetime, pointer: str) -> None:
    """Raise InvalidInput at a place in the body for a last day before today or too far ahead."""
    today = local_date(now)
    if not today <= day <= today + LONGEST:
        raise InvalidInput.at(pointer, "last_day", "The last day is today or later, within a year")


def beginning_of(day: date | None, now: datetime) -> datetime:
    """Return the moment at which a first day begins, which is now for today; raises InvalidInput for one before."""
    if day is None or day == local_date(now):
        return now
    if day < local_date(now):
        raise InvalidInput.at("/since", "since", "A membership begins today or later")
    return start_of(day)
