"""Additions to a signal: for its submitters, on a side that somebody reads."""

import pytest

from tests.bodies import signal_aimed_at_both, victim_signal
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"
TEXT = "Op dit adres staan sinds kort zes personen ingeschreven."


def addition(**changes: object) -> Json:
    """Make an addition to the care side."""
    return {"compartment": "care", "kind": "address_data", "text": TEXT, **changes}


async def enrich(world: World, persona: str, signal: Json, body: Json) -> tuple[int, Json]:
    """Add as a persona; return the status and the answer."""
    answer = await world.call(persona, "POST", f"/signals/{signal['id']}/enrichments", json=body)
    return answer.status_code, answer.json()


async def test_each_side_reads_its_own_additions(world: World) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both())
    for body in (addition(), addition(compartment="security", kind="earlier_sanctions", text=TEXT[::-1])):
        status, view = await enrich(world, SUBMITTER, signal, body)
        assert status == 201
        assert {name: view[name] for name in body} == body
        assert view["addedAt"] == "2026-11-23T09:30:00Z"
    care = await world.get("zorgcoordinator.de-baronie", f"/signals/{signal['id']}")
    assert [added["text"] for added in care["enrichments"]] == [TEXT]
    assert care["security"] is None
    assert TEXT[::-1] not in str(care)
    security = await world.get("dsp.de-baronie", f"/signals/{signal['id']}")
    assert [added["text"] for added in security["enrichments"]] == [TEXT[::-1]]
    assert security["care"] is None


async def test_an_addition_to_a_side_without_a_part_is_read_by_its_desks(world: World) -> None:
    labour = victim_signal(aimedAt="unknown", exploitationForms=["labour"])
    signal = await world.submit(SUBMITTER, labour)
    assert await world.count("data_keys") == 1
    for number in (1, 2):
        body = addition(compartment="security", text=f"{TEXT} {number}")
        assert (await enrich(world, SUBMITTER, signal, body))[0] == 201
    assert await world.count("data_keys") == 2
    for persona in (SUBMITTER, "arbeidsinspectie"):
        view = await world.get(persona, f"/signals/{signal['id']}")
        assert view["security"] is None
        assert [added["text"] for added in view["enrichments"]] == [f"{TEXT} 1", f"{TEXT} 2"]
    assert (await world.get("zorgcoordinator.de-baronie", f"/signals/{signal['id']}"))["enrichments"] == []


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (addition(kind="earlier_sanctions"), "/kind", "wrong_compartment"),
        (addition(compartment="security", kind="care_history"), "/kind", "wrong_compartment"),
        (addition(compartment="security"), "/compartment", "unread_part"),
        (addition(compartment="both"), "/compartment", "enum"),
        (addition(kind="gossip"), "/kind", "enum"),
        (addition(text=" \n"), "/text", "string_too_short"),
        (addition(text=f"{TEXT} Nummer 111222333."), "/text", "bsn"),
        (addition(extra=1), "/extra", "extra_forbidden"),
    ],
)
async def test_a_wrong_addition_is_refused(world: World, body: Json, pointer: str, code: str) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    stored = await world.stored()
    status, problem = await enrich(world, SUBMITTER, signal, body)
    assert status == 400
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]
    assert await world.stored() == stored


async def test_an_addition_may_be_as_short_as_an_address(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    status, view = await enrich(world, SUBMITTER, signal, addition(text="Kade 1, Breda"))
    assert (status, view["text"]) == (201, "Kade 1, Breda")


async def test_everything_that_the_body_alone_shows_to_be_wrong_is_told_at_once(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    body = addition(kind="earlier_sanctions", text="", extra=1)
    status, problem = await enrich(world, SUBMITTER, signal, body)
    assert status == 400
    assert {(error["pointer"], error["code"]) for error in problem["errors"]} == {
        ("/kind", "wrong_compartment"),
        ("/text", "string_too_short"),
        ("/extra", "extra_forbidden"),
    }


async def test_only_the_municipality_that_submitted_adds(world: World) -> None:
    signal = await world.submit("system.breda", victim_signal())
    stored = await world.stored()
    assert (await enrich(world, "aandachtsfunctionaris.goes", signal, addition()))[0] == 404
    assert (await enrich(world, "zorgcoordinator.de-baronie", signal, addition()))[0] == 403
    assert await world.stored() == stored
    assert (await enrich(world, SUBMITTER, signal, addition()))[0] == 201


async def test_nothing_is_added_to_a_closed_signal(world: World) -> None:
    signal = await world.submit(SUBMITTER, victim_signal())
    (task,) = await world.tasks("zorgcoordinator.de-baronie")
    await world.call("zorgcoordinator.de-baronie", "PUT", f"/tasks/{task['id']}/claim")
    await world.call("zorgcoordinator.de-baronie", "POST", f"/tasks/{task['id']}/outcome", json={"outcome": "taken_up"})
    status, problem = await enrich(world, SUBMITTER, signal, addition())
    assert status == 409
    assert "closed" in problem["detail"]
    assert await world.count("enrichments") == 0
