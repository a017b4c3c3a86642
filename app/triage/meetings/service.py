"""Planning meetings, reading them with their agenda, and saying that one was held or is not to be."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from app.access.gate import Work
from app.platform.clock import local_date
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.platform.schemas import Page
from app.signals.keys import KeyRing
from app.triage.meetings.models import Meeting
from app.triage.meetings.queries import read_agenda, read_meeting, read_meetings
from app.triage.meetings.schemas import MeetingDetail, MeetingQuery, MeetingSubmission, MeetingView
from app.triage.meetings.states import MEETS, ItemStatus, ItemStep, MeetingStatus, MeetingStep
from app.triage.meetings.steps import (
    EVENT_OF_STEP,
    append,
    change_item,
    hold_meeting,
    require_meeting_unchanged,
    step_of_item,
    step_of_meeting,
)
from app.triage.meetings.views import agenda_of, etag_of_meeting, meeting_detail, meeting_view

FARTHEST = timedelta(days=366)


async def list_meetings(work: Work, query: MeetingQuery, cursors: Cursors) -> Page[MeetingView]:
    """List the meetings of the caller's desks, the latest day first."""
    filters = query.model_dump_json(exclude={"limit", "cursor"}, exclude_none=True)
    scope = f"{work.actor.actor_id}:meetings:{filters}"
    after = None
    if query.cursor is not None:
        day, place = cursors.open(scope, query.cursor)
        after = date.fromisoformat(str(day)), UUID(str(place))
    rows = await read_meetings(work, query, after)
    items = [meeting_view(row) for row in rows[: query.limit]]
    if len(rows) <= query.limit:
        return Page(items=items, next_cursor=None)
    return Page(items=items, next_cursor=cursors.seal(scope, [items[-1].date.isoformat(), str(items[-1].id)]))


async def read(work: Work, meeting_id: UUID, ring: KeyRing) -> tuple[MeetingDetail, str]:
    """Return a meeting of a desk of the caller with its agenda and its entity tag; raises NotFound."""
    row = await read_meeting(work, meeting_id)
    if row is None:
        raise NotFound
    agenda = await agenda_of(work, await read_agenda(work, meeting_id), ring)
    return meeting_detail(work, row, agenda), etag_of_meeting(row, agenda)


async def plan(work: Work, submission: MeetingSubmission, attempt: Attempt, ring: KeyRing) -> tuple[MeetingDetail, str]:
    """Plan a meeting of a desk of the caller that meets.

    Raises InvalidInput for another desk or day, and Conflict when the desk meets that day already or the idempotency
    key was used for another meeting.
    """
    _require_possible(work, submission)
    meeting_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="meetings",
        resource_id=meeting_id,
        now=work.now,
    )
    if earlier is None:
        await _insert(work, meeting_id, submission)
    return await read(work, earlier or meeting_id, ring)


def _require_possible(work: Work, submission: MeetingSubmission) -> None:
    if submission.desk not in work.actor.all_desks or submission.desk.split(".")[0] not in MEETS:
        raise InvalidInput.at("/desk", "desk", "This is not a desk of yours that meets")
    today = local_date(work.now)
    if not today <= submission.date <= today + FARTHEST:
        raise InvalidInput.at("/date", "date", "A meeting is planned for today or later, within a year")


async def _insert(work: Work, meeting_id: UUID, submission: MeetingSubmission) -> None:
    planned = await work.connection.execute(
        insert(Meeting)
        .values(
            id=meeting_id,
            desk_id=submission.desk,
            meets_on=submission.date,
            status=MeetingStatus.PLANNED,
            planned_by=work.actor.actor_id,
            planned_by_name=work.actor.name,
            planned_at=work.now,
        )
        .on_conflict_do_nothing()
    )
    if planned.rowcount == 0:
        raise Conflict("This desk has a meeting on that day already; put the tasks on its agenda, or cancel it.")
    meeting = await hold_meeting(work, meeting_id)
    await append(work, "meeting.planned", meeting, date=submission.date.isoformat())


async def hold(work: Work, meeting_id: UUID, ring: KeyRing, if_match: str | None) -> tuple[MeetingDetail, str]:
    """Record that a meeting was held: its agenda is fixed, and what was not decided on is free for another one.

    Raises NotFound, PreconditionFailed, and Conflict when it is not planned or its day has not come.
    """
    return await _close(work, meeting_id, MeetingStep.HOLD, ring, if_match)


async def cancel(work: Work, meeting_id: UUID, ring: KeyRing, if_match: str | None) -> tuple[MeetingDetail, str]:
    """Cancel a meeting; what was on its agenda is free for another one.

    Raises NotFound, PreconditionFailed, and Conflict when it is not planned or something was decided.
    """
    return await _close(work, meeting_id, MeetingStep.CANCEL, ring, if_match)


async def _close(
    work: Work, meeting_id: UUID, step: MeetingStep, ring: KeyRing, if_match: str | None
) -> tuple[MeetingDetail, str]:
    row = await hold_meeting(work, meeting_id)
    await require_meeting_unchanged(work, row, if_match, ring)
    status = step_of_meeting(work, row, step)
    items = await read_agenda(work, meeting_id)
    if step is MeetingStep.CANCEL and any(item.status == ItemStatus.DECIDED for item in items):
        raise Conflict("Something was decided at this meeting, so it was held; allowed: hold.")
    for item in items:
        if item.status == ItemStatus.LISTED:
            await change_item(work, item, status=step_of_item(item, ItemStep.LEAVE))
    await work.connection.execute(
        update(Meeting)
        .where(Meeting.id == meeting_id)
        .values(
            status=status,
            closed_by=work.actor.actor_id,
            closed_by_name=work.actor.name,
            closed_at=work.now,
            version=row.version + 1,
        )
    )
    await append(work, EVENT_OF_STEP[step], row)
    return await read(work, meeting_id, ring)
