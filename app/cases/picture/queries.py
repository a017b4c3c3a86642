"""The SQL for who and what a case is about. Row-level security decides again which rows there are."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from app.access.gate import Work
from app.cases.picture.models import CaseLocation, CasePerson, SafetyAssessment
from app.platform.database import DatabaseRow
from app.platform.parameters import PageQuery
from app.signals.models import LocationRecord, PersonRecord


async def read_person_of_signal(work: Work, case: DatabaseRow, signal_id: UUID, person_id: UUID) -> DatabaseRow | None:
    """Return a person in the part of a signal on the side of a case, still encrypted, or None."""
    query = select(*PersonRecord.__table__.columns).where(
        PersonRecord.id == person_id,
        PersonRecord.signal_id == signal_id,
        PersonRecord.compartment == case.compartment,
    )
    return (await work.connection.execute(query)).one_or_none()


async def read_location_of_signal(
    work: Work, case: DatabaseRow, signal_id: UUID, location_id: UUID
) -> DatabaseRow | None:
    """Return a place in the part of a signal on the side of a case, still encrypted, or None."""
    query = select(*LocationRecord.__table__.columns).where(
        LocationRecord.id == location_id,
        LocationRecord.signal_id == signal_id,
        LocationRecord.compartment == case.compartment,
    )
    return (await work.connection.execute(query)).one_or_none()


async def read_persons(work: Work, case_id: UUID) -> list[DatabaseRow]:
    """Return the persons of a case, still encrypted, the first added first."""
    query = select(*CasePerson.__table__.columns).where(CasePerson.case_id == case_id)
    return list(await work.connection.execute(query.order_by(CasePerson.id)))


async def read_person(work: Work, person_id: UUID) -> DatabaseRow | None:
    """Return a person of a case of the caller, still encrypted, or None."""
    query = select(*CasePerson.__table__.columns).where(
        CasePerson.id == person_id, CasePerson.case_id.in_(sorted(work.actor.cases))
    )
    return (await work.connection.execute(query)).one_or_none()


async def read_locations(work: Work, case_id: UUID) -> list[DatabaseRow]:
    """Return the places of a case, still encrypted, the first added first."""
    query = select(*CaseLocation.__table__.columns).where(CaseLocation.case_id == case_id)
    return list(await work.connection.execute(query.order_by(CaseLocation.id)))


async def read_last_assessments(work: Work, person_ids: Collection[UUID]) -> dict[UUID, DatabaseRow]:
    """Return the last assessment of each of some persons, by the person."""
    query = (
        select(*SafetyAssessment.__table__.columns)
        .where(SafetyAssessment.person_id.in_(person_ids))
        .order_by(SafetyAssessment.person_id, SafetyAssessment.assessed_at.desc(), SafetyAssessment.id.desc())
        .ext(distinct_on(SafetyAssessment.person_id))
    )
    return {row.person_id: row for row in await work.connection.execute(query)}


async def read_assessments(work: Work, person_id: UUID, page: PageQuery, before: UUID | None) -> list[DatabaseRow]:
    """Return a page of the assessments of a person and one more, the last first."""
    chosen = select(*SafetyAssessment.__table__.columns).where(SafetyAssessment.person_id == person_id)
    if before is not None:
        chosen = chosen.where(SafetyAssessment.id < before)
    return list(await work.connection.execute(chosen.order_by(SafetyAssessment.id.desc()).limit(page.limit + 1)))


async def read_assessment(work: Work, assessment_id: UUID) -> DatabaseRow | None:
    """Return an assessment of a person of a case of the caller, or None."""
    query = select(*SafetyAssessment.__table__.columns).where(SafetyAssessment.id == assessment_id)
    return (await work.connection.execute(query)).one_or_none()
