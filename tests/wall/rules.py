"""The access rules a second time, as naively as can be: plain Python over plain lists, written from the design.

It imports nothing of the service, so that a mistake there is not a mistake here. `MAY_READ` says for each table who may
read a row of it; whoever has no appointment that counts reads nothing at all.
"""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from tests.wall.case_rules import may_read_cases
from tests.wall.giving_rules import decides_on
from tests.wall.holding import (
    IS_TOLD_OF_MATCHES,
    SEES_STATISTICS,
    actions,
    desk_of,
    has_role,
    held,
    holds_for,
    is_in_area,
    opened,
    oversees,
    own_cases,
    submits_for,
    works_at,
    works_on,
)
from tests.wall.model import CARE, SECURITY, Row, World
from tests.wall.notification_rules import still_holds

# Tasks, which tell who needs to know

FOR_DESKS = {"task.urgency_raised", "task.escalated"}
"""What tells that there are other signals, or follows from that: for the desk of the task, and for no submitter."""


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
    """A step: of the envelope, or of a side that the actor may read; some steps of a task are for its desk alone."""
    if event["type"] in FOR_DESKS and all(task["id"] != event["subject_id"] for task in own_tasks(world, actor, now)):
        return False
    return submits_for(world, actor, now, event["municipality_code"]) or any(
        task["signal_id"] == event["signal_id"] and event["compartment"] in {None, task["track"]}
        for task in readable_tasks(world, actor, now)
    )


def is_own(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """What is the actor's own."""
    return bool(row["actor_id"] == actor)


def stands(task: Row, now: datetime) -> str:
    """Tell where a task stands: a claim lapses with who holds it, and what waited until now is claimed work again."""
    status: str = task["status"]
    if status in {"claimed", "waiting"} and task["claimed_until"] is not None and task["claimed_until"] <= now:
        return "open"
    if status == "waiting" and task["waiting_until"] <= now:
        return "claimed"
    return status


# What may cross the wall


def receives(world: World, actor: UUID, now: datetime, decision: Row) -> bool:
    """The receiving side: who works at the receiving desk there or is in the receiving case, from approval to end."""
    other = SECURITY if decision["compartment"] == CARE else CARE
    in_force = decision["status"] == "approved" and now < decision["valid_until"]
    named = (case for case in world.rows("cases") if case["reference"] == decision["receiving_case_reference"])
    return in_force and (
        works_at(world, actor, now, decision["receiving_desk_id"], other)
        or any(case["compartment"] == other and may_read_cases(world, actor, now, case) for case in named)
    )


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


def may_read_escalations(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Late work: for its desk, from the second step for the coördinator of the district, from the third for the chain.

    A desk where nobody is: for who appoints people.
    """
    if row["task_id"] is None:
        return "appointments:all:manage" in actions(world, actor, now)
    roles = {"districtelijk_coordinator": 2, "ketenregisseur": 3}
    return works_at(world, actor, now, row["desk_id"], row["track"]) or any(
        row["step"] >= roles[appointment["role"]] and is_in_area(appointment, row["district_id"])
        for appointment in held(world, actor, now)
        if appointment["role"] in roles
    )


def may_read_published_figures(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Figures: for who sees statistics, and of the desks of a district for its coördinator."""
    if "statistics:all:read" not in actions(world, actor, now):
        return False
    return any(has_role(world, actor, now, role) for role in SEES_STATISTICS) or (
        row["district_id"] is not None and holds_for(world, actor, now, "districtelijk_coordinator", row["district_id"])
    )


def may_read_referrals(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """An offer: for the desk that makes it, and for the desk it is made to; across the wall, with its decision."""
    if works_at(world, actor, now, row["from_desk_id"], row["track"]):
        return True
    received = row["to_desk_id"] is not None and works_at(world, actor, now, row["to_desk_id"], row["to_track"])
    return received and (
        row["to_track"] == row["track"]
        or any(
            decision["id"] == row["sharing_decision_id"] and may_read_sharing_decisions(world, actor, now, decision)
            for decision in world.rows("sharing_decisions")
        )
    )


def may_read_notifications(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """A notification: for its actor, while it still holds; of an offer, while the offer itself may be read."""
    if row["actor_id"] != actor or not still_holds(world, actor, now, row):
        return False
    return row["kind"] != "referral_offered" or any(
        referral["id"] == row["subject_id"] and may_read_referrals(world, actor, now, referral)
        for referral in world.rows("referrals")
    )


def may_read_signal_links(world: World, actor: UUID, now: datetime, link: Row) -> bool:
    """A link: for who works on tasks of both its signals, on its side."""
    known = {task["signal_id"] for task in own_tasks(world, actor, now) if task["track"] == link["compartment"]}
    return {link["signal_id"], link["other_signal_id"]} <= known


def may_read_interventions(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """What is done on a side of a signal: for the desks that have or had a task on it there; in a case: with that."""
    if row["case_id"] is not None:
        return row["case_id"] in own_cases(world, actor, now)
    own = own_tasks(world, actor, now)
    return any((task["signal_id"], task["track"]) == (row["signal_id"], row["compartment"]) for task in own)


def may_read_effects(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """What an intervention turned out to do: for who may read that, on its side."""
    return any(
        (one["id"], one["compartment"]) == (row["intervention_id"], row["compartment"])
        and may_read_interventions(world, actor, now, one)
        for one in world.rows("interventions")
    )


def may_read_intervention_changes(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """What was put right of an intervention: with what it turned out to do."""
    return may_read_effects(world, actor, now, row)


# Actors


def may_read_appointments(world: World, actor: UUID, now: datetime, appointment: Row) -> bool:
    """An appointment: for beheerders, for whose it is, and for who proposed it."""
    manages = "appointments:all:manage" in actions(world, actor, now)
    return manages or actor in {appointment["actor_id"], appointment["proposed_by"]}


def may_read_actors(world: World, actor: UUID, now: datetime, other: Row) -> bool:
    """An actor: for beheerders, and for itself."""
    return "appointments:all:manage" in actions(world, actor, now) or bool(other["id"] == actor)
