"""The ladder of escalation, as data: whom late work goes to, and how long after its deadline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType

from app.reference.working_time import Calendar
from app.routing.terms import Term
from app.signals.vocabulary import Urgency


class Rung(IntEnum):
    """A step of the ladder; the database keeps its number."""

    DESK = 1  # who is appointed at the desk, with those they lent their appointment to
    DISTRICT = 2  # the districtelijk coördinator of the district
    CHAIN = 3  # the ketenregisseur


class EscalationStep(StrEnum):
    """A step by the name that the API shows; labels are in the code list `escalation-step`."""

    DESK = "desk"
    DISTRICT = "districtelijk_coordinator"
    CHAIN = "ketenregisseur"
    BEHEERDER = "beheerder"


class EscalationKind(StrEnum):
    """Why something was escalated; labels are in the code list `escalation-kind`."""

    LATE = "late"  # a task that was not done in time
    UNSTAFFED = "unstaffed"  # a task on, or offered to, a desk where nobody is appointed, or that went up past one
    DESK = "desk_unstaffed"  # that desk itself, for who appoints people
    FEEDBACK = "feedback_overdue"  # a task whose submitter has not heard in time
    LOOPED = "looped"  # a task whose referrals go round: returned twice, or offered back to whom it came from


class About(StrEnum):
    """What of a task comes up; the database keeps it with each step, so that none is taken twice."""

    WORK = "work"
    FIRST_FEEDBACK = "first_feedback"  # the first that whoever submitted hears
    CLOSING_FEEDBACK = "closing_feedback"  # how the task ended
    REFERRALS = "referrals"  # that they go round: told once, and nothing of it comes up again


STEP_OF_RUNG: Mapping[int | None, EscalationStep] = MappingProxyType(
    {
        Rung.DESK: EscalationStep.DESK,
        Rung.DISTRICT: EscalationStep.DISTRICT,
        Rung.CHAIN: EscalationStep.CHAIN,
        None: EscalationStep.BEHEERDER,
    }
)

_AT_ONCE = None
LADDER: Mapping[Urgency, Mapping[Rung, Term | None]] = MappingProxyType(
    {
        Urgency.ACUTE: {
            Rung.DESK: _AT_ONCE,
            Rung.DISTRICT: Term(timedelta(minutes=30)),
            Rung.CHAIN: Term(timedelta(hours=2)),
        },
        Urgency.HIGH: {
            Rung.DESK: _AT_ONCE,
            Rung.DISTRICT: Term(timedelta(hours=4), working=True),
            Rung.CHAIN: Term(timedelta(hours=8), working=True),
        },
        Urgency.NORMAL: {
            Rung.DESK: _AT_ONCE,
            Rung.DISTRICT: Term(timedelta(hours=8), working=True),
            Rung.CHAIN: Term(timedelta(hours=24), working=True),
        },
    }
)
"""How long after its deadline a task reaches each step. All count from the deadline, so that a worker that was away
for a day makes up for it and shifts nothing."""

FEEDBACK_LADDER: Mapping[Rung, Term | None] = MappingProxyType(
    {Rung.DESK: _AT_ONCE, Rung.DISTRICT: Term(timedelta(hours=16), working=True)}
)
"""How long after feedback was due a reminder reaches each step: the desk, and then the districtelijk coördinator."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done with work that came up: whether its step is taken now, and when which step comes up next."""

    takes_step: bool
    rung: Rung | None
    """The step that comes up next; None when there is none above."""
    at: datetime | None


def ladder_of(about: About, urgency: Urgency) -> Mapping[Rung, Term | None]:
    """Return the steps of what comes up, the lowest first."""
    return LADDER[urgency] if about is About.WORK else FEEDBACK_LADDER


def moment_of(rung: Rung, ladder: Mapping[Rung, Term | None], due_at: datetime, calendar: Calendar) -> datetime:
    """Return when what was due at a moment reaches a step."""
    term = ladder[rung]
    return due_at if term is None else term.after(due_at, calendar)


def plan(
    rung: Rung,
    ladder: Mapping[Rung, Term | None],
    due_at: datetime,
    now: datetime,
    calendar: Calendar,
    *,
    without_waiting: bool,
) -> Plan:
    """Decide on work that came up for a step.

    It may have come up too early, when its deadline was moved or the clock was set back: then it comes up again. What
    goes up because nobody is there does so without waiting for the deadline.
    """
    moment = moment_of(rung, ladder, due_at, calendar)
    if now < moment and not without_waiting:
        return Plan(takes_step=False, rung=rung, at=moment)
    above = [higher for higher in ladder if higher > rung]
    if not above:
        return Plan(takes_step=True, rung=None, at=None)
    return Plan(takes_step=True, rung=above[0], at=moment_of(above[0], ladder, due_at, calendar))
