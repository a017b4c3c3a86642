"""The shapes of triage: tasks on queues, and how they end."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from app.access.appointments.fields import Moment
from app.access.matrix import Compartment
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Label, Timestamp
from app.signals.fields import SafeParagraph, SafeText, only_a_date
from app.signals.vocabulary import ExploitationForm, Urgency
from app.triage.links.states import UrgencyReason
from app.triage.queues import TaskSort
from app.triage.states import NoteKind, TaskOutcome, TaskStatus, WaitingReason

OnlyDate = Annotated[date, BeforeValidator(only_a_date)]


class TaskFilters(ApiModel):
    """Which tasks of the caller's desks are meant; filters that are left out ask for nothing."""

    desk: str | None = Field(None, max_length=60, description="One of the caller's desks.")
    status: TaskStatus | None = Field(None, description="Without it: the tasks that are not done.")
    urgency: Urgency | None = None
    track: Compartment | None = None
    exploitation_form: ExploitationForm | None = Field(None, description="One of the forms of the signal.")
    municipality_code: str | None = Field(None, pattern=r"^GM\d{4}$")
    minor_involved: bool | None = Field(None, description="As far as the side of the task tells.")
    overdue: bool | None = Field(None, description="Not done, and past the moment it was due.")
    mine: bool | None = Field(None, description="Claimed by the caller.")
    unclaimed: bool | None = Field(None, description="Claimed by nobody who still works at the desk.")
    older_than_days: int | None = Field(None, ge=1, le=3650, description="Opened more than so many days ago.")
    received_before: Moment | None = Field(None, description="Opened before this moment, with its offset.")


class TaskQuery(TaskFilters, PageQuery):
    """Which tasks of the caller's desks to list, and in which order."""

    sort: TaskSort = Field(
        TaskSort.URGENCY,
        description="`urgency`: the most urgent first and of those the first due. A minus turns an order round.",
    )


class ClaimView(ApiModel):
    """That somebody at the desk has taken the task on."""

    by_you: bool
    since: Timestamp


class WaitingView(ApiModel):
    """What a task waits for, and until when: after that it is work again, without anybody's doing."""

    reason: WaitingReason = Field(description="Labels: code list `waiting-reason`.")
    until: Timestamp


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
    minor_involved: bool
    claim: ClaimView | None
    waiting: WaitingView | None
    outcome: TaskOutcome | None
    completed_at: Timestamp | None
    agenda_item_id: UUID | None = Field(description="Of an action point: what was discussed at the meeting.")
    intervention_id: UUID | None = Field(description="Of an assessment: the intervention whose effect is assessed.")


class UrgencyRaise(ApiModel):
    """That a task became more urgent, and why. Urgency is never lowered by it."""

    reason: UrgencyReason = Field(description="Labels: code list `urgency-reason`.")
    text: Label = Field(
        examples=[{"nl": "3e signaal over dit adres binnen 90 dagen", "en": "3rd signal on this address"}]
    )
    at: Timestamp
    from_: Urgency = Field(alias="from")
    to: Urgency


class TaskDetail(TaskView):
    """A task with why it is on this desk, which outcomes it can have, and what was noted when it was done."""

    referral_id: UUID | None = Field(description="The referral that brought it here; without it, routing did.")
    reasons: list[Label]
    urgency_raises: list[UrgencyRaise] = Field(
        description="Why it is more urgent than it was routed with, oldest first."
    )
    possible_outcomes: list[TaskOutcome]
    note: str | None


class WaitSubmission(ApiModel):
    """What a task waits for, and until which day."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "partner_answer", "until": "2026-12-01"}]})

    reason: WaitingReason = Field(description="Labels: code list `waiting-reason`.")
    until: OnlyDate = Field(description="The day on which it is work again: after today, within half a year.")


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


class NoteSubmission(ApiModel):
    """What somebody at the desk writes on a task for the desk."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Gebeld met de opvang: vrijdag is er weer een plek vrij."}]}
    )

    text: SafeText = Field(description="For the desks on this side of the wall; kept encrypted, and never changed.")


class NoteView(ApiModel):
    """A note on a task."""

    id: UUID
    kind: NoteKind = Field(description="Labels: code list `note-kind`.")
    text: str
    by: str | None
    by_you: bool
    written_at: Timestamp


class TaskCounts(ApiModel):
    """How much open work the filters leave, in all and by each value of each filter; empty ones are left out."""

    total: int
    desk: dict[str, int]
    track: dict[str, int]
    status: dict[str, int]
    urgency: dict[str, int]
    exploitation_form: dict[str, int] = Field(description="A task counts for each form of its signal.")
    municipality_code: dict[str, int]
    minor_involved: int
    overdue: int
    mine: int
    unclaimed: int
