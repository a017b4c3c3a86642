"""The shapes of links: proposals of duplicates, links and merges."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from app.access.matrix import Compartment
from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import SafeText
from app.triage.links.states import DuplicateReason, LinkKind, LinkStatus
from app.triage.schemas import TaskView

TASK = "0199b7d2-2f3c-7a10-9d53-6f1f6a0f4c11"


def _by_hand(kind: LinkKind) -> LinkKind:
    if kind is LinkKind.MERGED:
        raise PydanticCustomError("by_merging", "Work is merged at `/v1/tasks/{id}/merge`")
    return kind


class DuplicateProposal(ApiModel):
    """Another signal that may be the same, by a task of it at the caller's desks."""

    task: TaskView
    score: int = Field(ge=0, le=100, description="How much they look alike; a person decides whether they are one.")
    reasons: list[DuplicateReason] = Field(description="The weightiest first; labels: code list `duplicate-reason`.")
    mergeable: bool = Field(description="Whether the work can be merged: both tasks are open at one desk.")


class DuplicateProposals(ApiModel):
    """The signals that may be the same as that of a task, the most alike first."""

    items: list[DuplicateProposal]
    complete: bool = Field(description="False when there are more than are listed.")


class LinkSubmission(ApiModel):
    """What somebody says of two signals, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"otherTask": TASK, "kind": "same_place", "reason": "Beide gaan over het pand aan de haven."}]
        }
    )

    other_task: UUID = Field(description="A task of another signal at the caller's desks, on the same side.")
    kind: Annotated[LinkKind, AfterValidator(_by_hand)] = Field(
        description="Labels: code list `link-kind`. `distinct` says that they are no duplicates: not proposed again."
    )
    reason: SafeText = Field(description="For the desks that know both signals; kept encrypted, and never changed.")


class MergeSubmission(ApiModel):
    """Into which task the work goes on, and why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"into": TASK, "reason": "Dezelfde melding, ook door de school gedaan."}]}
    )

    into: UUID = Field(description="A task of another signal at the same desk, on the same side, that is not done.")
    reason: SafeText = Field(description="For the desks that know both signals; kept encrypted, and never changed.")


class LinkedTask(ApiModel):
    """The other signal of a link, by a task of it at the caller's desks."""

    id: UUID
    signal_id: UUID
    reference: str


class LinkView(ApiModel):
    """What somebody said of the signal of a task and another."""

    id: UUID
    kind: LinkKind
    status: LinkStatus
    compartment: Compartment
    other: LinkedTask
    into_other: bool = Field(description="Of merged work: whether it goes on in the task of `other`. Otherwise false.")
    reason: str
    by: str
    by_you: bool
    at: Timestamp
    undone_by: str | None
    undone_at: Timestamp | None


class LinkList(ApiModel):
    """The links of the signal of a task, the last made first, those that were undone among them."""

    items: list[LinkView]
