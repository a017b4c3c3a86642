"""Which signals on a bridging desk have a match on the other side of the wall."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, or_, select, tuple_

from app.access.gate import Work
from app.platform.pagination import Cursors
from app.platform.parameters import PageQuery
from app.platform.schemas import Page
from app.sharing.matches.schemas import MatchView
from app.sharing.models import Match
from app.triage.models import Task


def _on_own_bridge(work: Work) -> ColumnElement[bool]:
    """Select the matches of signals with a task on a bridging desk of the actor, on the side of that desk."""
    bridged = ((Task.track == side) & Task.desk_id.in_(desks) for side, desks in work.actor.bridges.items() if desks)
    of_this_signal = (Task.signal_id == Match.signal_id) & (Task.track == Match.compartment)
    return exists().where(of_this_signal, or_(false(), *bridged))


async def list_matches(work: Work, cursors: Cursors, page: PageQuery) -> Page[MatchView]:
    """List the matches that the actor is told of, the last found first."""
    scope = f"{work.actor.actor_id}:matches"
    position = (Match.found_at, Match.signal_id, Match.compartment, Match.desk_id)
    query = select(*Match.__table__.columns).where(_on_own_bridge(work))
    if page.cursor is not None:
        found_at, signal_id, compartment, desk = (str(value) for value in cursors.open(scope, page.cursor))
        after = (datetime.fromisoformat(found_at), UUID(signal_id), compartment, desk)
        query = query.where(tuple_(*position) < after)
    query = query.order_by(*(column.desc() for column in position)).limit(page.limit + 1)
    rows = list(await work.connection.execute(query))
    items = [
        MatchView(
            signal_id=row.signal_id,
            compartment=row.compartment,
            strength=row.strength,
            desk=row.desk_id,
            found_at=row.found_at,
        )
        for row in rows[: page.limit]
    ]
    if len(rows) <= page.limit:
        return Page(items=items, next_cursor=None)
    last = items[-1]
    place = [last.found_at.astimezone(UTC).isoformat(), str(last.signal_id), last.compartment, last.desk]
    return Page(items=items, next_cursor=cursors.seal(scope, place))
