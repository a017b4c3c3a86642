"""The shapes of break-glass sessions."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from app.access.matrix import Compartment
from app.cases.picture.safety import RiskLevel, SafeContact, SafePlace, Shelter
from app.cases.states import CaseOutcome, CaseStatus
from app.platform.ids import EITHER_REFERENCE_PATTERN
from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import SafeParagraph
from app.signals.part_views import LocationView, PersonView
from app.signals.vocabulary import ExploitationForm


class Verdict(StrEnum):
    """What a reviewer thinks of a session."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"
    FOLLOW_UP = "follow_up"


class SessionOpening(ApiModel):
    """Why a signal or a case must be read now, without waiting for a task, a membership or a sharing decision."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reference": "ZWB-2026-7K3M9Q",
                    "reason": "De politie staat voor de deur en moet weten of er kinderen binnen zijn.",
                }
            ]
        }
    )

    reference: Annotated[str, StringConstraints(pattern=EITHER_REFERENCE_PATTERN)] = Field(
        description="Of a signal, or of a case.", examples=["ZWB-2026-7K3M9Q", "ZWB-C-2026-7K3M9Q"]
    )
    reason: SafeParagraph = Field(description="Read by the auditor and the districtelijk coördinator.")


class ReviewSubmission(ApiModel):
    """The verdict on a session that has ended."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"verdict": "justified", "remark": "Het kon niet wachten; zie het incident."}]}
    )

    verdict: Verdict
    remark: SafeParagraph | None = None


class ReviewView(ApiModel):
    """What was thought of a session, by whom."""

    verdict: Verdict
    remark: str | None
    by: str
    at: Timestamp


class SessionView(ApiModel):
    """Who broke glass for which signal or case, when and why."""

    id: UUID
    by: str
    by_you: bool
    signal_id: UUID | None = Field(description="For who opened it, when it is for a signal: the signal to read.")
    case_id: UUID | None = Field(
        description="For who opened it, when it is for a case: that case, which is read below this session."
    )
    reference: str
    municipality_code: str | None = Field(description="Of the signal; a case is of none.")
    district: str
    reason: str
    opened_at: Timestamp
    ends_at: Timestamp
    review: ReviewView | None


class OpenedSafetyView(ApiModel):
    """How safe a person was assessed to be last, without by whom: that is told to members."""

    id: UUID
    risk: RiskLevel = Field(description="Labels: code list `risk-level`.")
    safe_place: SafePlace = Field(description="Labels: code list `safe-place`.")
    contact: SafeContact = Field(description="Labels: code list `safe-contact`.")
    shelter: Shelter = Field(description="Labels: code list `shelter`.")
    holds_until: date | None
    holds: bool = Field(description="Whether its last day is not over.")
    text: str
    assessed_at: Timestamp


class OpenedPersonView(ApiModel):
    """A person of a case that was opened, without who added them."""

    id: UUID
    signal_id: UUID = Field(description="The signal that told of them.")
    person: PersonView = Field(description="As they stood in the signal, under the id that they have there.")
    safety: OpenedSafetyView | None = Field(description="What was assessed last.")
    added_at: Timestamp


class OpenedLocationView(ApiModel):
    """A place of a case that was opened, without who added it."""

    id: UUID
    signal_id: UUID = Field(description="The signal that told of it.")
    location: LocationView = Field(description="As it stood in the signal, under the id that it has there.")
    added_at: Timestamp


class OpenedCaseView(ApiModel):
    """What is read of a case through broken glass: who and what it is about, and how safe the persons are."""

    id: UUID
    reference: str
    compartment: Compartment
    district: str
    desk: str = Field(description="The desk that opened it, to ask there.")
    title: str
    exploitation_forms: list[ExploitationForm]
    status: CaseStatus = Field(description="Labels: code list `case-status`.")
    outcome: CaseOutcome | None = Field(description="Labels: code list `case-outcome`.")
    opened_at: Timestamp
    closed_at: Timestamp | None
    persons: list[OpenedPersonView] = Field(description="The first added first, each with what was assessed last.")
    locations: list[OpenedLocationView] = Field(description="The first added first.")
