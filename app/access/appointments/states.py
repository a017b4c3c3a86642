"""The states of an appointment and what they allow; any other step is a conflict that names the allowed ones.

Two people decide where an appointment stands (approved, withdrawn), and time does the rest, so nothing has to be
written down when one begins or ends.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.platform.problems import Conflict


class AppointmentStatus(StrEnum):
    """Where an appointment stands at a moment."""

    PROPOSED = "proposed"
    FUTURE = "future"
    CURRENT = "current"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class AppointmentStep(StrEnum):
    """What is done with an appointment."""

    APPROVE = "approve"
    WITHDRAW = "withdraw"
    LEND = "lend"


STEPS: Mapping[AppointmentStatus, frozenset[AppointmentStep]] = MappingProxyType(
    {
        AppointmentStatus.PROPOSED: frozenset({AppointmentStep.APPROVE, AppointmentStep.WITHDRAW}),
        AppointmentStatus.FUTURE: frozenset({AppointmentStep.LEND, AppointmentStep.WITHDRAW}),
        AppointmentStatus.CURRENT: frozenset({AppointmentStep.LEND, AppointmentStep.WITHDRAW}),
        AppointmentStatus.ENDED: frozenset(),
        AppointmentStatus.WITHDRAWN: frozenset(),
    }
)
"""What each state allows. Approval leads to future or current, by the period; withdrawal to withdrawn."""


def require_step(status: AppointmentStatus, step: AppointmentStep) -> None:
    """Raise Conflict that names the allowed steps, unless the status allows this one."""
    if step not in STEPS[status]:
        names = ", ".join(sorted(STEPS[status])) or "none"
        raise Conflict(f"An appointment that is {status} does not allow {step}; allowed: {names}.")
