"""What each actor of a world tries to do with feedback: give it, say that it was read, and settle what was owed."""

from collections.abc import Iterator
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.model import CARE, HOUR, MUNICIPALITIES, SECURITY, Row, World


def on_feedback(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """List all attempts, honest, forged and misplaced."""
    for task in world.rows("tasks"):
        yield from _give(world, actor, someone, task)
        for settled in ({"feedback_due_at": None}, {"feedback_due_at": world.now}):
            yield changed("tasks.as_owner_settle", "tasks", task, **settled)
    for row in world.rows("feedback"):
        yield changed("feedback.mark", "feedback", row, read_by=actor, read_at=world.now)
        for who, at in ((someone, world.now), (actor, world.now - HOUR)):
            yield changed("feedback.mark_forged", "feedback", row, read_by=who, read_at=at)


def _give(world: World, actor: UUID, someone: UUID, task: Row) -> Iterator[Attempt]:
    told: Row = {
        "id": new(task["id"], "feedback"),
        "task_id": task["id"],
        "signal_id": task["signal_id"],
        "municipality_code": task["municipality_code"],
        "compartment": task["track"],
        "desk_id": task["desk_id"],
        "standard_text": "taken_up",
        "given_by": actor,
        "given_by_name": "x",
        "given_at": world.now,
        "read_by": None,
        "read_at": None,
    }
    yield Attempt("feedback.give", "feedback", told)
    for forged in (
        {"given_by": someone},
        {"given_at": world.now - HOUR},
        {"read_by": someone, "read_at": world.now},
    ):
        yield Attempt("feedback.forge", "feedback", {**told, **forged})
    other = next(row for row in world.rows("signals") if row["id"] != task["signal_id"])
    of_other = {"signal_id": other["id"], "municipality_code": other["municipality_code"]}
    elsewhere = next(code for code in MUNICIPALITIES if code != task["municipality_code"])
    desks = {row["desk_id"] for row in world.rows("tasks")} - {task["desk_id"]}
    for misplaced in (
        of_other,
        {"municipality_code": elsewhere},
        {"compartment": SECURITY if task["track"] == CARE else CARE},
        {"desk_id": min(desks)},
    ):
        yield Attempt("feedback.misplace", "feedback", {**told, **misplaced})
