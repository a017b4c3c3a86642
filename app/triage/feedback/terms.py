"""Within how long whoever submitted must hear something, as data; working time, as all terms of the desks.

The programme asks for feedback and names no term (design, section 2); decision 65 sets these.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from app.reference.opening_hours import region_calendar
from app.routing.terms import Term, parse_term
from app.signals.vocabulary import Urgency

RESPONSIBLE = "responsible"
"""Which involvement owes feedback: a desk that was informed may give it, and owes none."""

FIRST: Mapping[Urgency, Term] = MappingProxyType(
    {
        Urgency.ACUTE: parse_term("1 working day"),
        Urgency.HIGH: parse_term("3 working days"),
        Urgency.NORMAL: parse_term("5 working days"),
    }
)
"""From receipt until the first feedback of the desk that is responsible."""

CLOSING = parse_term("3 working days")
"""From the end of a responsible task until feedback on how it ended."""


def first_due(involvement: str, urgency: Urgency, opened_at: datetime) -> datetime | None:
    """Return when the submitter must have heard of a task that was just opened; None when the desk owes nothing."""
    return FIRST[urgency].after(opened_at, region_calendar()) if involvement == RESPONSIBLE else None


def closing_due(involvement: str, owed_since: datetime | None, completed_at: datetime) -> datetime | None:
    """Return when the submitter must have heard how a task ended.

    Who had heard nothing before does not wait longer because the task is done: the earlier moment stays.
    """
    if involvement != RESPONSIBLE:
        return None
    due = CLOSING.after(completed_at, region_calendar())
    return due if owed_since is None else min(owed_since, due)
