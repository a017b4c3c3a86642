"""The shapes of meetings: agendas, decisions, action points and minutes."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field

from app.access.matrix import Compartment
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import SafeParagraph, SafeText
from app.triage.meetings.states import DecisionKind, ItemStatus, MeetingStatus
from app.triage.schemas import OnlyDate
from app.triage.states import TaskOutcome, TaskStatus


class MeetingQuery(PageQuery):
    """Which meetings of the caller's desks to list; filters that are left out ask for nothing."""

    desk: str | None = Field(None, max_length=60, description="One of the caller's desks.")
    status: MeetingStatus | None = None
    from_date: OnlyDate | None = Field(None, description="On this day or later.")
    until_date: OnlyDate | None = Field(None, description="Before this day.")


class MeetingSubmission(ApiModel):
    """A meeting to plan."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"desk": "zorgtafel.de_baronie", "date": "2026-12-01"}]})

    desk: str = Field(max_length=60, description="A desk of the caller's that meets: a Zorgtafel or a DSP.")
    date: OnlyDate = Field(description="The day, from today until a year ahead; a desk meets once a day.")


class MeetingView(ApiModel):
    """A meeting of a desk."""

    id: UUID
    desk: str
    date: date
    status: MeetingStatus = Field(description="Labels: code list `meeting-status`.")
    planned_by: str
    planned_at: Timestamp
    closed_by: str | None = Field(description="Who said that it was held, or cancelled it.")
    closed_at: Timestamp | None


class MeetingDecisionView(ApiModel):
    """What was decided on an item."""

    id: UUID
    kind: DecisionKind = Field(description="Labels: code list `meeting-decision`.")
    text: str | None = Field(description="Null when it was erased with its side of the signal.")
    by: str
    by_you: bool
    decided_at: Timestamp
    superseded: bool = Field(description="Whether a later decision on the item stands in its place.")


class OwnerView(ApiModel):
    """Who carries an action point out."""

    id: UUID
    name: str
    you: bool


class ActionPointView(ApiModel):
    """An action point: a task on the queue of the desk, claimed by its owner."""

    task_id: UUID
    text: str | None = Field(description="Null when it was erased with its side of the signal.")
    owner: OwnerView | None = Field(description="Null when the task was released, or its owner left the desk.")
    due_at: Timestamp
    status: TaskStatus
    outcome: TaskOutcome | None


class AgendaItemView(ApiModel):
    """A task on an agenda, with what was decided and who does what."""

    id: UUID
    meeting_id: UUID
    task_id: UUID
    signal_id: UUID
    track: Compartment
    position: int
    status: ItemStatus = Field(description="Labels: code list `agenda-item-status`.")
    added_by: str
    added_at: Timestamp
    decisions: list[MeetingDecisionView] = Field(description="The last first.")
    action_points: list[ActionPointView]


class MeetingDetail(MeetingView):
    """A meeting with its agenda, in its order; what was taken off or lapsed stays on record."""

    agenda: list[AgendaItemView]


class AgendaItemSubmission(ApiModel):
    """A task to put on the agenda."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"taskId": "019a1c7e-0000-7000-8000-000000000001"}]})

    task_id: UUID = Field(description="A task of this desk that is not done and on no other open agenda.")
    position: int | None = Field(None, ge=1, le=100, description="Its place; without it, the last.")


class PositionSubmission(ApiModel):
    """Another place on the agenda."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"position": 1}]})

    position: int = Field(ge=1, le=100, description="Beyond the last it becomes the last.")


class MeetingDecisionSubmission(ApiModel):
    """What is decided on an item."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"kind": "take_up", "text": "De opvang neemt deze week contact op; wij volgen het."}]
        }
    )

    kind: DecisionKind = Field(description="Labels: code list `meeting-decision`.")
    text: SafeParagraph = Field(description="For the desk, on the side of the item; kept encrypted, never changed.")


class ActionPointSubmission(ApiModel):
    """What somebody at the desk is to do, and before which day is over."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "Bel de opvang over een plek.",
                    "owner": "019a1c7e-0000-7000-8000-000000000001",
                    "due": "2026-12-08",
                }
            ]
        }
    )

    text: SafeParagraph = Field(description="For the desk, on the side of the item; kept encrypted.")
    owner: UUID = Field(description="One of `GET /v1/colleagues` who works at this desk, or the caller.")
    due: OnlyDate = Field(description="After today, within a year; it is late when that day is over.")


class MinutesSubmission(ApiModel):
    """The minutes of one side, or a new version of them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"compartment": "care", "text": "Aanwezig: de voorzitter en drie partners.", "supersedes": 1}]
        }
    )

    compartment: Compartment = Field(description="The side they are about: each has a document of its own.")
    text: SafeText = Field(description="For the desk, on that side; kept encrypted, and never changed.")
    supersedes: int | None = Field(
        None, ge=1, le=1000, description="The number of the version that this one replaces; none for the first."
    )


class MinutesView(ApiModel):
    """One version of the minutes of one side."""

    id: UUID
    compartment: Compartment
    number: int
    text: str
    by: str
    by_you: bool
    written_at: Timestamp
    superseded: bool


class MinutesQuery(PageQuery):
    """Which minutes of a meeting to list."""

    compartment: Compartment | None = None
