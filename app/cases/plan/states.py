"""The kinds of goal of a case, their states, and what is done in each, as tables."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

MOST_GOALS = 50
"""How many goals one case has at most, those that were dropped included."""
MOST_STEPS = 50
"""How many steps are taken with one goal at most."""


class GoalKind(StrEnum):
    """What a goal is for."""

    PROTECT = "protect"
    RECOVER = "recover"
    STOP = "stop"
    DISTURB = "disturb"
    PROSECUTE = "prosecute"
    PREVENT = "prevent"
    UNDERSTAND = "understand"


class GoalStatus(StrEnum):
    """Where a goal stands."""

    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


class GoalStep(StrEnum):
    """What is done with a goal."""

    REACH = "reach"
    DROP = "drop"
    REOPEN = "reopen"


TRANSITIONS: Mapping[GoalStatus, Mapping[GoalStep, GoalStatus]] = MappingProxyType(
    {
        GoalStatus.OPEN: {GoalStep.REACH: GoalStatus.REACHED, GoalStep.DROP: GoalStatus.DROPPED},
        GoalStatus.REACHED: {GoalStep.REOPEN: GoalStatus.OPEN},
        GoalStatus.DROPPED: {GoalStep.REOPEN: GoalStatus.OPEN},
    }
)
