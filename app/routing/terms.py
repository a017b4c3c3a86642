"""Terms: within how long a task must be done, as a table says it and as a moment.

`PT1H around the clock` counts every hour; `4 working hours` and `3 working days` count only while desks are open. A
working day is eight working hours, so that a term does not shorten when a desk closes early one day.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.reference.working_time import Calendar

WORKING_DAY = timedelta(hours=8)
LONGEST = timedelta(days=366)
"""Neither a term nor the working time in it is longer."""

AROUND_THE_CLOCK = re.compile(
    r"P(?=\d|T\d)(?:(?P<days>\d{1,4})D)?(?:T(?=\d)(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?)?"
    r"(?: around the clock)?",
    re.ASCII,
)
WORKING = re.compile(r"(?P<amount>[1-9]\d{0,3}) working (?P<unit>hour|day)(?P<plural>s?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Term:
    """An amount of time, of every hour of the clock or of working time only."""

    amount: timedelta
    working: bool = False

    def after(self, moment: datetime, calendar: Calendar) -> datetime:
        """Return when the term that begins at a moment ends."""
        return calendar.after(moment, self.amount) if self.working else moment + self.amount

    def __str__(self) -> str:
        """Write the term as tables do."""
        if not self.working:
            return f"{_duration(self.amount)} around the clock"
        unit, name = (WORKING_DAY, "day") if self.amount % WORKING_DAY == timedelta() else (timedelta(hours=1), "hour")
        count = self.amount // unit
        return f"{count} working {name}{'' if count == 1 else 's'}"


def parse_term(text: str) -> Term:
    """Read a term as tables write it; a bare ISO 8601 duration counts around the clock.

    Raises ValueError for anything else, and for a term of no time or of more than a year.
    """
    if found := WORKING.fullmatch(text):
        count, unit = int(found["amount"]), WORKING_DAY if found["unit"] == "day" else timedelta(hours=1)
        if (count == 1) == bool(found["plural"]):
            raise ValueError("write: 1 working day, 2 working days")
        term = Term(count * unit, working=True)
    elif found := AROUND_THE_CLOCK.fullmatch(text):
        parts = {unit: int(number) for unit, number in found.groupdict().items() if number}
        term = Term(timedelta(**parts))
    else:
        raise ValueError("write a term as: PT1H around the clock, 4 working hours, 3 working days")
    if not timedelta() < term.amount <= LONGEST:
        raise ValueError("a term is longer than no time, and no longer than a year")
    return term


def _duration(amount: timedelta) -> str:
    hours, minutes = divmod(amount.seconds // 60, 60)
    clock = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    return "P" + f"{amount.days}D" * bool(amount.days) + f"T{clock}" * bool(clock)
