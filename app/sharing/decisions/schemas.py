"""The shapes of sharing decisions."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from app.access.matrix import Compartment
from app.platform.ids import CASE_REFERENCE_PATTERN
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Timestamp
from app.sharing.decisions.examples import DECISION
from app.sharing.decisions.item_views import ItemView
from app.sharing.decisions.kinds import ItemKind
from app.sharing.decisions.states import SharingStatus
from app.signals.fields import PastDate, SafeLine, SafeParagraph
from app.signals.part_views import KeptModel
from app.signals.vocabulary import ExploitationForm

CaseReference = Annotated[str, Field(pattern=CASE_REFERENCE_PATTERN, examples=["ZWB-C-2026-7K3M9Q"])]


class ItemName(ApiModel):
    """Names one item of a signal, or of the case in `caseReference` that the signal is in.

    A narrative, of which each side has one, is named by the id of the signal. Of a case there are interventions, notes
    that were not superseded, the last safety assessment of each person of the signal, and DSP proposals that were
    submitted.
    """

    kind: ItemKind
    id: UUID


class Consent(ApiModel):
    """That the person concerned agreed: who asked, and when."""

    asked_by: SafeLine
    asked_on: PastDate


class SharingProposal(ApiModel):
    """A proposal to let items of one side of a signal, or of a case there, be read by a desk of the other side."""

    model_config = ConfigDict(json_schema_extra={"examples": [DECISION]})

    signal_id: UUID
    compartment: Compartment = Field(description="The side that the items are on.")
    items: Annotated[list[ItemName], Field(min_length=1, max_length=50)]
    receiving_desk: Annotated[str, Field(max_length=60)] = Field(examples=["avim"])
    case_reference: CaseReference | None = Field(
        None,
        description="A case of this side, of the caller's own, that the receiver is to know of; what it has can be "
        "named among the items, when the signal is in it.",
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


class TwinCaseView(ApiModel):
    """A case of the other side that a case was told of: its name, and nothing of what is in it."""

    reference: str
    valid_until: Timestamp = Field(description="Until when it is known here, unless it is revoked before.")
    sharing_decisions: list[UUID] = Field(description="The decisions in force that name it, the last proposed first.")


class TwinCaseList(ApiModel):
    """The twins of a case, as far as sharing decisions tell of them now."""

    items: list[TwinCaseView]


class SharingQuery(PageQuery):
    """Which decisions to list."""

    signal_id: UUID | None = None
    receiving_case: UUID | None = Field(None, description="A case of the caller's: what was shared with it.")
    received: bool | None = Field(None, description="True: what was shared with the caller; false: what it decides on.")
