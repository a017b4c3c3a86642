"""Who may refer work, answer that, end what was offered and keep partners, written from the design and naively."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from tests.wall.holding import works_at, works_on
from tests.wall.model import Row, World
from tests.wall.rules import may_read_sharing_decisions
from tests.wall.task_rules import may_do, owner_touches, triage


def may_end(world: World, row: Row) -> bool:
    """Tell whether a task ends so: not while it is offered, handed over only by a referral that was accepted, and
    merged only by a link that says so."""
    handed = any(one["task_id"] == row["id"] and one["hands_over"] for one in world.rows("referrals"))
    merged = row["outcome"] != "merged" or any(is_merged(one) and one["task_id"] == row["id"] for one in links(world))
    return merged and not is_offered(world, row) and (row["outcome"] == "handed_over") == handed


def links(world: World) -> list[Row]:
    return world.rows("signal_links")


def is_merged(link: Row) -> bool:
    return link["kind"] == "merged" and link["ended_at"] is None


@lru_cache(maxsize=8)
def _offered(world: World) -> frozenset[UUID]:
    return frozenset(one["task_id"] for one in world.rows("referrals") if one["status"] == "offered")


@lru_cache(maxsize=8)
def _leading(world: World) -> frozenset[UUID]:
    return frozenset(one["other_task_id"] for one in links(world) if is_merged(one))


@lru_cache(maxsize=8)
def _tasks(world: World) -> dict[UUID, Row]:
    return {task["id"]: task for task in world.rows("tasks")}


def is_offered(world: World, task: Row) -> bool:
    return task["id"] in _offered(world)


def complete(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return triage(world, actor, now, row, before) and may_end(world, row)


def complete_as_owner(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    settled = row["outcome"] == "handed_over" or row["feedback_due_at"] is None
    return owner_touches(world, actor, now, before) and settled and may_end(world, row)


def receive(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """What a referral opens, and what the assessment of an effect does."""
    return row["status"] == "open" and (row["referral_id"] is not None or row["intervention_id"] is not None)


def in_force(world: World, now: datetime, referral: Row) -> bool:
    return any(
        one["id"] == referral["sharing_decision_id"] and one["status"] == "approved" and now < one["valid_until"]
        for one in world.rows("sharing_decisions")
    )


def crosses(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Tell whether a decision in force, which the sender sees, names the desk, of that side of that signal."""
    named = row["sharing_decision_id"], row["signal_id"], row["track"], row["to_desk_id"]
    return in_force(world, now, row) and any(
        (one["id"], one["signal_id"], one["compartment"], one["receiving_desk_id"]) == named
        and may_read_sharing_decisions(world, actor, now, one)
        for one in world.rows("sharing_decisions")
    )


def offer(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Offer a task of one's own desk that one has claimed, in one's own name and now."""
    task = _tasks(world)[row["task_id"]]
    place = row["signal_id"], row["track"], row["from_desk_id"]
    own = place == (task["signal_id"], task["track"], task["desk_id"]) and task["claimed_by"] == actor
    honest = row["status"] == "offered" and row["offered_by"] == actor and row["offered_at"] == now
    free = task["status"] != "done" and not is_offered(world, task) and task["id"] not in _leading(world)
    here = own and works_on(world, actor, now, task) and may_do(world, actor, now, "referrals:desk:offer")
    return here and honest and free and (row["to_track"] == row["track"] or crosses(world, actor, now, row))


def end_referral(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """The desk that offered withdraws, and answers for a partner; the desk it was offered to answers for itself."""
    (one,) = (one for one in world.rows("referrals") if one["id"] == row["id"])
    sends = works_at(world, actor, now, one["from_desk_id"], one["track"])
    receives = one["to_desk_id"] is not None and works_at(world, actor, now, one["to_desk_id"], one["to_track"])
    passes = one["to_track"] == one["track"] or in_force(world, now, one)
    if one["status"] != "offered":
        return False
    if row["status"] == "withdrawn":
        return sends and may_do(world, actor, now, "referrals:desk:offer")
    answers = sends if one["to_desk_id"] is None else receives and passes
    known = row["status"] in {"accepted", "returned"}
    return known and answers and may_do(world, actor, now, "referrals:desk:answer")


def keep_partner(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return may_do(world, actor, now, "partners:all:manage")
