"""The minutes of a meeting: a document of each side, never mixed, of which the last version counts."""

from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.platform.schemas import Page
from app.signals.keys import KeyRing
from app.triage.meetings.models import MeetingMinutes
from app.triage.meetings.queries import last_numbers, read_meeting, read_minutes, read_one_minutes
from app.triage.meetings.schemas import MinutesQuery, MinutesSubmission, MinutesView
from app.triage.meetings.states import MeetingStep
from app.triage.meetings.steps import EVENT_OF_STEP, append, hold_meeting, step_of_meeting

MOST_VERSIONS = 1000


def owner_of(minutes_id: UUID) -> str:
    """Name what the data key of a version of minutes belongs to."""
    return f"meeting_minutes:{minutes_id}"


def place_of_minutes(minutes_id: UUID) -> str:
    """Name the place that the text of minutes is bound to."""
    return f"meeting_minutes.content:{minutes_id}"


async def list_minutes(
    work: Work, meeting_id: UUID, query: MinutesQuery, ring: KeyRing, cursors: Cursors
) -> Page[MinutesView]:
    """List the minutes of a meeting on the sides that the caller works on there, each the last version first.

    Raises NotFound.
    """
    if await read_meeting(work, meeting_id) is None:
        raise NotFound
    scope = f"{work.actor.actor_id}:minutes:{meeting_id}:{query.compartment}"
    after = None
    if query.cursor is not None:
        side, number = cursors.open(scope, query.cursor)
        after = str(side), int(str(number))
    rows = await read_minutes(work, meeting_id, query, after)
    last = await last_numbers(work, meeting_id)
    items = [_view(work, row, last, ring) for row in rows[: query.limit]]
    if len(rows) <= query.limit:
        return Page(items=items, next_cursor=None)
    return Page(items=items, next_cursor=cursors.seal(scope, [items[-1].compartment, items[-1].number]))


async def write(
    work: Work, meeting_id: UUID, submission: MinutesSubmission, attempt: Attempt, ring: KeyRing
) -> MinutesView:
    """Write the minutes of a side, from the day of the meeting on, or a version that supersedes the last one.

    Raises NotFound, InvalidInput for a side that this desk does not work on, and Conflict for a meeting that was
    cancelled or has not come, and when somebody wrote another version in the meantime.
    """
    meeting = await hold_meeting(work, meeting_id)
    if meeting.desk_id not in work.actor.desks[submission.compartment]:
        raise InvalidInput.at("/compartment", "compartment", "This desk does not work on that side")
    minutes_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"minutes:{meeting_id}",
        resource_id=minutes_id,
        now=work.now,
    )
    if earlier is None:
        step_of_meeting(work, meeting, MeetingStep.WRITE_MINUTES)
        await _insert(work, meeting, minutes_id, submission, ring)
        told = {"compartment": str(submission.compartment)}
        await append(work, EVENT_OF_STEP[MeetingStep.WRITE_MINUTES], meeting, **told)
    row = await read_one_minutes(work, earlier or minutes_id)
    if row is None:
        raise NotFound
    return _view(work, row, await last_numbers(work, meeting_id), ring)


async def _insert(
    work: Work, meeting: DatabaseRow, minutes_id: UUID, submission: MinutesSubmission, ring: KeyRing
) -> None:
    side = submission.compartment
    last = (await last_numbers(work, meeting.id)).get(side, 0)
    if (submission.supersedes or 0) != last:
        raise Conflict(f"The last version of these minutes is {last or 'none'}; read it, and supersede that one.")
    if last >= MOST_VERSIONS:
        raise Conflict(f"These minutes have {MOST_VERSIONS} versions already.")
    key, wrapped = ring[side].new_data_key(owner=owner_of(minutes_id))
    row = {
        "id": minutes_id,
        "meeting_id": meeting.id,
        "desk_id": meeting.desk_id,
        "compartment": side,
        "number": last + 1,
        "content": key.encrypt(submission.text.encode(), place=place_of_minutes(minutes_id)),
        "wrapped_key": wrapped,
        "written_by": work.actor.actor_id,
        "written_by_name": work.actor.name,
        "written_at": work.now,
    }
    await insert_all(work.connection, {MeetingMinutes: [row]})


def _view(work: Work, row: DatabaseRow, last: dict[str, int], ring: KeyRing) -> MinutesView:
    key = ring[Compartment(row.compartment)].open_data_key(row.wrapped_key, owner=owner_of(row.id))
    return MinutesView(
        id=row.id,
        compartment=row.compartment,
        number=row.number,
        text=key.decrypt(row.content, place=place_of_minutes(row.id)).decode(),
        by=row.written_by_name,
        by_you=row.written_by == work.actor.actor_id,
        written_at=row.written_at,
        superseded=row.number < last[row.compartment],
    )
