"""The shapes of referrals: what is offered, what is answered, and what either desk sees of it."""

from enum import StrEnum
from uuid import UUID

from pydantic import ConfigDict, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from app.access.matrix import Compartment
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Label, Timestamp
from app.signals.fields import SafeParagraph
from app.signals.vocabulary import ExploitationForm, Urgency
from app.triage.referrals.states import ReferralDirection, ReferralReason, ReferralStatus, ReturnReason


class ReferralSubmission(ApiModel):
    """To whom a task is offered, and why: a desk or a partner outside, one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "desk": "zorgtafel.de_baronie",
                    "reason": "next_layer",
                    "note": "Graag bespreken; er zijn meer partijen nodig.",
                }
            ]
        }
    )

    desk: str | None = Field(None, max_length=60, description="One of the task's proposals, or another desk.")
    partner: UUID | None = Field(None, description="One of `GET /v1/partners` that was not closed.")
    reason: ReferralReason = Field(description="Labels: code list `referral-reason`.")
    note: SafeParagraph | None = Field(None, description="For who it is offered to; kept encrypted.")

    @model_validator(mode="after")
    def one_receiver(self) -> "ReferralSubmission":
        """Refuse none and both."""
        if (self.desk is None) == (self.partner is None):
            raise PydanticCustomError("one_receiver", "Name a desk or a partner, one of the two")
        return self


class Answer(StrEnum):
    """What is answered to an offer."""

    ACCEPT = "accept"
    RETURN = "return"


class ReferralResponse(ApiModel):
    """What is answered to an offer: by the desk that it was offered to; for a partner, by the desk that offered it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"answer": "return", "reason": "not_ours", "note": "Dit hoort bij de DSP."}]}
    )

    answer: Answer
    reason: ReturnReason | None = Field(None, description="Why it is returned. Labels: code list `return-reason`.")
    note: SafeParagraph | None = Field(None, description="For the other desk; kept encrypted.")
    closes_task: StrictBool | None = Field(
        None,
        description="When a partner accepts: whether the task of the desk ends with it (true), or the desk stays "
        "responsible and goes on (false).",
    )


class ReferralQuery(PageQuery):
    """Which referrals to list."""

    received: bool | None = Field(None, description="Those offered to the caller's desks (true), or by them (false).")
    status: ReferralStatus | None = None


class PartnerName(ApiModel):
    """A partner outside, as a referral names it."""

    id: UUID
    kind: str = Field(description="Labels: code list `partner-kind`.")
    name: str


class AnswerView(ApiModel):
    """How a referral ended: by whom, when, and with which words. The worker has no name."""

    by: str | None
    by_you: bool
    at: Timestamp
    reason: ReturnReason | None = Field(description="Labels: code list `return-reason`.")
    note: str | None


class ReferralView(ApiModel):
    """A task that is offered, with the envelope of its signal: who it is offered to learns no more before accepting."""

    id: UUID
    status: ReferralStatus = Field(description="Labels: code list `referral-status`.")
    sent: bool = Field(description="Offered by a desk of the caller, rather than to one.")
    direction: ReferralDirection = Field(description="Labels: code list `referral-direction`.")
    from_desk: str
    track: Compartment
    to_desk: str | None
    to_track: Compartment
    to_partner: PartnerName | None
    reason: ReferralReason = Field(description="Labels: code list `referral-reason`.")
    note: str | None
    reference: str = Field(examples=["ZWB-2026-7K3M9Q"])
    municipality_code: str
    district: str
    exploitation_forms: list[ExploitationForm]
    acute_danger: bool
    urgency: Urgency
    offered_by: str
    by_you: bool
    offered_at: Timestamp
    expires_at: Timestamp = Field(
        description="By the urgency that the work was routed with; raised work is due earlier."
    )
    answer: AnswerView | None
    looped: bool = Field(
        description="It goes round: returned twice, or offered back to the desk that it came from. Across the wall, "
        "the desk that offered alone sees it."
    )
    task_id: UUID | None = Field(description="The task of the caller's own desk, where it has one.")


class ProposalView(ApiModel):
    """A desk that a task can be referred to."""

    desk: str
    name: str
    track: Compartment
    direction: ReferralDirection = Field(description="Labels: code list `referral-direction`.")
    reasons: list[Label]
    is_default: bool = Field(description="Where the work goes next by its routing, or by the layered model.")


class ProposalList(ApiModel):
    """The desks that a task can be referred to, the one where it goes next first."""

    items: list[ProposalView]
