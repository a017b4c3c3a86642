"""The shapes of signals: what is sent and what is answered."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StrictBool, ValidationInfo, field_validator, model_validator
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic_core import PydanticCustomError

from app.access.matrix import Compartment
from app.platform.schemas import ApiModel, Label, Timestamp
from app.signals.consistency import MOST_FORMS, MOST_INDICATORS, collect_contradictions
from app.signals.examples import ENRICHMENT, SIGNAL
from app.signals.fields import IndicatorCode, MunicipalityCode, Narrative, PastDate, SafeLine, SafeText
from app.signals.part_views import CarePartView, SecurityPartView
from app.signals.records import CarePerson, Location, SecurityPerson
from app.signals.vocabulary import (
    ENRICHMENT_COMPARTMENTS,
    AimedAt,
    EnrichmentKind,
    ExploitationForm,
    Sector,
    SignalStatus,
    SourceKind,
    Urgency,
)

Indicators = Annotated[list[IndicatorCode], Field(max_length=MOST_INDICATORS)]
Locations = Annotated[list[Location], Field(max_length=25)]
SuspectedSector = Annotated[
    Sector | None,
    Field(
        description="In which part of the economy somebody is possibly exploited, as far as this side knows; null "
        "where that is not told. Labels: code list `sector`."
    ),
]


class Source(ApiModel):
    """Where the signal comes from: a department or partner, never a citizen's name."""

    kind: SourceKind
    department: SafeLine | None = None
    reference: SafeLine | None = Field(None, description="The submitter's own file number, without personal data.")


class CarePart(ApiModel):
    """The care side: possible victims and those close to them."""

    narrative: Narrative
    persons: Annotated[list[CarePerson], Field(max_length=25)] = []
    locations: Locations = []
    indicators: Indicators = []
    sector: SuspectedSector = None


class SecurityPart(ApiModel):
    """The security side: possible perpetrators and facilitators."""

    narrative: Narrative
    persons: Annotated[list[SecurityPerson], Field(max_length=25)] = []
    locations: Locations = []
    indicators: Indicators = []
    sector: SuspectedSector = None
    organised: StrictBool = Field(False, description="There are signs of organised exploitation.")


class SignalSubmission(ApiModel):
    """A signal as an aandachtsfunctionaris, or her municipality's system, submits it."""

    model_config = ConfigDict(json_schema_extra={"examples": [SIGNAL]})

    municipality_code: MunicipalityCode = Field(examples=["GM0758"])
    aimed_at: AimedAt
    exploitation_forms: Annotated[list[ExploitationForm], Field(min_length=1, max_length=MOST_FORMS)]
    acute_danger: StrictBool
    observed_from: PastDate
    observed_until: PastDate | None = None
    source: Source
    care: CarePart | None = None
    security: SecurityPart | None = None

    @model_validator(mode="wrap")
    @classmethod
    def consistent(
        cls,
        data: Any,  # noqa: ANN401 - whatever was sent
        handler: ModelWrapValidatorHandler["SignalSubmission"],
        info: ValidationInfo,
    ) -> "SignalSubmission":
        """Report contradictions between fields together with everything that is wrong with single fields."""
        return collect_contradictions(data, handler, info)


class EnrichmentSubmission(ApiModel):
    """An addition to a signal: address data, earlier sanctions and the like."""

    model_config = ConfigDict(json_schema_extra={"examples": [ENRICHMENT]})

    compartment: Compartment
    kind: EnrichmentKind
    text: SafeText

    @field_validator("kind")
    @classmethod
    def belongs_on_its_side(cls, value: EnrichmentKind, info: ValidationInfo) -> EnrichmentKind:
        """Refuse a kind that does not belong on the side it is added to."""
        side = info.data.get("compartment")
        if side is not None and side not in ENRICHMENT_COMPARTMENTS[value]:
            raise PydanticCustomError(
                "wrong_compartment", "Such an addition does not belong on the {side} side", {"side": str(side)}
            )
        return value


class RoutingOutcomeView(ApiModel):
    """A desk that the signal was routed to, when it must act, and why."""

    desk: str
    track: Compartment
    layer: int
    involvement: str
    due_at: Timestamp
    reasons: list[Label]


class RoutingSummary(ApiModel):
    """Where the signal went."""

    table_version: str | None = Field(description="Null for who knows a side that routing sent to no desk.")
    outcomes: list[RoutingOutcomeView]


class EnrichmentView(ApiModel):
    """An addition as it is shown."""

    id: UUID
    compartment: Compartment
    kind: EnrichmentKind
    text: str
    added_at: Timestamp


class SignalSummary(ApiModel):
    """The envelope of a signal: no personal data."""

    id: UUID
    reference: str = Field(examples=["ZWB-2026-7K3M9Q"])
    status: SignalStatus
    municipality_code: str
    district: str
    exploitation_forms: list[ExploitationForm]
    urgency: Urgency
    acute_danger: bool
    observed_from: date
    observed_until: date | None
    received_at: Timestamp


class SignalView(SignalSummary):
    """A signal with the parts that the caller may see; a part that is not there and one that is not for the caller
    look the same."""

    aimed_at: AimedAt | None = Field(description="For the submitter's side only.")
    source: Source | None = Field(description="For the submitter's side only.")
    routing: RoutingSummary
    advice: list[Label]
    care: CarePartView | None = None
    security: SecurityPartView | None = None
    enrichments: list[EnrichmentView] = Field([], description="Additions to the sides that the caller may see.")


class TimelineEntry(ApiModel):
    """A step in the process of a signal."""

    type: str = Field(examples=["task.claimed"])
    occurred_at: Timestamp
    compartment: Compartment | None
    desk: str | None
    data: dict[str, str]


class Timeline(ApiModel):
    """The steps of a signal that the caller may see, oldest first."""

    items: list[TimelineEntry]
