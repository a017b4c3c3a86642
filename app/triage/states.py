"""The states of a task and the steps between them; any other step is a conflict that names the allowed ones."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.signals.vocabulary import Urgency


class TaskStatus(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"


class TaskStep(StrEnum):
    """What somebody at the desk does with a task."""

    CLAIM = "claim"
    RELEASE = "release"
    COMPLETE = "complete"


class TaskOutcome(StrEnum):
    """How a task ended."""

    SUPPORT_ARRANGED = "support_arranged"
    TAKEN_UP = "taken_up"
    INVESTIGATED = "investigated"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    NO_TRAFFICKING = "no_trafficking"
    NOTED = "noted"


URGENCY_ORDER: Mapping[Urgency, int] = MappingProxyType({Urgency.ACUTE: 0, Urgency.HIGH: 1, Urgency.NORMAL: 2})
"""The order in which a queue is worked off; the database keeps the number."""

TRANSITIONS: Mapping[TaskStatus, Mapping[TaskStep, TaskStatus]] = MappingProxyType(
    {
        TaskStatus.OPEN: {TaskStep.CLAIM: TaskStatus.CLAIMED},
        TaskStatus.CLAIMED: {TaskStep.RELEASE: TaskStatus.OPEN, TaskStep.COMPLETE: TaskStatus.DONE},
        TaskStatus.DONE: {},
    }
)

OUTCOMES: Mapping[str, frozenset[TaskOutcome]] = MappingProxyType(
    {
        "responsible": frozenset(TaskOutcome) - {TaskOutcome.NOTED},
        "informed": frozenset(TaskOutcome),
    }
)
"""Which outcomes a task can have: taking note is not enough for a desk that is responsible."""


def urgency_of(order: int) -> Urgency:
    """Return the urgency that the database keeps as its place in the order."""
    return tuple(URGENCY_ORDER)[order]
