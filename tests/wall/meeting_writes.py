"""What each actor of a world tries with meetings, past the API: honest, forged, across the wall and misplaced."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.holding import works_at
from tests.wall.meetings import MEETING_DESKS
from tests.wall.model import CARE, HOUR, SECURITY, SIDES, Row, World

SEALED = b"\x00" * 40
NOT_TAKEN = (
    *("claimed_by", "claimed_at", "claimed_until", "waiting_until", "waiting_reason"),
    *("outcome", "completed_at", "decision_id", "referral_id", "feedback_due_at"),
)
OTHER = {CARE: SECURITY, SECURITY: CARE}


def on_meetings(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """List what an actor tries with every meeting, agenda and task that could stand on one."""
    yield from _plan(world, actor, someone)
    for meeting in world.rows("meetings"):
        for status in ("held", "cancelled"):
            for who in (actor, someone):
                closed = {"closed_by": who, "closed_by_name": "x", "closed_at": world.now}
                yield changed("meetings.close", "meetings", meeting, status=status, **closed, version=2)
        yield from _write_minutes(world, actor, someone, meeting)
    for task in world.rows("tasks"):
        yield from _list(world, actor, someone, task)
    for item in world.rows("agenda_items"):
        for status in ("taken_off", "decided"):
            yield changed("agenda_items.change", "agenda_items", item, status=status, version=2)
        for kind, status in (("as_owner_lapse", "lapsed"), ("as_owner_decide", "decided")):
            yield changed(f"agenda_items.{kind}", "agenda_items", item, status=status, version=2)
        yield from _decide(world, actor, someone, item)
        yield from _act(world, actor, item)


def blind(world: World, actor: UUID) -> Iterator[tuple[str, str, Row]]:
    """List changes of whole tables."""
    closed = {"status": "held", "closed_by": actor, "closed_by_name": "x", "closed_at": world.now}
    yield "meetings", "close", closed
    yield "agenda_items", "take_off", {"status": "taken_off"}


def _plan(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    for desk in MEETING_DESKS:
        for who, status in ((actor, "planned"), (someone, "planned"), (actor, "held")):
            is_closed = status != "planned"
            meeting = {
                "id": new(desk, who, status, actor),
                "desk_id": desk,
                "meets_on": (world.now + timedelta(days=99)).date(),
                "status": status,
                "planned_by": who,
                "planned_by_name": "x",
                "planned_at": world.now,
                "closed_by": actor if is_closed else None,
                "closed_by_name": "x" if is_closed else None,
                "closed_at": world.now if is_closed else None,
            }
            yield Attempt("meetings.plan", "meetings", meeting)


def _write_minutes(world: World, actor: UUID, someone: UUID, meeting: Row) -> Iterator[Attempt]:
    for side in SIDES:
        for kind, who, desk in (
            ("write", actor, meeting["desk_id"]),
            ("forge", someone, meeting["desk_id"]),
            *(("misplace", actor, desk) for desk in MEETING_DESKS if desk != meeting["desk_id"]),
        ):
            minutes = {
                "id": new(meeting["id"], side, who, desk),
                "meeting_id": meeting["id"],
                "desk_id": desk,
                "compartment": side,
                "number": 99,
                "content": SEALED,
                "wrapped_key": SEALED,
                "written_by": who,
                "written_by_name": "x",
                "written_at": world.now,
            }
            yield Attempt(f"meeting_minutes.{kind}", "meeting_minutes", minutes)


def _list(world: World, actor: UUID, someone: UUID, task: Row) -> Iterator[Attempt]:
    """Put a task on every agenda of its desk, and on agendas where it does not belong."""
    elsewhere = next(row["id"] for row in world.rows("signals") if row["id"] != task["signal_id"])
    own = works_at(world, actor, world.now, task["desk_id"], task["track"])
    for meeting in world.rows("meetings"):
        item = {
            "meeting_id": meeting["id"],
            "task_id": task["id"],
            "signal_id": task["signal_id"],
            "desk_id": task["desk_id"],
            "track": task["track"],
            "position": 1,
            "status": "listed",
            "added_by": actor,
            "added_by_name": "x",
            "added_at": world.now,
        }
        if meeting["desk_id"] == task["desk_id"]:
            listed = [
                ("add", item),
                ("forge", {**item, "added_by": someone}),
                ("forge", {**item, "status": "decided"}),
                ("misplace", {**item, "track": OTHER[task["track"]]}),
                ("misplace", {**item, "signal_id": elsewhere}),
            ]
        elif meeting["status"] == "planned":
            listed = [("misplace", item), ("misplace", {**item, "desk_id": meeting["desk_id"]})]
        else:
            listed = []
        for number, (kind, row) in enumerate(listed):
            made = {"id": new(task["id"], meeting["id"], number, actor), **row}
            yield Attempt(f"agenda_items.{kind}", "agenda_items", made, near="of an own desk" if own else "")


def _decide(world: World, actor: UUID, someone: UUID, item: Row) -> Iterator[Attempt]:
    elsewhere = next(row["id"] for row in world.rows("signals") if row["id"] != item["signal_id"])
    for kind, who, side, signal in (
        ("take", actor, item["track"], item["signal_id"]),
        ("forge", someone, item["track"], item["signal_id"]),
        ("cross", actor, OTHER[item["track"]], item["signal_id"]),
        ("misplace", actor, item["track"], elsewhere),
    ):
        decision = {
            "id": new(item["id"], kind, actor),
            "item_id": item["id"],
            "signal_id": signal,
            "compartment": side,
            "kind": "take_up",
            "content": SEALED,
            "decided_by": who,
            "decided_by_name": "x",
            "decided_at": world.now,
        }
        yield Attempt(f"meeting_decisions.{kind}", "meeting_decisions", decision)


def _act(world: World, actor: UUID, item: Row) -> Iterator[Attempt]:
    """Open an action point of an item: as it should be, taken already, and of another side, desk or signal."""
    (task,) = (row for row in world.rows("tasks") if row["id"] == item["task_id"])
    other = next(row for row in world.rows("signals") if row["id"] != item["signal_id"])
    asked = ("intervention_id", "assessed_for")
    fresh = {**task, **dict.fromkeys((*NOT_TAKEN, *asked)), "status": "open", "involvement": "action", "version": 1}
    taken = {"status": "claimed", "claimed_by": actor, "claimed_at": world.now - HOUR}
    place = {"signal_id": other["id"], "municipality_code": other["municipality_code"]}
    desk = next(name for name in MEETING_DESKS if name != item["desk_id"])
    tried: list[tuple[str, Row]] = [
        ("act", {}),
        ("act_at_once", taken),
        ("act_elsewhere", {"track": OTHER[item["track"]]}),
        ("act_elsewhere", {"desk_id": desk}),
        ("act_elsewhere", place),
    ]
    for number, (kind, changes) in enumerate(tried):
        row = {**fresh, "agenda_item_id": item["id"], "id": new(item["id"], number, actor), **changes}
        yield Attempt(f"tasks.{kind}", "tasks", row)
