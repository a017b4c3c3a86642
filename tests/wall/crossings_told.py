"""Who is told of what crosses the wall and of what is added to a signal, written from the design and naively."""

from collections.abc import Iterator
from uuid import UUID

from tests.wall.giving_rules import decides_on
from tests.wall.holding import oversees, works_at
from tests.wall.model import CARE, SECURITY, Row, World
from tests.wall.rules import stands

EACH = 20
"""Of how many decisions and signals each event is told."""
FEW = 6
"""Of how many sessions of breaking glass for a case it is told, besides."""
OF_NO_SIGNAL = dict.fromkeys(("signal_id", "municipality_code", "compartment"))
OTHER = {CARE: SECURITY, SECURITY: CARE}

Case = tuple[str, Row, dict[UUID, tuple[str, UUID]]]


def _people(world: World) -> list[UUID]:
    return [row["id"] for row in world.rows("actors") if row["kind"] == "person"]


def _at(world: World, desk: str, side: str) -> set[UUID]:
    return {one for one in _people(world) if works_at(world, one, world.now, desk, side)}


def told_of_crossings(world: World) -> Iterator[Case]:
    """List events of sharing and of breaking glass, each with whom it is told: who decides, receives and oversees."""
    sessions = world.rows("break_glass_sessions")
    for session in (*sessions[:EACH], *[row for row in sessions if row["case_id"] is not None][:FEW]):
        event = {**OF_NO_SIGNAL, "subject_id": session["id"], "data": {}}
        to = {one for one in _people(world) if oversees(world, one, world.now, session["district_id"])}
        yield "break_glass.opened", event, dict.fromkeys(to, ("break_glass_opened", session["id"]))
        yield "break_glass.reviewed", event, {}
    decisions = world.rows("sharing_decisions")
    for decision in (*decisions[:EACH], *decisions[-EACH:]):
        event = {**OF_NO_SIGNAL, "subject_id": decision["id"], "data": {}}
        to = {one for one in _people(world) if decides_on(world, one, world.now, decision)}
        yield "sharing.proposed", event, dict.fromkeys(to, ("sharing_proposed", decision["id"]))
        to = _at(world, decision["receiving_desk_id"], OTHER[decision["compartment"]])
        if decision["approved_at"] is None or decision["valid_until"] <= world.now:
            to = set()  # which the receiver never knew of, or no longer does
        asker = {one for one in _people(world) if one == decision["proposed_by"]} & {
            one for one in _people(world) if decides_on(world, one, world.now, decision)
        }
        for step in ("approved", "revoked"):
            received = dict.fromkeys(to, (f"sharing_{step}", decision["id"]))
            answer = "refused" if step == "revoked" and decision["approved_at"] is None else step
            answered = dict.fromkeys(asker, (f"own_sharing_{answer}", decision["id"]))
            yield f"sharing.{step}", event, {**answered, **received}  # once: as who receives, for who does both


def told_of_additions(world: World) -> Iterator[Case]:
    """List additions to each side of signals, with whom they are told: who has the work, or everybody at the desk."""
    for signal in _worked_on(world):
        for side in (CARE, SECURITY):
            event = {
                "signal_id": signal["id"],
                "municipality_code": signal["municipality_code"],
                "compartment": side,
                "subject_id": UUID(int=signal["id"].int ^ 1),
                "data": {"kind": "household"},
            }
            to = _has_to_do_with(world, signal["id"], side)
            yield "signal.enriched", event, dict.fromkeys(to, ("signal_enriched", signal["id"]))


def _worked_on(world: World) -> list[Row]:
    """Choose signals of which all work of a side is done, some of which only some is, and the last ones."""
    states: dict[tuple[UUID, str], set[bool]] = {}
    for task in world.rows("tasks"):
        states.setdefault((task["signal_id"], task["track"]), set()).add(task["status"] == "done")
    chosen: dict[UUID, None] = {}
    for wanted in ({True}, {True, False}):
        these = [signal_id for (signal_id, _), found in states.items() if found == wanted]
        chosen |= dict.fromkeys(these[:EACH])
    chosen |= dict.fromkeys(row["id"] for row in world.rows("signals")[-EACH:])
    return [row for row in world.rows("signals") if row["id"] in chosen]


def _goes_on(task: Row) -> bool:
    """Tell whether a desk is at work on the signal by a task, which was merged into another of its own perhaps."""
    return (task["status"] != "done" or task["outcome"] == "merged") and bool(task["involvement"] != "assessment")


def _has_to_do_with(world: World, signal_id: UUID, side: str) -> set[UUID]:
    tasks = [row for row in world.rows("tasks") if row["signal_id"] == signal_id and row["track"] == side]
    found = set[UUID]()
    for task in [row for row in tasks if _goes_on(row)]:
        there = _at(world, task["desk_id"], side)
        holder = there & {task["claimed_by"]} if stands(task, world.now) in {"claimed", "waiting"} else set()
        found |= holder or there
    return found
