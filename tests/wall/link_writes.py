"""What each actor of a world tries with links, past the API: make them, merge, undo, honest and forged."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.model import CARE, HOUR, MUNICIPALITIES, SECURITY, Row, World
from tests.wall.rules import own_tasks

SEALED = b"\x00" * 40
OWN = 14
"""How many tasks of one's own are linked with each other."""


def on_links(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Link one's own tasks and others, merge them, undo what was said, and end tasks as merged."""
    drawn = Random(f"{world.seed} {actor} links")  # noqa: S311 - a choice of tests is no secret
    tasks, own = world.rows("tasks"), list(own_tasks(world, actor, world.now))
    mine = [task for task in own if task["claimed_by"] == actor]
    chosen = [*mine[:OWN], *drawn.sample(own, min(len(own), OWN))]
    pairs = [(task, other) for task in chosen for other in drawn.sample(own, min(len(own), OWN))]
    pairs += [(task, other) for task in chosen[:OWN] for other in drawn.sample(tasks, 4)]
    pairs += [(other, task) for task in chosen[:OWN] for other in drawn.sample(tasks, 2)]
    pairs += [(drawn.choice(tasks), drawn.choice(tasks)) for _ in range(4)]
    pairs += [(task, other) for task in mine for other in own if _would_merge_an_action(task, other)][:OWN]
    leading = _leading(world)
    pairs += [(t, other) for t in mine if t["id"] in leading for other in own if _is_going_on_beside(t, other)][:OWN]
    for number, (task, other) in enumerate(pairs):
        if task["signal_id"] != other["signal_id"]:
            yield from _make(world, actor, someone, task, other, number)
    for row in world.rows("signal_links"):
        yield changed("signal_links.end", "signal_links", row, ended_by=actor, ended_at=world.now)
        for who, at in ((someone, world.now), (actor, world.now - HOUR)):
            yield changed("signal_links.end_forged", "signal_links", row, ended_by=who, ended_at=at)
    for task in tasks:
        ended = {"status": "done", "claimed_by": actor, "claimed_at": world.now, "completed_at": world.now}
        yield changed("tasks.merge", "tasks", task, **ended, outcome="merged")


def _would_merge_an_action(task: Row, other: Row) -> bool:
    """Tell whether nothing is wrong with a merge but that the task is an action point."""
    return task["involvement"] == "action" and _is_going_on_beside(task, other)


def _is_going_on_beside(task: Row, other: Row) -> bool:
    """Tell whether a task is going on, and another that work can be merged into, at the same desk."""
    open_there = "done" not in {task["status"], other["status"]} and other["involvement"] in {"responsible", "action"}
    return open_there and (task["desk_id"], task["track"]) == (other["desk_id"], other["track"])


def _leading(world: World) -> set[UUID]:
    """List the tasks that something was merged into."""
    links = world.rows("signal_links")
    return {row["other_task_id"] for row in links if row["kind"] == "merged" and row["ended_at"] is None}


def _make(world: World, actor: UUID, someone: UUID, task: Row, other: Row, number: int) -> Iterator[Attempt]:
    link = {
        "id": new(task["id"], other["id"], actor, number),
        "kind": "related",
        "compartment": task["track"],
        "signal_id": task["signal_id"],
        "municipality_code": task["municipality_code"],
        "other_signal_id": other["signal_id"],
        "task_id": task["id"],
        "other_task_id": other["id"],
        "reason": SEALED,
        "wrapped_key": SEALED,
        "linked_by": actor,
        "linked_by_name": "x",
        "linked_at": world.now,
        "ended_by": None,
        "ended_at": None,
    }
    yield Attempt("signal_links.make", "signal_links", link)
    near = "action" if _would_merge_an_action(task, other) else ""
    if not near and task["id"] in _leading(world) and _is_going_on_beside(task, other):
        near = "leading"
    yield Attempt("signal_links.merge", "signal_links", {**link, "kind": "merged"}, near=near)
    signals = (row for row in world.rows("signals") if row["id"] not in {task["signal_id"], other["signal_id"]})
    elsewhere = next(signals)
    forgeries: tuple[Row, ...] = (
        {"linked_by": someone},
        {"linked_at": world.now - HOUR},
        {"ended_by": actor, "ended_at": world.now},
        {"compartment": SECURITY if task["track"] == CARE else CARE},
        {"signal_id": elsewhere["id"], "municipality_code": elsewhere["municipality_code"]},
        {"other_signal_id": elsewhere["id"]},
        {"municipality_code": next(code for code in MUNICIPALITIES if code != task["municipality_code"])},
    )
    for place, forged in enumerate(forgeries):
        row = {**link, **forged, "id": new(link["id"], place)}
        yield Attempt("signal_links.make_forged", "signal_links", row)
