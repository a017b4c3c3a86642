"""The lead of a case or the RIEC proposes an approach to the DSP of the district, which decides on it with reasons."""

from datetime import timedelta

import asyncpg
import pytest

from app.cases.proposals.states import (
    EVENT_OF_STATUS,
    REASONS,
    TRANSITIONS,
    ProposalDecision,
    ProposalReason,
    ProposalStatus,
    ProposalStep,
)
from tests.cases.casework import DSP, DSP_DESK, LEAD, RIEC, done, joined, opened, refused, signal_at_desk, told
from tests.cases.proposing import PROPOSED
from tests.world import Json, World

LEADER, ELSEWHERE, OVJ = "avim", "dsp.zeeland", "officier-van-justitie"
ACCEPT = {"decision": "accept", "reason": "feasible", "text": "Akkoord."}
AMEND = {"decision": "amend", "reason": "partner_missing", "text": "Betrek de Arbeidsinspectie."}
REFUSE = {"decision": "refuse", "reason": "no_capacity", "text": "Dit kan nu niet."}


async def case_of_avim(world: World) -> Json:
    """Open a case at AVIM in De Baronie."""
    return await opened(world, LEADER, "avim")


async def drafted(world: World, persona: str = LEADER) -> tuple[str, str]:
    """Draft a proposal in a new case that AVIM leads; return the ids of both."""
    case = (await case_of_avim(world))["id"]
    if persona != LEADER:
        await joined(world, case, persona, by=LEADER)
    return case, (await done(world, persona, f"/cases/{case}/dsp-proposals", PROPOSED, 201))["id"]


async def submitted(world: World, persona: str = LEADER) -> tuple[str, str]:
    """Draft and submit a proposal."""
    case, proposal = await drafted(world, persona)
    await done(world, persona, f"/dsp-proposals/{proposal}/submission")
    return case, proposal


async def reads(world: World, persona: str, proposal: str) -> bool:
    """Tell whether a proposal is there for somebody, by its id as in the list."""
    listed = {one["id"] for one in (await world.get(persona, "/dsp-proposals"))["items"]}
    found = (await world.call(persona, "GET", f"/dsp-proposals/{proposal}")).status_code
    assert found == (200 if proposal in listed else 404)
    return proposal in listed


async def norm(world: World, quarter: str) -> dict[str, int]:
    """Return how many proposals count for the norm of a quarter, in the districts that have any."""
    norms = (await world.get("ketenregisseur", f"/monitor/norms?quarter={quarter}"))["items"]
    counted = (one for one in norms if one["norm"] == "dsp_proposals" and one["count"])
    return {one["district"]: one["count"] for one in counted}


def test_every_state_has_an_event_and_every_decision_reasons() -> None:
    assert EVENT_OF_STATUS.keys() == TRANSITIONS.keys() == set(ProposalStatus)
    assert REASONS.keys() == set(ProposalDecision)
    assert set().union(*REASONS.values()) == set(ProposalReason)
    assert {step for steps in TRANSITIONS.values() for step in steps} == set(ProposalStep)


def test_what_was_decided_or_withdrawn_stays_so() -> None:
    assert [status for status, steps in TRANSITIONS.items() if not steps] == [
        ProposalStatus.ACCEPTED,
        ProposalStatus.REFUSED,
        ProposalStatus.WITHDRAWN,
    ]


async def test_the_dsp_gives_a_proposal_back_and_accepts_the_next_version(world: World) -> None:
    case, proposal = await submitted(world)
    path = f"/dsp-proposals/{proposal}"
    returned = await done(world, DSP, f"{path}/decision", AMEND)
    assert (returned["status"], returned["decidedAt"]) == ("returned", None)
    better = {**PROPOSED, "partners": ["labour_inspectorate", "police"]}
    assert (await done(world, LEADER, f"{path}/versions", better, 201))["status"] == "drafted"
    await done(world, LEADER, f"{path}/submission")
    detail = await done(world, DSP, f"{path}/decision", ACCEPT)
    assert (detail["status"], detail["decidedAt"] is not None) == ("accepted", True)
    assert [one["content"] for one in detail["versions"]] == [PROPOSED, better]
    assert [(one["step"], one["version"], one["reason"], one["text"]) for one in detail["steps"]] == [
        ("submit", 1, None, None),
        ("amend", 1, "partner_missing", AMEND["text"]),
        ("submit", 2, None, None),
        ("accept", 2, "feasible", "Akkoord."),
    ]
    assert await told(world, proposal) == [
        f"dsp_proposal.{status}" for status in ("drafted", "submitted", "returned", "drafted", "submitted", "accepted")
    ]
    (listed,) = (await world.get(LEADER, f"/cases/{case}/dsp-proposals"))["items"]
    assert (listed["id"], listed["status"]) == (proposal, "accepted")


async def test_a_proposal_counts_from_its_first_submission_with_the_forms_of_its_case(world: World) -> None:
    _, proposal = await submitted(world)
    async with world.as_superuser() as connection:
        query = "SELECT district_id, exploitation_forms, status, submitted_at, decided_at FROM dsp_proposals"
        before = await connection.fetchrow(query)
        await done(world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
        await done(world, LEADER, f"/dsp-proposals/{proposal}/versions", PROPOSED, 201)
        await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
        after = await connection.fetchrow(query)
    assert before is not None
    assert after == before
    assert (before["district_id"], before["decided_at"]) == ("de_baronie", None)
    assert before["exploitation_forms"] != []


async def test_the_dsp_reads_what_was_submitted_and_nothing_of_the_case(world: World) -> None:
    case, proposal = await drafted(world)
    assert not await reads(world, DSP, proposal)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/versions", {**PROPOSED, "barriers": "Andere."}, 201)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    assert await reads(world, DSP, proposal)
    shown = await world.get(DSP, f"/dsp-proposals/{proposal}")
    assert [(one["number"], one["content"]["barriers"]) for one in shown["versions"]] == [(2, "Andere.")]
    assert (shown["caseId"], shown["district"]) == (case, "de_baronie")
    for path in ("", "/notes", "/dsp-proposals"):
        assert (await world.call(DSP, "GET", f"/cases/{case}{path}")).status_code == 404
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/versions", PROPOSED, 201)
    again = await world.get(DSP, f"/dsp-proposals/{proposal}")
    assert (again["status"], [one["number"] for one in again["versions"]]) == ("drafted", [2])
    assert len((await world.get(LEADER, f"/dsp-proposals/{proposal}"))["versions"]) == 3


async def test_a_dsp_of_another_district_and_who_is_no_member_know_nothing_of_it(world: World) -> None:
    _, proposal = await submitted(world)
    for stranger in (ELSEWHERE, RIEC, OVJ):
        assert not await reads(world, stranger, proposal)
    assert (await world.call(ELSEWHERE, "POST", f"/dsp-proposals/{proposal}/decision", json=ACCEPT)).status_code == 404


async def test_the_riec_proposes_as_a_member_and_other_members_do_not(world: World) -> None:
    case, proposal = await submitted(world, RIEC)
    await joined(world, case, OVJ, by=LEADER)
    for persona, status in ((OVJ, 403), (LEADER, 201)):
        await refused_or_done(world, persona, f"/cases/{case}/dsp-proposals", PROPOSED, status)
    assert await reads(world, OVJ, proposal)
    for path in ("submission", "withdrawal"):
        assert (await world.call(OVJ, "POST", f"/dsp-proposals/{proposal}/{path}")).status_code == 403


async def refused_or_done(world: World, persona: str, path: str, body: Json, status: int) -> None:
    """Post something and expect a status."""
    assert (await world.call(persona, "POST", path, json=body)).status_code == status


async def test_who_submitted_does_not_decide_and_a_member_of_the_case_of_no_dsp_neither(world: World) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    proposal = (await done(world, DSP, f"/cases/{case}/dsp-proposals", PROPOSED, 201))["id"]
    await done(world, DSP, f"/dsp-proposals/{proposal}/submission")
    assert "somebody else" in await refused(world, DSP, f"/dsp-proposals/{proposal}/decision", ACCEPT)
    assert (await world.call(LEADER, "POST", f"/dsp-proposals/{proposal}/decision", json=ACCEPT)).status_code == 403


async def test_only_who_drafted_a_proposal_withdraws_it_and_only_before_a_decision(world: World) -> None:
    _, proposal = await submitted(world, RIEC)
    path = f"/dsp-proposals/{proposal}"
    assert (await world.call(LEADER, "POST", f"{path}/withdrawal")).status_code == 403
    assert (await done(world, RIEC, f"{path}/withdrawal"))["status"] == "withdrawn"
    _, decided = await submitted(world)
    await done(world, DSP, f"/dsp-proposals/{decided}/decision", REFUSE)
    why = await refused(world, LEADER, f"/dsp-proposals/{decided}/withdrawal")
    assert why.startswith("A proposal that is refused does not allow withdraw")


async def test_of_a_case_that_is_closed_nothing_is_proposed_and_what_was_is_decided(world: World) -> None:
    case, proposal = await drafted(world)
    sent = (await done(world, LEADER, f"/cases/{case}/dsp-proposals", PROPOSED, 201))["id"]
    await done(world, LEADER, f"/dsp-proposals/{sent}/submission")
    closing = {"step": "close", "reason": "goals_reached", "outcome": "exploitation_ended"}
    await done(world, LEADER, f"/cases/{case}/status", closing)
    for path, body in (
        (f"/dsp-proposals/{proposal}/submission", None),
        (f"/dsp-proposals/{proposal}/versions", PROPOSED),
        (f"/cases/{case}/dsp-proposals", PROPOSED),
    ):
        assert "first reopen it" in await refused(world, LEADER, path, body)
    await done(world, DSP, f"/dsp-proposals/{sent}/decision", ACCEPT)


async def test_proposals_count_for_the_norm_of_the_district_in_the_quarter_of_their_first_submission(
    world: World,
) -> None:
    await drafted(world)
    _, proposal = await submitted(world)
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
    world.clock.advance(timedelta(days=60))
    await done(world, LEADER, f"/dsp-proposals/{proposal}/versions", PROPOSED, 201)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    assert await norm(world, "2026-Q4") == {"de_baronie": 1}
    assert await norm(world, "2027-Q1") == {}


async def test_a_step_out_of_turn_names_what_is_allowed(world: World) -> None:
    _, proposal = await submitted(world)
    for path, body in (("submission", None), ("versions", PROPOSED)):
        why = await refused(world, LEADER, f"/dsp-proposals/{proposal}/{path}", body)
        assert "allowed: accept, amend, refuse, withdraw" in why
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
    assert "allowed: withdraw, write" in await refused(world, DSP, f"/dsp-proposals/{proposal}/decision", ACCEPT)


async def test_a_decision_has_a_reason_of_its_own_and_words(world: World) -> None:
    _, proposal = await submitted(world)
    path = f"/dsp-proposals/{proposal}/decision"
    assert "reasons" in await refused(world, DSP, path, {**ACCEPT, "reason": "no_capacity"}, 400)
    assert (await world.call(DSP, "POST", path, json={"decision": "accept", "reason": "feasible"})).status_code == 400


async def test_an_intervention_has_a_kind_that_is_there_and_an_outcome_of_its_scale(world: World) -> None:
    case = (await case_of_avim(world))["id"]
    one = PROPOSED["interventions"][0]
    for wrong in ({"kind": "nothing"}, {"expected": "safe"}):
        body = {**PROPOSED, "interventions": [{**one, **wrong}]}
        assert (await world.call(LEADER, "POST", f"/cases/{case}/dsp-proposals", json=body)).status_code == 400


async def test_care_cases_have_no_proposals_to_the_dsp(world: World) -> None:
    await signal_at_desk(world)
    case = (await opened(world))["id"]
    assert (await world.call(LEAD, "GET", f"/cases/{case}/dsp-proposals")).status_code == 403
    assert (await world.call(LEAD, "POST", f"/cases/{case}/dsp-proposals", json=PROPOSED)).status_code == 403
    async with world.as_superuser() as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(
                "INSERT INTO dsp_proposals (id, case_id, compartment, district_id, case_reference, exploitation_forms, "
                "status, number, wrapped_key, drafted_by, drafted_by_name, drafted_at, changed_by, changed_at) "
                "SELECT gen_random_uuid(), id, 'care', district_id, reference, '{}', 'drafted', 1, '', lead_id, '', "
                "now(), lead_id, now() FROM cases"
            )


async def test_the_same_draft_and_decision_under_one_key_are_made_once(world: World) -> None:
    case = (await case_of_avim(world))["id"]
    key = {"Idempotency-Key": "een-sleutel-1"}
    ids = {
        (await world.call(LEADER, "POST", f"/cases/{case}/dsp-proposals", json=PROPOSED, headers=key)).json()["id"]
        for _ in range(2)
    }
    (proposal,) = ids
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    for _ in range(2):
        answer = await world.call(DSP, "POST", f"/dsp-proposals/{proposal}/decision", json=ACCEPT, headers=key)
        assert answer.json()["status"] == "accepted"


async def test_a_step_with_what_was_changed_meanwhile_is_refused(world: World) -> None:
    _, proposal = await submitted(world)
    read = await world.call(DSP, "GET", f"/dsp-proposals/{proposal}")
    await done(world, LEADER, f"/dsp-proposals/{proposal}/withdrawal")
    late = {"If-Match": read.headers["ETag"]}
    answer = await world.call(DSP, "POST", f"/dsp-proposals/{proposal}/decision", json=ACCEPT, headers=late)
    assert answer.status_code == 412


async def test_the_queue_of_the_dsp_is_filtered_and_turned(world: World) -> None:
    case = (await case_of_avim(world))["id"]
    made = []
    for _ in range(3):
        one = (await done(world, LEADER, f"/cases/{case}/dsp-proposals", PROPOSED, 201))["id"]
        made.append((await done(world, LEADER, f"/dsp-proposals/{one}/submission"))["id"])
    await done(world, DSP, f"/dsp-proposals/{made[0]}/decision", REFUSE)
    first = await world.get(DSP, "/dsp-proposals?status=submitted&limit=1")
    rest = await world.get(DSP, f"/dsp-proposals?status=submitted&limit=1&cursor={first['nextCursor']}")
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [made[2], made[1]]
    assert rest["nextCursor"] is None
    assert (await world.get(DSP, "/dsp-proposals?district=zeeland"))["items"] == []
