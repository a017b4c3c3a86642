"""Taking a step with a meeting that is held against others, and with what is on its agenda."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.platform.clock import local_date
from app.platform.database import DatabaseRow, insert_all
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import Conflict, NotFound, PreconditionFailed
from app.platform.states import next_status
from app.signals.keys import KeyRing
from app.triage.meetings.models import AgendaItem
from app.triage.meetings.queries import read_agenda, read_item, read_meeting
from app.triage.meetings.states import (
    ITEMS,
    MEETINGS,
    ON_THE_DAY,
    ItemStatus,
    ItemStep,
    MeetingStatus,
    MeetingStep,
)
from app.triage.meetings.views import agenda_of, etag_of_item, etag_of_meeting

EVENT_OF_STEP: Mapping[MeetingStep, str] = MappingProxyType(
    {
        MeetingStep.CHANGE_AGENDA: "meeting.agenda_changed",
        MeetingStep.DECIDE: "meeting.decided",
        MeetingStep.WRITE_MINUTES: "meeting.minuted",
        MeetingStep.HOLD: "meeting.held",
        MeetingStep.CANCEL: "meeting.cancelled",
    }
)
"""The event of a step; opening an action point is told by the events of its task."""

CHANGED = "It was changed since you read it; read it again and decide anew."


async def hold_meeting(work: Work, meeting_id: UUID) -> DatabaseRow:
    """Hold a meeting of a desk of the caller against others; raises NotFound."""
    row = await read_meeting(work, meeting_id, locked=True)
    if row is None:
        raise NotFound
    return row


async def hold_item(work: Work, item_id: UUID) -> tuple[DatabaseRow, DatabaseRow]:
    """Hold the meeting of an item against others; return it with the item as it then is. Raises NotFound."""
    item = await read_item(work, item_id)
    if item is None:
        raise NotFound
    meeting = await hold_meeting(work, item.meeting_id)
    item = await read_item(work, item_id)
    if item is None:
        raise NotFound
    return meeting, item


async def require_meeting_unchanged(work: Work, row: DatabaseRow, if_match: str | None, ring: KeyRing) -> None:
    """Raise PreconditionFailed when a meeting or its agenda was changed since its entity tag was read."""
    if if_match not in (None, "*"):
        agenda = await agenda_of(work, await read_agenda(work, row.id), ring)
        if if_match != etag_of_meeting(row, agenda):
            raise PreconditionFailed(CHANGED)


async def require_item_unchanged(work: Work, item: DatabaseRow, if_match: str | None, ring: KeyRing) -> None:
    """Raise PreconditionFailed when an item was changed since its entity tag was read."""
    if if_match not in (None, "*") and if_match != etag_of_item(await agenda_of(work, [item], ring)):
        raise PreconditionFailed(CHANGED)


def step_of_meeting(work: Work, row: DatabaseRow, step: MeetingStep) -> MeetingStatus:
    """Return the status of a meeting after a step; raises Conflict, also for a step before its day."""
    after = next_status(MEETINGS, MeetingStatus(row.status), step, subject="meeting")
    if step in ON_THE_DAY and local_date(work.now) < row.meets_on:
        raise Conflict(f"A meeting allows {step} from its day on, which is {row.meets_on}.")
    return after


def step_of_item(row: DatabaseRow, step: ItemStep) -> ItemStatus:
    """Return the status of an item after a step; raises Conflict."""
    return next_status(ITEMS, ItemStatus(row.status), step, subject="agenda item")


async def change_item(work: Work, item: DatabaseRow, **changes: object) -> None:
    """Write a change of an item, as its next version; raises Conflict when it lapsed in the meantime."""
    values = {"version": item.version + 1, **changes}
    this = update(AgendaItem).where(AgendaItem.id == item.id, AgendaItem.version == item.version)
    changed = await work.connection.execute(this.values(**values))
    if changed.rowcount == 0:
        raise Conflict("This item changed while you worked on it; read it again and decide anew.")


async def append(work: Work, event_type: str, meeting: DatabaseRow, **told: str) -> None:
    """Append an event of a meeting: of its desk, of no signal, and in nobody's timeline."""
    event = event_row(
        event_type,
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=meeting.id,
        data={"desk": meeting.desk_id, **told},
    )
    await insert_all(work.connection, {Event: [event]})
