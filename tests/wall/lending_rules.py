"""Who stands behind what somebody does by a loan, written from the design and naively: nobody decides on their own."""

from datetime import datetime
from uuid import UUID

from tests.wall.holding import ACTIONS, held, is_in_area
from tests.wall.model import Row, World

MANAGE = "appointments:all:manage"
OPEN, REVIEW = "break-glass-sessions:area:open", "break-glass-sessions:area:review"


def acts_for(world: World, actor: UUID, at: datetime, action: str, district: str | None = None) -> UUID:
    """Tell for whom somebody does something: for the lender, when one person lent all by which they may do it."""
    holder_of = {row["id"]: row["actor_id"] for row in world.rows("appointments")}
    givers = {
        actor if appointment["lent_from"] is None else holder_of[appointment["lent_from"]]
        for appointment in held(world, actor, at)
        if action in ACTIONS[appointment["role"]]
        and (appointment["scopes"] is None or action in appointment["scopes"])
        and (district is None or is_in_area(appointment, district))
    }
    return givers.pop() if len(givers) == 1 else actor


def stands_behind_appointment(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Tell whether an appointment is in part the actor's own, or of the person whom the actor acts for."""
    behind = {row["actor_id"]}
    if row["proposed_by"] is not None:
        behind |= {row["proposed_by"], acts_for(world, row["proposed_by"], row["proposed_at"], MANAGE)}
    behind |= {one["actor_id"] for one in world.rows("appointments") if one["id"] == row["lent_from"]}
    return bool(behind & {actor, acts_for(world, actor, now, MANAGE)})


def stands_behind_session(world: World, actor: UUID, now: datetime, session: Row) -> bool:
    """Tell whether glass was broken by the actor, for the actor, or by or for the person whom the actor acts for."""
    district = session["district_id"]
    opener = session["actor_id"]
    behind = {opener, acts_for(world, opener, session["opened_at"], OPEN, district)}
    return bool(behind & {actor, acts_for(world, actor, now, REVIEW, district)})
