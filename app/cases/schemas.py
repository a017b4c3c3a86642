"""The shapes of cases: what is sent, and what members are shown."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field

from app.access.matrix import Compartment
from app.cases.states import CaseLead, CaseOutcome, CaseReason, CaseStatus, StatusStep
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import SafeLine, SafeParagraph, SafeText
from app.signals.vocabulary import ExploitationForm
from app.triage.schemas import OnlyDate

SOME_ID = "019a1c7e-0000-7000-8000-000000000001"


class CaseQuery(PageQuery):
    """Which of the caller's cases to list; filters that are left out ask for nothing."""

    status: CaseStatus | None = None
    desk: str | None = Field(None, max_length=60, description="The desk that opened the case.")
    lead: CaseLead | None = Field(None, description="`me`: the cases that the caller leads.")


class CaseWithoutLeadQuery(PageQuery):
    """Which cases without a lead to list."""

    status: CaseStatus | None = None


class CaseSubmission(ApiModel):
    """A case to open."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"desk": "zorgcoordinator.de_baronie", "signals": [SOME_ID], "title": "Nagelstudio's in de binnenstad"}
            ]
        }
    )

    desk: str = Field(max_length=60, description="A desk of the caller's that opens cases; it tells the side.")
    signals: list[UUID] = Field(
        min_length=1, max_length=20, description="Signals with a task of this desk on that side, done or not."
    )
    title: SafeLine = Field(description="For the members; kept encrypted, never changed.")
    until: OnlyDate | None = Field(
        None, description="The last day of the caller's own membership, within a year; without it, a year from now."
    )


class CaseSignalSubmission(ApiModel):
    """A signal to add to a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"signalId": SOME_ID}]})

    signal_id: UUID = Field(description="A signal with a task, on the side of the case, at a desk of the caller's.")


class MemberSubmission(ApiModel):
    """Somebody to let into a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"actorId": SOME_ID, "until": "2027-06-01"}]})

    actor_id: UUID = Field(description="One of `GET /v1/cases/{id}/candidates`.")
    since: OnlyDate | None = Field(None, description="The first day, from today on; without it, from now.")
    until: OnlyDate = Field(description="The last day, within a year.")


class ExtensionSubmission(ApiModel):
    """Another last day of a membership."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2027-06-01"}]})

    until: OnlyDate = Field(description="From today on, within a year; earlier than it was, or later.")


class LeadSubmission(ApiModel):
    """Who is to lead a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"actorId": SOME_ID}]})

    actor_id: UUID = Field(
        description="A member whose membership is current; the caller, to take the lead over, or to take up a case of "
        "`GET /v1/cases-without-lead`."
    )


class CaseNoteSubmission(ApiModel):
    """A note for the members."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "De huisarts is gebeld."}]})

    text: SafeText = Field(description="Kept encrypted, and never changed.")
    supersedes: UUID | None = Field(None, description="A note of this case that this one replaces.")


class StatusSubmission(ApiModel):
    """A step of a case to another status."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"step": "suspend", "reason": "awaiting_investigation"}]})

    step: StatusStep = Field(description="`close` and `reopen` are the lead's. Labels: code list `case-step`.")
    reason: CaseReason = Field(description="One that the step can have. Labels: code list `case-status-reason`.")
    outcome: CaseOutcome | None = Field(
        None, description="With `close`, and only then. Labels: code list `case-outcome`."
    )
    text: SafeParagraph | None = Field(None, description="In words, for the members; kept encrypted.")


class CaseLeadView(ApiModel):
    """Who leads a case."""

    id: UUID
    name: str
    you: bool


class CaseView(ApiModel):
    """A case, without what is in it."""

    id: UUID
    reference: str
    compartment: Compartment
    district: str
    desk: str = Field(description="The desk that opened it.")
    title: str
    exploitation_forms: list[ExploitationForm]
    status: CaseStatus = Field(description="Labels: code list `case-status`.")
    outcome: CaseOutcome | None = Field(description="Labels: code list `case-outcome`.")
    lead: CaseLeadView
    opened_by: str
    opened_at: Timestamp
    closed_at: Timestamp | None


class CaseWithoutLeadView(ApiModel):
    """That there is a case without a lead: nothing of what is in it, nor who was in it."""

    id: UUID
    reference: str
    compartment: Compartment
    district: str
    desk: str = Field(description="The desk that opened it, where the caller works.")
    status: CaseStatus = Field(description="Labels: code list `case-status`.")
    opened_at: Timestamp


class CaseSignalView(ApiModel):
    """The envelope of a signal of a case: what members see of it, unless they have a task of it as well."""

    signal_id: UUID
    reference: str
    municipality_code: str
    exploitation_forms: list[ExploitationForm]
    acute_danger: bool
    observed_from: date
    observed_until: date | None
    received_at: Timestamp
    added_by: str
    added_at: Timestamp


class MemberView(ApiModel):
    """A membership of a case."""

    id: UUID = Field(description="Names the membership in `/v1/case-members/{id}`.")
    actor_id: UUID
    name: str
    you: bool
    lead: bool
    since: Timestamp
    until: Timestamp
    current: bool = Field(description="Whether it is open to them now, as long as their roles reach it.")
    added_by: str
    added_at: Timestamp
    removed_by: str | None
    removed_at: Timestamp | None


class StatusChangeView(ApiModel):
    """A step of a case to another status."""

    id: UUID
    step: StatusStep
    status: CaseStatus
    reason: CaseReason
    outcome: CaseOutcome | None
    text: str | None
    by: str
    by_you: bool
    at: Timestamp


class CaseDetail(CaseView):
    """A case with its signals, its members, and how its status went, the last first."""

    signals: list[CaseSignalView]
    members: list[MemberView]
    history: list[StatusChangeView]


class CaseNoteView(ApiModel):
    """A note of a case."""

    id: UUID
    text: str
    supersedes: UUID | None
    superseded_by: UUID | None = Field(description="The note that stands in its place.")
    by: str
    by_you: bool
    written_at: Timestamp


class CandidateView(ApiModel):
    """Somebody who could be a member of a case: their roles reach it now."""

    id: UUID
    name: str
    member: bool = Field(description="Whether they are a member already, or will be.")


class CandidateList(ApiModel):
    """Who could be a member of a case."""

    items: list[CandidateView]


class RelatedCaseView(ApiModel):
    """Another case of the caller's on the same side, with the signals that both have."""

    id: UUID
    reference: str
    title: str
    signals: list[str] = Field(description="The references of the signals that are in both.")


class RelatedCaseList(ApiModel):
    """The cases that have a signal in common with a case."""

    items: list[RelatedCaseView]
