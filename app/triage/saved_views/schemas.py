"""The shapes of saved views."""

from uuid import UUID

from pydantic import ConfigDict, Field

from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import SafeLine
from app.triage.queues import TaskSort
from app.triage.schemas import TaskFilters


class SavedViewSubmission(ApiModel):
    """A choice of tasks under a name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Spoed, te laat", "filters": {"urgency": "acute", "overdue": True}, "sort": "dueAt"}]
        }
    )

    name: SafeLine
    filters: TaskFilters = Field(default_factory=TaskFilters, description="As `GET /v1/tasks` takes them.")
    sort: TaskSort = TaskSort.URGENCY


class SavedViewView(ApiModel):
    """A view that the caller saved."""

    id: UUID
    name: str
    filters: TaskFilters
    sort: TaskSort
    created_at: Timestamp
    changed_at: Timestamp


class SavedViewList(ApiModel):
    """The views of the caller, the last made first."""

    items: list[SavedViewView]
