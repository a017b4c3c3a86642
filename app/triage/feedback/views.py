"""From rows to what the API shows of feedback."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.platform.schemas import Label
from app.reference.snapshot import ReferenceSnapshot
from app.triage.feedback.schemas import TEXTS, FeedbackDueView, FeedbackView, StepView
from app.triage.feedback.steps import Step


def place_of_message(feedback_id: UUID) -> str:
    """Name the place that the words of feedback are bound to."""
    return f"feedback.content:{feedback_id}"


def views_of(
    work: Work, rows: Sequence[DatabaseRow], keys: Mapping[Compartment, DataKey], reference: ReferenceSnapshot
) -> list[FeedbackView]:
    """Make the views of feedback; without its key, which can be destroyed, what was written is not there any more."""
    return [
        _view(work, row, keys.get(Compartment(row.compartment)), reference)
        for row in rows
        if row.standard_text is not None or Compartment(row.compartment) in keys
    ]


def _view(work: Work, row: DatabaseRow, key: DataKey | None, reference: ReferenceSnapshot) -> FeedbackView:
    text = reference.code_lists[TEXTS].get(row.standard_text)
    readable = key is not None and row.content is not None
    at_desk = row.desk_id in work.actor.desks[Compartment(row.compartment)]
    return FeedbackView(
        id=row.id,
        compartment=Compartment(row.compartment),
        desk=row.desk_id,
        task_id=row.task_id if at_desk else None,
        standard_text=row.standard_text,
        text=Label(nl=text.label_nl, en=text.label_en) if text is not None else None,
        message=key.decrypt(row.content, place=place_of_message(row.id)).decode() if key and readable else None,
        by=row.given_by_name if at_desk else None,
        given_at=row.given_at,
        read_at=row.read_at,
    )


def due_view(side: str, desk: str, due_at: datetime, now: datetime) -> FeedbackDueView:
    """Make the view of what is owed."""
    return FeedbackDueView(compartment=Compartment(side), desk=desk, due_at=due_at, overdue=due_at <= now)


def step_view(step: Step) -> StepView:
    """Make the view of a step."""
    return StepView.model_validate(
        {
            "step": step.step,
            "at": step.at,
            "compartment": step.compartment,
            "desk": step.desk,
            "category": step.category,
        }
    )
