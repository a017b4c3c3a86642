"""What each actor of a world tries with tasks, past the API: working them off, moving them, and noting on them."""

from collections.abc import Iterator
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.holding import works_on
from tests.wall.model import CARE, HOUR, SECURITY, Row, World

MOVED_TO = ("zorgcoordinator.zeeland", "zorgtafel.de_baronie", "avim")
SEALED = b"\x00" * 40


def on_tasks(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """List what an actor tries with every task."""
    for task in world.rows("tasks"):
        yield from _taking(world, actor, someone, task)
        yield from _moving(world, actor, task)
        yield from _as_owner(world, actor, someone, task)
        yield from _noting(world, actor, someone, task)


def _taking(world: World, actor: UUID, someone: UUID, task: Row) -> Iterator[Attempt]:
    """Claim for oneself, for anybody and for who works at the desk, wait, assign, release."""
    there = _at_desk(world, actor, task)
    claimants = [row["claimed_by"] for row in world.rows("tasks")[:2] if row["claimed_by"]]
    unfinished = {"outcome": None, "completed_at": None, "version": 2}
    taken = {"status": "claimed", "claimed_at": world.now}
    yield changed("tasks.claim", "tasks", task, **unfinished, **taken, claimed_by=actor)
    for who in (someone, *there[:2]):
        yield changed("tasks.claim_for_another", "tasks", task, **unfinished, **taken, claimed_by=who)
    waits = {"waiting_until": world.now + HOUR, "waiting_reason": "meeting"}
    waiting = {**taken, "status": "waiting", "claimed_by": actor}
    yield changed("tasks.wait", "tasks", task, **unfinished, **waiting, **waits)
    for who in (actor, someone, *there[:2], *claimants):
        near = "lapsed" if task["claimed_until"] and task["claimed_until"] <= world.now else ""
        yield Attempt("tasks.assign", "tasks", {"id": task["id"], "claimed_by": who}, near=near)
    lapsed = {"status": "done", "outcome": "lapsed", "completed_at": world.now, "version": 2}
    yield changed("tasks.lapse", "tasks", task, **lapsed, claimed_by=actor, claimed_at=world.now)
    yield changed("tasks.release", "tasks", task, **unfinished, status="open", claimed_by=None, claimed_at=None)


def _at_desk(world: World, actor: UUID, task: Row) -> list[UUID]:
    """List who else works at the desk of a task."""
    others = (row["id"] for row in world.rows("actors") if row["id"] != actor)
    return [other for other in others if works_on(world, other, world.now, task)]


def _moving(world: World, actor: UUID, task: Row) -> Iterator[Attempt]:
    """Take a task along to another desk or side, and move it as it stands."""
    taken = {"outcome": None, "completed_at": None, "version": 2, "status": "claimed", "claimed_at": world.now}
    other = SECURITY if task["track"] == CARE else CARE
    for track, desk in ((other, task["desk_id"]), *((task["track"], desk) for desk in MOVED_TO)):
        yield changed("tasks.move", "tasks", task, **taken, claimed_by=actor, track=track, desk_id=desk)
        yield changed("tasks.shift", "tasks", task, track=track, desk_id=desk)


def _as_owner(world: World, actor: UUID, someone: UUID, task: Row) -> Iterator[Attempt]:
    """Free a task and give it, as functions of the database that act as the owner could."""
    for who in (actor, someone, *_at_desk(world, actor, task)[:1]):
        given = {"status": "claimed", "claimed_by": who, "claimed_at": world.now}
        yield changed("tasks.as_owner_give", "tasks", task, **given, outcome=None, completed_at=None)
    free = {"status": "open", "claimed_by": None, "claimed_at": None, "outcome": None, "completed_at": None}
    yield changed("tasks.as_owner_free", "tasks", task, **free)


def _noting(world: World, actor: UUID, someone: UUID, task: Row) -> Iterator[Attempt]:
    other = SECURITY if task["track"] == CARE else CARE
    elsewhere = next(row["id"] for row in world.rows("signals") if row["id"] != task["signal_id"])
    for name, side, who, signal in (
        ("write", task["track"], actor, task["signal_id"]),
        ("forge", task["track"], someone, task["signal_id"]),
        ("cross", other, actor, task["signal_id"]),
        ("misplace", task["track"], actor, elsewhere),
    ):
        note = {
            "id": new(task["id"], name),
            "task_id": task["id"],
            "signal_id": signal,
            "compartment": side,
            "content": SEALED,
            "written_by": who,
            "written_at": world.now,
            "kind": "internal",
        }
        yield Attempt(f"task_notes.{name}", "task_notes", note)
