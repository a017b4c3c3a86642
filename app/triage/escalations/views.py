"""From rows to what the API shows of an escalation."""

from datetime import datetime, timedelta

from app.access.grants import Grants
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow
from app.triage.escalations.rules import STEP_OF_RUNG, EscalationKind
from app.triage.escalations.schemas import AcknowledgementView, EscalationView, LateTaskView
from app.triage.states import TaskStatus, urgency_of


def view_of(row: DatabaseRow, reader: Grants, now: datetime) -> EscalationView:
    """Make the view of an escalation; which task it is, only who works at the desk is told."""
    acknowledgement = None
    if row.acknowledged_at is not None:
        acknowledgement = AcknowledgementView(
            by=row.acknowledged_by_name, by_you=row.acknowledged_by == reader.actor_id, at=row.acknowledged_at
        )
    return EscalationView(
        id=row.id,
        kind=EscalationKind(row.kind),
        step=STEP_OF_RUNG[row.step],
        desk=row.desk_id,
        district=row.district_id,
        task=_task(row, reader, now) if row.task_id is not None else None,
        raised_at=row.raised_at,
        resolved_at=row.resolved_at,
        acknowledgement=acknowledgement,
    )


def _task(row: DatabaseRow, reader: Grants, now: datetime) -> LateTaskView:
    at_desk = row.desk_id in reader.desks[Compartment(row.track)]
    late = max((row.resolved_at or now) - row.due_at, timedelta())
    return LateTaskView(
        id=row.task_id if at_desk else None,
        reference=row.reference,
        municipality_code=row.municipality_code,
        urgency=urgency_of(row.urgency),
        status=TaskStatus(row.task_status),
        due_at=row.due_at,
        minutes_late=late // timedelta(minutes=1),
    )
