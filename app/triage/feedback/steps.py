"""What whoever submitted may know of each step, as a table over the events that are there anyhow."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class FeedbackStep(StrEnum):
    """How far a signal has come at a desk, in the words of the submitter; labels: code list `feedback-step`."""

    RECEIVED = "received"
    TAKEN_UP = "taken_up"
    REFERRED = "referred"
    CLOSED = "closed"


STEP_OF_EVENT: Mapping[str, FeedbackStep] = MappingProxyType(
    {
        "signal.received": FeedbackStep.RECEIVED,
        "task.claimed": FeedbackStep.TAKEN_UP,
        "task.assigned": FeedbackStep.TAKEN_UP,
        "task.completed": FeedbackStep.CLOSED,
    }
)
"""Which event is a step for the submitter. What else happens at a desk is the desk's own business."""

NO_ENDINGS = frozenset({"noted", "carried_out", "not_carried_out"})
"""Outcomes that close nothing for the submitter: a desk that was informed took note; an action point was done."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a signal, as far as steps go by it."""

    type: str
    at: datetime
    subject_id: UUID
    compartment: str | None
    desk: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what, when, on which side and at which desk; with the category of an ending."""

    step: FeedbackStep
    at: datetime
    compartment: str | None
    desk: str | None
    category: str | None


def steps_of(events: Iterable[Happened]) -> Iterator[Step]:
    """List the steps in events that come in their order, each once for each desk and piece of work.

    Work that is put back and taken up again was taken up once.
    """
    taken: set[tuple[UUID, FeedbackStep]] = set()
    for event in events:
        step = STEP_OF_EVENT.get(event.type)
        if step is None or event.outcome in NO_ENDINGS or (event.subject_id, step) in taken:
            continue
        taken.add((event.subject_id, step))
        yield Step(step, event.at, event.compartment, event.desk, event.outcome)
