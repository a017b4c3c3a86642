"""Who is told of proposals to the DSP, and of what becomes of them, written from the design and naively."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from tests.wall.holding import works_at
from tests.wall.model import SECURITY, Row, World
from tests.wall.proposal_rules import may_read_proposals

OF_NO_SIGNAL = dict.fromkeys(("signal_id", "municipality_code", "compartment"))
OF_THE_DSP = ("submitted", "overdue")
"""What the DSP is told of what waits for it."""
ANSWERS = ("accepted", "returned", "refused", "withdrawn")

Told = dict[UUID, tuple[str, UUID]]
Case = tuple[str, Row, Told]


def told_of_proposals(world: World) -> Iterator[Case]:
    """List events of each proposal, whatever became of it, with whom they are told: the DSP, or who proposed it."""
    people = [row["id"] for row in world.rows("actors") if row["kind"] == "person"]
    for proposal in world.rows("dsp_proposals"):
        event = {**OF_NO_SIGNAL, "subject_id": proposal["id"], "data": {"district": proposal["district_id"]}}
        desk = f"dsp.{proposal['district_id']}"
        there = {one for one in people if works_at(world, one, world.now, desk, SECURITY)}
        asked = {one for one in _askers(world, proposal) if may_read_proposals(world, one, world.now, proposal)}
        for step in OF_THE_DSP:
            yield f"dsp_proposal.{step}", event, dict.fromkeys(there, (f"dsp_proposal_{step}", proposal["id"]))
        for step in ANSWERS:
            knew = there if step == "withdrawn" and proposal["submitted_at"] is not None else set[UUID]()
            to = (asked & set(people)) | knew
            yield f"dsp_proposal.{step}", event, dict.fromkeys(to, (f"dsp_proposal_{step}", proposal["id"]))
        yield "dsp_proposal.drafted", event, {}


def _askers(world: World, proposal: Row) -> set[UUID]:
    """Who drafted a proposal, who leads its case, and who submitted it at any time."""
    lead = next(case["lead_id"] for case in world.rows("cases") if case["id"] == proposal["case_id"])
    steps = (row for row in world.rows("dsp_proposal_steps") if row["proposal_id"] == proposal["id"])
    return {proposal["drafted_by"], lead} | {row["taken_by"] for row in steps if row["step"] == "submit"}


def due(world: World, at: datetime) -> set[UUID]:
    """List the proposals to remind of at a moment: late, not reminded of for that term, with somebody to hear it."""
    people = [row["id"] for row in world.rows("actors") if row["kind"] == "person"]
    return {
        row["id"]
        for row in world.rows("dsp_proposals")
        if row["status"] == "submitted"
        and row["due_at"] <= at
        and row["reminded_for"] != row["due_at"]
        and any(works_at(world, one, at, f"dsp.{row['district_id']}", SECURITY) for one in people)
    }
