"""Keeping the kinds of intervention: they are changed by a function of the database alone, for who may."""

from uuid import UUID

from sqlalchemy import select, text

from app.access.gate import Work
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import Conflict, InvalidInput, NotFound, PreconditionFailed
from app.platform.schemas import Label
from app.reference.intervention_kinds.schemas import (
    InterventionDomain,
    InterventionKindList,
    InterventionKindSubmission,
    InterventionKindView,
)
from app.reference.models import InterventionKind

KEEP = text(
    "SELECT access.keep_intervention_kind(:id, :code, :label_nl, :label_en, :domain, :pillar, :strategic_goal, "
    ":weeks, :closed)"
)
Answered = tuple[InterventionKindView, str]
"""A kind with its entity tag."""


async def list_kinds(work: Work) -> InterventionKindList:
    """List all kinds by domain and code."""
    query = select(*InterventionKind.__table__.columns).order_by(InterventionKind.domain, InterventionKind.code)
    return InterventionKindList(items=[_view(row) for row in await work.connection.execute(query)])


async def add(work: Work, submission: InterventionKindSubmission, attempt: Attempt) -> Answered:
    """Add a kind; raises Conflict for a code that there is already, or an idempotency key used for another one."""
    kind_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="intervention-kinds",
        resource_id=kind_id,
        now=work.now,
    )
    if earlier is None:
        await _keep(work, kind_id, submission, "intervention_kind.added")
    return _answer(await _find(work, earlier or kind_id))


async def replace(work: Work, kind_id: UUID, submission: InterventionKindSubmission, if_match: str | None) -> Answered:
    """Change what a kind is called or belongs to, or close it; its code stays, and so do the interventions of it.

    Raises NotFound, PreconditionFailed, and InvalidInput for another code.
    """
    row = await _find(work, kind_id)
    if if_match not in (None, "*", _answer(row)[1]):
        raise PreconditionFailed("The kind was changed since you read it; read it again and decide anew.")
    if submission.code != row.code:
        raise InvalidInput.at("/code", "code", "Interventions name the code of a kind; it never changes")
    await _keep(work, kind_id, submission, "intervention_kind.changed")
    return _answer(await _find(work, kind_id))


async def _keep(work: Work, kind_id: UUID, submission: InterventionKindSubmission, event_type: str) -> None:
    values = {
        "id": kind_id,
        "code": submission.code,
        "label_nl": submission.label.nl,
        "label_en": submission.label.en,
        "domain": submission.domain,
        "pillar": submission.pillar,
        "strategic_goal": submission.strategic_goal,
        "weeks": sorted(set(submission.assessed_after_weeks)),
        "closed": submission.closed,
    }
    if (await work.connection.execute(KEEP, values)).scalar_one() is None:
        raise Conflict("There is a kind with this code already; change that one, or open it again.")
    event = event_row(event_type, occurred_at=work.now, actor_id=work.actor.actor_id, subject_id=kind_id)
    await insert_all(work.connection, {Event: [event]})


async def _find(work: Work, kind_id: UUID) -> DatabaseRow:
    query = select(*InterventionKind.__table__.columns).where(InterventionKind.id == kind_id)
    row = (await work.connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _view(row: DatabaseRow) -> InterventionKindView:
    return InterventionKindView(
        id=row.id,
        code=row.code,
        label=Label(nl=row.label_nl, en=row.label_en),
        domain=InterventionDomain(row.domain),
        pillar=row.pillar,
        strategic_goal=row.strategic_goal,
        assessed_after_weeks=row.assessed_after_weeks,
        closed_at=row.closed_at,
    )


def _answer(row: DatabaseRow) -> Answered:
    return _view(row), f'"{row.version}"'
