"""What each actor of a world tries with referrals, past the API: offers, honest and forged, and ends."""

from collections.abc import Iterator
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.holding import works_at
from tests.wall.model import CARE, HOUR, SECURITY, SIDES, Row, World

SEALED = b"\x00" * 40
COPIED = ("reference", "municipality_code", "district_id", "exploitation_forms", "acute_danger", "urgency")
OTHER = {CARE: SECURITY, SECURITY: CARE}


def on_referrals(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Offer tasks, end what is offered, end tasks, and keep partners."""
    for task in world.rows("tasks"):
        yield from _offers(world, actor, someone, task)
        ended = {"status": "done", "claimed_by": actor, "claimed_at": world.now, "completed_at": world.now}
        for kind, outcome in (("complete", "taken_up"), ("hand_over", "handed_over")):
            yield changed(f"tasks.{kind}", "tasks", task, **ended, outcome=outcome)
            yield changed(f"tasks.as_owner_{kind}", "tasks", task, **ended, outcome=outcome)
    yield from _receiving(world, actor)
    for referral in world.rows("referrals"):
        desks = {referral["from_desk_id"], referral["to_desk_id"]} - {None}
        own = any(works_at(world, actor, world.now, desk, side) for desk in desks for side in SIDES)
        for status in ("accepted", "returned", "withdrawn", "expired"):
            reason = "other" if status == "returned" else None
            end = {"id": referral["id"], "status": status, "return_reason": reason}
            row = {**end, "opened_task_id": new(referral["id"], actor)}
            yield Attempt("referrals.end", "referrals", row, near="of one's own desk" if own else "")
    for partner in world.rows("partners"):
        for one in (partner["id"], new(partner["id"])):
            yield Attempt("partners.keep", "partners", {"id": one, "kind": "shelter", "name": "x"})


def _offers(world: World, actor: UUID, someone: UUID, task: Row) -> Iterator[Attempt]:
    """Offer one task to a desk of its side, and across the wall by every decision there is on its signal or another."""
    signals, side = world.rows("signals"), task["track"]
    desk = "zorgtafel.zeeland" if task["desk_id"] != "zorgtafel.zeeland" else "zorgtafel.de_baronie"
    offer = {
        "id": new(task["id"], actor),
        "task_id": task["id"],
        "signal_id": task["signal_id"],
        **{name: task[name] for name in COPIED},
        "track": side,
        "from_desk_id": task["desk_id"],
        "to_track": side,
        "to_desk_id": desk,
        "sharing_decision_id": None,
        "reason": "other",
        "wrapped_key": SEALED,
        "status": "offered",
        "offered_by": actor,
        "offered_by_name": "x",
        "offered_at": world.now,
        "expires_at": world.now + HOUR,
        "ended_by": None,
        "ended_at": None,
        "hands_over": False,
        "looped": False,
        "version": 1,
    }
    merged = (one for one in world.rows("signal_links") if one["kind"] == "merged" and one["ended_at"] is None)
    kind = "offer_leading" if any(one["other_task_id"] == task["id"] for one in merged) else "offer"
    near = "of one's own task" if task["claimed_by"] == actor else ""
    yield Attempt(f"referrals.{kind}", "referrals", offer, near=near)
    other = next(signal for signal in signals if signal["id"] != task["signal_id"])
    elsewhere = "dsp.zeeland" if task["desk_id"] != "dsp.zeeland" else "dsp.de_baronie"
    forgeries: tuple[Row, ...] = (
        {"offered_by": someone},
        {"offered_at": world.now - HOUR},
        {"status": "withdrawn", "ended_by": actor, "ended_at": world.now},
        {"track": OTHER[side], "to_track": OTHER[side]},
        {"from_desk_id": elsewhere},
        {"signal_id": other["id"], "municipality_code": other["municipality_code"]},
    )
    for number, forged in enumerate(forgeries):
        row = {**offer, **forged, "id": new(task["id"], actor, number)}
        yield Attempt("referrals.offer_forged", "referrals", row, near=near)
    across = {**offer, "to_track": OTHER[side]}
    of_signal: list[Row] = []
    others: list[Row] = []
    for decision in world.rows("sharing_decisions"):
        (of_signal if decision["signal_id"] == task["signal_id"] else others).append(decision)
    for decision in (*of_signal, *others[:3]):
        for to in {decision["receiving_desk_id"], desk} - {task["desk_id"]}:
            if to == "arbeidsinspectie" and "labour" not in task["exploitation_forms"]:
                continue
            named = {"id": new(task["id"], actor, decision["id"], to), "sharing_decision_id": decision["id"]}
            row = {**across, **named, "to_desk_id": to}
            yield Attempt("referrals.offer_across", "referrals", row, near=_nearness(world, task, row, decision))


def _nearness(world: World, task: Row, offer: Row, decision: Row) -> str:
    """Tell what is wrong with an offer of one's own task, or nothing of any other offer."""
    if task["claimed_by"] != offer["offered_by"]:
        return ""
    wrong = {
        "not approved": decision["status"] != "approved",
        "no longer": decision["valid_until"] <= world.now,
        "another signal": decision["signal_id"] != offer["signal_id"],
        "the other side": decision["compartment"] != offer["track"],
        "another desk": decision["receiving_desk_id"] != offer["to_desk_id"],
    }
    return " and ".join(name for name, is_so in wrong.items() if is_so) or "nothing"


def _receiving(world: World, actor: UUID) -> Iterator[Attempt]:
    """Open tasks as a function does, with and without a referral that they come from."""
    (task, *_) = (one for one in world.rows("tasks") if one["referral_id"] is not None)
    (routed, *_) = (one for one in world.rows("tasks") if one["decision_id"] is not None)
    nothing = {"claimed_by": None, "claimed_at": None, "outcome": None, "completed_at": None, "waiting_until": None}
    opened = {**task, **nothing, "waiting_reason": None, "claimed_until": None, "status": "open"}
    yield Attempt("tasks.as_owner_receive", "tasks", {**opened, "id": new(task["id"], actor)})
    source = {"referral_id": None, "decision_id": routed["decision_id"]}
    yield Attempt("tasks.as_owner_receive_routed", "tasks", {**opened, **source, "id": new(task["id"], actor, 1)})
    claimed = {"status": "claimed", "claimed_by": actor, "claimed_at": world.now}
    yield Attempt("tasks.as_owner_receive_claimed", "tasks", {**opened, **claimed, "id": new(task["id"], actor, 2)})
