"""The SQL for referrals. Row-level security decides again which rows there are."""

from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, text

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow, RowSelect
from app.reference.models import Desk, Partner
from app.triage.queries import TaskRow
from app.triage.referrals.models import Referral
from app.triage.referrals.schemas import ReferralQuery
from app.triage.referrals.states import ReferralStatus

END = text(
    "SELECT access.end_referral(:id, :status, :reason, :answer, :name, :task, :layer, :due_at, :hands_over, "
    ":closing_at) AS ended"
)
DECISIONS = text(
    "SELECT id, receiving_desk_id FROM sharing_decisions WHERE signal_id = :signal AND compartment = :side "
    "AND status = 'approved' AND valid_until > :now ORDER BY valid_until DESC, id"
)
"""The sharing decisions in force on a signal that this actor decides on; sharing knows triage, not the other way."""


def _sent(work: Work) -> ColumnElement[bool]:
    """Select what desks of this actor offered."""
    desks = work.actor.desks
    return or_(false(), *((Referral.track == side) & Referral.from_desk_id.in_(desks[side]) for side in Compartment))


def _received(work: Work) -> ColumnElement[bool]:
    """Select what was offered to desks of this actor; across the wall, as long as the policies let it through."""
    desks = work.actor.desks
    return or_(false(), *((Referral.to_track == side) & Referral.to_desk_id.in_(desks[side]) for side in Compartment))


def _referrals(work: Work) -> RowSelect:
    """Select the referrals that this actor may see, with the partner that they name."""
    partner = Partner.__table__.columns
    return (
        select(
            *Referral.__table__.columns, partner["kind"].label("partner_kind"), partner["name"].label("partner_name")
        )
        .join(Partner, Partner.id == Referral.to_partner_id, isouter=True)
        .where(or_(_sent(work), _received(work)))
    )


async def read_referrals(work: Work, query: ReferralQuery, before: UUID | None) -> list[DatabaseRow]:
    """Return a page of referrals and one more, the last offered first."""
    chosen = _referrals(work)
    if query.received is not None:
        chosen = chosen.where(_received(work) if query.received else _sent(work))
    if query.status is not None:
        chosen = chosen.where(Referral.status == query.status)
    if before is not None:
        chosen = chosen.where(Referral.id < before)
    return list(await work.connection.execute(chosen.order_by(Referral.id.desc()).limit(query.limit + 1)))


async def read_referral(work: Work, referral_id: UUID) -> DatabaseRow | None:
    """Return a referral that this actor may see, or None."""
    return (await work.connection.execute(_referrals(work).where(Referral.id == referral_id))).one_or_none()


async def is_offered(work: Work, task_id: UUID) -> bool:
    """Tell whether a task of the caller's desk is offered to somebody at this moment."""
    offered = and_(Referral.task_id == task_id, Referral.status == ReferralStatus.OFFERED)
    return bool((await work.connection.execute(select(exists().where(offered)))).scalar_one())


async def read_decisions(work: Work, row: TaskRow) -> dict[str, UUID]:
    """Return the sharing decisions in force by the desk that each names, of the side of a task."""
    parameters = {"signal": row.signal_id, "side": row.track, "now": work.now}
    found: dict[str, UUID] = {}
    for decision in await work.connection.execute(DECISIONS, parameters):
        found.setdefault(decision.receiving_desk_id, decision.id)
    return found


async def closed_desks(work: Work) -> frozenset[str]:
    """Return the desks that are closed, as they are now rather than a minute ago."""
    rows = await work.connection.execute(select(Desk.id).where(Desk.closed_at <= work.now))
    return frozenset(rows.scalars())


async def read_partner(work: Work, partner_id: UUID) -> DatabaseRow | None:
    """Return a partner, or None."""
    query = select(Partner.id, Partner.kind, Partner.closed_at).where(Partner.id == partner_id)
    return (await work.connection.execute(query)).one_or_none()


async def end_referral(work: Work, referral_id: UUID, **ending: object) -> bool:
    """Let the database end a referral; tell whether it did, which it does once and for who may only."""
    values = {
        **dict.fromkeys(("reason", "answer", "task", "layer", "due_at", "closing_at")),
        "hands_over": False,
        "name": work.actor.name,
        **ending,
    }
    ended = (await work.connection.execute(END, {"id": referral_id, **values})).scalar_one()
    return cast("UUID | None", ended) is not None
