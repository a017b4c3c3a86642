"""The shapes of what is put right of interventions, and of withdrawing what was logged in error."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.interventions.states import InterventionStep
from app.interventions.vocabulary import CostBand, InterventionField, InterventionTarget, Organisation
from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import PastDate, SafeParagraph, SafeText
from app.triage.schemas import OnlyDate

CAN_BE_EMPTY = frozenset({"person", "location", "planned_for", "goal"})
"""What of an intervention there can be none of."""


def _each_once(values: list[Organisation]) -> list[Organisation]:
    if len(set(values)) < len(values):
        raise PydanticCustomError("twice", "Name each organisation once")
    return sorted(values)


Organisations = Annotated[list[Organisation], AfterValidator(_each_once)]


class WithdrawalSubmission(ApiModel):
    """Why an intervention is withdrawn as logged in error."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Deze controle stond al vermeld bij de melding van 3 november."}]}
    )

    reason: SafeParagraph = Field(description="In words, for who knows of it; kept encrypted.")


class CorrectionSubmission(ApiModel):
    """What is put right of an intervention, or planned anew: what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "plannedFor": "2026-12-08",
                    "organisations": ["municipality", "police", "labour_inspectorate"],
                    "reason": "De Arbeidsinspectie gaat mee en kan een week later.",
                }
            ]
        }
    )

    kind: str | None = Field(None, max_length=40, description="Never once its effect was assessed; not null.")
    target: InterventionTarget | None = Field(None, description="With the scales it was assessed on; not null.")
    person: UUID | None = Field(None, description="Null for nobody.")
    location: UUID | None = Field(None, description="Null for no place.")
    organisations: Organisations | None = Field(
        None, min_length=1, max_length=10, description="All who carry it out; not null."
    )
    cost_band: CostBand | None = Field(None, description="Not null.")
    planned_for: OnlyDate | None = Field(None, description="Null for no day.")
    started_on: PastDate | None = Field(None, description="Of what has started; not null.")
    goal: UUID | None = Field(None, description="Of what is done in a case; null for no goal.")
    description: SafeText | None = Field(None, description="For who knows of it; kept encrypted; not null.")
    reason: SafeParagraph = Field(description="Why, in words, for who knows of it; kept encrypted.")

    @model_validator(mode="after")
    def of_something(self) -> "CorrectionSubmission":
        """Refuse a correction of nothing, and nothing for what there always is."""
        if self.model_fields_set <= {"reason"}:
            raise PydanticCustomError("nothing", "Name at least one field to put right")
        emptied = sorted(name for name in self.model_fields_set - CAN_BE_EMPTY if getattr(self, name) is None)
        if emptied:
            raise PydanticCustomError("emptied", "These cannot be null: {names}", {"names": ", ".join(emptied)})
        return self


class ChangedField(ApiModel):
    """What a field of an intervention said before, and says after."""

    field: InterventionField = Field(description="Labels: code list `intervention-field`.")
    before: str | list[str] | None
    after: str | list[str] | None


class InterventionChangeView(ApiModel):
    """That an intervention was put right, or withdrawn as logged in error."""

    id: UUID
    step: InterventionStep = Field(description="`correct` or `withdraw`. Labels: code list `intervention-step`.")
    reason: str | None = Field(description="Null once the key of that side of the signal was destroyed.")
    changes: list[ChangedField] = Field(description="Empty when it was withdrawn, or the key was destroyed.")
    by: str
    by_you: bool
    at: Timestamp
