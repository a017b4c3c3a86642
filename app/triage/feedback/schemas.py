"""The shapes of feedback."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from app.access.matrix import Compartment
from app.platform.schemas import ApiModel, Label, Timestamp
from app.signals.fields import SafeParagraph, received_on, reference_data
from app.signals.vocabulary import SignalStatus
from app.triage.feedback.steps import FeedbackStep
from app.triage.states import TaskOutcome

TEXTS = "feedback-text"
"""The code list of standard texts, which an administrator keeps."""


def _known_text(value: str, info: ValidationInfo) -> str:
    if info.context is not None:
        text = reference_data(info).code_lists[TEXTS].get(value)
        if text is None or not text.valid_on(received_on(info)):
            raise PydanticCustomError("unknown_text", "This is not a code of the list `feedback-text`")
    return value


StandardText = Annotated[str, StringConstraints(max_length=60), AfterValidator(_known_text)]


class FeedbackSubmission(ApiModel):
    """What a desk lets the submitter know: a standard text, words of its own, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"standardText": "taken_up", "message": "Dank voor uw snelle melding; wij bellen u morgen."}]
        }
    )

    standard_text: StandardText | None = Field(None, description="A code of the list `feedback-text`.")
    message: SafeParagraph | None = Field(
        None, description="For the submitter and the desks of this side of the wall; kept encrypted, and never changed."
    )

    @model_validator(mode="after")
    def _tells_something(self) -> "FeedbackSubmission":
        if self.standard_text is None and self.message is None:
            raise PydanticCustomError("nothing_told", "Choose a standard text, write a message, or do both")
        return self


class FeedbackView(ApiModel):
    """What a desk let the submitter know."""

    id: UUID
    compartment: Compartment
    desk: str
    task_id: UUID | None = Field(description="For who works at the desk.")
    standard_text: str | None = Field(description="A code of the list `feedback-text`.")
    text: Label | None = Field(description="The standard text in words.")
    message: str | None
    by: str | None = Field(description="For who works at the desk.")
    given_at: Timestamp
    read_at: Timestamp | None = Field(description="When the submitter said to have read it.")


class FeedbackDueView(ApiModel):
    """That the submitter will hear, or should have heard by now, from a desk."""

    compartment: Compartment
    desk: str
    due_at: Timestamp
    overdue: bool = Field(description="Feedback is due since `dueAt`.")


class TaskFeedback(ApiModel):
    """The feedback on a task, the last given first."""

    due: FeedbackDueView | None = Field(description="None when nothing is owed.")
    items: list[FeedbackView]


class StepView(ApiModel):
    """A step that the submitter may know."""

    step: FeedbackStep = Field(description="Labels: code list `feedback-step`.")
    at: Timestamp
    compartment: Compartment | None = Field(description="None for the signal as a whole.")
    desk: str | None
    category: TaskOutcome | None = Field(description="How it was closed; labels: code list `task-outcome`.")


class SignalFeedback(ApiModel):
    """All that the submitter may know of a signal, as far as the caller may see it."""

    status: SignalStatus
    unread: int = Field(description="How many of `items` the submitter has not read yet.")
    due: list[FeedbackDueView] = Field(description="What is owed, the first due first.")
    steps: list[StepView] = Field(description="The oldest first.")
    items: list[FeedbackView] = Field(description="The last given first.")
