"""State machines as tables: which step leads from which status to which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.platform.problems import Conflict

StatusT = TypeVar("StatusT", bound=StrEnum)
StepT = TypeVar("StepT", bound=StrEnum)


def next_status(
    transitions: Mapping[StatusT, Mapping[StepT, StatusT]], status: StatusT, step: StepT, *, subject: str
) -> StatusT:
    """Return the status after a step; raises Conflict that names the steps that are allowed instead."""
    allowed = transitions[status]
    if step not in allowed:
        names = ", ".join(sorted(allowed)) or "none"
        raise Conflict(f"A {subject} that is {status} does not allow {step}; allowed: {names}.")
    return allowed[step]
