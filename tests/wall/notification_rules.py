"""Who reads a notification, and who marks it: written from the design, importing nothing of the service."""

from datetime import datetime
from uuid import UUID

from tests.wall.case_rules import may_take_up
from tests.wall.giving_rules import decides_on
from tests.wall.holding import (
    OVERSEES,
    SHARES,
    actions,
    desk_of,
    held,
    is_in_area,
    own_cases,
    reaches_case,
    submits_for,
    works_at,
)
from tests.wall.model import Row, World
from tests.wall.proposal_rules import may_read_proposals

OVERSEERS = {"coordinators": "districtelijk_coordinator", "chain": "ketenregisseur"}


def still_holds(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Tell whether an actor still has to do with what a notification was made for, referrals aside."""
    audience = row["audience"]
    if audience in {"askers", "member", "former_member", "openers"}:
        of_case = audience != "askers"
        return hears_of_case(world, actor, now, row) if of_case else sees_answer(world, actor, now, row["subject_id"])
    if row["kind"] == "sharing_approved" and not is_shared(world, now, row):
        return False
    if audience == "desk":
        return works_at(world, actor, now, row["desk_id"], row["track"])
    if audience == "submitters":
        return submits_for(world, actor, now, row["municipality_code"])
    if audience == "beheerders":
        return "appointments:all:manage" in actions(world, actor, now)
    return any(_is_of(audience, appointment, row) for appointment in held(world, actor, now))


def sees_answer(world: World, actor: UUID, now: datetime, subject: UUID) -> bool:
    """Tell whether who proposed something, to the DSP or to share, may still know what became of it."""
    return any(
        row["id"] == subject and may_read_proposals(world, actor, now, row) for row in world.rows("dsp_proposals")
    ) or any(row["id"] == subject and decides_on(world, actor, now, row) for row in world.rows("sharing_decisions"))


def hears_of_case(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Tell whether a case is still somebody's: to know of, to have been in, or to take up since nobody leads it."""
    if row["audience"] == "member":
        return row["subject_id"] in own_cases(world, actor, now)
    if row["audience"] == "former_member":
        return reaches_case(world, actor, now, row["track"], row["district_id"])
    return any(case["id"] == row["subject_id"] and may_take_up(world, actor, now, case) for case in world.rows("cases"))


def _is_of(audience: str, appointment: Row, row: Row) -> bool:
    """Tell whether an appointment gives a part in deciding, or in overseeing, where something was notified of."""
    role = appointment["role"]
    if audience == "sharers":
        return bool(SHARES.get(role) == row["track"] and desk_of(appointment) == row["desk_id"])
    overseeing = OVERSEES if audience == "overseers" else {OVERSEERS[audience]}
    return role in overseeing and is_in_area(appointment, row["district_id"])


def is_shared(world: World, now: datetime, row: Row) -> bool:
    """Tell whether a sharing decision of the other side is in force: only then may whoever receives know of it."""
    return any(
        decision["id"] == row["subject_id"]
        and decision["compartment"] != row["track"]
        and decision["status"] == "approved"
        and now < decision["valid_until"]
        for decision in world.rows("sharing_decisions")
    )


def make_notification(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """What the trigger makes as the owner, whoever sets it going: nobody has read it yet."""
    return row["read_at"] is None
