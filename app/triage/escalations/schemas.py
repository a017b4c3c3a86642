"""The shapes of escalations: process data only, whoever reads them."""

from uuid import UUID

from pydantic import Field

from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Timestamp
from app.signals.vocabulary import Urgency
from app.triage.escalations.rules import EscalationKind, EscalationStep
from app.triage.states import TaskStatus


class EscalationQuery(PageQuery):
    """Which escalations to list."""

    resolved: bool | None = Field(None, description="Those that still stand (false), or that are over (true).")
    acknowledged: bool | None = Field(None, description="Whether somebody looks after it.")
    desk: str | None = Field(None, max_length=60)


class LateTaskView(ApiModel):
    """What an overseer needs to know of the task: how it stands, never what the signal is about."""

    id: UUID | None = Field(description="For who works at the desk: the task to open.")
    reference: str = Field(examples=["ZWB-2026-7K3M9Q"])
    municipality_code: str
    urgency: Urgency
    status: TaskStatus
    due_at: Timestamp
    minutes_late: int = Field(description="Until now, or until it was done; around the clock.")


class AcknowledgementView(ApiModel):
    """Who looks after it, and since when."""

    by: str
    by_you: bool
    at: Timestamp


class EscalationView(ApiModel):
    """One step that work took upwards, or a desk with work where nobody is."""

    id: UUID
    kind: EscalationKind = Field(description="Labels: code list `escalation-kind`.")
    step: EscalationStep = Field(description="Whom it went to; labels: code list `escalation-step`.")
    desk: str
    district: str | None
    task: LateTaskView | None = Field(description="None for an empty desk.")
    raised_at: Timestamp
    resolved_at: Timestamp | None = Field(description="When the task was done, or the desk had people again.")
    acknowledgement: AcknowledgementView | None
