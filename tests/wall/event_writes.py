"""The events that each actor of a world tries to append, past the API: honest ones, and planted ones."""

from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

from tests.wall.model import HOUR, MUNICIPALITIES, SIDES, Row, World

OF_SIGNALS = ("signal.received", "task.opened", "signal.enriched", "signal.other")
OF_TASKS = (
    "task.claimed",
    "task.released",
    "task.completed",
    "task.waiting",
    "task.resumed",
    "task.assigned",
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
    "events.break_glass": (
        "break_glass_sessions",
        ("break_glass.opened", "break_glass.reviewed", "break_glass.refused", "appointment.approved"),
    ),
    "events.escalate": (
        "escalations",
        ("escalation.acknowledged", "task.escalated", "desk.unstaffed", "desk.staffed", "sharing.revoked"),
    ),
}
NEVER_LET_IN = ("events.forge", "events.misplace")
SOME = 0.05
"""Which share of those is listed: there are thousands for each actor, and a few of each kind are tried."""

Told = tuple[str, Row]


def told_of(world: World, actor: UUID, someone: UUID) -> Iterator[Told]:
    """List the events an actor tries to append, each with the kind of the attempt: all honest ones, and some others."""
    drawn = Random(f"{world.seed} {actor} events")  # noqa: S311 - a choice of tests is no secret
    for kind, event in _told(world, actor, someone):
        if kind not in NEVER_LET_IN or drawn.random() < SOME:
            yield kind, {**event, "id": UUID(int=drawn.getrandbits(128))}


def _told(world: World, actor: UUID, someone: UUID) -> Iterator[Told]:
    for kind, event in _honest(world, actor):
        yield kind, event
        for forged in ({"actor_id": someone}, {"occurred_at": world.now - HOUR}, {"delivered_at": world.now}):
            yield "events.forge", {**event, **forged}
    for misplaced in (_misplaced_submissions, _misplaced_work, _misplaced_decisions):
        for event in misplaced(world, actor):
            yield "events.misplace", event


def _honest(world: World, actor: UUID) -> Iterator[Told]:
    """Events in one's own name, at this moment, of everything there is."""
    for signal in world.rows("signals"):
        place = {"signal_id": signal["id"], "municipality_code": signal["municipality_code"]}
        for kind in OF_SIGNALS:
            for side in (None, *SIDES):
                yield "events.submit", _event(world, actor, kind, signal["id"], compartment=side, **place)
    for task in world.rows("tasks"):
        for kind in OF_TASKS:
            yield "events.triage", _of_task(world, actor, kind, task)
    for attempt, (table, kinds) in OF_DECISIONS.items():
        for row in world.rows(table):
            for kind in kinds:
                yield attempt, _event(world, actor, kind, row["id"])


def _misplaced_submissions(world: World, actor: UUID) -> Iterator[Row]:
    """Events of signals that name another signal or municipality, or none."""
    signals = world.rows("signals")
    for signal, other in zip(signals, [*signals[1:], signals[0]], strict=True):
        code = signal["municipality_code"]
        elsewhere = next(name for name in MUNICIPALITIES if name != code)
        for place in (
            {"signal_id": None, "municipality_code": code},
            {"signal_id": signal["id"], "municipality_code": None},
            {"signal_id": signal["id"], "municipality_code": elsewhere},
            {"signal_id": other["id"], "municipality_code": code},
        ):
            for kind, side in (("signal.received", None), ("task.opened", "care"), ("signal.enriched", "security")):
                yield _event(world, actor, kind, signal["id"], compartment=side, **place)


def _misplaced_work(world: World, actor: UUID) -> Iterator[Row]:
    """Events of tasks that name another side, signal, municipality or task."""
    other = world.rows("signals")[0]
    for task in world.rows("tasks"):
        sides = [side for side in SIDES if side != task["track"]]
        for kind in OF_TASKS:
            event = _of_task(world, actor, kind, task)
            for forged in (
                {"municipality_code": None},
                {"compartment": None},
                {"compartment": sides[0]},
                {"signal_id": other["id"], "municipality_code": other["municipality_code"]},
                {"signal_id": None},
                {"subject_id": other["id"]},
            ):
                yield {**event, **forged}


def _misplaced_decisions(world: World, actor: UUID) -> Iterator[Row]:
    """Events of decisions in the timeline of a signal, or of one side."""
    first = world.rows("signals")[0]
    for table, kinds in OF_DECISIONS.values():
        for row in world.rows(table):
            for kind in kinds:
                for place in (
                    {"signal_id": first["id"], "municipality_code": first["municipality_code"]},
                    {"municipality_code": first["municipality_code"]},
                    {"compartment": "care"},
                ):
                    yield _event(world, actor, kind, row["id"], **place)


def _of_task(world: World, actor: UUID, kind: str, task: Row) -> Row:
    place = {"signal_id": task["signal_id"], "municipality_code": task["municipality_code"]}
    return _event(world, actor, kind, task["id"], compartment=task["track"], **place)


def _event(world: World, actor: UUID, kind: str, subject: UUID, **place: Any) -> Row:
    where = {"signal_id": None, "municipality_code": None, "compartment": None, **place}
    what = {"type": kind, "occurred_at": world.now, "actor_id": actor, "subject_id": subject, "data": {}}
    return {**what, **where, "delivered_at": None}
