"""Changes the cases of one side of a world: some are not there, others are otherwise, and others are added."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.wall.model import HOUR, Row, World

OF_CASES = (
    *("case_members", "case_signals", "case_notes", "case_status_changes"),
    *("case_persons", "case_locations", "safety_assessments"),
    *("dsp_proposals", "dsp_proposal_versions", "dsp_proposal_steps"),
    *("case_goals", "case_goal_changes"),
)
"""The tables of what is in a case; persons come before how safe they are, and proposals before their versions."""
IN_CASES = (*OF_CASES, "interventions")
REFERS = ("person_id", "proposal_id", "goal_id")
"""By what rows refer to others that are in the case."""
OTHERWISE: dict[str, Row] = {
    "case_goals": {"version": 7, "kind": "stop"},
    "dsp_proposals": {"version": 7, "exploitation_forms": ["sexual"]},
    "safety_assessments": {"risk": "medium"},
}
"""What is otherwise in what is in cases."""


def change_cases(world: World, side: str, new_id: Callable[[], UUID]) -> None:
    """Let some cases of a side not be there, others be otherwise, and add others like them."""
    mine = [row for row in world.rows("cases") if row["compartment"] == side]
    kept = {row["case_id"] for row in world.rows("break_glass_sessions")}  # of the other side alone: their own record
    gone = {row["id"] for row in mine[::3]} - kept
    world.tables["cases"] = [row for row in world.rows("cases") if row["id"] not in gone]
    for table in IN_CASES:
        world.tables[table] = [row for row in world.rows(table) if row["case_id"] not in gone]
    left = {row["id"] for row in world.rows("interventions")}
    world.tables["effects"] = [row for row in world.rows("effects") if row["intervention_id"] in left]
    told = [row for row in world.rows("intervention_changes") if row["intervention_id"] in left]
    theirs = [row for row in told if row["compartment"] == side]
    world.tables["intervention_changes"] = [row for row in told if row not in theirs[::3]]
    for row in theirs[1::3]:
        row |= {"version": 7, "changed_at": row["changed_at"] - HOUR}
    for number, case in enumerate(row for row in mine if row["id"] not in gone):
        if number % 2:
            _add_like(world, case, new_id)
        case |= {"version": 7, "exploitation_forms": ["sexual"], "lead_id": case["opened_by"]}
        for row in world.rows("case_members"):
            if row["case_id"] == case["id"] and number % 2:
                row["until"] = row["since"] + HOUR / 3
        for table, values in OTHERWISE.items():
            for row in [row for row in world.rows(table) if row["case_id"] == case["id"]]:
                row.update(values)


def _add_like(world: World, case: Row, new_id: Callable[[], UUID]) -> None:
    """Add a case like another, in which all refers to what was added with it."""
    new = new_id()
    world.add("cases", **{**case, "id": new, "reference": case["reference"].replace("2026", "2025")})
    ids: dict[UUID, UUID] = {}
    for table in IN_CASES:
        for row in [row for row in world.rows(table) if row["case_id"] == case["id"]]:
            changes: dict[str, Any] = {name: ids[row[name]] for name in REFERS if row.get(name) in ids}
            changes |= {"case_id": new} | ({"supersedes": None} if "supersedes" in row else {})
            if "id" in row:
                changes["id"] = ids[row["id"]] = new_id()
            world.add(table, **{**row, **changes})
