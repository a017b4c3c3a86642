"""Moments are in UTC, days are those of the region."""

from datetime import UTC, date, datetime

import pytest

from app.platform.clock import local_date, start_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 7, 23, 21, 59, tzinfo=UTC), date(2026, 7, 23)),
        (datetime(2026, 7, 23, 22, 0, tzinfo=UTC), date(2026, 7, 24)),
    ],
)
def test_a_moment_belongs_to_the_day_that_it_is_in_the_region(moment: datetime, day: date) -> None:
    assert local_date(moment) == day


def test_a_day_begins_at_midnight_in_the_region() -> None:
    assert start_of(date(2026, 11, 1)) == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert start_of(date(2026, 7, 1)) == datetime(2026, 6, 30, 22, tzinfo=UTC)
