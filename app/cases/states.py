"""The states of a case, what is done in each, and why a status changes, as tables."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from app.access.matrix import Compartment

OPENED_AT: Mapping[str, Compartment] = MappingProxyType(
    {
        "zorgcoordinator": Compartment.CARE,
        "zorgtafel": Compartment.CARE,
        "avim": Compartment.SECURITY,
        "dsp": Compartment.SECURITY,
    }
)
"""The kinds of desk that open cases (layers 1 and 2 of the programme), and the side of those cases."""

LONGEST = timedelta(days=365)
"""How long ahead of now a membership ends at most; it can be extended again and again."""
MOST_SIGNALS = 50
"""How many signals one case has at most."""
MOST_MEMBERS = 100
"""How many memberships one case has at most, those that ended included."""


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class CaseStep(StrEnum):
    """What is done with a case."""

    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "reopen"
    ADD_SIGNAL = "add_signal"
    ADD_MEMBER = "add_member"
    EXTEND_MEMBER = "extend_member"
    REMOVE_MEMBER = "remove_member"
    CHANGE_LEAD = "change_lead"
    WRITE_NOTE = "write_note"
    ADD_PERSON = "add_person"
    ADD_LOCATION = "add_location"
    ASSESS_SAFETY = "assess_safety"
    SET_GOAL = "set_goal"
    CHANGE_GOAL = "change_goal"
    LOG_INTERVENTION = "log_intervention"
    START_INTERVENTION = "start_intervention"
    END_INTERVENTION = "end_intervention"
    STOP_INTERVENTION = "stop_intervention"
    CORRECT_INTERVENTION = "correct_intervention"
    WITHDRAW_INTERVENTION = "withdraw_intervention"


class StatusStep(StrEnum):
    """The steps that change the status; each asks for a reason."""

    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "reopen"


class CaseReason(StrEnum):
    """Why the status changed."""

    AWAITING_PARTNER = "awaiting_partner"
    AWAITING_INVESTIGATION = "awaiting_investigation"
    OUT_OF_SIGHT = "out_of_sight"
    NO_CAPACITY = "no_capacity"
    INFORMATION_RECEIVED = "information_received"
    BACK_IN_SIGHT = "back_in_sight"
    CAPACITY_AVAILABLE = "capacity_available"
    GOALS_REACHED = "goals_reached"
    NO_FURTHER_OPTIONS = "no_further_options"
    HANDED_OVER = "handed_over"
    UNFOUNDED = "unfounded"
    NEW_SIGNAL = "new_signal"
    RECURRENCE = "recurrence"
    CLOSED_IN_ERROR = "closed_in_error"
    OTHER = "other"


class CaseOutcome(StrEnum):
    """What a case that is closed came to."""

    EXPLOITATION_ENDED = "exploitation_ended"
    EXPLOITATION_DISTURBED = "exploitation_disturbed"
    EXPLOITATION_CONTINUES = "exploitation_continues"
    NO_EXPLOITATION = "no_exploitation"
    NOT_ESTABLISHED = "not_established"
    CONTINUED_ELSEWHERE = "continued_elsewhere"


class CaseLead(StrEnum):
    """By whose lead cases are listed."""

    ME = "me"


_IN_ANY = frozenset(
    {
        CaseStep.EXTEND_MEMBER,
        CaseStep.REMOVE_MEMBER,
        CaseStep.CHANGE_LEAD,
        CaseStep.END_INTERVENTION,
        CaseStep.STOP_INTERVENTION,
        CaseStep.WITHDRAW_INTERVENTION,
    }
)
"""What is done whatever the status: who may see a closed case is kept in order, what still ran in it ends, and what was
never so is withdrawn, since figures and norms count it until then."""
_AT_WORK = _IN_ANY | {
    CaseStep.ADD_SIGNAL,
    CaseStep.ADD_MEMBER,
    CaseStep.WRITE_NOTE,
    CaseStep.ADD_PERSON,
    CaseStep.ADD_LOCATION,
    CaseStep.ASSESS_SAFETY,
    CaseStep.SET_GOAL,
    CaseStep.CHANGE_GOAL,
    CaseStep.LOG_INTERVENTION,
    CaseStep.START_INTERVENTION,
    CaseStep.CORRECT_INTERVENTION,
}

TRANSITIONS: Mapping[CaseStatus, Mapping[CaseStep, CaseStatus]] = MappingProxyType(
    {
        CaseStatus.OPEN: {
            **dict.fromkeys(_AT_WORK, CaseStatus.OPEN),
            CaseStep.SUSPEND: CaseStatus.SUSPENDED,
            CaseStep.CLOSE: CaseStatus.CLOSED,
        },
        CaseStatus.SUSPENDED: {
            **dict.fromkeys(_AT_WORK, CaseStatus.SUSPENDED),
            CaseStep.RESUME: CaseStatus.OPEN,
            CaseStep.CLOSE: CaseStatus.CLOSED,
        },
        CaseStatus.CLOSED: {
            **dict.fromkeys(_IN_ANY, CaseStatus.CLOSED),
            CaseStep.REOPEN: CaseStatus.OPEN,
        },
    }
)

OF_THE_LEAD = frozenset(
    {CaseStep.CLOSE, CaseStep.REOPEN, CaseStep.ADD_MEMBER, CaseStep.EXTEND_MEMBER, CaseStep.REMOVE_MEMBER}
)
"""What only the lead does; the database holds it too."""

REASONS: Mapping[StatusStep, frozenset[CaseReason]] = MappingProxyType(
    {
        StatusStep.SUSPEND: frozenset(
            {
                CaseReason.AWAITING_PARTNER,
                CaseReason.AWAITING_INVESTIGATION,
                CaseReason.OUT_OF_SIGHT,
                CaseReason.NO_CAPACITY,
                CaseReason.OTHER,
            }
        ),
        StatusStep.RESUME: frozenset(
            {
                CaseReason.INFORMATION_RECEIVED,
                CaseReason.BACK_IN_SIGHT,
                CaseReason.CAPACITY_AVAILABLE,
                CaseReason.NEW_SIGNAL,
                CaseReason.OTHER,
            }
        ),
        StatusStep.CLOSE: frozenset(
            {
                CaseReason.GOALS_REACHED,
                CaseReason.NO_FURTHER_OPTIONS,
                CaseReason.HANDED_OVER,
                CaseReason.OUT_OF_SIGHT,
                CaseReason.UNFOUNDED,
                CaseReason.OTHER,
            }
        ),
        StatusStep.REOPEN: frozenset(
            {
                CaseReason.NEW_SIGNAL,
                CaseReason.RECURRENCE,
                CaseReason.INFORMATION_RECEIVED,
                CaseReason.BACK_IN_SIGHT,
                CaseReason.CLOSED_IN_ERROR,
                CaseReason.OTHER,
            }
        ),
    }
)
"""Which reasons each step of the status can have."""

EVENT_OF_STEP: Mapping[CaseStep, str] = MappingProxyType(
    {
        CaseStep.SUSPEND: "case.suspended",
        CaseStep.RESUME: "case.resumed",
        CaseStep.CLOSE: "case.closed",
        CaseStep.REOPEN: "case.reopened",
        CaseStep.ADD_SIGNAL: "case.signal_added",
        CaseStep.ADD_MEMBER: "case.member_added",
        CaseStep.EXTEND_MEMBER: "case.member_extended",
        CaseStep.REMOVE_MEMBER: "case.member_removed",
        CaseStep.CHANGE_LEAD: "case.lead_changed",
        CaseStep.WRITE_NOTE: "case.noted",
        CaseStep.ADD_PERSON: "case.person_added",
        CaseStep.ADD_LOCATION: "case.location_added",
        CaseStep.ASSESS_SAFETY: "case.safety_assessed",
        CaseStep.SET_GOAL: "case.goal_set",
        CaseStep.CHANGE_GOAL: "case.goal_changed",
        CaseStep.LOG_INTERVENTION: "intervention.logged",
        CaseStep.START_INTERVENTION: "intervention.started",
        CaseStep.END_INTERVENTION: "intervention.ended",
        CaseStep.STOP_INTERVENTION: "intervention.stopped",
        CaseStep.CORRECT_INTERVENTION: "intervention.corrected",
        CaseStep.WITHDRAW_INTERVENTION: "intervention.logged_in_error",
    }
)
