"""Who reads a notification, and who marks it: written from the design, importing nothing of the service."""

from datetime import datetime
from uuid import UUID

from tests.wall.holding import actions, held, is_in_area, submits_for, works_at
from tests.wall.model import Row, World

OVERSEERS = {"coordinators": "districtelijk_coordinator", "chain": "ketenregisseur"}


def still_holds(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Tell whether an actor still has to do with what a notification was made for, referrals aside."""
    audience = row["audience"]
    if audience == "desk":
        return works_at(world, actor, now, row["desk_id"], row["track"])
    if audience == "submitters":
        return submits_for(world, actor, now, row["municipality_code"])
    if audience == "beheerders":
        return "appointments:all:manage" in actions(world, actor, now)
    return any(
        appointment["role"] == OVERSEERS[audience] and is_in_area(appointment, row["district_id"])
        for appointment in held(world, actor, now)
    )


def make_notification(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """What the trigger makes as the owner, whoever sets it going: nobody has read it yet."""
    return row["read_at"] is None
