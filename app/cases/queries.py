"""The SQL for cases. Row-level security decides again which rows there are."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, text
from sqlalchemy.orm import aliased

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.models import Case, CaseMember, CaseNote, CaseSignal, CaseStatusChange
from app.cases.schemas import CaseQuery
from app.cases.states import CaseLead
from app.platform.database import DatabaseRow, RowSelect
from app.platform.parameters import PageQuery
from app.signals.models import Signal
from app.triage.models import Task

CANDIDATES = text("SELECT actor_id, name FROM access.case_candidates(:case_id) ORDER BY name, actor_id")


def _own(work: Work) -> ColumnElement[bool]:
    """Select the cases of which the caller is a member."""
    return Case.id.in_(sorted(work.actor.cases))


async def read_cases(work: Work, query: CaseQuery, before: UUID | None) -> list[DatabaseRow]:
    """Return a page of the caller's cases and one more, the last opened first, each with the name of its lead."""
    chosen = select(*Case.__table__.columns).where(_own(work))
    if query.status is not None:
        chosen = chosen.where(Case.status == query.status)
    if query.desk is not None:
        chosen = chosen.where(Case.desk_id == query.desk)
    if query.lead is CaseLead.ME:
        chosen = chosen.where(Case.lead_id == work.actor.actor_id)
    if before is not None:
        chosen = chosen.where(Case.id < before)
    return list(await work.connection.execute(chosen.order_by(Case.id.desc()).limit(query.limit + 1)))


async def read_case(work: Work, case_id: UUID, *, locked: bool = False) -> DatabaseRow | None:
    """Return a case of the caller, held against others if that is asked, or None."""
    query = select(*Case.__table__.columns).where(Case.id == case_id, _own(work))
    return (await work.connection.execute(query.with_for_update() if locked else query)).one_or_none()


async def read_lead_names(work: Work, cases: Sequence[DatabaseRow]) -> dict[UUID, str]:
    """Return the names of those who lead cases, by their ids."""
    query = (
        select(CaseMember.actor_id, CaseMember.actor_name)
        .join(Case, and_(Case.id == CaseMember.case_id, Case.lead_id == CaseMember.actor_id))
        .where(Case.id.in_([case.id for case in cases]))
        .order_by(CaseMember.id)
    )
    return {row.actor_id: row.actor_name for row in await work.connection.execute(query)}


async def read_members(work: Work, case_id: UUID) -> list[DatabaseRow]:
    """Return the memberships of a case, those that ended too, the first added first."""
    query = select(*CaseMember.__table__.columns).where(CaseMember.case_id == case_id)
    return list(await work.connection.execute(query.order_by(CaseMember.id)))


async def read_membership(work: Work, member_id: UUID) -> DatabaseRow | None:
    """Return a membership of a case of the caller, or None."""
    query = select(*CaseMember.__table__.columns).where(
        CaseMember.id == member_id, CaseMember.case_id.in_(sorted(work.actor.cases))
    )
    return (await work.connection.execute(query)).one_or_none()


async def read_signals(work: Work, case_id: UUID) -> list[DatabaseRow]:
    """Return the signals of a case, the first received first."""
    query = select(*CaseSignal.__table__.columns).where(CaseSignal.case_id == case_id)
    return list(await work.connection.execute(query.order_by(CaseSignal.received_at, CaseSignal.signal_id)))


async def read_changes(work: Work, case_id: UUID) -> list[DatabaseRow]:
    """Return how the status of a case went, the last first."""
    query = select(*CaseStatusChange.__table__.columns).where(CaseStatusChange.case_id == case_id)
    return list(await work.connection.execute(query.order_by(CaseStatusChange.changed_at.desc(), CaseStatusChange.id)))


async def read_notes(work: Work, case_id: UUID, page: PageQuery, before: UUID | None) -> list[DatabaseRow]:
    """Return a page of the notes of a case and one more, the last written first, each with what superseded it."""
    chosen = _notes().where(CaseNote.case_id == case_id)
    if before is not None:
        chosen = chosen.where(CaseNote.id < before)
    return list(await work.connection.execute(chosen.order_by(CaseNote.id.desc()).limit(page.limit + 1)))


async def read_note(work: Work, case_id: UUID, note_id: UUID) -> DatabaseRow | None:
    """Return a note of a case with what superseded it, or None."""
    chosen = _notes().where(CaseNote.case_id == case_id, CaseNote.id == note_id)
    return (await work.connection.execute(chosen)).one_or_none()


def _notes() -> RowSelect:
    later = aliased(CaseNote)
    return select(*CaseNote.__table__.columns, later.id.label("superseded_by")).join(
        later, later.supersedes == CaseNote.id, isouter=True
    )


async def read_candidates(work: Work, case_id: UUID) -> dict[UUID, str]:
    """Return the names of who could be a member of a case of the caller, in their order."""
    rows = await work.connection.execute(CANDIDATES, {"case_id": case_id})
    return {row.actor_id: row.name for row in rows}


async def read_envelopes(
    work: Work, signal_ids: Collection[UUID], side: Compartment, district: str | None, desks: Collection[str]
) -> dict[UUID, str]:
    """Return the districts in which signals are worked on at some desks of the caller's on a side, by their ids.

    That is the district of the last task: work that another district referred to a desk of the region stays of that
    district. With a district, only signals with a task of that district, or of a desk of it.
    """
    query = (
        select(Signal.id, Task.district_id)
        .join(Task, Task.signal_id == Signal.id)
        .where(Signal.id.in_(signal_ids), Task.track == side, Task.desk_id.in_(sorted(desks)))
        .order_by(Task.opened_at, Task.id)
    )
    if district is not None:
        of_district = [desk for desk in desks if desk.partition(".")[2] == district]
        query = query.where(or_(Task.district_id == district, Task.desk_id.in_(of_district)))
    return {row.id: row.district_id for row in await work.connection.execute(query)}


def is_current(member: DatabaseRow, now: datetime) -> bool:
    """Tell whether a membership counts at a moment, as far as time goes."""
    return bool(member.removed_at is None and member.since <= now < member.until)


async def read_related(work: Work, case: DatabaseRow) -> list[DatabaseRow]:
    """Return the caller's other cases on the side of a case that have a signal in common with it, signal by signal."""
    other = aliased(CaseSignal)
    query = (
        select(*Case.__table__.columns, CaseSignal.reference.label("signal_reference"))
        .join(other, other.case_id == Case.id)
        .join(CaseSignal, and_(CaseSignal.signal_id == other.signal_id, CaseSignal.case_id == case.id))
        .where(Case.id != case.id, Case.id.in_(sorted(work.actor.cases)), Case.compartment == case.compartment)
        .order_by(Case.id.desc(), CaseSignal.reference)
    )
    return list(await work.connection.execute(query))
