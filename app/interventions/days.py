"""Which days an intervention can be planned for and can have begun on."""

from datetime import date, timedelta

from pydantic.alias_generators import to_camel

from app.access.gate import Work
from app.platform.clock import local_date
from app.platform.problems import InvalidInput

FARTHEST = timedelta(days=3 * 366)
"""How far from today a day is planned at most, before or after."""
LONGEST_AGO = timedelta(days=3_653)
"""How long ago something was done at most; earlier than that a year was mistyped."""


def require_near(work: Work, planned_for: date | None) -> None:
    """Raise InvalidInput for a day to plan for that is three years away."""
    if planned_for is not None and abs(planned_for - local_date(work.now)) > FARTHEST:
        raise InvalidInput.at("/plannedFor", "planned_for", "This day is more than three years away")


def require_recent(work: Work, name: str, day: date | None) -> None:
    """Raise InvalidInput for a day, in the field of a name, on which nothing was done that is recorded here."""
    if day is not None and day < local_date(work.now) - LONGEST_AGO:
        raise InvalidInput.at(f"/{to_camel(name)}", name, "This day is more than ten years ago")
