"""Company: a world that could be, in which each list has two pages for somebody, and somebody else who reads it too."""

from uuid import uuid5

from tests.wall.changes import quiet
from tests.wall.draw import Size
from tests.wall.holding import counts
from tests.wall.model import ISSUER, World
from tests.wall.worlds import generate

TABLES = ("zorgtafel", "dsp")
"""The roles that meet, of which chance seldom appoints two in one area."""


def in_company(seed: int) -> World:
    """Draw a small world; let two notes be on each task of a side that has a key, and two people at each table."""
    world = quiet(generate(seed, Size(signals=8, extra_actors=2, impossible=False, rare=False)))
    _write_two_notes(world)
    _appoint_colleagues(world)
    return world


def _write_two_notes(world: World) -> None:
    sealed = {(row["signal_id"], row["compartment"]) for row in world.rows("data_keys")}
    for task in world.rows("tasks"):
        place = {"task_id": task["id"], "signal_id": task["signal_id"], "compartment": task["track"]}
        if (task["signal_id"], task["track"]) in sealed:
            written = {"written_by": world.rows("actors")[0]["id"], "written_by_name": None, "written_at": world.now}
            for name in ("one", "two"):
                world.add("task_notes", id=uuid5(task["id"], name), kind="internal", **place, **written)


def _appoint_colleagues(world: World) -> None:
    seats = {
        (row["role"], row["district_id"]): row
        for row in world.rows("appointments")
        if row["role"] in TABLES and row["scopes"] is None and counts(row, world.now)
    }
    for seat in seats.values():
        actor = uuid5(seat["id"], "colleague")
        subject = f"colleague-{seat['role']}.{seat['district_id']}"
        named = {"subject": subject, "name": subject, "kind": "person", "created_at": seat["proposed_at"]}
        world.add("actors", id=actor, issuer=ISSUER, **named)
        given = {"id": uuid5(seat["id"], "of the colleague"), "actor_id": actor, "lent_from": None}
        world.add("appointments", **{**seat, **given, "proposed_by": None, "valid_until": None})
