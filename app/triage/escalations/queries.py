"""The SQL for escalations: what readers see, and the functions that only the worker may call.

Row-level security decides again which rows a reader sees; for a worker, functions of the database are all there is.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, text

from app.access.gate import Work
from app.access.matrix import Action, Role
from app.platform.database import DatabaseRow
from app.triage.escalations.models import Escalation
from app.triage.escalations.rules import Rung
from app.triage.escalations.schemas import EscalationQuery

DUE = text("SELECT task_id, about, step, urgency, due_at, without_waiting FROM access.due_deadlines(:now, :limit)")
ESCALATE = text("SELECT access.escalate(:now, :actor, CAST(:planned AS jsonb))")
EMPTY_DESKS = text("SELECT desk_id, is_empty, is_told FROM access.empty_desks(:now)")
WATCH_DESKS = text("SELECT access.watch_desks(:now, :actor, CAST(:desks AS jsonb))")
FIND_LOST = text("SELECT access.find_lost_deadlines()")
AREAS = text("SELECT access.districts_of(:district_role) AS of_district, access.districts_of(:chain_role) AS of_chain")


async def _visible(work: Work) -> ColumnElement[bool]:
    """Select the steps of tasks on desks of this actor, those that came up to it, and empty desks for a beheerder."""
    roles = {"district_role": Role.DISTRICTELIJK_COORDINATOR, "chain_role": Role.KETENREGISSEUR}
    areas = (await work.connection.execute(AREAS, roles)).one()
    return or_(
        false(),
        *((Escalation.track == side) & Escalation.desk_id.in_(desks) for side, desks in work.actor.desks.items()),
        (Escalation.step >= Rung.DISTRICT) & Escalation.district_id.in_(areas.of_district),
        (Escalation.step >= Rung.CHAIN) & Escalation.district_id.in_(areas.of_chain),
        *([Escalation.task_id.is_(None)] if Action.MANAGE_APPOINTMENTS in work.actor.actions else []),
    )


async def read_escalations(work: Work, query: EscalationQuery, before: UUID | None) -> list[DatabaseRow]:
    """Return a page of what the actor may see and one more, the last raised first."""
    chosen = select(*Escalation.__table__.columns).where(await _visible(work))
    if query.resolved is not None:
        chosen = chosen.where(Escalation.resolved_at.is_not(None) == query.resolved)
    if query.acknowledged is not None:
        chosen = chosen.where(Escalation.acknowledged_at.is_not(None) == query.acknowledged)
    if query.desk is not None:
        chosen = chosen.where(Escalation.desk_id == query.desk)
    if before is not None:
        chosen = chosen.where(Escalation.id < before)
    return list(await work.connection.execute(chosen.order_by(Escalation.id.desc()).limit(query.limit + 1)))


async def read_escalation(work: Work, escalation_id: UUID) -> DatabaseRow | None:
    """Return an escalation that the actor may see, or None."""
    query = select(*Escalation.__table__.columns).where(Escalation.id == escalation_id, await _visible(work))
    return (await work.connection.execute(query)).one_or_none()
