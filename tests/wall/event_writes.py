"""The events that each actor of a world tries to append, past the API: honest ones, and planted ones."""

from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

from tests.wall.attempt import Attempt, new
from tests.wall.case_rules import BY_MEMBERS, BY_THE_LEAD
from tests.wall.event_rules import may_append
from tests.wall.holding import works_at
from tests.wall.intervention_rules import OF_INTERVENTIONS
from tests.wall.meeting_rules import OF_AGENDAS, OF_MEETINGS
from tests.wall.model import HOUR, MUNICIPALITIES, SIDES, Row, World
from tests.wall.proposal_rules import OF_PROPOSALS
from tests.wall.reading import MAY_READ

OF_SIGNALS = ("signal.received", "task.opened", "signal.enriched", "signal.other")
OF_TASKS = (
    "task.claimed",
    "task.released",
    "task.completed",
    "task.waiting",
    "task.resumed",
    "task.assigned",
    "task.opened",
    "task.other",
)
OF_DECISIONS = {
    "events.appoint": (
        "appointments",
        (
            "appointment.proposed",
            "appointment.lent",
            "client.registered",
            "appointment.approved",
            "client.approved",
            "appointment.withdrawn",
            "client.withdrawn",
            "sharing.proposed",
        ),
    ),
    "events.share": ("sharing_decisions", ("sharing.proposed", "sharing.approved", "sharing.revoked", "task.claimed")),
    "events.search": ("task_searches", ("task_search.made", "sharing.proposed")),
    "events.meet": ("meetings", (*OF_MEETINGS, *OF_AGENDAS, "meeting.item_lapsed", "sharing.proposed")),
    "events.case": ("cases", ("case.opened", *sorted(BY_THE_LEAD), *sorted(BY_MEMBERS), "sharing.proposed")),
    "events.dsp_proposal": ("dsp_proposals", (*OF_PROPOSALS, "sharing.proposed")),
    "events.break_glass": (
        "break_glass_sessions",
        ("break_glass.opened", "break_glass.reviewed", "break_glass.refused", "appointment.approved"),
    ),
    "events.link": ("signal_links", ("signals.linked", "signals.unlinked", "sharing.proposed")),
    "events.intervene": ("interventions", (*OF_INTERVENTIONS, "intervention.planned", "sharing.proposed")),
    "events.kind": ("intervention_kinds", ("intervention_kind.added", "intervention_kind.changed", "sharing.proposed")),
    "events.monitor": (
        "monitor_entries",
        ("monitor.evidence_written", "monitor.light_written", "monitor.evaluation_written", "sharing.proposed"),
    ),
    "events.partner": ("partners", ("partner.added", "partner.changed", "sharing.proposed")),
    "events.escalate": (
        "escalations",
        ("escalation.acknowledged", "task.escalated", "desk.unstaffed", "desk.staffed", "sharing.revoked"),
    ),
}
OF_REFERRALS = ("offered", "accepted", "returned", "withdrawn", "expired", "looped", "other")
OTHERS = 4
"""Of decisions in which an actor is not named, and which they do not read, one in so many is told of."""
SOME = 0.01
"""Which share is forged and misplaced of the events that an actor may not append however honest they are."""

Told = tuple[str, Row, str]
"""What kind of attempt it is, the event, and how near it comes to what is allowed."""


def told_of(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """List the events an actor tries to append.

    What the actor may append is forged and misplaced in every way, so that nothing else is wrong with it.
    """
    drawn = Random(f"{world.seed} {actor} events")  # noqa: S311 - a choice of tests is no secret
    forgeries: tuple[Row, ...] = (
        {"actor_id": someone},
        {"occurred_at": world.now - HOUR},
        {"delivered_at": world.now},
    )
    for kind, event, near in _honest(world, actor):
        listed: list[Told] = [(kind, event, near)]
        if may_append(world, actor, world.now, event, {}) or drawn.random() < SOME:
            listed += [("events.forge", {**event, **forged}, "") for forged in forgeries]
            misplaced = "events.misrefer" if kind == "events.refer" else "events.misplace"
            listed += [(misplaced, {**event, **place}, near) for place in _misplaced(world, kind, event)]
        for attempt, told, nearness in listed:
            yield Attempt(attempt, "events", {**told, "id": UUID(int=drawn.getrandbits(128))}, near=nearness)


def told_by_functions(world: World, actor: UUID) -> Iterator[Attempt]:
    """List what functions of the database could append as the owner of the tables, for the API and for the worker."""
    task = world.rows("tasks")[0]
    released = _of_task(world, actor, "task.released", task)
    lapsed = _event(world, actor, "meeting.item_lapsed", world.rows("meetings")[0]["id"])
    told: list[Row] = [
        {**released, "type": kind, **misplaced}
        for kind in ("task.released", "task.urgency_raised", "task.lapsed")
        for misplaced in (
            {},
            {"signal_id": None, "municipality_code": None},
            {"compartment": None},
            {"delivered_at": world.now},
        )
    ]
    told += [
        lapsed,
        {**lapsed, "compartment": "care"},
        {**lapsed, "delivered_at": world.now},
        {**lapsed, "type": "meeting.held"},
        *(
            {**released, "type": kind}
            for kind in ("task.opened", "task.escalated", "feedback.overdue", "desk.unstaffed", "desk.staffed")
        ),
        *({**released, "type": kind} for kind in ("task.claimed", "signal.received", "task.other")),
        *({**released, "type": f"dsp_proposal.{kind}"} for kind in ("overdue", "submitted")),
        *({**released, "type": f"case.{kind}"} for kind in ("membership_ending", "left_without_lead", "noted")),
    ]
    for kind in ("events.as_owner", "events.as_worker"):
        yield from (Attempt(kind, "events", {**event, "id": new(actor, kind, n)}) for n, event in enumerate(told))


def _honest(world: World, actor: UUID) -> Iterator[Told]:
    """Events in one's own name, at this moment, of everything there is."""
    for signal in world.rows("signals"):
        place = {"signal_id": signal["id"], "municipality_code": signal["municipality_code"]}
        for kind in OF_SIGNALS:
            for side in (None, *SIDES):
                yield "events.submit", _event(world, actor, kind, signal["id"], compartment=side, **place), ""
    for task in world.rows("tasks"):
        attempt = "events.mine" if task["claimed_by"] == actor else "events.triage"
        attempt = "events.astray" if _is_astray(world, actor, task) else attempt
        of_desk = works_at(world, actor, world.now, task["desk_id"], task["track"])
        for kind in OF_TASKS:
            yield attempt, _of_task(world, actor, kind, task), f"{kind} of one's desk" if of_desk else ""
    yield from _of_feedback(world, actor)
    for row in world.rows("referrals"):
        near = "own" if actor in {row["offered_by"], row["ended_by"]} else ""
        yield from (("events.refer", event, near) for event in _of_referral(world, actor, row))
    yield from _of_decisions(world, actor)


def _of_decisions(world: World, actor: UUID) -> Iterator[Told]:
    for attempt, (table, kinds) in OF_DECISIONS.items():
        for number, row in enumerate(world.rows(table)):
            reads = table in MAY_READ and MAY_READ[table](world, actor, world.now, row)
            if reads or actor in row.values() or number % OTHERS == 0:
                yield from (
                    (attempt, _event(world, actor, kind, row["id"]), f"{kind} of what one reads" if reads else "")
                    for kind in kinds
                )


def _is_astray(world: World, actor: UUID, task: Row) -> bool:
    """Tell whether a task is on a desk of the actor's, and on a side on which the actor does not work there."""
    here, there = (
        works_at(world, actor, world.now, task["desk_id"], side) for side in (task["track"], _other(task["track"]))
    )
    return there and not here


def _other(side: str) -> str:
    return next(other for other in SIDES if other != side)


def _of_feedback(world: World, actor: UUID) -> Iterator[Told]:
    for told in world.rows("feedback"):
        place = {name: told[name] for name in ("signal_id", "municipality_code", "compartment")}
        for kind in ("feedback.given", "feedback.read", "feedback.overdue"):
            yield "events.feedback", _event(world, actor, kind, told["id"], **place), ""


def _misplaced(world: World, kind: str, event: Row) -> Iterator[Row]:
    """Name another side, signal, municipality or subject, or none."""
    code = event["municipality_code"]
    other = next(signal for signal in world.rows("signals") if signal["id"] != event["signal_id"])
    elsewhere = next(name for name in MUNICIPALITIES if name != code)
    if kind in OF_DECISIONS:
        yield {"signal_id": other["id"], "municipality_code": other["municipality_code"]}
        yield {"municipality_code": other["municipality_code"]}
        yield {"compartment": "care"}
        return
    yield {"signal_id": None}
    yield {"municipality_code": None}
    yield {"municipality_code": elsewhere}
    yield {"signal_id": other["id"]}
    yield {"signal_id": other["id"], "municipality_code": other["municipality_code"]}
    yield {"subject_id": other["id"]}
    yield from ({"compartment": side} for side in (None, *SIDES) if side != event["compartment"])


def _of_task(world: World, actor: UUID, kind: str, task: Row) -> Row:
    place = {"signal_id": task["signal_id"], "municipality_code": task["municipality_code"]}
    return _event(world, actor, kind, task["id"], compartment=task["track"], **place)


def _of_referral(world: World, actor: UUID, row: Row) -> Iterator[Row]:
    """Everything that could be told of a referral, and of the tasks that it moves."""
    told = [(f"referral.{kind}", "id", "track") for kind in OF_REFERRALS]
    told += [("task.completed", "task_id", "track")]
    if row["opened_task_id"] is not None:
        told += [(kind, "opened_task_id", "to_track") for kind in ("task.opened", "task.other")]
    place = {"signal_id": row["signal_id"], "municipality_code": row["municipality_code"]}
    for kind, subject, side in told:
        yield _event(world, actor, kind, row[subject], compartment=row[side], **place)


def _event(world: World, actor: UUID, kind: str, subject: UUID, **place: Any) -> Row:
    where = {"signal_id": None, "municipality_code": None, "compartment": None, **place}
    what = {"type": kind, "occurred_at": world.now, "actor_id": actor, "subject_id": subject, "data": {}}
    return {**what, **where, "delivered_at": None}
