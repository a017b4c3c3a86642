"""The shapes of what was expected of a DSP proposal, and what came of it."""

from uuid import UUID

from pydantic import Field

from app.interventions.states import InterventionStatus
from app.platform.schemas import ApiModel
from app.reference.effects import EffectOutcome, EffectScale
from app.triage.schemas import OnlyDate


class CarriedOut(ApiModel):
    """An intervention of a proposed kind, with what was seen last of it on the scale of what was expected."""

    id: UUID
    status: InterventionStatus = Field(description="Labels: code list `intervention-status`.")
    started_on: OnlyDate | None
    outcome: EffectOutcome | None = Field(description="Null while nobody assessed its effect on that scale.")
    assessed_on: OnlyDate | None
    as_expected: bool | None = Field(description="Whether that is the outcome that was expected; null without one.")


class Expectation(ApiModel):
    """An intervention that was proposed, with those of its kind in the case and on its signals since."""

    kind: str
    scale: EffectScale = Field(description="Labels: code list `effect-scale`.")
    expected: EffectOutcome = Field(description="Labels: code list `effect-outcome`.")
    carried_out: list[CarriedOut] | None = Field(
        description="The last logged first: what began since the day on which the proposal was submitted, or drafted "
        "where it never was, and what was logged since and is planned. What was stopped before it began is not among "
        "them. Null for whoever is not in the case, as the DSP mostly: what is done there is for its members."
    )


class ExpectationList(ApiModel):
    """What is expected of a proposal by the last of its versions that the caller reads, in the order of that."""

    version: int | None = Field(description="Null for whoever reads none of them.")
    items: list[Expectation]
