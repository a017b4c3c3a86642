"""Who may read and write what of meetings, written from the design as naively as can be; nothing of the service."""

from datetime import datetime
from uuid import UUID

from tests.wall.holding import actions, works_at
from tests.wall.model import SIDES, Row, World

HOLD = "meetings:desk:hold"


def _may(world: World, actor: UUID, now: datetime) -> bool:
    return HOLD in actions(world, actor, now)


def may_read_meetings(world: World, actor: UUID, now: datetime, meeting: Row) -> bool:
    """A meeting: for who works at its desk, on whichever side."""
    return any(works_at(world, actor, now, meeting["desk_id"], side) for side in SIDES)


def may_read_agenda_items(world: World, actor: UUID, now: datetime, item: Row) -> bool:
    """What is on an agenda: for who works at that desk on its side; not for the submitter."""
    return works_at(world, actor, now, item["desk_id"], item["track"])


def may_read_meeting_decisions(world: World, actor: UUID, now: datetime, decision: Row) -> bool:
    """A decision: with its item, on the side of the item."""
    return any(
        item["id"] == decision["item_id"]
        and item["track"] == decision["compartment"]
        and may_read_agenda_items(world, actor, now, item)
        for item in world.rows("agenda_items")
    )


def may_read_meeting_minutes(world: World, actor: UUID, now: datetime, minutes: Row) -> bool:
    """Minutes: for who works at that desk on the side that they are of."""
    return works_at(world, actor, now, minutes["desk_id"], minutes["compartment"])


MAY_READ_OF_MEETINGS = {
    "meetings": may_read_meetings,
    "agenda_items": may_read_agenda_items,
    "meeting_decisions": may_read_meeting_decisions,
    "meeting_minutes": may_read_meeting_minutes,
}

# Writing


def may_close(world: World, actor: UUID, now: datetime, meeting: Row) -> bool:
    """Tell whether a meeting is the actor's to change."""
    return _may(world, actor, now) and may_read_meetings(world, actor, now, meeting)


def plan(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Plan a meeting of one's own desk in one's own name."""
    return may_close(world, actor, now, row) and row["status"] == "planned" and bool(row["planned_by"] == actor)


def close(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Say in one's own name that a meeting was held or is not to be."""
    return may_close(world, actor, now, before) and bool(row["closed_by"] == actor)


def may_change_item(world: World, actor: UUID, now: datetime, item: Row) -> bool:
    """Tell whether an item is the actor's to move, decide on or take off."""
    return _may(world, actor, now) and may_read_agenda_items(world, actor, now, item)


def change_item(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Move, decide on or take off what is on one's own agenda."""
    return may_change_item(world, actor, now, before)


def add_item(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Put a task that is not done on a planned agenda of its own desk, in one's own name; it is on no other."""
    if not may_change_item(world, actor, now, row) or row["status"] != "listed" or row["added_by"] != actor:
        return False
    planned = any(
        (meeting["id"], meeting["desk_id"], meeting["status"]) == (row["meeting_id"], row["desk_id"], "planned")
        for meeting in world.rows("meetings")
    )
    there = any(
        task["id"] == row["task_id"]
        and all(task[name] == row[name] for name in ("signal_id", "desk_id", "track"))
        and task["status"] != "done"
        for task in world.rows("tasks")
    )
    free = not any(
        item["task_id"] == row["task_id"] and item["status"] == "listed" for item in world.rows("agenda_items")
    )
    return planned and there and free


def is_listed(world: World, actor: UUID, now: datetime, item: Row) -> bool:
    """Tell whether a function that acts as the owner may change an item."""
    return bool(item["status"] == "listed")


def lapse(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """As the owner: let what is on an agenda lapse, and nothing else."""
    return is_listed(world, actor, now, before) and bool(row["status"] == "lapsed")


def decide(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Record a decision on one's own agenda, in one's own name, of the signal and the side of its item."""
    return bool(row["decided_by"] == actor) and any(
        item["id"] == row["item_id"]
        and item["signal_id"] == row["signal_id"]
        and item["track"] == row["compartment"]
        and may_change_item(world, actor, now, item)
        for item in world.rows("agenda_items")
    )


def write_minutes(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Write minutes of a side that one works on at that desk, of a meeting of it that was not cancelled."""
    if not _may(world, actor, now) or row["written_by"] != actor:
        return False
    met = any(
        meeting["id"] == row["meeting_id"] and meeting["desk_id"] == row["desk_id"] and meeting["status"] != "cancelled"
        for meeting in world.rows("meetings")
    )
    return met and may_read_meeting_minutes(world, actor, now, row)


def open_action(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Open a task that nobody has yet for an item of one's own agenda: of its signal, desk and side."""
    return bool(row["status"] == "open") and any(
        item["id"] == row["agenda_item_id"]
        and all(item[name] == row[name] for name in ("signal_id", "desk_id", "track"))
        and may_change_item(world, actor, now, item)
        for item in world.rows("agenda_items")
    )


MAY_WRITE_OF_MEETINGS = {
    "meetings.plan": plan,
    "meetings.close": close,
    "agenda_items.add": add_item,
    "agenda_items.forge": add_item,
    "agenda_items.misplace": add_item,
    "agenda_items.change": change_item,
    "agenda_items.as_owner_lapse": lapse,
    "agenda_items.as_owner_decide": lapse,
    "meeting_decisions.take": decide,
    "meeting_decisions.forge": decide,
    "meeting_decisions.cross": decide,
    "meeting_decisions.misplace": decide,
    "meeting_minutes.write": write_minutes,
    "meeting_minutes.forge": write_minutes,
    "meeting_minutes.misplace": write_minutes,
    "tasks.act": open_action,
    "tasks.act_at_once": open_action,
    "tasks.act_elsewhere": open_action,
}

# Telling

OF_AGENDAS = ("meeting.agenda_changed", "meeting.decided", "meeting.minuted")
"""What anybody tells who may hold the meeting."""
OF_MEETINGS = {
    "meeting.planned": ("planned_by", {"planned", "held", "cancelled"}),
    "meeting.held": ("closed_by", {"held"}),
    "meeting.cancelled": ("closed_by", {"cancelled"}),
}
"""What is told of a meeting by who did it, and where the meeting tells so."""


def tells_of_meeting(world: World, actor: UUID, now: datetime, event: Row) -> bool:
    """Tell of a meeting of one's own desk what one did, without any signal."""
    for meeting in world.rows("meetings"):
        if meeting["id"] == event["subject_id"] and may_close(world, actor, now, meeting):
            by, statuses = OF_MEETINGS.get(event["type"], ("", set[str]()))
            done = meeting["status"] in statuses and meeting[by] == actor
            return done or event["type"] in OF_AGENDAS
    return False


def tells_of_action(world: World, actor: UUID, now: datetime, event: Row) -> bool:
    """Tell that an action point was opened, of an item on one's own agenda."""
    if event["type"] != "task.opened":
        return False
    opened = [
        task["agenda_item_id"]
        for task in world.rows("tasks")
        if (task["id"], task["signal_id"], task["track"], task["municipality_code"])
        == (event["subject_id"], event["signal_id"], event["compartment"], event["municipality_code"])
    ]
    return any(item["id"] in opened and may_change_item(world, actor, now, item) for item in world.rows("agenda_items"))
