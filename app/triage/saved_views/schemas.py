"""The shapes of saved views."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import SafeLine, reference_data
from app.triage.queues import TaskSort
from app.triage.schemas import TaskFilters


def _known_desk(value: str, info: ValidationInfo) -> str:
    if info.context is not None and value not in reference_data(info).desks:
        raise PydanticCustomError("unknown_desk", "This is not the id of a desk")
    return value


DeskId = Annotated[str, StringConstraints(max_length=60), AfterValidator(_known_desk)]


class SavedFilters(TaskFilters):
    """The filters of a view. They are kept readable, so a desk is one there is, and no text of somebody's own."""

    desk: DeskId | None = Field(None, description="One of `GET /v1/desks`.")


class SavedViewSubmission(ApiModel):
    """A choice of tasks under a name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Spoed, te laat", "filters": {"urgency": "acute", "overdue": True}, "sort": "dueAt"}]
        }
    )

    name: SafeLine
    filters: SavedFilters = Field(default_factory=SavedFilters, description="As `GET /v1/tasks` takes them.")
    sort: TaskSort = TaskSort.URGENCY


class SavedViewView(ApiModel):
    """A view that the caller saved."""

    id: UUID
    name: str
    filters: SavedFilters
    sort: TaskSort
    created_at: Timestamp
    changed_at: Timestamp


class SavedViewList(ApiModel):
    """The views of the caller, the last made first."""

    items: list[SavedViewView]
