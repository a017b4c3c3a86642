"""The SQL for meetings. Row-level security decides again which rows there are."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, text, tuple_

from app.access.gate import Work
from app.platform.database import DatabaseRow
from app.triage.knowledge import on_desks_of
from app.triage.meetings.models import AgendaItem, Meeting, MeetingDecision, MeetingMinutes
from app.triage.meetings.schemas import MeetingQuery, MinutesQuery
from app.triage.models import Task, TaskNote
from app.triage.states import NoteKind

COLLEAGUES = text("SELECT DISTINCT actor_id, name FROM access.colleagues()")


def _of_own_desks(work: Work) -> ColumnElement[bool]:
    return Meeting.desk_id.in_(work.actor.all_desks)


def _on_own_sides(work: Work) -> ColumnElement[bool]:
    """Select what is on an agenda on the sides that the actor works on at that desk."""
    return or_(
        false(),
        *((AgendaItem.track == side) & AgendaItem.desk_id.in_(desks) for side, desks in work.actor.desks.items()),
    )


def _minutes_on_own_sides(work: Work) -> ColumnElement[bool]:
    return or_(
        false(),
        *(
            (MeetingMinutes.compartment == side) & MeetingMinutes.desk_id.in_(desks)
            for side, desks in work.actor.desks.items()
        ),
    )


async def read_meetings(work: Work, query: MeetingQuery, after: tuple[date, UUID] | None) -> list[DatabaseRow]:
    """Return a page of meetings of the caller's desks and one more, the latest day first."""
    chosen = select(*Meeting.__table__.columns).where(_of_own_desks(work))
    if query.desk is not None:
        chosen = chosen.where(Meeting.desk_id == query.desk)
    if query.status is not None:
        chosen = chosen.where(Meeting.status == query.status)
    if query.from_date is not None:
        chosen = chosen.where(Meeting.meets_on >= query.from_date)
    if query.until_date is not None:
        chosen = chosen.where(Meeting.meets_on < query.until_date)
    if after is not None:
        chosen = chosen.where(tuple_(Meeting.meets_on, Meeting.id) < after)
    ordered = chosen.order_by(Meeting.meets_on.desc(), Meeting.id.desc()).limit(query.limit + 1)
    return list(await work.connection.execute(ordered))


async def read_meeting(work: Work, meeting_id: UUID, *, locked: bool = False) -> DatabaseRow | None:
    """Return a meeting of a desk of the caller, held against others if that is asked, or None."""
    query = select(*Meeting.__table__.columns).where(Meeting.id == meeting_id, _of_own_desks(work))
    return (await work.connection.execute(query.with_for_update() if locked else query)).one_or_none()


async def read_agenda(work: Work, meeting_id: UUID) -> list[DatabaseRow]:
    """Return the items of a meeting in their order, on the sides that the caller works on there."""
    query = select(*AgendaItem.__table__.columns).where(AgendaItem.meeting_id == meeting_id, _on_own_sides(work))
    return list(await work.connection.execute(query.order_by(AgendaItem.position, AgendaItem.id)))


async def read_item(work: Work, item_id: UUID) -> DatabaseRow | None:
    """Return an item on an agenda of a desk of the caller, on its side, or None."""
    query = select(*AgendaItem.__table__.columns).where(AgendaItem.id == item_id, _on_own_sides(work))
    return (await work.connection.execute(query)).one_or_none()


async def read_decisions(work: Work, item_ids: Collection[UUID]) -> list[DatabaseRow]:
    """Return what was decided on items, still encrypted, the last first."""
    query = select(*MeetingDecision.__table__.columns).where(MeetingDecision.item_id.in_(item_ids))
    return list(await work.connection.execute(query.order_by(MeetingDecision.decided_at.desc(), MeetingDecision.id)))


async def read_action_points(work: Work, item_ids: Collection[UUID]) -> list[DatabaseRow]:
    """Return the tasks that are the action points of items, each with its text, still encrypted."""
    noted = and_(TaskNote.task_id == Task.id, TaskNote.kind == NoteKind.ACTION, TaskNote.compartment == Task.track)
    query = (
        select(*Task.__table__.columns, TaskNote.id.label("note_id"), TaskNote.content)
        .join(TaskNote, noted, isouter=True)
        .where(Task.agenda_item_id.in_(item_ids), on_desks_of(work.actor))
    )
    return list(await work.connection.execute(query.order_by(Task.opened_at, Task.id)))


async def read_minutes(
    work: Work, meeting_id: UUID, query: MinutesQuery, after: tuple[str, int] | None
) -> list[DatabaseRow]:
    """Return a page of the minutes of a meeting and one more: side by side, the last version first."""
    chosen = select(*MeetingMinutes.__table__.columns).where(
        MeetingMinutes.meeting_id == meeting_id, _minutes_on_own_sides(work)
    )
    if query.compartment is not None:
        chosen = chosen.where(MeetingMinutes.compartment == query.compartment)
    if after is not None:
        side, number = after
        chosen = chosen.where(
            or_(
                MeetingMinutes.compartment > side,
                and_(MeetingMinutes.compartment == side, MeetingMinutes.number < number),
            )
        )
    ordered = chosen.order_by(MeetingMinutes.compartment, MeetingMinutes.number.desc()).limit(query.limit + 1)
    return list(await work.connection.execute(ordered))


async def last_numbers(work: Work, meeting_id: UUID) -> dict[str, int]:
    """Return the number of the last version of the minutes of each side."""
    query = select(MeetingMinutes.compartment, func.max(MeetingMinutes.number)).where(
        MeetingMinutes.meeting_id == meeting_id, _minutes_on_own_sides(work)
    )
    rows: Sequence[DatabaseRow] = list(await work.connection.execute(query.group_by(MeetingMinutes.compartment)))
    return {row[0]: row[1] for row in rows}


async def read_one_minutes(work: Work, minutes_id: UUID) -> DatabaseRow | None:
    """Return one version of minutes that the caller may see, or None."""
    query = select(*MeetingMinutes.__table__.columns).where(
        MeetingMinutes.id == minutes_id, _minutes_on_own_sides(work)
    )
    return (await work.connection.execute(query)).one_or_none()


async def read_names(work: Work) -> dict[UUID, str]:
    """Return the names of who works at the caller's desks now."""
    return {row.actor_id: row.name for row in await work.connection.execute(COLLEAGUES)}
