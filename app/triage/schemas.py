"""The shapes of triage: tasks on queues, and how they end."""

from uuid import UUID

from pydantic import ConfigDict, Field

from app.access.matrix import Compartment
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Label, Timestamp
from app.signals.fields import SafeParagraph
from app.signals.vocabulary import ExploitationForm, Urgency
from app.triage.states import TaskOutcome, TaskStatus


class TaskQuery(PageQuery):
    """Which tasks of the caller's desks to list."""

    desk: str | None = Field(None, max_length=60, description="One of the caller's desks.")
    status: TaskStatus | None = Field(None, description="Without it: the tasks that are not done.")
    urgency: Urgency | None = None
    track: Compartment | None = None


class ClaimView(ApiModel):
    """That somebody at the desk has taken the task on."""

    by_you: bool
    since: Timestamp


class TaskView(ApiModel):
    """One piece of work on one desk's queue, with the envelope of its signal: no personal data."""

    id: UUID
    signal_id: UUID
    reference: str = Field(examples=["ZWB-2026-7K3M9Q"])
    desk: str
    track: Compartment
    layer: int
    involvement: str
    status: TaskStatus
    urgency: Urgency
    due_at: Timestamp
    opened_at: Timestamp
    municipality_code: str
    district: str
    exploitation_forms: list[ExploitationForm]
    acute_danger: bool
    claim: ClaimView | None
    outcome: TaskOutcome | None
    completed_at: Timestamp | None


class TaskDetail(TaskView):
    """A task with why it is on this desk, which outcomes it can have, and what was noted when it was done."""

    reasons: list[Label]
    possible_outcomes: list[TaskOutcome]
    note: str | None


class OutcomeSubmission(ApiModel):
    """How a task ended."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"outcome": "support_arranged", "note": "Er is een plek in de opvang; zij gaat er morgen heen."}
            ]
        }
    )

    outcome: TaskOutcome = Field(description="One of the task's `possibleOutcomes`; labels: code list `task-outcome`.")
    note: SafeParagraph | None = Field(None, description="For the desks on this side of the wall; kept encrypted.")
