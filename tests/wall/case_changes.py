"""Changes the cases of one side of a world: some are not there, others are otherwise, and others are added."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.wall.model import HOUR, Row, World

OF_CASES = (
    *("case_members", "case_signals", "case_notes", "case_status_changes"),
    *("case_persons", "case_locations", "safety_assessments"),
    *("dsp_proposals", "dsp_proposal_versions", "dsp_proposal_steps"),
)
"""The tables of what is in a case; persons come before how safe they are, and proposals before their versions."""


def change_cases(world: World, side: str, new_id: Callable[[], UUID]) -> None:
    """Let some cases of a side not be there, others be otherwise, and add others like them."""
    mine = [row for row in world.rows("cases") if row["compartment"] == side]
    gone = {row["id"] for row in mine[::3]}
    world.tables["cases"] = [row for row in world.rows("cases") if row["id"] not in gone]
    for table in OF_CASES:
        world.tables[table] = [row for row in world.rows(table) if row["case_id"] not in gone]
    for number, case in enumerate(row for row in mine if row["id"] not in gone):
        if number % 2:
            _add_like(world, case, new_id)
        case |= {"version": 7, "exploitation_forms": ["sexual"], "lead_id": case["opened_by"]}
        for row in world.rows("case_members"):
            if row["case_id"] == case["id"] and number % 2:
                row["until"] = row["since"] + HOUR / 3
        for row in world.rows("dsp_proposals"):
            if row["case_id"] == case["id"]:
                row |= {"version": 7, "exploitation_forms": ["sexual"]}
        for row in world.rows("safety_assessments"):
            row["risk"] = "medium" if row["case_id"] == case["id"] else row["risk"]


def _add_like(world: World, case: Row, new_id: Callable[[], UUID]) -> None:
    new = new_id()
    world.add("cases", **{**case, "id": new, "reference": case["reference"].replace("2026", "2025")})
    persons: dict[UUID, UUID] = {}
    proposals: dict[UUID, UUID] = {}
    for table in OF_CASES:
        for row in [row for row in world.rows(table) if row["case_id"] == case["id"]]:
            changes: dict[str, Any] = {"case_id": new}
            if "id" in row:
                changes["id"] = new_id()
            if "supersedes" in row:
                changes["supersedes"] = None
            if table == "case_persons":
                persons[row["id"]] = changes["id"]
            if table == "dsp_proposals":
                proposals[row["id"]] = changes["id"]
            if "proposal_id" in row:
                changes["proposal_id"] = proposals[row["proposal_id"]]
            if table == "safety_assessments":
                changes["person_id"] = persons.get(row["person_id"], row["person_id"])
            world.add(table, **{**row, **changes})
