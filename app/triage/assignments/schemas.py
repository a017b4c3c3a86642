"""The shapes of assigning: which tasks to whom, what became of each, and who can be assigned."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from app.platform.schemas import ApiModel

MOST_TASKS = 100


class AssignmentResult(StrEnum):
    """What became of one task. Labels: code list `assignment-result`."""

    ASSIGNED = "assigned"
    ALREADY = "already"
    CLAIMED_BY_ANOTHER = "claimed_by_another"
    DONE = "done"
    NOT_A_COLLEAGUE = "not_a_colleague"
    NOT_FOUND = "not_found"


def _once_each(value: list[UUID]) -> list[UUID]:
    if len(set(value)) < len(value):
        raise PydanticCustomError("repeated", "A task can be named once")
    return value


class AssignmentSubmission(ApiModel):
    """Which tasks are assigned, and to whom."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tasks": ["01a1c7e0-0000-7000-8000-000000000001"]}]})

    tasks: Annotated[list[UUID], Field(min_length=1, max_length=MOST_TASKS), AfterValidator(_once_each)]
    assignee: UUID | None = Field(None, description="One of `GET /v1/colleagues`; without it, the caller.")


class AssignmentView(ApiModel):
    """What became of one task."""

    task: UUID
    result: AssignmentResult = Field(description="Labels: code list `assignment-result`.")


class AssignmentReport(ApiModel):
    """What became of each task, in the order in which they were named."""

    items: list[AssignmentView]


class ColleagueQuery(ApiModel):
    """Whose colleagues to list."""

    desk: str | None = Field(None, max_length=60, description="One of the caller's desks.")


class ColleagueView(ApiModel):
    """Somebody who works at a desk of the caller, and can be assigned tasks of it."""

    id: UUID
    name: str
    you: bool
    desks: list[str] = Field(description="Those of the caller's desks at which this person works too.")


class ColleagueList(ApiModel):
    """The people at the caller's desks, by name."""

    items: list[ColleagueView]
