"""Working time: never at night, in a weekend or on a holiday, always as much as was asked, and right in summer too."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.platform.clock import REGION_ZONE
from app.reference.opening_hours import region_calendar
from app.reference.working_time import Calendar, OpeningHours

CALENDAR = region_calendar()
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - as asked
AMOUNTS = st.timedeltas(timedelta(minutes=1), timedelta(hours=200))


def local(text: str) -> datetime:
    """Read a moment as the clock on the wall in the region shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=REGION_ZONE)


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        ("2026-11-23T10:30", 8, "2026-11-24T10:30"),  # a Monday
        ("2026-11-23T08:00", 8, "2026-11-23T17:00"),
        ("2026-11-23T23:59", 4, "2026-11-24T13:00"),
        ("2026-11-27T16:00", 4, "2026-11-30T12:00"),  # over a weekend
        ("2026-11-28T03:00", 8, "2026-11-30T17:00"),
        ("2026-12-24T16:00", 2, "2026-12-28T10:00"),  # both days of Christmas, and the weekend after
        ("2026-04-02T13:00", 8, "2026-04-07T13:00"),  # Good Friday until Easter Monday
        ("2026-04-24T17:00", 1, "2026-04-28T10:00"),  # King's Day on a Monday
        ("2025-04-25T16:30", 1, "2025-04-28T09:30"),  # King's Day moved to the Saturday, as the 27th is a Sunday
        ("2027-05-04T16:00", 2, "2027-05-07T10:00"),  # Liberation Day every year; then Ascension Day
        ("2026-03-27T16:00", 2, "2026-03-30T10:00"),  # the clocks go forward in between
        ("2026-10-23T16:00", 2, "2026-10-26T10:00"),  # and back
        ("2026-12-31T16:00", 2, "2027-01-04T10:00"),  # New Year's Day
    ],
)
def test_working_time_is_counted_while_desks_are_open(received: str, hours: int, due: str) -> None:
    assert CALENDAR.after(local(received).astimezone(UTC), timedelta(hours=hours)) == local(due)


@settings(deadline=None)
@given(MOMENTS, AMOUNTS)
def test_it_ends_while_desks_are_open_on_a_day_that_is_no_holiday(moment: datetime, amount: timedelta) -> None:
    ends = CALENDAR.after(moment, amount).astimezone(REGION_ZONE)
    assert ends.weekday() < 5
    assert time(9) < ends.time() <= time(17)
    assert CALENDAR.opening(ends.date()) is not None


@settings(deadline=None)
@given(MOMENTS, AMOUNTS)
def test_exactly_the_asked_working_time_lies_between_and_never_less_on_the_clock(
    moment: datetime, amount: timedelta
) -> None:
    ends = CALENDAR.after(moment, amount)
    assert CALENDAR.between(moment, ends) == amount
    assert ends - moment >= amount


@settings(deadline=None)
@given(MOMENTS, AMOUNTS, AMOUNTS)
def test_what_begins_later_or_takes_longer_ends_no_earlier(moment: datetime, one: timedelta, more: timedelta) -> None:
    assert CALENDAR.after(moment, one) <= CALENDAR.after(moment + more, one)
    assert CALENDAR.after(moment, one) < CALENDAR.after(moment, one + more)
    assert CALENDAR.after(CALENDAR.after(moment, one), more) == CALENDAR.after(moment, one + more)


def test_the_holidays_are_those_of_dutch_law() -> None:
    days = (date(2027, 1, 1) + timedelta(days=n) for n in range(365))
    closed = {day.isoformat() for day in days if day.weekday() < 5 and CALENDAR.opening(day) is None}
    assert closed == {
        "2027-01-01",
        "2027-03-26",
        "2027-03-29",
        "2027-04-27",
        "2027-05-05",
        "2027-05-06",
        "2027-05-17",
    }


def test_no_working_time_and_a_week_that_never_opens_are_refused() -> None:
    with pytest.raises(ValueError, match="more than none"):
        CALENDAR.after(local("2026-11-23T10:30"), timedelta())
    with pytest.raises(ValueError, match="opening hours"):
        Calendar({0: OpeningHours(time(9), time(9))}, lambda _: False)
