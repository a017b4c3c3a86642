"""The states of a task and the steps between them; any other step is a conflict that names the allowed ones."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from app.signals.vocabulary import Urgency


class TaskStatus(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"
    DONE = "done"


class TaskStep(StrEnum):
    """What somebody at the desk does with a task."""

    CLAIM = "claim"
    ASSIGN = "assign"
    RELEASE = "release"
    WAIT = "wait"
    RESUME = "resume"
    REFER = "refer"
    MERGE = "merge"
    COMPLETE = "complete"


class WaitingReason(StrEnum):
    """What a task waits for."""

    PARTNER_ANSWER = "partner_answer"
    SUBMITTER_ANSWER = "submitter_answer"
    CONTACT_WITH_PERSON = "contact_with_person"
    MEETING = "meeting"
    INVESTIGATION = "investigation"
    OTHER = "other"


class NoteKind(StrEnum):
    """What a note is: written with the outcome of its task, at any time for the desk, or what an action point asks."""

    OUTCOME = "outcome"
    INTERNAL = "internal"
    ACTION = "action"


class DeskInvolvement(StrEnum):
    """How a desk has to do with a signal by a task: as routing says, by an action point of one of its meetings, or by
    an intervention of its own whose effect is to be assessed."""

    RESPONSIBLE = "responsible"
    INFORMED = "informed"
    ACTION = "action"
    ASSESSMENT = "assessment"


class TaskOutcome(StrEnum):
    """How a task ended."""

    SUPPORT_ARRANGED = "support_arranged"
    TAKEN_UP = "taken_up"
    INVESTIGATED = "investigated"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    NO_TRAFFICKING = "no_trafficking"
    NOTED = "noted"
    HANDED_OVER = "handed_over"  # by a referral that was accepted, never by hand
    CARRIED_OUT = "carried_out"
    NOT_CARRIED_OUT = "not_carried_out"
    ASSESSED = "assessed"
    NOT_ASSESSABLE = "not_assessable"
    LAPSED = "lapsed"  # of an assessment that is asked no more, never by hand
    MERGED = "merged"  # while the work goes on in another task; when that ends, it ends as that one


URGENCY_ORDER: Mapping[Urgency, int] = MappingProxyType({Urgency.ACUTE: 0, Urgency.HIGH: 1, Urgency.NORMAL: 2})
"""The order in which a queue is worked off; the database keeps the number."""

TRANSITIONS: Mapping[TaskStatus, Mapping[TaskStep, TaskStatus]] = MappingProxyType(
    {
        TaskStatus.OPEN: {
            TaskStep.CLAIM: TaskStatus.CLAIMED,
            TaskStep.ASSIGN: TaskStatus.CLAIMED,
            TaskStep.MERGE: TaskStatus.DONE,
        },
        TaskStatus.CLAIMED: {
            TaskStep.ASSIGN: TaskStatus.CLAIMED,
            TaskStep.RELEASE: TaskStatus.OPEN,
            TaskStep.WAIT: TaskStatus.WAITING,
            TaskStep.REFER: TaskStatus.CLAIMED,
            TaskStep.MERGE: TaskStatus.DONE,
            TaskStep.COMPLETE: TaskStatus.DONE,
        },
        TaskStatus.WAITING: {
            TaskStep.ASSIGN: TaskStatus.WAITING,
            TaskStep.RELEASE: TaskStatus.OPEN,
            TaskStep.WAIT: TaskStatus.WAITING,
            TaskStep.RESUME: TaskStatus.CLAIMED,
            TaskStep.REFER: TaskStatus.WAITING,
            TaskStep.MERGE: TaskStatus.DONE,
            TaskStep.COMPLETE: TaskStatus.DONE,
        },
        TaskStatus.DONE: {},
    }
)

OF_THE_CLAIMANT = frozenset(TaskStep) - {TaskStep.CLAIM, TaskStep.RELEASE}
"""What only who has claimed a task does with it. Releasing anybody at the desk may."""

OF_ACTIONS = frozenset({TaskOutcome.CARRIED_OUT, TaskOutcome.NOT_CARRIED_OUT})
OF_ASSESSMENTS = frozenset({TaskOutcome.ASSESSED, TaskOutcome.NOT_ASSESSABLE})

NOT_BY_HAND = frozenset({TaskOutcome.HANDED_OVER, TaskOutcome.LAPSED, TaskOutcome.MERGED})
"""Outcomes that come of something else that is done with a task."""

OF_SIGNALS = frozenset(TaskOutcome) - OF_ACTIONS - OF_ASSESSMENTS - NOT_BY_HAND

OUTCOMES: Mapping[str, frozenset[TaskOutcome]] = MappingProxyType(
    {
        DeskInvolvement.RESPONSIBLE: OF_SIGNALS - {TaskOutcome.NOTED},
        DeskInvolvement.INFORMED: OF_SIGNALS,
        DeskInvolvement.ACTION: OF_ACTIONS,
        DeskInvolvement.ASSESSMENT: OF_ASSESSMENTS,
    }
)
"""Which outcomes a desk can give a task: taking note is not enough for a desk that is responsible, and what was agreed
at a meeting was done or not."""


def urgency_of(order: int) -> Urgency:
    """Return the urgency that the database keeps as its place in the order."""
    return tuple(URGENCY_ORDER)[order]


def status_at(kept: str, claimed_until: datetime | None, waiting_until: datetime | None, now: datetime) -> TaskStatus:
    """Return the status at a moment: time ends a claim and a wait without anybody's doing.

    A claim lapses when its holder no longer works at the desk, and the task is open to all; what waited until now is
    work again for whoever has it.
    """
    status = TaskStatus(kept)
    if status in {TaskStatus.CLAIMED, TaskStatus.WAITING} and claimed_until is not None and claimed_until <= now:
        return TaskStatus.OPEN
    if status is TaskStatus.WAITING and waiting_until is not None and waiting_until <= now:
        return TaskStatus.CLAIMED
    return status
