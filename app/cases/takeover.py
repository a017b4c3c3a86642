"""Cases without a lead: that there are any at a desk of the caller's, and taking one of them up."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import text

from app.access.gate import Work
from app.cases.periods import end_of
from app.cases.schemas import CaseWithoutLeadQuery, CaseWithoutLeadView
from app.cases.states import LONGEST
from app.platform.clock import local_date
from app.platform.pagination import Cursors
from app.platform.schemas import Page

LISTED = text(
    "SELECT id, reference, compartment, district_id, desk_id, status, opened_at FROM access.cases_without_lead() "
    "WHERE (CAST(:status AS text) IS NULL OR status = :status) AND (CAST(:before AS uuid) IS NULL OR id < :before) "
    "ORDER BY id DESC LIMIT :limit"
)
TAKE_UP = text("SELECT access.take_up_case(:case_id, :member_id, :until)")


async def list_without_lead(work: Work, query: CaseWithoutLeadQuery, cursors: Cursors) -> Page[CaseWithoutLeadView]:
    """List the cases of the caller's desks that are without a lead, the last opened first."""
    scope = f"{work.actor.actor_id}:cases-without-lead:{query.status or ''}"
    before = UUID(str(cursors.open(scope, query.cursor)[0])) if query.cursor is not None else None
    values = {"status": query.status, "before": before, "limit": query.limit + 1}
    rows = list(await work.connection.execute(LISTED, values))
    items = [
        CaseWithoutLeadView(
            id=row.id,
            reference=row.reference,
            compartment=row.compartment,
            district=row.district_id,
            desk=row.desk_id,
            status=row.status,
            opened_at=row.opened_at,
        )
        for row in rows[: query.limit]
    ]
    more = len(rows) > query.limit
    return Page(items=items, next_cursor=cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def take_up(work: Work, case_id: UUID, member_id: UUID) -> Work | None:
    """Let the caller into a case without a lead at a desk of theirs, for a year.

    Return the work with it among the cases of the caller, or None when it is no such case.
    """
    until = end_of(local_date(work.now) + LONGEST, work.now)
    values = {"case_id": case_id, "member_id": member_id, "until": until}
    cases = (await work.connection.execute(TAKE_UP, values)).scalar_one()
    return None if cases is None else replace(work, actor=replace(work.actor, cases=frozenset(cases)))
