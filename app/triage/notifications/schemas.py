"""The shapes of notifications: where to look, and nothing of what is there."""

from uuid import UUID

from pydantic import Field

from app.access.appointments.fields import Moment
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Page, Timestamp
from app.triage.notifications.kinds import NotificationKind, SubjectKind


class NotificationQuery(PageQuery):
    """Which notifications to list."""

    read: bool | None = Field(None, description="Those that were read (true), or that were not (false).")


class StreamQuery(ApiModel):
    """From when on, and for how long, to follow."""

    since: Moment | None = Field(
        None, description="Tell also what was made from this moment on, such as the newest `createdAt` of the list."
    )
    seconds: int = Field(
        3600,
        ge=0,
        le=3600,
        description="How long the stream lasts; with 0 it tells what there is now and ends.",
    )


class SubjectView(ApiModel):
    """Where a notification leads to."""

    kind: SubjectKind
    id: UUID


class NotificationView(ApiModel):
    """That something happened."""

    id: UUID
    kind: NotificationKind = Field(description="Labels: code list `notification-kind`.")
    subject: SubjectView
    desk: str | None
    created_at: Timestamp
    read_at: Timestamp | None


class NotificationPage(Page[NotificationView]):
    """A page of notifications."""

    unread: int = Field(description="How many of all the caller's notifications were not read.")
