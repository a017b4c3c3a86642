"""From rows to what the API shows of a task."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.ids import ActorId, SignalId, TaskId
from app.platform.schemas import Label
from app.signals.keys import KeyRing, open_keys
from app.signals.vocabulary import Urgency
from app.triage.links.urgency import raises_of
from app.triage.queries import TaskRow, read_note, read_outcomes_of_decision, read_reasons_of_referral
from app.triage.schemas import TaskDetail
from app.triage.states import OUTCOMES, TaskStatus, status_at, urgency_of

OF_A_MEETING = Label(nl="Actiepunt uit een overleg van dit loket", en="Action point of a meeting of this desk")
"""Why an action point is on a desk."""


class ClaimFields(TypedDict):
    """A `ClaimView` by the names of the API."""

    byYou: bool
    since: datetime


class WaitingFields(TypedDict):
    """A `WaitingView` by the names of the API."""

    reason: str
    until: datetime


class TaskFields(TypedDict):
    """A `TaskView` by the names of the API: what a queue is written from, without a model for each of its tasks."""

    id: UUID
    signalId: UUID
    reference: str
    desk: str
    track: str
    layer: int
    involvement: str
    status: str
    urgency: Urgency
    dueAt: datetime
    openedAt: datetime
    municipalityCode: str
    district: str
    exploitationForms: list[str]
    acuteDanger: bool
    minorInvolved: bool
    claim: ClaimFields | None
    waiting: WaitingFields | None
    outcome: str | None
    completedAt: datetime | None
    agendaItemId: UUID | None
    interventionId: UUID | None


def status_of_row(row: TaskRow, now: datetime) -> TaskStatus:
    """Return where a task stands at a moment."""
    return status_at(row.status, row.claimed_until, row.waiting_until, now)


def etag_of(row: TaskRow, now: datetime) -> str:
    """Return the entity tag of this state of a task, which time can change as well as people."""
    status = status_of_row(row, now)
    return f'"{row.version}"' if status == row.status else f'"{row.version}-{status}"'


def fields_of(row: TaskRow, reader: ActorId, now: datetime) -> TaskFields:
    """Tell what the API shows of a task as it stands on a queue."""
    status = status_of_row(row, now)
    claim: ClaimFields | None = None
    if status is not TaskStatus.OPEN and row.claimed_by is not None and row.claimed_at is not None:
        claim = {"byYou": row.claimed_by == reader, "since": row.claimed_at}
    waiting: WaitingFields | None = None
    if status is TaskStatus.WAITING and row.waiting_reason is not None and row.waiting_until is not None:
        waiting = {"reason": row.waiting_reason, "until": row.waiting_until}
    return {
        "id": row.id,
        "signalId": row.signal_id,
        "reference": row.reference,
        "desk": row.desk_id,
        "track": row.track,
        "layer": row.layer,
        "involvement": row.involvement,
        "status": status,
        "urgency": urgency_of(row.urgency),
        "dueAt": row.due_at,
        "openedAt": row.opened_at,
        "municipalityCode": row.municipality_code,
        "district": row.district_id,
        "exploitationForms": row.exploitation_forms,
        "acuteDanger": row.acute_danger,
        "minorInvolved": row.minor_involved,
        "claim": claim,
        "waiting": waiting,
        "outcome": row.outcome,
        "completedAt": row.completed_at,
        "agendaItemId": row.agenda_item_id,
        "interventionId": row.intervention_id,
    }


async def view_with_reasons(work: Work, row: TaskRow, ring: KeyRing) -> TaskDetail:
    """Make the view of one task: why it is on this desk, how it can end, and what was noted."""
    return TaskDetail.model_validate(
        {
            **fields_of(row, work.actor.actor_id, work.now),
            "referralId": row.referral_id,
            "reasons": await _reasons(work, row),
            "urgencyRaises": await raises_of(work, row),
            "possibleOutcomes": sorted(OUTCOMES[row.involvement]) if row.status != TaskStatus.DONE else [],
            "note": await _open_note(work, row, ring),
        }
    )


async def _reasons(work: Work, row: TaskRow) -> list[Label]:
    """Tell why a task is on this desk: by the rows of the table that fired, what it was referred for, or a meeting."""
    if row.decision_id is not None:
        outcomes = await read_outcomes_of_decision(work, row.decision_id)
        return [
            Label(**reason) for outcome in outcomes if outcome["desk"] == row.desk_id for reason in outcome["reasons"]
        ]
    if row.referral_id is not None:
        referred = await read_reasons_of_referral(work, row.referral_id)
        return [Label(nl=f"Doorgeleid: {one.label_nl}", en=f"Referred: {one.label_en}") for one in referred]
    return [OF_A_MEETING]


async def _open_note(work: Work, row: TaskRow, ring: KeyRing) -> str | None:
    note = await read_note(work, TaskId(row.id)) if row.status == TaskStatus.DONE else None
    if note is None:
        return None
    keys = await open_keys(work.connection, SignalId(row.signal_id), ring)
    key = keys.get(Compartment(row.track))
    return None if key is None else key.decrypt(note.content, place=f"task_notes.content:{note.id}").decode()
