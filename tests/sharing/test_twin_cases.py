"""A case receives what is shared with it, and learns of its twin; nobody learns whether there is a case across."""

from datetime import timedelta

from tests.cases.casework import DSP, DSP_DESK, ELSEWHERE, LEAD, RIEC, TABLE, done, joined, opened
from tests.sharing.decisions import PROPOSER, proposal, propose, share, signal_to_share
from tests.world import Json, World

LEADER, OVJ = "avim", "officier-van-justitie"
NOWHERE = "ZWB-C-2026-7K3M9Q"


async def case_of_avim(world: World) -> Json:
    """Open a case at AVIM with an officier van justitie in it."""
    case = await opened(world, LEADER, "avim")
    await joined(world, case["id"], OVJ, by=LEADER)
    return case


async def reads(world: World, persona: str, decision: str) -> bool:
    """Tell whether a decision is there for somebody, by its id as in the list."""
    listed = {one["id"] for one in (await world.get(persona, "/sharing-decisions"))["items"]}
    found = (await world.call(persona, "GET", f"/sharing-decisions/{decision}")).status_code
    assert found == (200 if decision in listed else 404)
    return decision in listed


async def test_members_of_the_receiving_case_read_what_was_shared_with_it(world: World) -> None:
    case = await case_of_avim(world)
    decision = await share(world, await signal_to_share(world), receivingCaseReference=case["reference"])
    seen = await world.get(OVJ, f"/sharing-decisions/{decision['id']}")
    assert seen["items"][0]["person"]["givenName"] == "Zoë"
    assert await reads(world, LEADER, decision["id"])
    received = await world.get(OVJ, f"/sharing-decisions?receivingCase={case['id']}")
    assert [one["id"] for one in received["items"]] == [decision["id"]]
    for persona in (RIEC, DSP, ELSEWHERE):
        assert not await reads(world, persona, decision["id"])


async def test_a_proposal_is_not_there_for_the_case(world: World) -> None:
    case = await case_of_avim(world)
    decision = await propose(world, await signal_to_share(world), receivingCaseReference=case["reference"])
    assert not await reads(world, OVJ, decision["id"])


async def test_who_leaves_the_case_leaves_what_it_received(world: World) -> None:
    case = await case_of_avim(world)
    decision = await share(world, await signal_to_share(world), receivingCaseReference=case["reference"])
    detail = await world.get(LEADER, f"/cases/{case['id']}")
    (membership,) = (one["id"] for one in detail["members"] if not one["you"])
    answer = await world.call(LEADER, "POST", f"/case-members/{membership}/removal")
    assert answer.status_code == 200, answer.text
    assert not await reads(world, OVJ, decision["id"])
    nothing = await world.get(OVJ, f"/sharing-decisions?receivingCase={case['id']}")
    assert nothing["items"] == []


async def test_after_the_end_or_a_revocation_the_case_reads_nothing(world: World) -> None:
    case = await case_of_avim(world)
    signal = await signal_to_share(world)
    decision = await share(world, signal, receivingCaseReference=case["reference"])
    await done(world, PROPOSER, f"/sharing-decisions/{decision['id']}/revocation")
    assert not await reads(world, OVJ, decision["id"])
    other = await share(world, signal, receivingCaseReference=case["reference"])
    assert await reads(world, OVJ, other["id"])
    world.clock.advance(timedelta(days=40))
    assert not await reads(world, OVJ, other["id"])


async def test_a_case_learns_of_its_twin_and_the_twin_learns_nothing(world: World) -> None:
    care, security = await opened(world), await case_of_avim(world)
    names = {"caseReference": care["reference"], "receivingCaseReference": security["reference"]}
    decision = await share(world, await signal_to_share(world), **names)
    assert (await world.get(OVJ, f"/sharing-decisions/{decision['id']}"))["caseReference"] == care["reference"]
    assert (await world.call(OVJ, "GET", f"/cases/{care['id']}")).status_code == 404
    assert (await world.get(LEAD, f"/sharing-decisions?receivingCase={care['id']}"))["items"] == []


async def test_a_case_that_is_not_there_is_named_like_one_that_is(world: World) -> None:
    case, signal = await case_of_avim(world), await signal_to_share(world)
    named = []
    for reference in (case["reference"], NOWHERE):
        one = await propose(world, signal, receivingCaseReference=reference)
        volatile = ("id", "receivingCaseReference")
        named.append({name: value for name, value in one.items() if name not in volatile})
    assert named[0] == named[1]


async def test_one_names_no_case_that_one_is_not_in(world: World) -> None:
    signal = await signal_to_share(world)
    security, elsewhere = await case_of_avim(world), await opened(world, DSP, DSP_DESK)
    for reference in (security["reference"], elsewhere["reference"], NOWHERE):
        body = proposal(signal, caseReference=reference)
        answer = await world.call(PROPOSER, "POST", "/sharing-decisions", json=body)
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == ("/caseReference", "unknown_case")


async def test_a_case_of_the_giving_side_receives_nothing(world: World) -> None:
    case = await opened(world)
    await joined(world, case["id"], TABLE)
    decision = await share(world, await signal_to_share(world), receivingCaseReference=case["reference"])
    assert (await world.get(LEAD, f"/sharing-decisions?receivingCase={case['id']}"))["items"] == []
    assert await reads(world, PROPOSER, decision["id"])
