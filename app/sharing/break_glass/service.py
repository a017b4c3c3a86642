"""Breaking glass: opening a signal or a case for an hour, seeing who did, and reviewing it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select, text, update

from app.access.gate import Work
from app.platform.crypto import WrappingKeys
from app.platform.database import DatabaseRow, RowSelect, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.parameters import PageQuery
from app.platform.problems import Conflict, Forbidden, NotFound
from app.platform.schemas import Page
from app.sharing.break_glass.schemas import ReviewSubmission, SessionOpening, SessionView
from app.sharing.break_glass.views import owner_of, place_of_reason, place_of_remark, view_of
from app.sharing.models import BreakGlassSession

MAY_REVIEW = text("SELECT access.may_review(:by, :at, :district)")
HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended('break glass ' || :id, 0))")
"""Lets who tries again what was refused wait for who does so at the same moment, under the same id."""
OPEN = text("SELECT access.open_break_glass(:id, :name, :reference, :reason, :key)")


@dataclass(frozen=True, slots=True)
class Glass:
    """The collaborators that sessions need: the keys of words about the process, and the cursors of lists."""

    keys: WrappingKeys
    cursors: Cursors


async def open_session(work: Work, opening: SessionOpening, attempt: Attempt, glass: Glass) -> SessionView | None:
    """Open the signal or the case of a reference for an hour, and tell the auditor and the districtelijk coördinator.

    Returns None when there is no such signal or case in the actor's area, whatever the reason. That attempt is an event
    too, which is why it is not an error here: an error would take the event back. Sent again with the same key it is
    the same session, also when it has ended; what was refused is tried again, under the id that the key was remembered
    with. Raises Conflict for a key that was used for another opening.
    """
    session_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="break-glass-sessions",
        resource_id=session_id,
        now=work.now,
    )
    if earlier is not None:
        session_id = earlier
        await work.connection.execute(HOLD, {"id": str(session_id)})
        if (row := await _find_any(work, earlier)) is not None:
            return view_of(row, work.actor.actor_id, glass.keys)
    key, wrapped = glass.keys.new_data_key(owner=owner_of(session_id))
    opened = await work.connection.execute(
        OPEN,
        {
            "id": session_id,
            "name": work.actor.name,
            "reference": opening.reference,
            "reason": key.encrypt(opening.reason.encode(), place=place_of_reason(session_id)),
            "key": wrapped,
        },
    )
    found = opened.scalar_one() is not None
    await _append_event(work, "break_glass.opened" if found else "break_glass.refused", session_id)
    return await read_session(work, session_id, glass) if found else None


async def list_sessions(work: Work, page: PageQuery, glass: Glass) -> Page[SessionView]:
    """List the actor's own sessions and those of the districts that it oversees, the last opened first."""
    scope = f"{work.actor.actor_id}:break-glass-sessions"
    query = _visible(work).order_by(BreakGlassSession.id.desc()).limit(page.limit + 1)
    if page.cursor is not None:
        query = query.where(BreakGlassSession.id < UUID(str(glass.cursors.open(scope, page.cursor)[0])))
    rows = list(await work.connection.execute(query))
    items = [view_of(row, work.actor.actor_id, glass.keys) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Page(items=items, next_cursor=glass.cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def read_session(work: Work, session_id: UUID, glass: Glass) -> SessionView:
    """Return a session; raises NotFound."""
    return view_of(await _find(work, session_id), work.actor.actor_id, glass.keys)


async def review(work: Work, session_id: UUID, submission: ReviewSubmission, glass: Glass) -> SessionView:
    """Give the verdict on a session that has ended, once.

    Raises NotFound, Forbidden for one's own session and that of one's lender or deputy, and Conflict while it runs or
    when it was reviewed before.
    """
    row = await _find(work, session_id)
    if row.actor_id == work.actor.actor_id:
        raise Forbidden("Nobody reviews their own break-glass session.")
    by_whom = {"by": row.actor_id, "at": row.opened_at, "district": row.district_id}
    if not (await work.connection.execute(MAY_REVIEW, by_whom)).scalar_one():
        raise Forbidden("Nobody reviews a session of the person they stand in for, nor that of their deputy.")
    if row.ends_at > work.now:
        raise Conflict("This session has not ended yet; review it after its end.")
    key = glass.keys.open_data_key(row.wrapped_key, owner=owner_of(row.id))
    remark = submission.remark
    reviewed = await work.connection.execute(
        update(BreakGlassSession)
        .where(BreakGlassSession.id == session_id, BreakGlassSession.verdict.is_(None))
        .values(
            verdict=submission.verdict,
            remark=key.encrypt(remark.encode(), place=place_of_remark(row.id)) if remark is not None else None,
            reviewed_by=work.actor.actor_id,
            reviewed_by_name=work.actor.name,
            reviewed_at=work.now,
        )
    )
    if reviewed.rowcount == 0:
        raise Conflict("This session was reviewed before; a verdict is not changed.")
    await _append_event(work, "break_glass.reviewed", row.id, verdict=str(submission.verdict))
    return await read_session(work, session_id, glass)


def _visible(work: Work) -> RowSelect:
    """Select the sessions that the actor may see: its own, and those of the districts that it oversees."""
    own, overseen = BreakGlassSession.actor_id, BreakGlassSession.district_id
    return select(*BreakGlassSession.__table__.columns).where(
        or_(own == work.actor.actor_id, overseen.in_(sorted(work.actor.oversees)))
    )


async def _find(work: Work, session_id: UUID) -> DatabaseRow:
    row = await _find_any(work, session_id)
    if row is None:
        raise NotFound
    return row


async def _find_any(work: Work, session_id: UUID) -> DatabaseRow | None:
    return (await work.connection.execute(_visible(work).where(BreakGlassSession.id == session_id))).one_or_none()


async def _append_event(work: Work, event_type: str, session_id: UUID, **data: str) -> None:
    """Append an event that belongs to no signal, so that no desk of the signal sees it in the timeline."""
    event = event_row(event_type, occurred_at=work.now, actor_id=work.actor.actor_id, subject_id=session_id, data=data)
    await insert_all(work.connection, {Event: [event]})
