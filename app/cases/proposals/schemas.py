"""The shapes of DSP proposals: what is proposed, what the DSP decides, and how a proposal is shown."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.cases.proposals.states import ProposalDecision, ProposalReason, ProposalStatus, ProposalStep
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Timestamp
from app.reference.effects import SCALES, EffectOutcome, EffectScale, Organisation
from app.signals.fields import SafeParagraph, SafeText
from app.signals.vocabulary import ExploitationForm


def _each_once(values: list[Organisation]) -> list[Organisation]:
    if len(set(values)) < len(values):
        raise PydanticCustomError("twice", "Name each organisation once")
    return sorted(values)


class ProposedIntervention(ApiModel):
    """An intervention that is proposed, with what it is expected to come to."""

    kind: str = Field(max_length=40, description="The code of one of `GET /v1/intervention-kinds`, not closed.")
    scale: EffectScale = Field(description="Labels: code list `effect-scale`.")
    expected: EffectOutcome = Field(description="An outcome of the scale. Labels: code list `effect-outcome`.")
    text: SafeParagraph = Field(description="What is done, and why that is expected of it.")

    @model_validator(mode="after")
    def on_the_scale(self) -> "ProposedIntervention":
        """Refuse an outcome that is not on the scale."""
        if self.expected not in SCALES[self.scale]:
            raise PydanticCustomError("outcome", "This outcome is not on that scale")
        return self


class ProposalContent(ApiModel):
    """What a version of a proposal says."""

    analysis: SafeText = Field(description="What is going on, and why it goes on.")
    barriers: SafeText = Field(description="Which barriers are put up, and by whom.")
    interventions: list[ProposedIntervention] = Field(min_length=1, max_length=20)
    partners: Annotated[list[Organisation], AfterValidator(_each_once)] = Field(
        min_length=1, max_length=16, description="Who takes part. Labels: code list `organisation`."
    )


class ProposalSubmission(ProposalContent):
    """A proposal to draft, or another version of it: all of it is kept encrypted, and never changed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "analysis": "Drie panden van dezelfde eigenaar; bewoners werken in de salons.",
                    "barriers": "Vergunning en huurcontracten, door gemeente en woningcorporatie.",
                    "interventions": [
                        {
                            "kind": "closing_business",
                            "scale": "exploitation",
                            "expected": "disturbed",
                            "text": "Sluiting van de salon; de werkwijze is aan de plek gebonden.",
                        }
                    ],
                    "partners": ["municipality", "police", "riec"],
                }
            ]
        }
    )


class DecisionSubmission(ApiModel):
    """What the DSP decides on a proposal."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"decision": "amend", "reason": "partner_missing", "text": "Betrek de Arbeidsinspectie."}]
        }
    )

    decision: ProposalDecision = Field(description="Labels: code list `dsp-proposal-decision`.")
    reason: ProposalReason = Field(
        description="One that the decision can have. Labels: code list `dsp-proposal-reason`."
    )
    text: SafeParagraph = Field(description="In words, for who reads the proposal; kept encrypted.")


class ProposalQuery(PageQuery):
    """Which proposals to list; filters that are left out ask for nothing."""

    status: ProposalStatus | None = None
    district: str | None = Field(None, max_length=60)
    waiting: bool = Field(
        False, description="Only what waits for a decision of the DSP, and what waits longest first; else all there is."
    )


class ProposalView(ApiModel):
    """A proposal without what it says, with what the DSP sees of the case."""

    id: UUID
    case_id: UUID
    case_reference: str
    district: str
    exploitation_forms: list[ExploitationForm]
    status: ProposalStatus = Field(description="Labels: code list `dsp-proposal-status`.")
    drafted_by: str
    drafted_by_you: bool
    drafted_at: Timestamp
    submitted_at: Timestamp | None = Field(description="When it was submitted first.")
    decided_at: Timestamp | None = Field(description="When it was accepted or refused.")
    waiting_since: Timestamp | None = Field(
        description="When what waits for the DSP was submitted last; null when nothing waits."
    )
    waiting_days: int | None = Field(description="For how many whole days it waits, counted around the clock.")
    due_at: Timestamp | None = Field(description="Until when the DSP decides on what waits; after that it is reminded.")
    is_overdue: bool = Field(description="Whether it waits longer than that.")


class ProposalVersionView(ApiModel):
    """A version of a proposal, as it stood."""

    number: int
    content: ProposalContent
    by: str
    written_at: Timestamp


class ProposalStepView(ApiModel):
    """A step that was taken with a version of a proposal."""

    step: ProposalStep = Field(description="Labels: code list `dsp-proposal-step`.")
    version: int = Field(description="The number of the version that it was taken with.")
    status: ProposalStatus
    reason: ProposalReason | None
    text: str | None
    by: str
    by_you: bool
    at: Timestamp


class ProposalDetail(ProposalView):
    """A proposal with its versions, of which the DSP sees those that were submitted, and its steps, in their order."""

    versions: list[ProposalVersionView]
    steps: list[ProposalStepView]


class ProposalList(ApiModel):
    """The proposals of a case, the first drafted first."""

    items: list[ProposalView]
