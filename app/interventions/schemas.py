"""The shapes of interventions: what is logged, the steps of one, and what is known of its effect."""

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.access.matrix import Compartment
from app.interventions.change_schemas import InterventionChangeView, Organisations
from app.interventions.states import InterventionStatus, InterventionStep
from app.interventions.vocabulary import (
    Confidence,
    CostBand,
    EffectOutcome,
    EffectScale,
    EffectSource,
    InterventionTarget,
    Organisation,
    StopReason,
)
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Label, Timestamp
from app.signals.fields import PastDate, SafeText
from app.triage.schemas import OnlyDate

TASK = "0199b7d2-2f3c-7a10-9d53-6f1f6a0f4c11"


class InterventionContent(ApiModel):
    """What is done, or is going to be: planned, started when it has a day for that, ended likewise."""

    kind: str = Field(max_length=40, description="The code of one of `GET /v1/intervention-kinds`, not closed.")
    target: InterventionTarget = Field(description="Labels: code list `intervention-target`.")
    person: UUID | None = Field(
        None, description="Whom it is aimed at: somebody of that side of the signal, or of the case."
    )
    location: UUID | None = Field(
        None, description="What it is aimed at: a place of that side of the signal, or of the case."
    )
    organisations: Organisations = Field(
        min_length=1, max_length=10, description="Who carries it out; more than one: jointly. Code list `organisation`."
    )
    cost_band: CostBand = Field(CostBand.UNKNOWN, description="Labels: code list `cost-band`.")
    planned_for: OnlyDate | None = Field(None, description="The day it is planned for.")
    started_on: PastDate | None = None
    ended_on: PastDate | None = None
    description: SafeText = Field(description="For who knows of it; kept encrypted.")

    @model_validator(mode="after")
    def in_order(self) -> "InterventionContent":
        """Refuse two aims, and an end before a start."""
        if self.person is not None and self.location is not None:
            raise PydanticCustomError("one_aim", "Name a person or a location, one of the two")
        if self.ended_on is not None and (self.started_on is None or self.ended_on < self.started_on):
            raise PydanticCustomError("order", "What has ended has a day on which it started, not after its end")
        return self


class InterventionSubmission(InterventionContent):
    """What is done on a signal, or is going to be, by a task of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "task": TASK,
                    "kind": "shelter_outside_region",
                    "target": "victim",
                    "organisations": ["comensha", "shelter"],
                    "plannedFor": "2026-12-01",
                    "description": "CoMensha zoekt een plek buiten de regio; vervoer door de opvang.",
                }
            ]
        }
    )

    task: UUID = Field(description="A task of the signal at a desk of the caller: it tells the desk and the side.")


class CaseInterventionSubmission(InterventionContent):
    """What is done in a case, or is going to be."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "closing_business",
                    "target": "business",
                    "organisations": ["municipality", "police"],
                    "plannedFor": "2026-12-01",
                    "description": "Sluiting na de controle, als de vergunning is ingetrokken.",
                }
            ]
        }
    )

    desk: str | None = Field(
        None, max_length=60, description="A desk of the caller's on the side of the case; without it, the case's own."
    )
    goal: UUID | None = Field(None, description="The goal of the case that it is for.")


class StepSubmission(ApiModel):
    """What happens with an intervention, and on which day."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"step": "stop", "on": "2026-11-20", "reason": "person_declined"}]}
    )

    step: Literal[InterventionStep.START, InterventionStep.END, InterventionStep.STOP] = Field(
        description="Labels: code list `intervention-step`."
    )
    on: PastDate
    reason: StopReason | None = Field(None, description="Why it is stopped. Labels: code list `stop-reason`.")

    @model_validator(mode="after")
    def reason_of_stopping(self) -> "StepSubmission":
        """Require a reason for stopping, and for nothing else."""
        if (self.step is InterventionStep.STOP) != (self.reason is not None):
            raise PydanticCustomError("reason", "Whoever stops an intervention says why; other steps have no reason")
        return self


class EffectSubmission(ApiModel):
    """One assessment of what an intervention turned out to do."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "scale": "victim",
                    "outcome": "safe",
                    "source": "partner",
                    "confidence": "high",
                    "assessedOn": "2026-11-20",
                    "explanation": "Zij woont zelfstandig en heeft wekelijks contact met haar begeleider.",
                }
            ]
        }
    )

    scale: EffectScale = Field(description="Labels: code list `effect-scale`.")
    outcome: EffectOutcome = Field(description="One of the scale. Labels: code list `effect-outcome`.")
    source: EffectSource = Field(description="How it is known. Labels: code list `effect-source`.")
    confidence: Confidence = Field(description="Labels: code list `confidence`.")
    assessed_on: PastDate
    explanation: SafeText = Field(description="For the desks of that side of the signal; kept encrypted.")


class InterventionQuery(PageQuery):
    """Which interventions to list; filters that are left out ask for nothing."""

    signal_id: UUID | None = None
    case_id: UUID | None = Field(
        None,
        description="What is done in a case of the caller, and on its signals as far as the caller knows of that.",
    )
    goal: UUID | None = Field(None, description="The goal of a case that it is for.")
    desk: str | None = Field(None, max_length=60, description="The desk that logged it.")
    status: InterventionStatus | None = None
    kind: str | None = Field(None, max_length=40)
    assessment_due: bool | None = Field(None, description="Whether an assessment of its effect is due today or was.")
    assessed: bool | None = Field(
        None, description="Whether its effect was ever assessed; of what could be: not of what never started."
    )


class EffectView(ApiModel):
    """One assessment."""

    id: UUID
    scale: EffectScale
    outcome: EffectOutcome
    source: EffectSource
    confidence: Confidence
    assessed_on: OnlyDate
    explanation: str | None = Field(description="Null once the key of that side of the signal was destroyed.")
    by: str
    by_you: bool
    recorded_at: Timestamp


class InterventionView(ApiModel):
    """An intervention, as the desks of its side of the signal see it, or the members of its case."""

    id: UUID
    signal_id: UUID | None = Field(description="The signal that it is done on; null when it is done in a case.")
    case_id: UUID | None = Field(description="The case that it is done in; null when it is done on a signal.")
    goal: UUID | None = Field(description="The goal of the case that it is for.")
    compartment: Compartment
    desk: str
    district: str
    municipality_code: str | None = Field(description="That of the signal; null when it is done in a case.")
    kind: str
    kind_label: Label
    domain: str
    pillar: int
    strategic_goal: int
    target: InterventionTarget
    person: UUID | None
    location: UUID | None
    organisations: list[Organisation]
    joint: bool = Field(description="Whether more than one organisation carries it out.")
    cost_band: CostBand
    status: InterventionStatus = Field(
        description="`logged_in_error`: it was withdrawn, and counts nowhere. Labels: code list `intervention-status`."
    )
    planned_for: OnlyDate | None
    started_on: OnlyDate | None
    ended_on: OnlyDate | None
    stop_reason: StopReason | None
    logged_by: str
    logged_at: Timestamp
    assessed: bool = Field(description="Whether anybody assessed its effect; without that it counts as no success.")
    next_assessment_on: OnlyDate | None = Field(description="When its effect is to be assessed next; null when never.")


class InterventionDetail(InterventionView):
    """An intervention with its words, every assessment of its effect and what was changed of it, the last first."""

    description: str | None = Field(description="Null once the key of that side of the signal was destroyed.")
    possible_scales: list[EffectScale]
    effects: list[EffectView]
    history: list[InterventionChangeView]
