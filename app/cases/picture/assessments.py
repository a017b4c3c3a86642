"""How safe a person of a case is: assessed again and again, never changed, and the last assessment counts."""

from uuid import UUID

from app.access.gate import Work
from app.cases.periods import require_within_a_year
from app.cases.picture.models import SafetyAssessment
from app.cases.picture.queries import read_assessment, read_assessments, read_last_assessments, read_person
from app.cases.picture.schemas import SafetySubmission, SafetyView
from app.cases.queries import read_case
from app.cases.sealing import key_of, place_of_assessment
from app.cases.states import CaseStep
from app.cases.steps import hold, step_of, tell
from app.platform.clock import local_date
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.pagination import Cursors
from app.platform.parameters import PageQuery
from app.platform.problems import NotFound
from app.platform.schemas import Page
from app.signals.keys import KeyRing


async def list_assessments(
    work: Work, person_id: UUID, page: PageQuery, ring: KeyRing, cursors: Cursors
) -> Page[SafetyView]:
    """List how safe a person of a case of the caller was, the last assessment first; raises NotFound."""
    person = await read_person(work, person_id)
    case = await read_case(work, person.case_id) if person is not None else None
    if case is None:
        raise NotFound
    scope = f"{work.actor.actor_id}:safety:{person_id}"
    before = UUID(str(cursors.open(scope, page.cursor)[0])) if page.cursor is not None else None
    rows = await read_assessments(work, person_id, page, before)
    last = await read_last_assessments(work, [person_id])
    key = key_of(case, ring)
    items = [safety_view(work, row, key, is_last=row.id == last[person_id].id) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Page(items=items, next_cursor=cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def assess(
    work: Work, person_id: UUID, submission: SafetySubmission, attempt: Attempt, ring: KeyRing
) -> SafetyView:
    """Assess how safe a person of a case of the caller is now.

    Raises NotFound, InvalidInput for a day out of bounds, and Conflict when the case is closed or the idempotency key
    was used for another assessment.
    """
    person = await read_person(work, person_id)
    if person is None:
        raise NotFound
    case, assessment_id = await hold(work, person.case_id), new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"safety-assessments:{person_id}",
        resource_id=assessment_id,
        now=work.now,
    )
    key = key_of(case, ring)
    if earlier is None:
        step_of(work, case, CaseStep.ASSESS_SAFETY)
        if submission.holds_until is not None:
            require_within_a_year(submission.holds_until, work.now, "/holdsUntil")
        row = {
            "id": assessment_id,
            "case_id": case.id,
            "compartment": case.compartment,
            "person_id": person_id,
            **submission.model_dump(include={"risk", "safe_place", "contact", "shelter", "holds_until"}),
            "content": key.encrypt(submission.text.encode(), place=place_of_assessment(assessment_id)),
            "assessed_by": work.actor.actor_id,
            "assessed_by_name": work.actor.name,
            "assessed_at": work.now,
        }
        await insert_all(work.connection, {SafetyAssessment: [row]})
        await tell(work, CaseStep.ASSESS_SAFETY, case, person=str(person_id))
    written = await read_assessment(work, earlier or assessment_id)
    if written is None:
        raise NotFound
    last = await read_last_assessments(work, [person_id])
    return safety_view(work, written, key, is_last=written.id == last[person_id].id)


def safety_view(work: Work, row: DatabaseRow, key: DataKey, *, is_last: bool) -> SafetyView:
    """Make the view of an assessment."""
    lasts = row.holds_until is None or local_date(work.now) <= row.holds_until
    return SafetyView(
        id=row.id,
        risk=row.risk,
        safe_place=row.safe_place,
        contact=row.contact,
        shelter=row.shelter,
        holds_until=row.holds_until,
        holds=is_last and lasts,
        text=key.decrypt(row.content, place=place_of_assessment(row.id)).decode(),
        by=row.assessed_by_name,
        by_you=row.assessed_by == work.actor.actor_id,
        assessed_at=row.assessed_at,
    )
