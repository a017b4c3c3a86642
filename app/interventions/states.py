"""The states of an intervention as one readable table; any other step is a conflict that names the allowed ones."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.cases.states import CaseStep


class InterventionStatus(StrEnum):
    """How far an intervention is."""

    PLANNED = "planned"
    STARTED = "started"
    ENDED = "ended"
    STOPPED = "stopped"
    LOGGED_IN_ERROR = "logged_in_error"


class InterventionStep(StrEnum):
    """What happens with an intervention."""

    START = "start"
    END = "end"
    STOP = "stop"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


TRANSITIONS: Mapping[InterventionStatus, Mapping[InterventionStep, InterventionStatus]] = MappingProxyType(
    {
        InterventionStatus.PLANNED: {
            InterventionStep.START: InterventionStatus.STARTED,
            InterventionStep.STOP: InterventionStatus.STOPPED,
            InterventionStep.CORRECT: InterventionStatus.PLANNED,
            InterventionStep.WITHDRAW: InterventionStatus.LOGGED_IN_ERROR,
        },
        InterventionStatus.STARTED: {
            InterventionStep.END: InterventionStatus.ENDED,
            InterventionStep.STOP: InterventionStatus.STOPPED,
            InterventionStep.CORRECT: InterventionStatus.STARTED,
            InterventionStep.WITHDRAW: InterventionStatus.LOGGED_IN_ERROR,
        },
        InterventionStatus.ENDED: {InterventionStep.WITHDRAW: InterventionStatus.LOGGED_IN_ERROR},
        InterventionStatus.STOPPED: {InterventionStep.WITHDRAW: InterventionStatus.LOGGED_IN_ERROR},
        InterventionStatus.LOGGED_IN_ERROR: {},
    }
)
"""What has ended or was stopped stays so: done again, it is another intervention. What was never so, whenever that is
found out, is withdrawn as logged in error, and nothing more is done with it (decision 114)."""

EVENT_OF_STEP: Mapping[InterventionStep, str] = MappingProxyType(
    {
        InterventionStep.START: "intervention.started",
        InterventionStep.END: "intervention.ended",
        InterventionStep.STOP: "intervention.stopped",
        InterventionStep.CORRECT: "intervention.corrected",
        InterventionStep.WITHDRAW: "intervention.logged_in_error",
    }
)

CASE_STEPS: Mapping[InterventionStep, CaseStep] = MappingProxyType(
    {
        InterventionStep.START: CaseStep.START_INTERVENTION,
        InterventionStep.END: CaseStep.END_INTERVENTION,
        InterventionStep.STOP: CaseStep.STOP_INTERVENTION,
        InterventionStep.CORRECT: CaseStep.CORRECT_INTERVENTION,
        InterventionStep.WITHDRAW: CaseStep.WITHDRAW_INTERVENTION,
    }
)
"""What each step is to the case of an intervention, if it is in one: the status of the case decides too."""
