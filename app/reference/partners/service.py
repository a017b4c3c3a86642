"""Keeping the list of partners: it is changed by a function of the database alone, for who may."""

from uuid import UUID

from sqlalchemy import select, text

from app.access.gate import Work
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import NotFound, PreconditionFailed
from app.reference.models import Partner
from app.reference.partners.schemas import PartnerKind, PartnerList, PartnerSubmission, PartnerView

KEEP = text("SELECT access.keep_partner(:id, :kind, :name, :closed)")
Answered = tuple[PartnerView, str]
"""A partner with its entity tag."""


async def list_partners(work: Work) -> PartnerList:
    """List all partners by name."""
    query = select(*Partner.__table__.columns).order_by(Partner.name, Partner.id)
    return PartnerList(items=[_view(row) for row in await work.connection.execute(query)])


async def add(work: Work, submission: PartnerSubmission, attempt: Attempt) -> Answered:
    """Add a partner; raises Conflict for an idempotency key that was used for another one."""
    partner_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="partners",
        resource_id=partner_id,
        now=work.now,
    )
    if earlier is None:
        await _keep(work, partner_id, submission, "partner.added")
    return _answer(await _find(work, earlier or partner_id))


async def replace(work: Work, partner_id: UUID, submission: PartnerSubmission, if_match: str | None) -> Answered:
    """Change what a partner is called, or close it; what was referred to it stays.

    Raises NotFound and PreconditionFailed.
    """
    _, etag = _answer(await _find(work, partner_id))
    if if_match not in (None, "*", etag):
        raise PreconditionFailed("The partner was changed since you read it; read it again and decide anew.")
    await _keep(work, partner_id, submission, "partner.changed")
    return _answer(await _find(work, partner_id))


async def _keep(work: Work, partner_id: UUID, submission: PartnerSubmission, event_type: str) -> None:
    values = {"kind": submission.kind, "name": submission.name, "closed": submission.closed}
    await work.connection.execute(KEEP, {"id": partner_id, **values})
    event = event_row(event_type, occurred_at=work.now, actor_id=work.actor.actor_id, subject_id=partner_id)
    await insert_all(work.connection, {Event: [event]})


async def _find(work: Work, partner_id: UUID) -> DatabaseRow:
    query = select(*Partner.__table__.columns).where(Partner.id == partner_id)
    row = (await work.connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _view(row: DatabaseRow) -> PartnerView:
    return PartnerView(id=row.id, kind=PartnerKind(row.kind), name=row.name, closed_at=row.closed_at)


def _answer(row: DatabaseRow) -> Answered:
    return _view(row), f'"{row.version}"'
