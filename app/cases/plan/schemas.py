"""The shapes of the goals of a case."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field

from app.cases.plan.states import GoalKind, GoalStatus, GoalStep
from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import SafeParagraph
from app.triage.schemas import OnlyDate


class GoalSubmission(ApiModel):
    """A goal to set."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "protect", "text": "Beide vrouwen wonen veilig buiten de regio.", "targetDate": "2027-03-01"}
            ]
        }
    )

    kind: GoalKind = Field(description="Labels: code list `goal-kind`.")
    text: SafeParagraph = Field(description="For the members; kept encrypted, and never changed.")
    target_date: OnlyDate | None = Field(None, description="The day by which, from today within three years.")


class GoalStatusSubmission(ApiModel):
    """A step of a goal to another status."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"step": "reach", "text": "Zij wonen er sinds mei."}]})

    step: GoalStep = Field(description="Labels: code list `goal-step`.")
    text: SafeParagraph = Field(description="Why, in words for the members; kept encrypted.")


class GoalChangeView(ApiModel):
    """A step of a goal to another status."""

    step: GoalStep
    status: GoalStatus
    text: str
    by: str
    by_you: bool
    at: Timestamp


class GoalView(ApiModel):
    """A goal of a case, and how it went, the last step first."""

    id: UUID = Field(description="Names the goal in `/v1/case-goals/{id}`, and in interventions that are tied to it.")
    case_id: UUID
    kind: GoalKind
    text: str
    target_date: date | None
    status: GoalStatus = Field(description="Labels: code list `goal-status`.")
    set_by: str
    set_by_you: bool
    set_at: Timestamp
    history: list[GoalChangeView]


class GoalList(ApiModel):
    """The goals of a case, the first set first."""

    items: list[GoalView]
