"""The shapes of what is shared: as it stood then, read back from what was kept."""

from datetime import date
from uuid import UUID

from app.cases.picture.safety import RiskLevel, SafeContact, SafePlace, Shelter
from app.cases.proposals.states import ProposalStatus
from app.interventions.states import InterventionStatus
from app.interventions.vocabulary import Confidence, EffectOutcome, EffectScale, InterventionTarget, Organisation
from app.platform.schemas import ApiModel, Timestamp
from app.sharing.decisions.kinds import ItemKind
from app.signals.part_views import KeptModel, LocationView, PersonView
from app.signals.vocabulary import EnrichmentKind


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


class SharedNote(KeptModel):
    """A note of a case as it was shared, without who wrote it."""

    text: str
    written_at: Timestamp


class SharedSafety(KeptModel):
    """How safe a person of a case was when it was shared, with the id by which that person is an item too."""

    person: UUID
    risk: RiskLevel
    safe_place: SafePlace
    contact: SafeContact
    shelter: Shelter
    holds_until: date | None
    text: str
    assessed_at: Timestamp


class SharedProposedIntervention(KeptModel):
    """An intervention of a DSP proposal as it was shared."""

    kind: str
    scale: EffectScale
    expected: EffectOutcome
    text: str


class SharedProposal(KeptModel):
    """What a DSP proposal said when it was last submitted before it was shared, and how far it had come then."""

    status: ProposalStatus
    analysis: str
    barriers: str
    interventions: list[SharedProposedIntervention]
    partners: list[Organisation]


class ItemView(ApiModel):
    """One item as it stood when it was shared; the field of its kind is filled.

    `loggedInError` is there, and true, of an intervention that was withdrawn since: it never was so.
    """

    kind: ItemKind
    id: UUID
    logged_in_error: bool | None = None
    person: PersonView | None = None
    location: LocationView | None = None
    narrative: str | None = None
    enrichment: SharedEnrichment | None = None
    intervention: SharedIntervention | None = None
    case_note: SharedNote | None = None
    safety_assessment: SharedSafety | None = None
    dsp_proposal: SharedProposal | None = None
