"""What each actor of a world tries with goals of cases, and does in cases, past the API."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.holding import own_cases
from tests.wall.intervention_writes import planned
from tests.wall.model import CARE, HOUR, SECURITY, Row, World

SEALED = b"\x00" * 40
OTHERS = 5
"""How many cases that are not one's own each actor tries everything with."""
OTHER = {CARE: SECURITY, SECURITY: CARE}
DESKS = ("zorgtafel.de_baronie", "zorgtafel.zeeland", "zorgcoordinator.de_baronie", "dsp.de_baronie", "dsp.zeeland")


def on_plans(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Set and change goals, and log interventions, in one's own cases and in some others."""
    drawn = Random(f"{world.seed} {actor} plans")  # noqa: S311 - a choice of tests is no secret
    cases, own = world.rows("cases"), own_cases(world, actor, world.now)
    mine, others = [c for c in cases if c["id"] in own], [c for c in cases if c["id"] not in own]
    for case in (*mine, *drawn.sample(others, min(len(others), OTHERS))):
        yield from _set(world, actor, someone, case)
        for goal in world.rows("case_goals"):
            if goal["case_id"] == case["id"]:
                yield from _change(world, actor, someone, goal)
        yield from _log(world, actor, someone, case)


def _set(world: World, actor: UUID, someone: UUID, case: Row) -> Iterator[Attempt]:
    tried: tuple[tuple[str, Row], ...] = (
        ("set", {}),
        ("forge", {"set_by": someone}),
        ("forge", {"set_at": world.now - HOUR}),
        ("forge", {"status": "reached"}),
    )
    for kind, forged in tried:
        row: Row = {
            "id": new("goal", case["id"], actor, *forged),
            "case_id": case["id"],
            "compartment": case["compartment"],
            "kind": "protect",
            "content": SEALED,
            "status": "open",
            "set_by": actor,
            "set_by_name": "x",
            "set_at": world.now,
            **forged,
        }
        yield Attempt(f"case_goals.{kind}", "case_goals", row)


def _change(world: World, actor: UUID, someone: UUID, goal: Row) -> Iterator[Attempt]:
    yield changed("case_goals.change", "case_goals", goal, status="reached", version=2)
    reached = {"open": ("reopen", "open"), "reached": ("reach", "reached"), "dropped": ("drop", "dropped")}
    step, status = reached[goal["status"]]
    wrong_step, wrong = reached["dropped" if goal["status"] != "dropped" else "open"]
    tried: tuple[tuple[str, Row], ...] = (
        ("tell", {}),
        ("forge", {"changed_by": someone}),
        ("forge", {"changed_at": world.now - HOUR}),
        ("forge", {"step": wrong_step, "status": wrong}),
    )
    for kind, forged in tried:
        row: Row = {
            "id": new("goal change", goal["id"], actor, *forged),
            "goal_id": goal["id"],
            "case_id": goal["case_id"],
            "compartment": goal["compartment"],
            "step": step,
            "status": status,
            "content": SEALED,
            "changed_by": actor,
            "changed_by_name": "x",
            "changed_at": world.now,
            **forged,
        }
        yield Attempt(f"case_goal_changes.{kind}", "case_goal_changes", row)


def _log(world: World, actor: UUID, someone: UUID, case: Row) -> Iterator[Attempt]:
    place = case["id"]
    intervention: Row = {
        "id": new("in case", place, actor),
        "signal_id": None,
        "municipality_code": None,
        "case_id": place,
        "goal_id": None,
        "district_id": case["district_id"],
        "desk_id": case["desk_id"],
        "compartment": case["compartment"],
        **planned(world, actor),
    }
    yield Attempt("interventions.log_in_case", "interventions", intervention)
    forgeries: list[Row] = [
        {"logged_by": someone},
        {"compartment": OTHER[case["compartment"]]},
        {"district_id": "zeeland" if case["district_id"] != "zeeland" else "de_baronie"},
        *({"desk_id": desk} for desk in DESKS if desk != case["desk_id"]),
    ]
    for name, table in (("goal_id", "case_goals"), ("person_id", "case_persons"), ("location_id", "case_locations")):
        here = [row["id"] for row in world.rows(table) if row["case_id"] == place]
        away = [row["id"] for row in world.rows(table) if row["case_id"] != place]
        forgeries += [{name: one} for one in (*here[:2], *away[:1])]
    for number, forged in enumerate(forgeries):
        row = {**intervention, **forged, "id": new(intervention["id"], number)}
        yield Attempt("interventions.log_in_case_forged", "interventions", row)
