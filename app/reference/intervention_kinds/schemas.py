"""The shapes of kinds of intervention."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from app.platform.schemas import ApiModel, Label, Line, Timestamp

Week = Annotated[StrictInt, Field(ge=1, le=520)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class InterventionDomain(StrEnum):
    """The field of law or help that an intervention belongs to; labels are in the code list `intervention-domain`."""

    CRIMINAL_LAW = "criminal_law"
    ADMINISTRATIVE_LAW = "administrative_law"
    FISCAL = "fiscal"
    LABOUR_LAW = "labour_law"
    CARE = "care"
    PREVENTION = "prevention"


class BothLabels(ApiModel):
    """What it is called, in Dutch and in English."""

    nl: Line
    en: Line


class InterventionKindSubmission(ApiModel):
    """What a kind of intervention is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "billboard_check",
                    "label": {"nl": "Advertentiecontrole", "en": "Check of advertisements"},
                    "domain": "administrative_law",
                    "pillar": 3,
                    "strategicGoal": 5,
                    "assessedAfterWeeks": [6, 26],
                }
            ]
        }
    )

    code: Code = Field(description="By what interventions name it; it never changes.")
    label: BothLabels
    domain: InterventionDomain = Field(description="Labels: code list `intervention-domain`.")
    pillar: StrictInt = Field(ge=1, le=3, description="The pillar of the regional programme; code list `pillar`.")
    strategic_goal: StrictInt = Field(ge=1, le=6, description="The goal that it serves; code list `strategic-goal`.")
    assessed_after_weeks: list[Week] = Field(
        min_length=1, max_length=6, description="How many weeks after its start its effect is assessed, each time."
    )
    closed: StrictBool = Field(False, description="It is not chosen any more.")


class InterventionKindView(ApiModel):
    """A kind of intervention."""

    id: UUID
    code: str
    label: Label
    domain: InterventionDomain
    pillar: int
    strategic_goal: int
    assessed_after_weeks: list[int]
    closed_at: Timestamp | None = Field(description="Since when it is not chosen any more.")


class InterventionKindList(ApiModel):
    """All kinds by domain and code, also those that were closed: interventions of before have them."""

    items: list[InterventionKindView]
