"""A case shows its twin across the wall to its members, as far and as long as a sharing decision tells of it."""

from datetime import timedelta

import pytest

from tests.cases.casework import DSP, LEAD, TABLE, done, joined, opened
from tests.sharing.decisions import PROPOSER, proposal, propose, share, signal_to_share
from tests.sharing.test_twin_cases import LEADER, NOWHERE, OVJ, case_of_avim
from tests.world import Json, World


async def twins(world: World, persona: str, case: Json) -> list[Json]:
    """List the twins that a case shows to a member."""
    return list((await world.get(persona, f"/cases/{case['id']}/twin-cases"))["items"])


async def known(world: World, persona: str, case: Json) -> list[str]:
    """List the references of the twins that a case shows to a member."""
    return [twin["reference"] for twin in await twins(world, persona, case)]


async def care_tells_security(world: World, signal: Json, care: Json, security: Json) -> Json:
    """Let the care side tell the security case that the care case is its twin."""
    names = {"caseReference": care["reference"], "receivingCaseReference": security["reference"]}
    return await share(world, signal, **names)


async def security_tells_care(world: World, signal: Json, security: Json, care: Json) -> Json:
    """Let AVIM tell the care case that the security case is its twin, with the approval of the DSP."""
    seen = await world.get(LEADER, f"/signals/{signal['id']}")
    names = {"caseReference": security["reference"], "receivingCaseReference": care["reference"]}
    items = [{"kind": "person", "id": seen["security"]["persons"][0]["id"]}]
    side = {"compartment": "security", "receivingDesk": "zorgcoordinator.de_baronie"}
    made = await done(world, LEADER, "/sharing-decisions", proposal(signal, **side, **names, items=items), 201)
    return await done(world, DSP, f"/sharing-decisions/{made['id']}/approval")


async def both(world: World) -> tuple[Json, Json, Json, Json]:
    """Open a case on each side, and let each tell the other; return both, and the decision that each received."""
    care, security, signal = await opened(world), await case_of_avim(world), await signal_to_share(world)
    to_security = await care_tells_security(world, signal, care, security)
    to_care = await security_tells_care(world, signal, security, care)
    return care, security, to_care, to_security


async def test_the_members_of_each_case_are_shown_the_other(world: World) -> None:
    care, security, to_care, to_security = await both(world)
    await joined(world, care["id"], TABLE)
    for member in (LEAD, TABLE):
        (twin,) = await twins(world, member, care)
        assert twin == {
            "reference": security["reference"],
            "validUntil": to_care["validUntil"],
            "sharingDecisions": [to_care["id"]],
        }
    for member in (LEADER, OVJ):
        (twin,) = await twins(world, member, security)
        assert (twin["reference"], twin["sharingDecisions"]) == (care["reference"], [to_security["id"]])


async def test_the_twin_itself_stays_closed_to_both(world: World) -> None:
    care, security, _, _ = await both(world)
    for member, other in ((LEAD, security), (LEADER, care), (OVJ, care)):
        for more in ("", "/twin-cases", "/notes", "/persons", "/related-cases"):
            assert (await world.call(member, "GET", f"/cases/{other['id']}{more}")).status_code == 404
        assert (await world.get(member, f"/interventions?caseId={other['id']}"))["items"] == []


async def test_when_the_decisions_have_ended_neither_is_shown_the_other(world: World) -> None:
    care, security, _, _ = await both(world)
    world.clock.advance(timedelta(days=40))
    assert (await known(world, LEAD, care), await known(world, OVJ, security)) == ([], [])


async def test_what_one_side_revokes_the_other_side_knows_no_more(world: World) -> None:
    care, security, to_care, to_security = await both(world)
    await done(world, PROPOSER, f"/sharing-decisions/{to_security['id']}/revocation")
    assert await known(world, OVJ, security) == []
    assert await known(world, LEAD, care) == [security["reference"]], "each direction has a decision of its own"
    await done(world, DSP, f"/sharing-decisions/{to_care['id']}/revocation")
    assert await known(world, LEAD, care) == []


async def test_the_case_that_tells_is_not_shown_what_it_told(world: World) -> None:
    care, security, signal = await opened(world), await case_of_avim(world), await signal_to_share(world)
    await care_tells_security(world, signal, care, security)
    assert await known(world, LEAD, care) == []
    assert await known(world, LEADER, security) == [care["reference"]]


async def test_what_is_only_proposed_shows_no_twin(world: World) -> None:
    care, security, signal = await opened(world), await case_of_avim(world), await signal_to_share(world)
    names = {"caseReference": care["reference"], "receivingCaseReference": security["reference"]}
    await propose(world, signal, **names)
    assert await known(world, LEADER, security) == []


async def test_a_twin_that_several_decisions_tell_of_is_shown_once_until_the_last_of_them(world: World) -> None:
    care, security, signal = await opened(world), await case_of_avim(world), await signal_to_share(world)
    names = {"caseReference": care["reference"], "receivingCaseReference": security["reference"]}
    first = await share(world, signal, **names, validUntil="2026-12-23T12:00:00+01:00")
    last = await share(world, signal, **names, validUntil="2026-12-01T12:00:00+01:00")
    (twin,) = await twins(world, OVJ, security)
    assert twin["sharingDecisions"] == [last["id"], first["id"]]
    assert twin["validUntil"] == "2026-12-23T11:00:00Z"


@pytest.mark.parametrize("names", [{"caseReference": None}, {"receivingCaseReference": NOWHERE}])
async def test_a_decision_that_does_not_name_both_shows_no_twin(world: World, names: Json) -> None:
    care, security, signal = await opened(world), await case_of_avim(world), await signal_to_share(world)
    both_named = {"caseReference": care["reference"], "receivingCaseReference": security["reference"]}
    await share(world, signal, **{**both_named, **names})
    assert await known(world, LEADER, security) == []


async def test_who_leaves_the_case_is_shown_no_twin_of_it(world: World) -> None:
    _, security, _, _ = await both(world)
    detail = await world.get(LEADER, f"/cases/{security['id']}")
    (membership,) = (one["id"] for one in detail["members"] if not one["you"])
    await done(world, LEADER, f"/case-members/{membership}/removal")
    assert (await world.call(OVJ, "GET", f"/cases/{security['id']}/twin-cases")).status_code == 404
