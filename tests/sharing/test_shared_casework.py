"""What a case has is shared item by item, by who is in it, as it stood; nothing beside it is told."""

import pytest

from tests.cases.casework import COLLEAGUE, LEAD, RIEC, SUBMITTER, done, opened
from tests.cases.proposing import PROPOSED
from tests.cases.test_interventions import DONE
from tests.cases.test_persons import SHELTERED, named, with_person
from tests.interventions.logging import effect
from tests.sharing.decisions import RECEIVER, proposal, propose, share
from tests.world import Json, World

NOTE = "Zij slaapt bij haar tante; niet aanbellen, wél appen."


async def case_with_everything(world: World) -> tuple[Json, Json, dict[str, Json]]:
    """Open a case with one of everything in it; return it, its signal, and what it has by the kind of item."""
    case, part = await with_person(world)
    place = f"/cases/{case['id']}"
    (person,) = (await done(world, LEAD, f"{place}/persons", named(case, part["persons"][0]), 201))["items"]
    (location,) = (await done(world, LEAD, f"{place}/locations", named(case, part["locations"][0], "location"), 201))[
        "items"
    ]
    safety = await done(world, LEAD, f"/case-persons/{person['id']}/safety-assessments", SHELTERED, 201)
    intervention = await done(world, LEAD, f"{place}/interventions", DONE, 201)
    await done(world, LEAD, f"/interventions/{intervention['id']}/effects", effect(assessedOn="2026-11-20"), 201)
    has = {
        "person": person["person"],
        "location": location["location"],
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
    assert told["person"] == has["person"]["id"]
    assert has["person"]["givenName"] not in str(item)


async def test_an_intervention_of_a_case_comes_with_what_it_did(world: World) -> None:
    case, signal, has = await case_with_everything(world)
    items = [{"kind": "intervention", "id": has["intervention"]["id"]}]
    (item,) = await read_items(world, await share(world, signal, items=items, caseReference=case["reference"]))
    assert item["intervention"]["description"] == DONE["description"]
    assert [one["assessedOn"] for one in item["intervention"]["effects"]] == ["2026-11-20"]


async def test_avim_shares_a_proposal_to_the_dsp_as_its_last_version_says(world: World) -> None:
    case = await opened(world, "avim", "avim")
    draft = await done(world, "avim", f"/cases/{case['id']}/dsp-proposals", PROPOSED, 201)
    signal = await world.get("avim", f"/signals/{case['signals'][0]['signalId']}")
    changes: Json = {
        "compartment": "security",
        "items": [{"kind": "dsp_proposal", "id": draft["id"]}],
        "receivingDesk": "zorgcoordinator.zeeland",
        "legalBasis": "wpg_20",
        "caseReference": case["reference"],
    }
    body = {**proposal({**signal, "care": {"persons": [{"id": signal["id"]}]}}), **changes}
    decision = await done(world, "avim", "/sharing-decisions", body, 201)
    await done(world, "dsp.de-baronie", f"/sharing-decisions/{decision['id']}/approval")
    later = {**PROPOSED, "analysis": "Er zijn vier panden."}
    answer = await world.call("avim", "POST", f"/dsp-proposals/{draft['id']}/versions", json=later)
    assert answer.is_success, answer.text
    (item,) = await read_items(world, decision, "zorgcoordinator.zeeland")
    assert item["dspProposal"] == {**PROPOSED, "status": "drafted"}


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
    elsewhere = [
        kind for kind in has if case_named == "a case without the signal" or kind not in {"person", "location"}
    ]
    items = [{"kind": kind, "id": has[kind]["id"]} for kind in elsewhere]
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
