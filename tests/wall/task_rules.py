"""Who may work off tasks, note on them and tell of them, written from the design and naively."""

from datetime import datetime
from uuid import UUID

from tests.wall.holding import actions, submits_for, works_on
from tests.wall.model import Row, World
from tests.wall.rules import own_tasks


def may_do(world: World, actor: UUID, now: datetime, action: str) -> bool:
    return action in actions(world, actor, now)


def submits(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    return may_do(world, actor, now, "signals:own:submit") and submits_for(world, actor, now, row["municipality_code"])


def open_task(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    routed = all(row[name] is None for name in ("referral_id", "agenda_item_id", "intervention_id"))
    return submits(world, actor, now, row) and row["status"] == "open" and routed


def make_key(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    noted = any(
        task["signal_id"] == row["signal_id"] and task["track"] == row["compartment"]
        for task in own_tasks(world, actor, now)
    )
    return submits(world, actor, now, row) or (may_do(world, actor, now, "tasks:desk:triage") and noted)


def works_off(world: World, actor: UUID, now: datetime, task: Row) -> bool:
    return may_do(world, actor, now, "tasks:desk:triage") and works_on(world, actor, now, task)


def triage(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return works_off(world, actor, now, before) and row["claimed_by"] in {None, actor}


def move(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return triage(world, actor, now, row, before) and works_on(world, actor, now, row)


def assign(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Give a task of one's own desk, that is free or one's own to give, to who works at that desk."""
    (task,) = (one for one in world.rows("tasks") if one["id"] == row["id"])
    lapsed = task["claimed_until"] is not None and task["claimed_until"] <= now
    free = task["status"] != "done" and (task["claimed_by"] in {None, actor} or lapsed)
    return free and works_off(world, actor, now, task) and works_on(world, row["claimed_by"], now, task)


def give_as_owner(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Whoever sets it going: a task is claimed by who works at its desk."""
    return settle_as_owner(world, actor, now, row, before) and works_on(world, row["claimed_by"], now, before)


def settle_as_owner(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """The owner touches what is not done; of what is done, only that feedback is no longer owed."""
    return owner_touches(world, actor, now, before) and (row["status"] != "done" or row["feedback_due_at"] is None)


def owner_touches(world: World, actor: UUID, now: datetime, task: Row) -> bool:
    return bool(task["status"] != "done" or task["feedback_due_at"] is not None)


def write_note(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    if not may_do(world, actor, now, "tasks:desk:triage") or row["written_by"] != actor:
        return False
    return any(
        task["id"] == row["task_id"] and task["signal_id"] == row["signal_id"] and task["track"] == row["compartment"]
        for task in own_tasks(world, actor, now)
    )


def give_feedback(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    honest = row["given_by"] == actor and row["given_at"] == now and row.get("read_at") is None
    return (
        honest
        and may_do(world, actor, now, "tasks:desk:triage")
        and any(
            task["id"] == row["task_id"]
            and task["signal_id"] == row["signal_id"]
            and task["municipality_code"] == row["municipality_code"]
            and task["track"] == row["compartment"]
            and task["desk_id"] == row["desk_id"]
            for task in own_tasks(world, actor, now)
        )
    )


def hears(world: World, actor: UUID, now: datetime, feedback: Row) -> bool:
    may = may_do(world, actor, now, "feedback:own:mark") and feedback["read_at"] is None
    return may and submits_for(world, actor, now, feedback["municipality_code"])


def mark_feedback(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return hears(world, actor, now, before) and row["read_by"] == actor and row["read_at"] == now
