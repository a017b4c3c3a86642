"""What each actor of a world tries with DSP proposals, past the API: honest, forged, and in others' cases."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.holding import own_cases
from tests.wall.model import DISTRICTS, HOUR, Row, World
from tests.wall.proposal_rules import may_change_proposal, proposers
from tests.wall.proposals import STEP_TO

SEALED = b"\x00" * 40
OTHERS = 10
"""How many proposals that are not one's own each actor tries everything with."""


def on_proposals(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Draft in every case, and go on with what one may, and with some of what one may not."""
    drawn = Random(f"{world.seed} {actor} proposals")  # noqa: S311 - a choice of tests is no secret
    own = own_cases(world, actor, world.now)
    others = [case for case in world.rows("cases") if case["id"] not in own]
    for case in world.rows("cases"):
        if case["id"] in own or case in others[:: 1 + len(others) // OTHERS]:
            yield from _draft(world, actor, someone, case)
    rows = world.rows("dsp_proposals")
    mine = [row for row in rows if row["case_id"] in own or may_change_proposal(world, actor, world.now, row)]
    mine += [row for row in rows if row not in mine and actor in {row["changed_by"], row["drafted_by"]}]
    rest = [row for row in rows if row not in mine]
    for proposal in (*mine, *drawn.sample(rest, min(len(rest), OTHERS))):
        yield from _change(world, actor, someone, proposal)
        yield from _tell(world, actor, someone, proposal)
    for login in ("owner", "worker"):
        for proposal in rows:
            yield changed(f"dsp_proposals.as_{login}_remind", "dsp_proposals", proposal, reminded_for=world.now)
    accepted = {"status": "accepted", "due_at": None, "decided_at": world.now}
    for proposal in rows:
        yield changed("dsp_proposals.as_worker_decide", "dsp_proposals", proposal, **accepted)


def _draft(world: World, actor: UUID, someone: UUID, case: Row) -> Iterator[Attempt]:
    elsewhere = next(one for one in DISTRICTS if one != case["district_id"])
    tried: tuple[tuple[str, Row], ...] = (
        ("draft", {}),
        ("draft_forged", {"drafted_by": someone}),
        ("draft_forged", {"changed_by": someone}),
        ("draft_forged", {"changed_at": world.now - HOUR}),
        ("draft_forged", {"district_id": elsewhere}),
        ("draft_forged", {"status": "submitted", "submitted_at": world.now, "due_at": world.now}),
        ("draft_forged", {"status": "withdrawn"}),
        ("draft_forged", {"submitted_at": world.now}),
        ("draft_forged", {"number": 2}),
    )
    for kind, forged in tried:
        row: Row = {
            "id": new("proposal", case["id"], actor, *forged, *forged.values()),
            "case_id": case["id"],
            "compartment": case["compartment"],
            "district_id": case["district_id"],
            "case_reference": "x",
            "exploitation_forms": [],
            "status": "drafted",
            "number": 1,
            "wrapped_key": SEALED,
            "drafted_by": actor,
            "drafted_by_name": "x",
            "drafted_at": world.now,
            "submitted_at": None,
            "due_at": None,
            "decided_at": None,
            "changed_by": actor,
            "changed_at": world.now,
            **forged,
        }
        yield Attempt(f"dsp_proposals.{kind}", "dsp_proposals", row)


def _change(world: World, actor: UUID, someone: UUID, proposal: Row) -> Iterator[Attempt]:
    now, table = world.now, "dsp_proposals"
    near = _part_in(world, actor, proposal) if proposal["status"] == "submitted" else ""
    taken: Row = {"changed_by": actor, "changed_at": now}
    if proposal["status"] == "submitted":
        yield changed("dsp_proposals.change_forged", table, proposal, due_at=now + HOUR, **taken)
    sent: Row = {"submitted_at": proposal["submitted_at"] or now}
    steps: tuple[tuple[str, Row], ...] = (
        ("write", {"status": "drafted", "decided_at": None}),
        ("submit", {"status": "submitted", "decided_at": None, **sent}),
        ("withdraw", {"status": "withdrawn", "decided_at": None}),
        ("decide", {"status": "accepted", "decided_at": now, **sent}),
        ("decide", {"status": "refused", "decided_at": now, **sent}),
        ("decide", {"status": "returned", "decided_at": None, **sent}),
    )
    for kind, taken_step in steps:
        step = {**taken_step, "due_at": now if kind == "submit" else None}
        for at in (world.now - 9 * HOUR,) if proposal["submitted_at"] else ():
            yield changed("dsp_proposals.change_forged", table, proposal, **{**step, "submitted_at": at}, **taken)
        attempt = changed(f"dsp_proposals.{kind}", table, proposal, **step, **taken)
        yield replace(attempt, near=near)
        for forged in ({**taken, "changed_by": someone}, {**taken, "changed_at": now - HOUR}):
            yield changed("dsp_proposals.change_forged", table, proposal, **step, **forged)


def _part_in(world: World, actor: UUID, proposal: Row) -> str:
    """Say what of a proposal is the actor's own, when somebody else took the last step with it."""
    if actor not in proposers(world, proposal) - {proposal["changed_by"]}:
        return ""
    if proposal["drafted_by"] == actor:
        return "drafted"
    versions = (row for row in world.rows("dsp_proposal_versions") if row["proposal_id"] == proposal["id"])
    return "wrote" if actor in {row["written_by"] for row in versions} else "submitted before"


def _tell(world: World, actor: UUID, someone: UUID, proposal: Row) -> Iterator[Attempt]:
    place = {name: proposal[name] for name in ("case_id", "compartment")}
    own = ("now" if proposal["changed_at"] == world.now else "before") if proposal["changed_by"] == actor else ""
    for kind, who, at in (
        ("", actor, world.now),
        ("forge", someone, world.now),
        ("forge", actor, world.now - HOUR),
    ):
        for number in (1, 2, 3):
            version = {
                "id": new("version", proposal["id"], number, who, at),
                "proposal_id": proposal["id"],
                **place,
                "number": number,
                "content": SEALED,
                "written_by": who,
                "written_by_name": "x",
                "written_at": at,
            }
            near = own if number == proposal["number"] else ""
            yield Attempt(f"dsp_proposal_versions.{kind or 'write'}", "dsp_proposal_versions", version, near=near)
        for number in (1, 2):
            for status, step in STEP_TO.items():
                decided = step not in {"submit", "withdraw"}
                row = {
                    "id": new("step", proposal["id"], number, step, who, at),
                    "proposal_id": proposal["id"],
                    **place,
                    "number": number,
                    "step": step,
                    "status": status,
                    "reason": "other" if decided else None,
                    "content": SEALED if decided else None,
                    "taken_by": who,
                    "taken_by_name": "x",
                    "taken_at": at,
                }
                near = own if (number, status) == (proposal["number"], proposal["status"]) else ""
                yield Attempt(f"dsp_proposal_steps.{kind or 'record'}", "dsp_proposal_steps", row, near=near)
