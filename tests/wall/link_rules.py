"""Who links signals, merges work and undoes that, and what is alike, written from the design and naively."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from tests.wall.holding import actions, works_on
from tests.wall.model import Row, World
from tests.wall.rules import may_read_signal_links, own_tasks
from tests.wall.task_rules import may_do

BY_NAME = {
    "name_birth_date",
    "spelling_birth_date",
    "order_birth_date",
    "near_birth_date",
    "parts_birth_date",
    "sound_birth_date",
    "spelling_turned_date",
    "spelling_address",
}
BASES = {"person": BY_NAME, "phone": {"phone"}, "address": {"front_door"}}
"""What may come up again, by which evidence."""
OFTEN, WITHIN = 3, timedelta(days=90)
HIGH, NORMAL = 1, 2


def make_link(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Say something of two tasks of one's own desks, on the side of both, in one's own name and now."""
    honest = row["linked_by"] == actor and row["linked_at"] == now and row["ended_at"] is None
    if not honest or not may_do(world, actor, now, "tasks:desk:triage"):
        return False
    (task,) = (one for one in world.rows("tasks") if one["id"] == row["task_id"])
    (other,) = (one for one in world.rows("tasks") if one["id"] == row["other_task_id"])
    placed = (task["signal_id"], task["municipality_code"], task["track"], other["signal_id"], other["track"]) == (
        row["signal_id"],
        row["municipality_code"],
        row["compartment"],
        row["other_signal_id"],
        row["compartment"],
    )
    own = works_on(world, actor, now, task) and works_on(world, actor, now, other)
    return placed and own and (row["kind"] != "merged" or (may_merge(actor, task, other) and stay(world, task, other)))


def may_merge(actor: UUID, task: Row, other: Row) -> bool:
    """What one has claimed oneself goes on at the same desk, with a desk that is as responsible."""
    going_on = task["status"] != "done" and other["status"] != "done" and task["claimed_by"] == actor
    responsible = other["involvement"] in {"responsible", task["involvement"]} and task["involvement"] != "action"
    return going_on and responsible and bool(task["desk_id"] == other["desk_id"])


def stay(world: World, task: Row, other: Row) -> bool:
    """Nothing was merged into what ends, what goes on goes on by itself, and neither is offered to anybody."""
    merges = [row for row in world.rows("signal_links") if row["kind"] == "merged" and row["ended_at"] is None]
    chained = any(row["other_task_id"] == task["id"] or row["task_id"] == other["id"] for row in merges)
    offered = {row["task_id"] for row in world.rows("referrals") if row["status"] == "offered"}
    return not chained and not {task["id"], other["id"]} & offered


def undoes(world: World, actor: UUID, now: datetime, link: Row) -> bool:
    may = may_do(world, actor, now, "tasks:desk:triage") and link["ended_at"] is None
    return may and may_read_signal_links(world, actor, now, link)


def end_link(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return undoes(world, actor, now, before) and row["ended_by"] == actor and row["ended_at"] == now


def found_alike(world: World, actor: UUID, now: datetime, task: Row) -> set[str]:
    """List the tasks of one's own that are of other signals with the same evidence, on the side of the task."""
    own = own_tasks(world, actor, now)
    if task not in own or "tasks:desk:read" not in actions(world, actor, now):
        return set()
    tokens = [row for row in world.rows("identity_tokens") if row["compartment"] == task["track"]]
    values = {token["value"] for token in tokens if token["signal_id"] == task["signal_id"]}
    kinds: dict[UUID, set[str]] = defaultdict(set)
    for token in tokens:
        if token["signal_id"] != task["signal_id"] and token["value"] in values:
            kinds[token["signal_id"]].add(str(token["kind"]))
    return {
        f"{other['id']} {sorted(kinds[other['signal_id']])}"
        for other in own
        if other["signal_id"] in kinds and other["track"] == task["track"]
    }


def raised_by(world: World, signal: UUID) -> set[str]:
    """List the tasks of a signal that become more urgent because of what came up at their desk, with how often."""
    found = set()
    for task in (row for row in world.rows("tasks") if row["signal_id"] == signal):
        counts = list(_counts(world, task))
        if task["status"] != "done" and task["urgency"] == NORMAL and counts:
            number, basis = min(counts, key=lambda one: (-one[0], one[1]))
            found.add(f"{task['id']} repeated_{basis} {number}")
    return found


def _counts(world: World, task: Row) -> list[tuple[int, str]]:
    """Count the signals at the desk of a task, by whom or what they share with its signal."""
    there = {
        other["signal_id"]
        for other in world.rows("tasks")
        if (other["desk_id"], other["track"]) == (task["desk_id"], task["track"])
        and other["opened_at"] > world.now - WITHIN
    } - {task["signal_id"]}
    tokens = [row for row in world.rows("identity_tokens") if row["compartment"] == task["track"]]
    counts = []
    mine = [row for row in tokens if row["signal_id"] == task["signal_id"]]
    for basis, kinds in BASES.items():
        for subject in {row["subject_id"] for row in mine}:
            values = {row["value"] for row in mine if row["subject_id"] == subject and row["kind"] in kinds}
            alike = {row["signal_id"] for row in tokens if row["value"] in values} & there
            if values and 1 + len(alike) >= OFTEN:
                counts.append((1 + len(alike), basis))
    return counts
