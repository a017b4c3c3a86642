"""The calendar of the region: its opening hours, which are data, and the days that Dutch law calls holidays."""

import csv
from datetime import date, time
from functools import cache
from pathlib import Path

import holidays

from app.reference.working_time import Calendar, OpeningHours

HOURS = Path(__file__).parent / "data" / "opening-hours.csv"
CATEGORIES = ("public", "optional")
"""With the optional one, Liberation Day is a holiday every year, as in the Algemene termijnenwet."""


@cache
def region_calendar() -> Calendar:
    """Return the calendar by which deadlines in working time are counted."""
    with HOURS.open(encoding="utf-8", newline="") as file:
        hours = {
            int(row["weekday"]) - 1: OpeningHours(time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]))
            for row in csv.DictReader(file)
        }
    return Calendar(hours, _is_holiday)


def _is_holiday(day: date) -> bool:
    return day in _holidays_of(day.year)


@cache
def _holidays_of(year: int) -> frozenset[date]:
    """List the holidays of one year; asked so, nothing that is kept grows while others read it."""
    return frozenset(holidays.country_holidays("NL", years=year, categories=CATEGORIES, expand=False))
