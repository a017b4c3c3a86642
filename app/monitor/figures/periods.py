"""The periods of figures: months, quarters and half-years of the region's calendar, which are published once over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from app.platform.clock import local_date, start_of


class Span(IntEnum):
    """How many months a period has."""

    MONTH = 1
    QUARTER = 3
    HALF_YEAR = 6


YEAR = "(19[0-9]{2}|2[01][0-9]{2})"
"""The years that are told of: far from where the calendar of Python ends, so that each has a day after it."""

NAMED = {
    Span.MONTH: re.compile(f"{YEAR}-(0[1-9]|1[0-2])"),
    Span.QUARTER: re.compile(f"{YEAR}-Q([1-4])"),
    Span.HALF_YEAR: re.compile(f"{YEAR}-H([12])"),
}
WRITTEN = {Span.MONTH: "{}-{:02}", Span.QUARTER: "{}-Q{}", Span.HALF_YEAR: "{}-H{}"}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, a quarter or a half-year: the `number`th of its year, from 1."""

    span: Span
    year: int
    number: int

    @classmethod
    def parse(cls, name: str) -> "Period":
        """Read a name like `2026-03`, `2026-Q1` or `2026-H1`, of the years 1900 to 2199; raises ValueError."""
        for span, pattern in NAMED.items():
            if found := pattern.fullmatch(name):
                return cls(span, int(found[1]), int(found[2]))
        message = "this is no month, quarter or half-year"
        raise ValueError(message)

    @classmethod
    def of(cls, span: Span, day: date) -> "Period":
        """Return the period in which a day falls."""
        return cls(span, day.year, (day.month - 1) // span + 1)

    @property
    def name(self) -> str:
        """Return the name of the period."""
        return WRITTEN[self.span].format(self.year, self.number)

    @property
    def is_told_of(self) -> bool:
        """Tell whether it is of a year that is told of, so that its name is read again."""
        return NAMED[self.span].fullmatch(self.name) is not None

    @property
    def first_day(self) -> date:
        """Return the day on which it begins."""
        return date(self.year, (self.number - 1) * self.span + 1, 1)

    @property
    def first_day_after(self) -> date:
        """Return the day on which the next one begins."""
        return self.next.first_day

    @property
    def begins(self) -> datetime:
        """Return the moment at which it begins."""
        return start_of(self.first_day)

    @property
    def ends(self) -> datetime:
        """Return the moment at which the next one begins."""
        return start_of(self.first_day_after)

    @property
    def months(self) -> tuple["Period", ...]:
        """Return the months that it has."""
        first = (self.number - 1) * self.span + 1
        return tuple(Period(Span.MONTH, self.year, first + number) for number in range(self.span))

    @property
    def next(self) -> "Period":
        """Return the period after this one."""
        last = 12 // self.span
        return Period(self.span, self.year + self.number // last, self.number % last + 1)

    @property
    def previous(self) -> "Period":
        """Return the period before this one."""
        last = 12 // self.span
        return Period(self.span, self.year - (self.number == 1), self.number - 1 or last)


def name_of(*spans: Span) -> AfterValidator:
    """Return what checks in a shape of the API that a name is that of a period of some length."""

    def check(name: str) -> str:
        if Period.parse(name).span not in spans:
            message = "this is a period of another length"
            raise ValueError(message)
        return name

    return AfterValidator(check)


MonthName = Annotated[str, name_of(Span.MONTH), Field(examples=["2026-03"], max_length=7)]
QuarterName = Annotated[str, name_of(Span.QUARTER), Field(examples=["2026-Q4"], max_length=7)]
TimelyName = Annotated[str, name_of(Span.QUARTER, Span.HALF_YEAR), Field(examples=["2026-Q4", "2026-H2"], max_length=7)]
HalfYearName = Annotated[str, name_of(Span.HALF_YEAR), Field(examples=["2026-H2"], max_length=7)]


def over_since(span: Span, since: datetime, now: datetime) -> Iterator[Period]:
    """List the periods that are over, from the one in which a moment falls, the first one first."""
    period = Period.of(span, local_date(since))
    while period.ends <= now:
        yield period
        period = period.next
