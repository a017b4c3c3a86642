"""What signals ask of routing and triage, which know signals and not the other way around.

The application is put together in `app/main.py`; there the dispatcher of triage is handed to the signals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.access.gate import Work
from app.platform.database import Base, Row
from app.platform.ids import SignalId
from app.signals.schemas import RoutingSummary, SignalSubmission


@dataclass(frozen=True, slots=True)
class Envelope:
    """The envelope of a signal that was just received."""

    id: SignalId
    reference: str
    municipality_code: str
    district_id: str
    exploitation_forms: tuple[str, ...]
    acute_danger: bool
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Dispatched:
    """Where a signal goes: the answer for the submitter, and the rows to write with the signal."""

    summary: RoutingSummary
    rows: Mapping[type[Base], Sequence[Row]]


class Dispatcher(Protocol):
    """Decides which desks get a task."""

    async def dispatch(self, work: Work, envelope: Envelope, submission: SignalSubmission) -> Dispatched:
        """Route a signal; at least one desk is responsible for it, whatever the rules say."""
        ...
