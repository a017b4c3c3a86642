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


class InterventionStep(StrEnum):
    """What happens with an intervention."""

    START = "start"
    END = "end"
    STOP = "stop"


TRANSITIONS: Mapping[InterventionStatus, Mapping[InterventionStep, InterventionStatus]] = MappingProxyType(
    {
        InterventionStatus.PLANNED: {
            InterventionStep.START: InterventionStatus.STARTED,
            InterventionStep.STOP: InterventionStatus.STOPPED,
        },
        InterventionStatus.STARTED: {
            InterventionStep.END: InterventionStatus.ENDED,
            InterventionStep.STOP: InterventionStatus.STOPPED,
        },
        InterventionStatus.ENDED: {},
        InterventionStatus.STOPPED: {},
    }
)
"""What has ended or was stopped stays so: done again, it is another intervention."""

EVENT_OF_STEP: Mapping[InterventionStep, str] = MappingProxyType(
    {
        InterventionStep.START: "intervention.started",
        InterventionStep.END: "intervention.ended",
        InterventionStep.STOP: "intervention.stopped",
    }
)

CASE_STEPS: Mapping[InterventionStep, CaseStep] = MappingProxyType(
    {
        InterventionStep.START: CaseStep.START_INTERVENTION,
        InterventionStep.END: CaseStep.END_INTERVENTION,
        InterventionStep.STOP: CaseStep.STOP_INTERVENTION,
    }
)
"""What each step is to the case of an intervention, if it is in one: the status of the case decides too."""
