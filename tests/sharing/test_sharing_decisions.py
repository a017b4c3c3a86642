"""Named items cross the wall by a decision of two people, until a date, and nothing beside them."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.interventions.logging import assessed, logged
from tests.sharing.decisions import (
    APPROVER,
    PROPOSER,
    RECEIVER,
    proposal,
    propose,
    share,
    signal_to_share,
    signal_with_two_of_everything,
)
from tests.world import Json, World

CONTENT = {
    "person": {"id", "involvement", "givenName"},
    "location": {"id", "kind", "address"},
    "narrative": {"narrative"},
    "enrichment": {"kind", "text"},
    "intervention": {"kind", "target", "status", "startedOn", "description"},
}
"""What is read of each kind of item of a signal, among other things."""


async def received(world: World, decision_id: str) -> int:
    """Return how the receiver is answered when it asks for a decision."""
    return (await world.call(RECEIVER, "GET", f"/sharing-decisions/{decision_id}")).status_code


async def test_a_proposal_is_visible_to_the_giving_side_only(world: World) -> None:
    decision = await propose(world, await signal_to_share(world))
    assert decision["status"] == "proposed"
    assert (await world.get(APPROVER, f"/sharing-decisions/{decision['id']}")) == decision
    assert await received(world, decision["id"]) == 404
    assert (await world.get(RECEIVER, "/sharing-decisions"))["items"] == []
    for persona in ("zorgcoordinator.zeeland", "avim", "dsp.de-baronie"):
        assert (await world.call(persona, "GET", f"/sharing-decisions/{decision['id']}")).status_code == 404


async def test_nobody_approves_what_they_proposed(world: World) -> None:
    decision = await propose(world, await signal_to_share(world))
    answer = await world.call(PROPOSER, "POST", f"/sharing-decisions/{decision['id']}/approval")
    assert answer.status_code == 403
    assert await received(world, decision["id"]) == 404


async def test_the_receiver_sees_who_shared_what_why_and_until_when(world: World) -> None:
    signal = await signal_to_share(world)
    decision = await share(world, signal)
    seen = await world.get(RECEIVER, f"/sharing-decisions/{decision['id']}")
    assert (seen["status"], seen["reference"], seen["validUntil"]) == (
        "approved",
        signal["reference"],
        "2026-12-23T11:00:00Z",
    )
    assert (seen["proposed"]["by"], seen["approved"]["by"]) == (PROPOSER, APPROVER)
    assert seen["necessity"] == "Zonder haar naam weet de DSP niet wie beschermd moet worden."
    (item,) = seen["items"]
    assert (item["kind"], item["person"]["givenName"]) == ("person", "Zoë")
    (listed,) = (await world.get(RECEIVER, "/sharing-decisions?received=true"))["items"]
    assert listed["id"] == decision["id"]
    assert "items" not in listed


async def test_only_what_was_named_is_visible_and_not_its_neighbours(world: World) -> None:
    signal = await signal_to_share(world)
    decision = await share(world, signal)
    told = (await world.call(RECEIVER, "GET", f"/sharing-decisions/{decision['id']}")).text
    assert "Łucja" not in told
    assert signal["care"]["narrative"] not in told
    assert "zusje" not in told
    for path in ("", "/timeline", "/routing"):
        assert (await world.call(RECEIVER, "GET", f"/signals/{signal['id']}{path}")).status_code == 404
    assert (await world.get(RECEIVER, "/signals"))["items"] == []


async def test_every_kind_of_item_can_be_shared_by_itself(world: World) -> None:
    signal, has = await signal_with_two_of_everything(world)
    things = [(kind, thing) for kind, of_kind in has.items() for thing in of_kind]
    words = ["Zoë", "Łucja", "Veer", "Kaai", "verteld", "zusje", "schuld", "begeleid", "ondergebracht"]
    for (kind, thing), word in zip(things, words, strict=True):
        decision = await share(world, signal, items=[{"kind": kind, "id": thing["id"]}])
        answer = await world.call(RECEIVER, "GET", f"/sharing-decisions/{decision['id']}")
        (item,) = answer.json()["items"]
        assert {name for name, value in item.items() if value is not None} == {"kind", "id", kind}
        assert (item["kind"], item["id"]) == (kind, thing["id"])
        shown = {kind: item[kind]} if kind == "narrative" else item[kind]
        known = shown.keys() & thing.keys()
        assert {name: shown[name] for name in known} == {name: thing[name] for name in known}
        assert known >= CONTENT[kind]
        assert [one for one in words if one in answer.text] == [word]
        assert not [
            one["id"] for other, one in things if other != "narrative" and one != thing and one["id"] in answer.text
        ]


async def test_after_its_end_nothing_of_it_is_visible_to_the_receiver(world: World) -> None:
    decision = await share(world, await signal_to_share(world))
    world.clock.moment = datetime(2026, 12, 23, 11, 0, tzinfo=UTC) - timedelta(seconds=1)
    assert await received(world, decision["id"]) == 200
    world.clock.advance(timedelta(seconds=1))
    assert await received(world, decision["id"]) == 404
    assert (await world.get(RECEIVER, "/sharing-decisions"))["items"] == []
    assert (await world.get(PROPOSER, f"/sharing-decisions/{decision['id']}"))["status"] == "expired"
    again = await world.call(APPROVER, "POST", f"/sharing-decisions/{decision['id']}/revocation")
    assert again.status_code == 409


async def test_a_revocation_ends_it_at_once_and_keeps_what_was_shared_on_record(world: World) -> None:
    decision = await share(world, await signal_to_share(world))
    answer = await world.call(PROPOSER, "POST", f"/sharing-decisions/{decision['id']}/revocation")
    assert (answer.status_code, answer.json()["revoked"]["by"]) == (200, PROPOSER)
    assert await received(world, decision["id"]) == 404
    kept = await world.get(APPROVER, f"/sharing-decisions/{decision['id']}")
    assert (kept["status"], kept["items"]) == ("revoked", decision["items"])
    for step in ("approval", "revocation"):
        answer = await world.call(APPROVER, "POST", f"/sharing-decisions/{decision['id']}/{step}")
        assert answer.status_code == 409
        assert "allowed: none" in answer.json()["detail"]


async def test_the_receiver_does_not_decide(world: World) -> None:
    decision = await share(world, await signal_to_share(world))
    answer = await world.call(RECEIVER, "POST", f"/sharing-decisions/{decision['id']}/revocation")
    assert answer.status_code == 403
    assert await received(world, decision["id"]) == 200


async def test_of_two_who_approve_at_once_one_gets_a_conflict(world: World) -> None:
    await world.appoint("third", "zorgcoordinator", district="de_baronie")
    decision = await propose(world, await signal_to_share(world))
    path = f"/sharing-decisions/{decision['id']}/approval"
    answers = await asyncio.gather(*(world.call(who, "POST", path) for who in (APPROVER, "third")))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_security_items_go_to_the_care_side_by_avim(world: World) -> None:
    signal = await signal_to_share(world)
    seen = await world.get("avim", f"/signals/{signal['id']}")
    items = [{"kind": "person", "id": seen["security"]["persons"][0]["id"]}]
    body = proposal(signal, compartment="security", items=items, receivingDesk="zorgcoordinator.de_baronie")
    body["legalBasis"] = "wpg_20"
    made = await world.call("avim", "POST", "/sharing-decisions", json=body)
    assert made.status_code == 201, made.text
    path = f"/sharing-decisions/{made.json()['id']}"
    assert (await world.call("zorgcoordinator.de-baronie", "GET", path)).status_code == 404
    assert (await world.call("dsp.de-baronie", "POST", f"{path}/approval")).status_code == 200
    (item,) = (await world.get("zorgcoordinator.de-baronie", path))["items"]
    assert item["person"]["familyName"] == "Voorbeeld"


async def test_everything_that_is_wrong_with_a_proposal_is_told_at_once(world: World) -> None:
    signal = await signal_to_share(world)
    wrong = proposal(
        signal,
        receivingDesk="zorgcoordinator.zeeland",
        purpose="curiosity",
        legalBasis="wpg_19",
        validUntil="2028-01-01T00:00:00Z",
        consent={"askedBy": "Wijkteam", "askedOn": "2026-11-20"},
    )
    answer = await world.call(PROPOSER, "POST", "/sharing-decisions", json=wrong)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/receivingDesk",
        "/purpose",
        "/legalBasis",
        "/consent",
        "/validUntil",
    ]


async def test_consent_says_who_asked_and_when(world: World) -> None:
    signal = await signal_to_share(world)
    without = await world.call(PROPOSER, "POST", "/sharing-decisions", json=proposal(signal, legalBasis="avg_6_1_a"))
    assert [error["pointer"] for error in without.json()["errors"]] == ["/consent"]
    consent = {"askedBy": "Wijkteam Noord", "askedOn": "2026-11-20"}
    decision = await share(world, signal, legalBasis="avg_6_1_a", consent=consent)
    assert (await world.get(RECEIVER, f"/sharing-decisions/{decision['id']}"))["consent"] == consent


async def test_the_arbeidsinspectie_receives_labour_signals_only(world: World) -> None:
    answer = await world.call(
        PROPOSER,
        "POST",
        "/sharing-decisions",
        json=proposal(await signal_to_share(world), receivingDesk="arbeidsinspectie"),
    )
    assert [error["code"] for error in answer.json()["errors"]] == ["labour_only"]


async def test_an_item_of_another_side_signal_or_kind_is_not_there(world: World) -> None:
    signal, other = await signal_to_share(world), await signal_to_share(world)
    suspect = (await world.get("avim", f"/signals/{signal['id']}"))["security"]["persons"][0]["id"]
    victim = signal["care"]["persons"][0]["id"]
    names = [
        {"kind": "person", "id": suspect},
        {"kind": "person", "id": other["care"]["persons"][0]["id"]},
        {"kind": "location", "id": victim},
        {"kind": "person", "id": str(uuid4())},
        {"kind": "person", "id": victim},
        {"kind": "person", "id": victim},
    ]
    answer = await world.call(PROPOSER, "POST", "/sharing-decisions", json=proposal(signal, items=names))
    told = [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert told == [*((f"/items/{n}/id", "unknown_item") for n in range(4)), ("/items/5", "repeated_item")]


async def test_a_signal_that_is_not_on_ones_desk_on_that_side_cannot_be_shared(world: World) -> None:
    signal = await signal_to_share(world)
    for persona, side in (
        ("zorgcoordinator.zeeland", "care"),
        (PROPOSER, "security"),
        ("avim", "care"),
    ):
        answer = await world.call(persona, "POST", "/sharing-decisions", json=proposal(signal, compartment=side))
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/signalId"], persona
        unknown = proposal({**signal, "id": str(uuid4())}, compartment=side)
        never = await world.call(persona, "POST", "/sharing-decisions", json=unknown)
        assert never.json()["errors"] == answer.json()["errors"]


async def test_a_proposal_that_is_sent_twice_is_made_once(world: World) -> None:
    signal = await signal_to_share(world)
    headers = {"Idempotency-Key": "proposal-0001"}
    sent = [
        await world.call(PROPOSER, "POST", "/sharing-decisions", json=proposal(signal), headers=headers)
        for _ in range(2)
    ]
    assert {answer.json()["id"] for answer in sent} == {sent[0].json()["id"]}
    assert await world.count("sharing_decisions") == 1


async def test_who_loses_the_appointment_loses_what_was_shared(world: World) -> None:
    decision = await share(world, await signal_to_share(world))
    appointment = await world.appoint("newcomer", "dsp", district="hart_van_brabant")
    path = f"/sharing-decisions/{decision['id']}"
    assert (await world.call("newcomer", "GET", path)).status_code == 200
    async with world.as_superuser() as connection:
        await connection.execute(
            "UPDATE appointments SET withdrawn_at = $2 WHERE id = $1", appointment, world.clock.now()
        )
    assert (await world.call("newcomer", "GET", path)).status_code == 403


async def test_the_list_of_decisions_is_paged_and_filtered(world: World) -> None:
    signal, other = await signal_to_share(world), await signal_to_share(world)
    made = [(await propose(world, signal))["id"] for _ in range(3)]
    await propose(world, other)
    path = f"/sharing-decisions?signalId={signal['id']}&received=false&limit=2"
    first = await world.get(PROPOSER, path)
    second = await world.get(PROPOSER, f"{path}&cursor={first['nextCursor']}")
    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
    stolen = await world.call(APPROVER, "GET", f"{path}&cursor={first['nextCursor']}")
    assert stolen.status_code == 400


async def test_an_intervention_is_shared_with_what_it_did_as_it_stood(world: World) -> None:
    signal = await signal_to_share(world)
    task = next(one for one in await world.tasks(PROPOSER) if one["signalId"] == signal["id"])
    victim = signal["care"]["persons"][0]["id"]
    made = await logged(world, task, startedOn="2026-11-02", person=victim)
    other = await logged(world, task, startedOn="2026-11-03")
    assert (await assessed(world, made["id"], assessedOn="2026-11-20"))[0] == 201
    decision = await share(world, signal, items=[{"kind": "intervention", "id": made["id"]}])
    assert (await assessed(world, made["id"], outcome="revictimised", assessedOn="2026-11-22"))[0] == 201
    (item,) = (await world.get(RECEIVER, f"/sharing-decisions/{decision['id']}"))["items"]
    shared = item["intervention"]
    assert (shared["kind"], shared["status"], shared["startedOn"]) == ("ambulatory_support", "started", "2026-11-02")
    assert shared["description"] == made["description"]
    assert [(effect["outcome"], effect["assessedOn"]) for effect in shared["effects"]] == [("safe", "2026-11-20")]
    assert victim not in str(item), "whom it was aimed at is an item of its own"
    assert (await world.call(RECEIVER, "GET", f"/interventions/{made['id']}")).status_code == 404
    assert other["id"] not in str(await world.get(RECEIVER, f"/sharing-decisions/{decision['id']}"))


async def test_an_intervention_of_another_side_or_signal_is_no_item(world: World) -> None:
    signal, elsewhere = await signal_to_share(world), await signal_to_share(world)
    tasks = {one["signalId"]: one for one in await world.tasks(PROPOSER)}
    police = next(one for one in await world.tasks("avim") if one["signalId"] == signal["id"])
    doing: Json = {"kind": "stop_conversation", "target": "perpetrator", "organisations": ["police"]}
    of_another = await logged(world, tasks[elsewhere["id"]], startedOn="2026-11-02")
    of_police = await logged(world, police, "avim", **doing)
    assert (await assessed(world, of_another["id"], assessedOn="2026-11-20"))[0] == 201
    for made in (of_another, of_police):
        body = proposal(signal, items=[{"kind": "intervention", "id": made["id"]}])
        answer = await world.call(PROPOSER, "POST", "/sharing-decisions", json=body)
        assert [error["code"] for error in answer.json()["errors"]] == ["unknown_item"]
