"""The shapes of sharing decisions."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from app.access.matrix import Compartment
from app.interventions.states import InterventionStatus
from app.interventions.vocabulary import Confidence, EffectOutcome, EffectScale, InterventionTarget, Organisation
from app.platform.ids import CASE_REFERENCE_PATTERN
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Timestamp
from app.sharing.decisions.examples import DECISION
from app.sharing.decisions.states import SharingStatus
from app.signals.fields import PastDate, SafeLine, SafeParagraph
from app.signals.part_views import KeptModel, LocationView, PersonView
from app.signals.vocabulary import EnrichmentKind, ExploitationForm

CaseReference = Annotated[str, Field(pattern=CASE_REFERENCE_PATTERN, examples=["ZWB-C-2026-7K3M9Q"])]


class ItemKind(StrEnum):
    """What can be shared: each by itself, never a whole part."""

    PERSON = "person"
    LOCATION = "location"
    NARRATIVE = "narrative"
    ENRICHMENT = "enrichment"
    INTERVENTION = "intervention"


class ItemName(ApiModel):
    """Names one item of a signal. A narrative, of which each side has one, is named by the id of the signal."""

    kind: ItemKind
    id: UUID


class Consent(ApiModel):
    """That the person concerned agreed: who asked, and when."""

    asked_by: SafeLine
    asked_on: PastDate


class SharingProposal(ApiModel):
    """A proposal to let items of one side of a signal be read by a desk of the other side."""

    model_config = ConfigDict(json_schema_extra={"examples": [DECISION]})

    signal_id: UUID
    compartment: Compartment = Field(description="The side that the items are on.")
    items: Annotated[list[ItemName], Field(min_length=1, max_length=50)]
    receiving_desk: Annotated[str, Field(max_length=60)] = Field(examples=["avim"])
    case_reference: CaseReference | None = Field(
        None, description="A case of this side, of the caller's own, that the receiver is to know of."
    )
    receiving_case_reference: CaseReference | None = Field(
        None,
        description="A case of the other side, whose members may read it as well as the desk. Whether there is such a "
        "case is not told: who deals with it there is asked.",
    )
    purpose: Annotated[str, Field(max_length=40)] = Field(description="Code list `sharing-purpose`.")
    legal_basis: Annotated[str, Field(max_length=40)] = Field(description="Code list `legal-basis`.")
    consent: Consent | None = Field(None, description="With the legal basis that asks for it, and only then.")
    necessity: SafeParagraph = Field(description="Why the receiver cannot do without.")
    proportionality: SafeParagraph = Field(description="Why this weighs up against the intrusion.")
    subsidiarity: SafeParagraph = Field(description="Why no less would do.")
    valid_until: AwareDatetime = Field(description="When the receiver can no longer read it; a year ahead at most.")


class Deed(ApiModel):
    """Who did something, and when."""

    by: str
    at: Timestamp


class ConsentView(KeptModel):
    """That the person concerned agreed, as it was recorded."""

    asked_by: str
    asked_on: date


class SharedEnrichment(KeptModel):
    """An addition as it was shared."""

    kind: EnrichmentKind
    text: str


class SharedEffect(KeptModel):
    """What was known of the effect of an intervention when it was shared."""

    scale: EffectScale
    outcome: EffectOutcome
    confidence: Confidence
    assessed_on: date
    explanation: str


class SharedIntervention(KeptModel):
    """An intervention as it was shared: what was done, by whom, and what it did; not whom it was aimed at by name."""

    kind: str
    target: InterventionTarget
    organisations: list[Organisation]
    status: InterventionStatus
    planned_for: date | None
    started_on: date | None
    ended_on: date | None
    description: str
    effects: list[SharedEffect]


class ItemView(ApiModel):
    """One item as it stood when it was shared; the field of its kind is filled."""

    kind: ItemKind
    id: UUID
    person: PersonView | None = None
    location: LocationView | None = None
    narrative: str | None = None
    enrichment: SharedEnrichment | None = None
    intervention: SharedIntervention | None = None


class SharingSummary(ApiModel):
    """A sharing decision without what it shares: the envelope of the signal, who decided what, and until when."""

    id: UUID
    signal_id: UUID
    reference: str
    municipality_code: str
    district: str
    exploitation_forms: list[ExploitationForm]
    compartment: Compartment
    receiving_desk: str
    case_reference: str | None = Field(description="The case of the giving side that it comes from: a twin.")
    receiving_case_reference: str | None = Field(description="The case whose members may read it.")
    purpose: str
    legal_basis: str
    status: SharingStatus
    valid_until: Timestamp
    proposed: Deed
    approved: Deed | None
    revoked: Deed | None


class SharingView(SharingSummary):
    """A sharing decision with its reasons and what it shares."""

    necessity: str
    proportionality: str
    subsidiarity: str
    consent: ConsentView | None
    items: list[ItemView]


class SharingQuery(PageQuery):
    """Which decisions to list."""

    signal_id: UUID | None = None
    receiving_case: UUID | None = Field(None, description="A case of the caller's: what was shared with it.")
    received: bool | None = Field(None, description="True: what was shared with the caller; false: what it decides on.")
