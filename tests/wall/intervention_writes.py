"""What each actor of a world tries with interventions, past the API: log, step, assess, honest and forged."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.model import CARE, HOUR, MUNICIPALITIES, SECURITY, Row, World
from tests.wall.rules import may_read_interventions, own_tasks

SEALED = b"\x00" * 40
OWN, SOME = 12, 4
OTHER = {CARE: SECURITY, SECURITY: CARE}


def on_interventions(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Log on tasks of one's own and on others, take steps, assess, and keep kinds."""
    drawn = Random(f"{world.seed} {actor} interventions")  # noqa: S311 - a choice of tests is no secret
    own, tasks = list(own_tasks(world, actor, world.now)), world.rows("tasks")
    for task in [*drawn.sample(own, min(len(own), OWN)), *drawn.sample(tasks, SOME)]:
        yield from _log(world, actor, someone, task)
    rows = world.rows("interventions")
    for row in rows:
        yield changed("interventions.step", "interventions", row, version=row["version"] + 1)
    known = [row for row in rows if may_read_interventions(world, actor, world.now, row)]
    for row in [*drawn.sample(known, min(len(known), OWN)), *drawn.sample(rows, SOME)]:
        yield from _assess(world, actor, someone, row)
    yield from _asking(world, actor)
    for kind in world.rows("intervention_kinds"):
        for one in (kind["id"], new(kind["id"])):
            for code in (kind["code"], "other"):
                yield Attempt("intervention_kinds.keep", "intervention_kinds", {"id": one, "code": code})


def _asking(world: World, actor: UUID) -> Iterator[Attempt]:
    """Open the task of an assessment as a function does, and one that somebody has claimed already."""
    (task, *_) = (row for row in world.rows("tasks") if row["intervention_id"] is not None)
    asked = {**task, "status": "open", "assessed_for": world.now.date(), "id": new(task["id"], actor)}
    yield Attempt("tasks.as_owner_assess", "tasks", asked)
    claimed = {"status": "claimed", "claimed_by": actor, "claimed_at": world.now, "id": new(task["id"], actor, 1)}
    yield Attempt("tasks.as_owner_assess_claimed", "tasks", {**asked, **claimed})


def planned(world: World, actor: UUID) -> Row:
    """Make what an actor plans to do for a victim, but where."""
    return {
        "kind_id": world.rows("intervention_kinds")[0]["id"],
        "target": "victim",
        "person_id": None,
        "location_id": None,
        "organisations": ["municipality"],
        "cost_band": "unknown",
        "status": "planned",
        "content": SEALED,
        "logged_by": actor,
        "logged_by_name": "x",
        "logged_at": world.now,
    }


def _log(world: World, actor: UUID, someone: UUID, task: Row) -> Iterator[Attempt]:
    side = task["track"]
    intervention = {
        "id": new(task["id"], actor, "intervention"),
        **{name: task[name] for name in ("signal_id", "municipality_code", "district_id", "desk_id")},
        "compartment": side,
        **planned(world, actor),
    }
    yield Attempt("interventions.log", "interventions", intervention)
    elsewhere = next(row for row in world.rows("signals") if row["id"] != task["signal_id"])
    desks = ("avim", "zorgtafel.zeeland", "dsp.de_baronie", "zorgcoordinator.de_baronie")
    forgeries: list[Row] = [
        {"logged_by": someone},
        {"compartment": OTHER[side]},
        {"signal_id": elsewhere["id"], "municipality_code": elsewhere["municipality_code"]},
        {"municipality_code": next(code for code in MUNICIPALITIES if code != task["municipality_code"])},
        {"district_id": "zeeland" if task["district_id"] != "zeeland" else "de_baronie"},
        *({"desk_id": desk} for desk in desks if desk != task["desk_id"]),
    ]
    for name, table in (("person_id", "persons"), ("location_id", "locations")):
        here = [row for row in world.rows(table) if row["signal_id"] == task["signal_id"]]
        away = [row for row in world.rows(table) if row["signal_id"] != task["signal_id"]]
        same_side = [row for row in away if row["compartment"] == side]
        forgeries += [{name: row["id"]} for row in (*here, *away[:1], *same_side[:1])]
    for number, forged in enumerate(forgeries):
        row = {**intervention, **forged, "id": new(intervention["id"], number)}
        yield Attempt("interventions.log_forged", "interventions", row)


def _assess(world: World, actor: UUID, someone: UUID, row: Row) -> Iterator[Attempt]:
    effect = {
        "id": new(row["id"], actor, "effect"),
        "intervention_id": row["id"],
        "signal_id": row["signal_id"],
        "compartment": row["compartment"],
        "scale": "victim",
        "outcome": "safe",
        "source": "partner",
        "confidence": "high",
        "content": SEALED,
        "assessed_on": world.now.date(),
        "assessed_by": actor,
        "assessed_by_name": "x",
        "recorded_at": world.now,
    }
    yield Attempt("effects.assess", "effects", effect)
    elsewhere = next(signal for signal in world.rows("signals") if signal["id"] != row["signal_id"])
    another = next(other for other in world.rows("interventions") if other["id"] != row["id"])
    forgeries: tuple[Row, ...] = (
        {"assessed_by": someone},
        {"recorded_at": world.now - HOUR},
        {"signal_id": elsewhere["id"]},
        {"compartment": OTHER[row["compartment"]]},
        {"intervention_id": another["id"]},
    )
    for number, forged in enumerate(forgeries):
        made = {**effect, **forged, "id": new(effect["id"], number)}
        yield Attempt("effects.assess_forged", "effects", made)
