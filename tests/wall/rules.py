"""The access rules a second time, as naively as can be: plain Python over plain lists, written from the design.

It imports nothing of the service, so that a mistake there is not a mistake here. `MAY_READ` says for each table who may
read a row of it; whoever has no appointment that counts reads nothing at all.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from tests.wall.worlds import CARE, DISTRICTS, SECURITY, Row, World

SUBMITS = {"aandachtsfunctionaris", "system"}
WORKS_ON = {
    "zorgcoordinator": {CARE},
    "zorgtafel": {CARE, SECURITY},
    "avim": {SECURITY},
    "projectleider_ondermijning": {SECURITY},
    "dsp": {SECURITY},
    "arbeidsinspectie": {SECURITY},
}
"""The roles that work at a desk, which is called after them, and on which side."""
SHARES = {"zorgcoordinator": CARE, "zorgtafel": CARE, "avim": SECURITY, "dsp": SECURITY}
"""Which roles decide on sharing what is on which side."""
IS_TOLD_OF_MATCHES = {"zorgcoordinator": CARE, "avim": SECURITY}
BREAKS_GLASS = {"zorgcoordinator", "zorgtafel", "avim", "dsp"}
OVERSEES = {"districtelijk_coordinator", "auditor"}
SEES_STATISTICS = {"ketenregisseur", "bestuurlijk_trekker"}

ASK = "actors:own:read"
PERSON = {ASK, "reference-data:all:read", "appointments:own:lend"}
DESK = PERSON | {"signals:known:read", "tasks:desk:read", "tasks:desk:triage", "sharing-decisions:known:read"}
DECIDES = DESK | {"sharing-decisions:desk:decide", "break-glass-sessions:area:open", "break-glass-sessions:known:read"}
BRIDGE = DECIDES | {"sharing-decisions:desk:propose", "matches:desk:read"}
READS_RULES = PERSON | {"routing-tables:all:read"}
SIMULATES = READS_RULES | {"routing-tables:all:simulate"}
REVIEWS = {"break-glass-sessions:known:read", "break-glass-sessions:area:review"}
ACTIONS: dict[str, set[str]] = {
    "aandachtsfunctionaris": PERSON | {"signals:own:submit", "signals:own:enrich", "signals:known:read"},
    "system": {ASK, "reference-data:all:read", "signals:own:submit", "signals:known:read"},
    "zorgcoordinator": BRIDGE,
    "zorgtafel": DECIDES,
    "avim": BRIDGE,
    "projectleider_ondermijning": DESK,
    "dsp": DECIDES,
    "arbeidsinspectie": DESK,
    "officier_van_justitie": PERSON,
    "riec": PERSON,
    "districtelijk_coordinator": SIMULATES | REVIEWS,
    "ketenregisseur": SIMULATES | {"routing-tables:history:simulate"},
    "bestuurlijk_trekker": READS_RULES,
    "beheerder": SIMULATES | {"appointments:all:manage"},
    "auditor": READS_RULES | REVIEWS,
}


# Appointments


def counts(appointment: Row, now: datetime) -> bool:
    """Tell whether an appointment is approved, has begun, has not ended and was not withdrawn."""
    approved = appointment["approved_at"] is not None and appointment["approved_at"] <= now
    ended = appointment["valid_until"] is not None and appointment["valid_until"] <= now
    withdrawn = appointment["withdrawn_at"] is not None and appointment["withdrawn_at"] <= now
    return approved and appointment["valid_from"] <= now and not ended and not withdrawn


@lru_cache(maxsize=4096)
def held(world: World, actor: UUID, now: datetime) -> tuple[Row, ...]:
    """List the appointments of an actor that count; a lent one only while the one it was lent from does."""
    listed = []
    for appointment in world.rows("appointments"):
        if appointment["actor_id"] != actor or not counts(appointment, now):
            continue
        originals = [row for row in world.rows("appointments") if row["id"] == appointment["lent_from"]]
        if appointment["lent_from"] is None or any(counts(original, now) for original in originals):
            listed.append(appointment)
    return tuple(listed)


def has_role(world: World, actor: UUID, now: datetime, role: str) -> bool:
    """Tell whether an actor holds a role, wherever."""
    return any(appointment["role"] == role for appointment in held(world, actor, now))


@lru_cache(maxsize=4096)
def actions(world: World, actor: UUID, now: datetime) -> frozenset[str]:
    """List what an actor may do: what the roles give, of a client with scopes only what is in them."""
    given = set()
    for appointment in held(world, actor, now):
        for action in ACTIONS[appointment["role"]]:
            if appointment["scopes"] is None or action in appointment["scopes"] or action == ASK:
                given.add(action)
    return frozenset(given)


# Areas and desks


def submits_for(world: World, actor: UUID, now: datetime, municipality: str | None) -> bool:
    """Tell whether the submissions of a municipality are the actor's own."""
    return municipality is not None and any(
        appointment["role"] in SUBMITS and appointment["municipality_code"] == municipality
        for appointment in held(world, actor, now)
    )


def desk_of(appointment: Row) -> str:
    """Name the desk of an appointment: its role and its area."""
    area = appointment["municipality_code"] or appointment["district_id"]
    return appointment["role"] if area is None else f"{appointment['role']}.{area}"


def works_at(world: World, actor: UUID, now: datetime, desk: str, side: str) -> bool:
    """Tell whether an actor works at a desk on a side."""
    return any(
        side in WORKS_ON.get(appointment["role"], ()) and desk_of(appointment) == desk
        for appointment in held(world, actor, now)
    )


def works_on(world: World, actor: UUID, now: datetime, task: Row) -> bool:
    """Tell whether a task is on a desk of the actor's; the Arbeidsinspectie works on labour exploitation only."""
    if task["desk_id"] == "arbeidsinspectie" and "labour" not in task["exploitation_forms"]:
        return False
    return works_at(world, actor, now, task["desk_id"], task["track"])


def is_in_area(appointment: Row, district: str) -> bool:
    """Tell whether a district is in the area of an appointment for a district or the region."""
    return appointment["municipality_code"] is None and appointment["district_id"] in {None, district}


def may_break_glass_in(world: World, actor: UUID, now: datetime, district: str) -> bool:
    """Tell whether an actor may break glass in a district."""
    return any(a["role"] in BREAKS_GLASS and is_in_area(a, district) for a in held(world, actor, now))


def oversees(world: World, actor: UUID, now: datetime, district: str) -> bool:
    """Tell whether an actor oversees the breaking of glass in a district."""
    return any(a["role"] in OVERSEES and is_in_area(a, district) for a in held(world, actor, now))


@lru_cache(maxsize=4096)
def opened(world: World, actor: UUID, now: datetime) -> frozenset[UUID]:
    """List the signals that an actor has broken glass for, and still may."""
    return frozenset(
        session["signal_id"]
        for session in world.rows("break_glass_sessions")
        if session["actor_id"] == actor
        and session["opened_at"] <= now < session["ends_at"]
        and may_break_glass_in(world, actor, now, session["district_id"])
    )


# Tasks, which tell who needs to know


def may_read_tasks(world: World, actor: UUID, now: datetime, task: Row) -> bool:
    """The submitter's side, whoever works on it, and whoever broke glass for its signal."""
    return (
        submits_for(world, actor, now, task["municipality_code"])
        or works_on(world, actor, now, task)
        or task["signal_id"] in opened(world, actor, now)
    )


@lru_cache(maxsize=4096)
def readable_tasks(world: World, actor: UUID, now: datetime) -> tuple[Row, ...]:
    """List the tasks that an actor may read."""
    return tuple(task for task in world.rows("tasks") if may_read_tasks(world, actor, now, task))


@lru_cache(maxsize=4096)
def own_tasks(world: World, actor: UUID, now: datetime) -> tuple[Row, ...]:
    """List the tasks on the desks of an actor."""
    return tuple(task for task in world.rows("tasks") if works_on(world, actor, now, task))


def may_read_side(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """What is on one side of a signal: for the submitter's side, and for who may read a task of it on that side."""
    side = row["compartment"] if "compartment" in row else row["track"]
    return submits_for(world, actor, now, row["municipality_code"]) or any(
        task["signal_id"] == row["signal_id"] and task["track"] == side for task in readable_tasks(world, actor, now)
    )


def may_read_signals(world: World, actor: UUID, now: datetime, signal: Row) -> bool:
    """The envelope: for the submitter's side, and for who may read a task of it."""
    return submits_for(world, actor, now, signal["municipality_code"]) or any(
        task["signal_id"] == signal["id"] for task in readable_tasks(world, actor, now)
    )


def may_read_submissions(world: World, actor: UUID, now: datetime, submission: Row) -> bool:
    """By whom and whence: for the submitter's side only."""
    return submits_for(world, actor, now, submission["municipality_code"])


def may_read_task_notes(world: World, actor: UUID, now: datetime, note: Row) -> bool:
    """A note: for who works on its task, on the side it was written on."""
    return any(
        task["id"] == note["task_id"] and task["track"] == note["compartment"] for task in own_tasks(world, actor, now)
    )


def may_read_events(world: World, actor: UUID, now: datetime, event: Row) -> bool:
    """A step: of the envelope, or of a side that the actor may read."""
    return submits_for(world, actor, now, event["municipality_code"]) or any(
        task["signal_id"] == event["signal_id"] and event["compartment"] in {None, task["track"]}
        for task in readable_tasks(world, actor, now)
    )


def is_own(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """What is the actor's own."""
    return bool(row["actor_id"] == actor)


# What may cross the wall


def decides_on(world: World, actor: UUID, now: datetime, decision: Row) -> bool:
    """The giving side: a role that shares, with a task of the signal at its desk on the side that is shared."""
    desks = {
        desk_of(appointment)
        for appointment in held(world, actor, now)
        if SHARES.get(appointment["role"]) == decision["compartment"]
    }
    return any(
        task["signal_id"] == decision["signal_id"]
        and task["track"] == decision["compartment"]
        and task["desk_id"] in desks
        for task in world.rows("tasks")
    )


def receives(world: World, actor: UUID, now: datetime, decision: Row) -> bool:
    """The receiving side: whoever works at the receiving desk on the other side, from approval until the end."""
    other = SECURITY if decision["compartment"] == CARE else CARE
    in_force = decision["status"] == "approved" and now < decision["valid_until"]
    return in_force and works_at(world, actor, now, decision["receiving_desk_id"], other)


def may_read_sharing_decisions(world: World, actor: UUID, now: datetime, decision: Row) -> bool:
    """A sharing decision: for the giving side always, for the receiving side while it is in force."""
    return decides_on(world, actor, now, decision) or receives(world, actor, now, decision)


def may_read_shared_items(world: World, actor: UUID, now: datetime, item: Row) -> bool:
    """A shared item: with its decision."""
    return any(
        decision["id"] == item["decision_id"]
        and decision["compartment"] == item["compartment"]
        and may_read_sharing_decisions(world, actor, now, decision)
        for decision in world.rows("sharing_decisions")
    )


def may_read_matches(world: World, actor: UUID, now: datetime, match: Row) -> bool:
    """A match: for the bridging role of that side, with a task of the signal at its desk."""
    desks = {
        desk_of(appointment)
        for appointment in held(world, actor, now)
        if IS_TOLD_OF_MATCHES.get(appointment["role"]) == match["compartment"]
    }
    return any(
        task["signal_id"] == match["signal_id"] and task["track"] == match["compartment"] and task["desk_id"] in desks
        for task in world.rows("tasks")
    )


def may_read_break_glass_sessions(world: World, actor: UUID, now: datetime, session: Row) -> bool:
    """A session of breaking glass: for who broke it, and for who oversees the district."""
    return session["actor_id"] == actor or oversees(world, actor, now, session["district_id"])


def nobody(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """What only functions of the database read."""
    return False


# Actors


def may_read_appointments(world: World, actor: UUID, now: datetime, appointment: Row) -> bool:
    """An appointment: for beheerders, for whose it is, and for who proposed it."""
    manages = "appointments:all:manage" in actions(world, actor, now)
    return manages or actor in {appointment["actor_id"], appointment["proposed_by"]}


def may_read_actors(world: World, actor: UUID, now: datetime, other: Row) -> bool:
    """An actor: for beheerders, for itself, and for who proposed an appointment of it."""
    if "appointments:all:manage" in actions(world, actor, now) or other["id"] == actor:
        return True
    return any(
        appointment["actor_id"] == other["id"] and appointment["proposed_by"] == actor
        for appointment in world.rows("appointments")
    )


MAY_READ: dict[str, Callable[[World, UUID, datetime, Row], bool]] = {
    "actors": may_read_actors,
    "appointments": may_read_appointments,
    "signals": may_read_signals,
    "submissions": may_read_submissions,
    "data_keys": may_read_side,
    "signal_parts": may_read_side,
    "persons": may_read_side,
    "locations": may_read_side,
    "enrichments": may_read_side,
    "routing_decisions": may_read_side,
    "tasks": may_read_tasks,
    "task_notes": may_read_task_notes,
    "events": may_read_events,
    "idempotency_keys": is_own,
    "sharing_decisions": may_read_sharing_decisions,
    "shared_items": may_read_shared_items,
    "identity_tokens": nobody,
    "identity_lookups": nobody,
    "matches": may_read_matches,
    "break_glass_sessions": may_read_break_glass_sessions,
}

OPEN_TABLES = {
    "alembic_version": "which migrations ran",
    "districts": "geography",
    "municipalities": "geography",
    "district_memberships": "geography",
    "desks": "which desks there are",
    "code_list_values": "the words in use",
    "routing_tables": "the rules, which are public to who works by them",
    "role_rights": "the permission matrix",
    "role_actions": "the permission matrix",
}
"""The tables that every actor reads whole, and why: they hold nothing of any case or person."""


def may_read(world: World, actor: UUID, now: datetime, table: str, row: Row) -> bool:
    """Tell whether an actor may read a row of a table; without an appointment that counts, nobody reads anything."""
    return bool(held(world, actor, now)) and MAY_READ[table](world, actor, now, row)


def glass_districts(world: World, actor: UUID, now: datetime) -> set[str]:
    """List the districts of a world in which an actor may break glass."""
    return {district for district in DISTRICTS if may_break_glass_in(world, actor, now, district)}
