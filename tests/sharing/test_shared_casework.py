"""What a case has is shared item by item, by who is in it, as it stood; nothing beside it is told."""

import pytest

from tests.bodies import victim_signal
from tests.cases.casework import COLLEAGUE, LEAD, RIEC, SUBMITTER, done, opened, refused
from tests.cases.proposing import PROPOSED
from tests.cases.test_interventions import DONE
from tests.cases.test_persons import SHELTERED, named, with_person
from tests.interventions.logging import effect
from tests.sharing.decisions import RECEIVER, proposal, propose, share
from tests.world import Json, World

NO_ITEM = "There is no such item on this side of the signal, nor is there one in a case of it that is named"
NOTE = "Zij slaapt bij haar tante; niet aanbellen, wél appen."


async def case_with_everything(world: World) -> tuple[Json, Json, dict[str, Json]]:
    """Open a case with one of everything in it; return it, its signal, and what it has by the kind of item."""
    case, part = await with_person(world)
    place = f"/cases/{case['id']}"
    (person,) = (await done(world, LEAD, f"{place}/persons", named(case, part["persons"][0]), 201))["items"]
    safety = await done(world, LEAD, f"/case-persons/{person['id']}/safety-assessments", SHELTERED, 201)
    intervention = await done(world, LEAD, f"{place}/interventions", DONE, 201)
    await done(world, LEAD, f"/interventions/{intervention['id']}/effects", effect(assessedOn="2026-11-20"), 201)
    has = {
        "safety_assessment": safety,
        "intervention": intervention,
        "case_note": await done(world, LEAD, f"{place}/notes", {"text": NOTE}, 201),
    }
    signal = await world.get(LEAD, f"/signals/{case['signals'][0]['signalId']}")
    return case, signal, has


async def read_items(world: World, decision: Json, persona: str = RECEIVER) -> list[Json]:
    """Read what a decision shares, without the fields that are of other kinds."""
    items = (await world.get(persona, f"/sharing-decisions/{decision['id']}"))["items"]
    return [{name: value for name, value in item.items() if value is not None} for item in items]


async def test_each_thing_of_a_case_is_shared_by_itself(world: World) -> None:
    case, signal, has = await case_with_everything(world)
    for kind, thing in has.items():
        named_item = [{"kind": kind, "id": thing["id"]}]
        decision = await share(world, signal, items=named_item, caseReference=case["reference"])
        (item,) = await read_items(world, decision)
        field = kind.split("_")[0] + "".join(word.title() for word in kind.split("_")[1:])
        assert set(item) == {"kind", "id", field}
        assert (item["kind"], item["id"]) == (kind, thing["id"])
        told: Json = item[field]
        known = set(told) & set(thing) - {"effects"}
        assert known
        assert {name: told[name] for name in known} == {name: thing[name] for name in known}
        assert LEAD not in str(told), "who wrote it is not told"


async def test_a_note_is_shared_as_it_stood_and_its_neighbours_are_not(world: World) -> None:
    case, signal, has = await case_with_everything(world)
    place, note = f"/cases/{case['id']}/notes", has["case_note"]
    await done(world, LEAD, place, {"text": "Een andere notitie."}, 201)
    decision = await share(
        world, signal, items=[{"kind": "case_note", "id": note["id"]}], caseReference=case["reference"]
    )
    await done(world, LEAD, place, {"text": "Zij is verhuisd.", "supersedes": note["id"]}, 201)
    (item,) = await read_items(world, decision)
    assert item["caseNote"] == {"text": NOTE, "writtenAt": note["writtenAt"]}
    assert (await world.call(RECEIVER, "GET", f"/cases/{case['id']}")).status_code == 404
    assert (await world.call(RECEIVER, "GET", place)).status_code == 404


async def test_how_safe_somebody_is_names_the_person_and_no_more_of_them(world: World) -> None:
    case, signal, has = await case_with_everything(world)
    items = [{"kind": "safety_assessment", "id": has["safety_assessment"]["id"]}]
    (item,) = await read_items(world, await share(world, signal, items=items, caseReference=case["reference"]))
    told = item["safetyAssessment"]
    assert {name: told[name] for name in SHELTERED} == SHELTERED
    assert told["person"] == signal["care"]["persons"][0]["id"]
    assert signal["care"]["persons"][0]["givenName"] not in str(item)


async def test_an_intervention_of_a_case_comes_with_what_it_did(world: World) -> None:
    case, signal, has = await case_with_everything(world)
    items = [{"kind": "intervention", "id": has["intervention"]["id"]}]
    (item,) = await read_items(world, await share(world, signal, items=items, caseReference=case["reference"]))
    assert item["intervention"]["description"] == DONE["description"]
    assert [one["assessedOn"] for one in item["intervention"]["effects"]] == ["2026-11-20"]


async def a_case_of_avim(world: World) -> tuple[str, Json]:
    """Open a case at AVIM with a drafted proposal; return the id of that, and what to share it by."""
    case = await opened(world, "avim", "avim")
    draft = (await done(world, "avim", f"/cases/{case['id']}/dsp-proposals", PROPOSED, 201))["id"]
    signal = await world.get("avim", f"/signals/{case['signals'][0]['signalId']}")
    changes: Json = {
        "compartment": "security",
        "items": [{"kind": "dsp_proposal", "id": draft}],
        "receivingDesk": "zorgcoordinator.zeeland",
        "legalBasis": "wpg_20",
        "caseReference": case["reference"],
    }
    return draft, {**proposal({**signal, "care": {"persons": [{"id": signal["id"]}]}}), **changes}


async def test_avim_shares_what_was_proposed_to_the_dsp_and_not_what_is_drafted(world: World) -> None:
    draft, body = await a_case_of_avim(world)
    assert await refused(world, "avim", "/sharing-decisions", body, 400) == NO_ITEM
    await done(world, "avim", f"/dsp-proposals/{draft}/submission")
    amend = {"decision": "amend", "reason": "partner_missing", "text": "Betrek de Arbeidsinspectie."}
    await done(world, "dsp.de-baronie", f"/dsp-proposals/{draft}/decision", amend)
    later = {**PROPOSED, "analysis": "Er zijn vier panden."}
    await done(world, "avim", f"/dsp-proposals/{draft}/versions", later, 201)
    decision = await done(world, "avim", "/sharing-decisions", body, 201)
    await done(world, "dsp.de-baronie", f"/sharing-decisions/{decision['id']}/approval")
    (item,) = await read_items(world, decision, "zorgcoordinator.zeeland")
    assert item["dspProposal"] == {**PROPOSED, "status": "returned"}


async def test_what_the_case_has_put_right_is_shared_no_more(world: World) -> None:
    case, signal, has = await case_with_everything(world)
    (person,) = (await world.get(LEAD, f"/cases/{case['id']}/persons"))["items"]
    note, safety = has["case_note"], has["safety_assessment"]
    corrected = {"text": "Niet meer appen.", "supersedes": note["id"]}
    await done(world, LEAD, f"/cases/{case['id']}/notes", corrected, 201)
    acute = {**SHELTERED, "risk": "acute", "contact": "not_safe"}
    await done(world, LEAD, f"/case-persons/{person['id']}/safety-assessments", acute, 201)
    for kind, thing in (("case_note", note), ("safety_assessment", safety)):
        items = [{"kind": kind, "id": thing["id"]}]
        body = proposal(signal, items=items, caseReference=case["reference"])
        assert await refused(world, LEAD, "/sharing-decisions", body, 400) == NO_ITEM


async def test_how_safe_somebody_of_another_signal_is_goes_by_that_signal(world: World) -> None:
    case, signal, has = await case_with_everything(world)
    labour = (await world.submit(SUBMITTER, victim_signal(exploitationForms=["labour"])))["id"]
    await done(world, LEAD, f"/cases/{case['id']}/signals", {"signalId": labour}, 201)
    by_labour = {**signal, "id": labour}
    for kind, thing in (("safety_assessment", has["safety_assessment"]), ("person", signal["care"]["persons"][0])):
        items = [{"kind": kind, "id": thing["id"]}]
        body = proposal(by_labour, items=items, caseReference=case["reference"], receivingDesk="arbeidsinspectie")
        assert await refused(world, LEAD, "/sharing-decisions", body, 400) == NO_ITEM


async def test_what_was_learned_in_a_case_is_shared_when_it_is_closed(world: World) -> None:
    case, signal, has = await case_with_everything(world)
    closing = {"step": "close", "reason": "other", "outcome": "not_established"}
    await done(world, LEAD, f"/cases/{case['id']}/status", closing)
    items = [{"kind": "case_note", "id": has["case_note"]["id"]}]
    (item,) = await read_items(world, await share(world, signal, items=items, caseReference=case["reference"]))
    assert item["caseNote"]["text"] == NOTE


@pytest.mark.parametrize("case_named", ["no case", "another case", "a case without the signal"])
async def test_nothing_is_shared_from_a_case_that_is_not_the_one_of_the_signal(world: World, case_named: str) -> None:
    case, signal, has = await case_with_everything(world)
    changes: Json = {"caseReference": case["reference"]}
    if case_named == "no case":
        changes = {}
    elif case_named == "another case":
        changes = {"caseReference": (await opened(world, signals=[signal["id"]]))["reference"]}
    else:
        signal = await world.get(LEAD, f"/signals/{(await opened(world))['signals'][0]['signalId']}")
    items = [{"kind": kind, "id": thing["id"]} for kind, thing in has.items()]
    answer = await world.call(LEAD, "POST", "/sharing-decisions", json=proposal(signal, items=items, **changes))
    assert answer.status_code == 400
    told = [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert told == [(f"/items/{number}/id", "unknown_item") for number in range(len(items))]


async def test_a_colleague_outside_the_case_shares_nothing_of_it_and_approves_what_is_named(world: World) -> None:
    case, signal, has = await case_with_everything(world)
    items = [{"kind": "case_note", "id": has["case_note"]["id"]}]
    body = proposal(signal, items=items, caseReference=case["reference"])
    answer = await world.call(COLLEAGUE, "POST", "/sharing-decisions", json=body)
    assert [error["code"] for error in answer.json()["errors"]] == ["unknown_case"]
    decision = await propose(world, signal, items=items, caseReference=case["reference"])
    assert (await read_items(world, decision, COLLEAGUE))[0]["caseNote"]["text"] == NOTE
    assert (await world.call(COLLEAGUE, "GET", f"/cases/{case['id']}/notes")).status_code == 404
    for persona in (SUBMITTER, RIEC, RECEIVER):
        assert (await world.call(persona, "GET", f"/sharing-decisions/{decision['id']}")).status_code in {403, 404}
