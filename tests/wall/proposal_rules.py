"""Who reads, drafts, submits and decides on DSP proposals, as naively as can be; nothing of the service."""

from datetime import datetime
from uuid import UUID

from tests.wall.case_rules import case_of
from tests.wall.holding import actions, own_cases, works_at
from tests.wall.model import SECURITY, Row, World

DRAFT, DRAFT_ANY, DECIDE = "dsp-proposals:member:draft", "dsp-proposals:case:draft", "dsp-proposals:desk:decide"
DECISIONS = {"accepted", "returned", "refused"}
GOING_ON = {"drafted", "submitted", "returned"}
OF_PROPOSALS = tuple(
    f"dsp_proposal.{status}" for status in ("drafted", "submitted", "returned", "accepted", "refused", "withdrawn")
)


def _at_desk(world: World, actor: UUID, now: datetime, proposal: Row) -> bool:
    return works_at(world, actor, now, f"dsp.{proposal['district_id']}", SECURITY)


def may_read_proposals(world: World, actor: UUID, now: datetime, proposal: Row) -> bool:
    """A proposal: for the members of its case, and for the DSP of the district from its first submission on."""
    sent = proposal["submitted_at"] is not None
    return proposal["case_id"] in own_cases(world, actor, now) or (sent and _at_desk(world, actor, now, proposal))


def _proposal_of(world: World, row: Row) -> Row:
    return next(one for one in world.rows("dsp_proposals") if one["id"] == row["proposal_id"])


def may_read_steps(world: World, actor: UUID, now: datetime, step: Row) -> bool:
    """What was done with a proposal: with it."""
    return may_read_proposals(world, actor, now, _proposal_of(world, step))


def may_read_versions(world: World, actor: UUID, now: datetime, version: Row) -> bool:
    """What a proposal says: for the members of its case; for the DSP what was submitted."""
    submitted = any(
        (step["proposal_id"], step["number"], step["step"]) == (version["proposal_id"], version["number"], "submit")
        for step in world.rows("dsp_proposal_steps")
    )
    in_case = version["case_id"] in own_cases(world, actor, now)
    return in_case or (submitted and may_read_proposals(world, actor, now, _proposal_of(world, version)))


MAY_READ_OF_PROPOSALS = {
    "dsp_proposals": may_read_proposals,
    "dsp_proposal_versions": may_read_versions,
    "dsp_proposal_steps": may_read_steps,
}

# Writing


def drafts(world: World, actor: UUID, now: datetime, proposal: Row) -> bool:
    """Tell whether the proposal is the actor's to write: as the lead of its case, or as a member that drafts in any."""
    held, case = actions(world, actor, now), case_of(world, proposal["case_id"])
    member = case["id"] in own_cases(world, actor, now) and case["compartment"] == SECURITY
    return member and DRAFT in held and (case["lead_id"] == actor or DRAFT_ANY in held)


def _decides(world: World, actor: UUID, now: datetime, proposal: Row) -> bool:
    return DECIDE in actions(world, actor, now) and _at_desk(world, actor, now, proposal)


def proposers(world: World, proposal: Row) -> set[UUID]:
    """Who drafted a proposal, took the last step with it, wrote any version of it, or submitted it at any time."""
    writers = {row["written_by"] for row in world.rows("dsp_proposal_versions") if row["proposal_id"] == proposal["id"]}
    submitters = {
        row["taken_by"]
        for row in world.rows("dsp_proposal_steps")
        if (row["proposal_id"], row["step"]) == (proposal["id"], "submit")
    }
    return {proposal["drafted_by"], proposal["changed_by"]} | writers | submitters


def draft(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Draft the first version, now and in one's own name, for the district of the case."""
    honest = row["drafted_by"] == row["changed_by"] == actor and row["changed_at"] == now
    first = (row["status"], row["number"], row["submitted_at"]) == ("drafted", 1, None)
    placed = row["district_id"] == case_of(world, row["case_id"])["district_id"]
    return honest and first and placed and drafts(world, actor, now, row)


def may_change_proposal(world: World, actor: UUID, now: datetime, proposal: Row) -> bool:
    """Tell whether a proposal is the actor's to go on with: to write while nothing was decided, or to decide on."""
    writes = proposal["status"] in GOING_ON and drafts(world, actor, now, proposal)
    return writes or (proposal["status"] == "submitted" and _decides(world, actor, now, proposal))


def change(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Go on, now and in one's own name; one withdraws what one drafted, and decides on what is all of others."""
    if not may_change_proposal(world, actor, now, before) or (row["changed_by"], row["changed_at"]) != (actor, now):
        return False
    if row["status"] in DECISIONS:
        others = before["status"] == "submitted" and actor not in proposers(world, before)
        kept = before["submitted_at"] == row["submitted_at"]
        return bool(others and kept and _decides(world, actor, now, before))
    again = row["status"] == "submitted" and before["status"] != "drafted"
    if again or before["submitted_at"] not in {None, row["submitted_at"]}:
        return False
    return drafts(world, actor, now, before) and (row["status"] != "withdrawn" or row["drafted_by"] == actor)


def _took(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Tell whether it was the actor who brought a proposal where it stands, now."""
    proposal = _proposal_of(world, row)
    just = (proposal["changed_by"], proposal["changed_at"]) == (actor, now) and proposal["case_id"] == row["case_id"]
    return just and may_read_proposals(world, actor, now, proposal)


def write_version(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Write the version that a proposal is at, which is not there yet, as who just drafted it so."""
    proposal = _proposal_of(world, row)
    at = (proposal["status"], proposal["number"]) == ("drafted", row["number"])
    there = any(
        (one["proposal_id"], one["number"]) == (row["proposal_id"], row["number"])
        for one in world.rows("dsp_proposal_versions")
    )
    honest = (row["written_by"], row["written_at"]) == (actor, now)
    return honest and at and not there and _took(world, actor, now, row)


def record_step(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Record the step that one just took with a version that is there."""
    proposal = _proposal_of(world, row)
    at = (proposal["status"], proposal["number"]) == (row["status"], row["number"])
    there = any(
        (one["proposal_id"], one["number"]) == (row["proposal_id"], row["number"])
        for one in world.rows("dsp_proposal_versions")
    )
    honest = (row["taken_by"], row["taken_at"]) == (actor, now)
    return honest and at and there and _took(world, actor, now, row)


def waits(world: World, actor: UUID, now: datetime, proposal: Row) -> bool:
    """What the worker keeps that it reminded of, whoever is entered."""
    return bool(proposal["status"] == "submitted")


def remind(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Keep that it was reminded of what waits, as the worker does, whoever is entered."""
    return waits(world, actor, now, before)


def _never(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return False


MAY_WRITE_OF_PROPOSALS = {
    "dsp_proposals.as_worker_remind": remind,
    "dsp_proposals.as_owner_remind": _never,
    "dsp_proposals.as_worker_decide": _never,
    "dsp_proposals.draft": draft,
    "dsp_proposals.draft_forged": draft,
    "dsp_proposals.write": change,
    "dsp_proposals.submit": change,
    "dsp_proposals.withdraw": change,
    "dsp_proposals.decide": change,
    "dsp_proposals.change_forged": change,
    "dsp_proposal_versions.write": write_version,
    "dsp_proposal_versions.forge": write_version,
    "dsp_proposal_steps.record": record_step,
    "dsp_proposal_steps.forge": record_step,
}
NEVER_OF_PROPOSALS = {
    "dsp_proposals.as_owner_remind",
    "dsp_proposals.as_worker_decide",
    "dsp_proposals.draft_forged",
    "dsp_proposals.change_forged",
    "dsp_proposal_versions.forge",
    "dsp_proposal_steps.forge",
}
"""What nobody may, whoever they are."""


def tells_of_proposal(world: World, actor: UUID, now: datetime, event: Row) -> bool:
    """Tell of the step that one just took with a proposal, by the name of where it stands."""
    return any(
        proposal["id"] == event["subject_id"]
        and event["type"] == f"dsp_proposal.{proposal['status']}"
        and (proposal["changed_by"], proposal["changed_at"]) == (actor, now)
        and may_read_proposals(world, actor, now, proposal)
        for proposal in world.rows("dsp_proposals")
    )
