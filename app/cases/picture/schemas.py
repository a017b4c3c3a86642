"""The shapes of who and what a case is about, and of how safe persons are."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field

from app.cases.picture.safety import RiskLevel, SafeContact, SafePlace, Shelter
from app.cases.schemas import SOME_ID
from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import SafeText
from app.signals.part_views import LocationView, PersonView
from app.triage.schemas import OnlyDate


class CasePersonSubmission(ApiModel):
    """A person of a signal to take over into a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"signalId": SOME_ID, "personId": SOME_ID}]})

    signal_id: UUID = Field(description="A signal of the case with a task, on its side, at a desk of the caller's.")
    person_id: UUID = Field(description="A person in the part of the signal on the side of the case.")


class CaseLocationSubmission(ApiModel):
    """A place of a signal to take over into a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"signalId": SOME_ID, "locationId": SOME_ID}]})

    signal_id: UUID = Field(description="A signal of the case with a task, on its side, at a desk of the caller's.")
    location_id: UUID = Field(description="A place in the part of the signal on the side of the case.")


class SafetySubmission(ApiModel):
    """How safe a person is now; it stands in the place of what was assessed before."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "risk": "high",
                    "safePlace": "in_shelter",
                    "contact": "through_others",
                    "shelter": "outside_region",
                    "holdsUntil": "2026-12-24",
                    "text": "Bellen via de opvang, niet op het eigen nummer.",
                }
            ]
        }
    )

    risk: RiskLevel = Field(description="Labels: code list `risk-level`.")
    safe_place: SafePlace = Field(description="Where the person is safe. Labels: code list `safe-place`.")
    contact: SafeContact = Field(description="How the person is reached safely. Labels: code list `safe-contact`.")
    shelter: Shelter = Field(description="Labels: code list `shelter`.")
    holds_until: OnlyDate | None = Field(None, description="The last day it holds, from today within a year.")
    text: SafeText = Field(description="In words, for the members; kept encrypted, and never changed.")


class SafetyView(ApiModel):
    """How safe a person was, as somebody assessed it."""

    id: UUID
    risk: RiskLevel
    safe_place: SafePlace
    contact: SafeContact
    shelter: Shelter
    holds_until: date | None
    holds: bool = Field(description="Whether it is the last one, and its last day is not over.")
    text: str
    by: str
    by_you: bool
    assessed_at: Timestamp


class CasePersonView(ApiModel):
    """A person of a case."""

    id: UUID = Field(description="Names the person in `/v1/case-persons/{id}`.")
    signal_id: UUID = Field(description="The signal that told of them.")
    person: PersonView = Field(description="As they stood in the signal, under the id that they have there.")
    safety: SafetyView | None = Field(description="What was assessed last.")
    added_by: str
    added_at: Timestamp


class CasePersonList(ApiModel):
    """The persons of a case, the first added first."""

    items: list[CasePersonView]


class CaseLocationView(ApiModel):
    """A place of a case."""

    id: UUID
    signal_id: UUID = Field(description="The signal that told of it.")
    location: LocationView = Field(description="As it stood in the signal, under the id that it has there.")
    added_by: str
    added_at: Timestamp


class CaseLocationList(ApiModel):
    """The places of a case, the first added first."""

    items: list[CaseLocationView]
