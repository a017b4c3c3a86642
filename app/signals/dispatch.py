"""What signals ask of routing, triage and sharing, which know signals and not the other way around.

The application is put together in `app/main.py`; there their parts are handed to the signals.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol
from uuid import UUID

from sqlalchemy import Select

from app.access.gate import Work
from app.access.grants import Grants
from app.access.matrix import Compartment
from app.platform.database import Base, Row
from app.platform.ids import SignalId
from app.reference.snapshot import ReferenceSnapshot
from app.signals.parts import SealedRows
from app.signals.schemas import CarePart, RoutingSummary, SecurityPart, SignalSubmission
from app.signals.vocabulary import SignalStatus, Urgency


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
    urgency: Urgency
    rows: Mapping[type[Base], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What an actor needs to know of a signal: the sides it may read, and how far and how urgent
    the signal is on them."""

    sides: frozenset[Compartment]
    status: SignalStatus
    urgency: Urgency


class SideWork(Enum):
    """How far the desks are with one side of a signal."""

    NONE = auto()
    """No desk was ever asked to do anything on this side."""
    GOING_ON = auto()
    ENDED = auto()


class Dispatcher(Protocol):
    """Decides which desks get a task, and tells who needs to know of a signal."""

    async def dispatch(
        self, work: Work, envelope: Envelope, submission: SignalSubmission, reference: ReferenceSnapshot
    ) -> Dispatched:
        """Route a signal; at least one desk is responsible for it, whatever the rules say."""
        ...

    async def dispatched(self, work: Work, signal_id: SignalId) -> Dispatched:
        """Tell again where a signal went when it came in, to who submitted it; there is nothing more to write."""
        ...

    def work_of_others(self, actor: Grants, signal_id: SignalId) -> Select[UUID]:
        """Select the ids of what is done of a signal by desks of a side for themselves, where the actor has no desk."""
        ...

    def signals_on_desks(self, actor: Grants) -> Select[UUID]:
        """Select the ids of the signals that have a task on a desk of this actor."""
        ...

    async def knowledge(self, work: Work, signals: Mapping[SignalId, str]) -> Mapping[SignalId, Knowledge]:
        """Tell what the actor may know of signals, given with their municipalities; those it may not are left out."""
        ...

    async def summary(self, work: Work, signal_id: SignalId, sides: Collection[Compartment]) -> RoutingSummary:
        """Tell where a signal went, on the sides that the caller may read."""
        ...

    async def hold_side(self, work: Work, signal_id: SignalId, side: Compartment) -> SideWork:
        """Tell how far the desks are with a side, to who submitted the signal; what goes on there goes on until the
        end of this transaction."""
        ...


class Recogniser(Protocol):
    """Keeps by what people and places of a signal could be recognised on the other side of the wall."""

    def rows(
        self, work: Work, envelope: Envelope, parts: Collection[tuple[Compartment, CarePart | SecurityPart, SealedRows]]
    ) -> Mapping[type[Base], Sequence[Row]]:
        """Return the rows to write with the signal; comparing them is up to the database."""
        ...
