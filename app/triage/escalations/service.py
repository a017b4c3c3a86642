"""Seeing what went up, and saying that one looks after it."""

from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.platform.database import insert_all
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, NotFound
from app.platform.schemas import Page
from app.triage.escalations.models import Escalation
from app.triage.escalations.queries import read_escalation, read_escalations
from app.triage.escalations.schemas import EscalationQuery, EscalationView
from app.triage.escalations.views import view_of


async def list_escalations(work: Work, query: EscalationQuery, cursors: Cursors) -> Page[EscalationView]:
    """List what went up to the actor, or up from a desk of the actor's, the last first."""
    scope = f"{work.actor.actor_id}:escalations:{query.resolved}:{query.acknowledged}:{query.desk}"
    before = UUID(str(cursors.open(scope, query.cursor)[0])) if query.cursor is not None else None
    rows = await read_escalations(work, query, before)
    items = [view_of(row, work.actor, work.now) for row in rows[: query.limit]]
    more = len(rows) > query.limit
    return Page(items=items, next_cursor=cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def read(work: Work, escalation_id: UUID) -> EscalationView:
    """Return an escalation; raises NotFound."""
    row = await read_escalation(work, escalation_id)
    if row is None:
        raise NotFound
    return view_of(row, work.actor, work.now)


async def acknowledge(work: Work, escalation_id: UUID) -> EscalationView:
    """Record that the actor looks after an escalation; doing it again changes nothing.

    Raises NotFound, and Conflict when somebody else does so already.
    """
    await read(work, escalation_id)
    acknowledged = await work.connection.execute(
        update(Escalation)
        .where(Escalation.id == escalation_id, Escalation.acknowledged_at.is_(None))
        .values(
            acknowledged_by=work.actor.actor_id,
            acknowledged_by_name=work.actor.name,
            acknowledged_at=work.now,
        )
    )
    view = await read(work, escalation_id)
    if acknowledged.rowcount == 0:
        if view.acknowledgement is None or not view.acknowledgement.by_you:
            raise Conflict("Somebody else looks after this escalation already.")
        return view
    event = event_row(
        "escalation.acknowledged",
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=escalation_id,
        data={"desk": view.desk, "step": view.step},
    )
    await insert_all(work.connection, {Event: [event]})
    return view
