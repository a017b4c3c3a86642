"""Personal data leaves the service encrypted, and can be destroyed with its key."""

import os
import re
from datetime import timedelta

import pytest

from app.access.matrix import Compartment
from app.platform.crypto import CryptoError, WrappingKeys
from tests.bodies import signal_aimed_at_both
from tests.cases.proposing import PROPOSED
from tests.mailbox import mailbox
from tests.monitor.passing import passed
from tests.monitor.writing import entry
from tests.sharing.decisions import PROPOSER, share
from tests.triage.mailing import mailed, mailer_of
from tests.working import worker_of
from tests.world import CASE_TABLES, Json, World

IDS = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CANARIES = {
    name: f"kanarie{name.lower()}"
    for name in (
        "narrative",
        "givenName",
        "familyName",
        "alias",
        "description",
        "street",
        "city",
        "name",
        "text",
        "note",
        "words",
        "reason",
        "internal",
        "view",
        "feedback",
        "offer",
        "link",
        "answer",
        "decided",
        "agreed",
        "minuted",
        "post",
        "helped",
        "turned",
        "titled",
        "casenote",
        "suspended",
        "assessed",
        "learned",
        "analysed",
        "barred",
        "intervened",
        "ruled",
        "aimed",
        "reached",
        "undertaken",
        "worked",
        "righted",
        "mistaken",
    )
}


def person(involvement: str) -> Json:
    """Return somebody with a canary in each field."""
    return {
        "involvement": involvement,
        **{name: CANARIES[name] for name in ("givenName", "familyName", "alias", "description")},
        "birthDate": "1987-06-05",
        "phone": "+31 6 98765432",
        "email": "kanarie@voorbeeld.example",
        "address": {"street": CANARIES["street"], "city": CANARIES["city"], "postalCode": "4999 XQ"},
    }


def part(involvement: str) -> Json:
    """Return a part with canaries."""
    return {
        "narrative": f"Dit is een {CANARIES['narrative']} die nergens leesbaar mag blijven staan.",
        "persons": [person(involvement)],
        "locations": [{"kind": "dwelling", "name": CANARIES["name"], "url": "https://kanarie.example/"}],
    }


SIGNAL = signal_aimed_at_both(care=part("possible_victim"), security=part("possible_perpetrator"))
ENRICHMENT = {"compartment": "care", "kind": "other", "text": f"Nog een {CANARIES['text']} ter aanvulling."}


async def submitted(world: World) -> str:
    """Submit the canaries, in every way there is; return the id of the signal."""
    with mailbox() as box:
        async with mailer_of(world, box.server()) as mailer:
            await mailed(world, mailer, box, "zorgcoordinator.de-baronie", f"{CANARIES['post']}@voorbeeld.example")
    signal_id: str = (await world.submit("aandachtsfunctionaris.breda", SIGNAL))["id"]
    await world.call("aandachtsfunctionaris.breda", "POST", f"/signals/{signal_id}/enrichments", json=ENRICHMENT)
    (task,) = await world.tasks("zorgcoordinator.de-baronie")
    await world.call("zorgcoordinator.de-baronie", "PUT", f"/tasks/{task['id']}/claim")
    offer = {"desk": "zorgtafel.de_baronie", "reason": "other", "note": f"Een {CANARIES['offer']}."}
    made = (await world.call("zorgcoordinator.de-baronie", "POST", f"/tasks/{task['id']}/referrals", json=offer)).json()
    returned = {"answer": "return", "reason": "other", "note": f"Een {CANARIES['answer']}."}
    path = f"/referrals/{made['id']}/response"
    answered = await world.call("zorgtafel.de-baronie", "POST", path, json=returned)
    assert answered.json()["answer"]["note"] == returned["note"]
    other_id = (await world.submit("aandachtsfunctionaris.breda", SIGNAL))["id"]
    other = next(t for t in await world.tasks("zorgcoordinator.de-baronie") if t["signalId"] == other_id)
    said = {"otherTask": task["id"], "kind": "same_persons", "reason": f"Een {CANARIES['link']}."}
    linked = await world.call("zorgcoordinator.de-baronie", "POST", f"/tasks/{other['id']}/links", json=said)
    assert linked.json()["reason"] == said["reason"]
    ending = {"outcome": "taken_up", "note": f"Met {CANARIES['note']}"}
    answer = await world.call("zorgcoordinator.de-baronie", "POST", f"/tasks/{task['id']}/outcome", json=ending)
    assert answer.json()["note"] == f"Met {CANARIES['note']}"
    done = {"task": task["id"], "kind": "school_contact", "target": "victim", "organisations": ["school"]}
    body = {**done, "startedOn": "2026-11-01", "description": f"Wij zijn {CANARIES['helped']}."}
    path = f"/signals/{signal_id}/interventions"
    helped = (await world.call("zorgcoordinator.de-baronie", "POST", path, json=body)).json()
    told = {"scale": "victim", "outcome": "safe", "source": "partner", "confidence": "low", "assessedOn": "2026-11-02"}
    path, told["explanation"] = f"/interventions/{helped['id']}/effects", f"Zij is {CANARIES['turned']}."
    answer = await world.call("zorgcoordinator.de-baronie", "POST", path, json=told)
    assert answer.json()["effects"][0]["explanation"] == told["explanation"]
    await put_right(world, helped["id"])
    noted = {"text": f"Met {CANARIES['internal']}"}
    for path, body in (
        (f"/tasks/{task['id']}/notes", noted),
        (f"/tasks/{task['id']}/feedback", {"message": f"Met {CANARIES['feedback']}"}),
        ("/saved-views", {"name": CANARIES["view"]}),
        ("/task-searches", {"person": {name: CANARIES[name] for name in ("givenName", "familyName")}}),
    ):
        assert (await world.call("zorgcoordinator.de-baronie", "POST", path, json=body)).is_success
    await met(world)
    await worked_in_a_case(world, signal_id)
    await proposed(world)
    words = f"Hier staat een {CANARIES['words']}."
    await share(world, await world.get(PROPOSER, f"/signals/{signal_id}"), necessity=words, subsidiarity=words)
    reference = (await world.get(PROPOSER, f"/signals/{signal_id}"))["reference"]
    opening = {"reference": reference, "reason": f"Er is een {CANARIES['reason']} in gevaar."}
    assert (await world.call("avim", "POST", "/break-glass-sessions", json=opening)).status_code == 201
    written = entry(words=f"Een {CANARIES['learned']}.")
    answer = await world.call("ketenregisseur", "POST", "/monitor/entries", json=written)
    assert answer.json()["words"] == written["words"]
    async with worker_of(world) as worker:
        await passed(world, worker, days=30)
    world.clock.advance(-timedelta(days=30))
    return signal_id


async def put_right(world: World, intervention_id: str) -> None:
    """Put right what was said of an intervention, in words."""
    right = {"description": f"Wij waren {CANARIES['righted']}.", "reason": f"Een {CANARIES['mistaken']}."}
    path = f"/interventions/{intervention_id}/corrections"
    answer = await world.call("zorgcoordinator.de-baronie", "POST", path, json=right)
    (change,) = answer.json()["history"]
    assert (change["reason"], change["changes"][0]["after"]) == (right["reason"], right["description"])


async def proposed(world: World) -> None:
    """Let the lead of a case propose to the DSP, and the DSP decide, in words."""
    lead, decider = "avim", "dsp.de-baronie"
    signal_id = (await world.tasks(lead))[0]["signalId"]
    body = {"desk": "avim", "signals": [signal_id], "title": "Een casus"}
    case = (await world.call(lead, "POST", "/cases", json=body)).json()
    words = {"analysis": f"Een {CANARIES['analysed']}.", "barriers": f"Een {CANARIES['barred']}."}
    interventions = [{**PROPOSED["interventions"][0], "text": f"Een {CANARIES['intervened']}."}]
    draft = {**PROPOSED, **words, "interventions": interventions}
    proposal = (await world.call(lead, "POST", f"/cases/{case['id']}/dsp-proposals", json=draft)).json()
    path = f"/dsp-proposals/{proposal['id']}"
    assert (await world.call(lead, "POST", f"{path}/submission")).is_success
    decision = {"decision": "accept", "reason": "priority", "text": f"Een {CANARIES['ruled']}."}
    shown = (await world.call(decider, "POST", f"{path}/decision", json=decision)).json()
    assert (shown["versions"][0]["content"], shown["steps"][1]["text"]) == (draft, decision["text"])


async def met(world: World) -> None:
    """Let a DSP discuss its task, in words."""
    dsp = "dsp.de-baronie"
    task = (await world.tasks(dsp))[0]
    planned = await world.call(dsp, "POST", "/meetings", json={"desk": "dsp.de_baronie", "date": "2026-11-23"})
    path = f"/meetings/{planned.json()['id']}"
    item = (await world.call(dsp, "POST", f"{path}/agenda-items", json={"taskId": task["id"]})).json()
    owner = next(one["id"] for one in (await world.get(dsp, "/colleagues"))["items"] if one["you"])
    action = {"text": f"Een {CANARIES['agreed']}.", "owner": owner, "due": "2026-12-01"}
    for place, body in (
        (f"/agenda-items/{item['id']}/decisions", {"kind": "take_up", "text": f"Een {CANARIES['decided']}."}),
        (f"/agenda-items/{item['id']}/action-points", action),
        (f"{path}/minutes", {"compartment": "security", "text": f"Een {CANARIES['minuted']}."}),
    ):
        assert (await world.call(dsp, "POST", place, json=body)).status_code == 201


async def worked_in_a_case(world: World, signal_id: str) -> None:
    """Let a coordinator open a case, and write in it."""
    coordinator = "zorgcoordinator.de-baronie"
    body = {"desk": "zorgcoordinator.de_baronie", "signals": [signal_id], "title": f"Een {CANARIES['titled']}"}
    case = (await world.call(coordinator, "POST", "/cases", json=body)).json()
    suspension = {"step": "suspend", "reason": "other", "text": f"Een {CANARIES['suspended']}."}
    for path, sent in (("notes", {"text": f"Een {CANARIES['casenote']}."}), ("status", suspension)):
        assert (await world.call(coordinator, "POST", f"/cases/{case['id']}/{path}", json=sent)).is_success
    part = (await world.get(coordinator, f"/signals/{signal_id}"))["care"]
    for kind in ("person", "location"):
        taken = {"signalId": signal_id, f"{kind}Id": part[f"{kind}s"][0]["id"]}
        answer = await world.call(coordinator, "POST", f"/cases/{case['id']}/{kind}s", json=taken)
        assert answer.json()["items"][0][kind] == part[f"{kind}s"][0]
    (person,) = (await world.get(coordinator, f"/cases/{case['id']}/persons"))["items"]
    safety = {"risk": "high", "safePlace": "nowhere", "contact": "phone", "shelter": "none"}
    told = {**safety, "text": f"Een {CANARIES['assessed']}."}
    path = f"/case-persons/{person['id']}/safety-assessments"
    assert (await world.call(coordinator, "POST", path, json=told)).json()["text"] == told["text"]
    goal = {"kind": "protect", "text": f"Een {CANARIES['aimed']}."}
    made = (await world.call(coordinator, "POST", f"/cases/{case['id']}/goals", json=goal)).json()
    step = {"step": "reach", "text": f"Een {CANARIES['reached']}."}
    went = (await world.call(coordinator, "POST", f"/case-goals/{made['id']}/status", json=step)).json()
    assert (went["text"], went["history"][0]["text"]) == (goal["text"], step["text"])
    deed = {"kind": "fine", "target": "business", "organisations": ["municipality"], "startedOn": "2026-11-01"}
    undertaken = {**deed, "description": f"Een {CANARIES['undertaken']}."}
    path = f"/cases/{case['id']}/interventions"
    intervention = (await world.call(coordinator, "POST", path, json=undertaken)).json()
    known = {"scale": "exploitation", "outcome": "disturbed", "source": "partner", "confidence": "high"}
    assessed = {**known, "assessedOn": "2026-11-20", "explanation": f"Een {CANARIES['worked']}."}
    path = f"/interventions/{intervention['id']}/effects"
    seen = (await world.call(coordinator, "POST", path, json=assessed)).json()
    assert (seen["description"], seen["effects"][0]["explanation"]) == (
        undertaken["description"],
        assessed["explanation"],
    )
    shown = await world.get(coordinator, f"/cases/{case['id']}")
    assert (shown["title"], shown["history"][0]["text"]) == (body["title"], suspension["text"])


async def test_no_table_holds_personal_data_that_can_be_read(world: World) -> None:
    await submitted(world)
    sought = [*CANARIES.values(), "1987-06-05", "98765432", "kanarie@", "4999 XQ", "4999XQ", "kanarie.example"]
    async with world.as_superuser() as connection:
        for table in CASE_TABLES:
            rows = await connection.fetch(f"SELECT * FROM {table}")
            dumped = b"\n".join(
                value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row.values()
            )
            assert rows or table == "idempotency_keys"
            told = IDS.sub(b"", dumped)  # an id is drawn, and may hold any four digits by chance
            assert [canary for canary in sought if canary.encode() in told] == [], table


async def test_each_side_has_a_key_of_its_own_that_the_other_sides_key_does_not_open(world: World) -> None:
    signal_id = await submitted(world)
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT compartment, wrapped FROM data_keys WHERE signal_id = $1", signal_id)
    wrapped: dict[str, bytes] = {row["compartment"]: row["wrapped"] for row in rows}
    ring = world.components.ring
    for side, other in ((Compartment.CARE, Compartment.SECURITY), (Compartment.SECURITY, Compartment.CARE)):
        ring[side].open_data_key(wrapped[side], owner=f"data_keys:{signal_id}:{side}")
        for keys in (ring[other], WrappingKeys([os.urandom(32)])):
            with pytest.raises(CryptoError):
                keys.open_data_key(wrapped[side], owner=f"data_keys:{signal_id}:{side}")


async def test_a_ciphertext_moved_to_another_row_is_refused(world: World) -> None:
    first = await world.submit("aandachtsfunctionaris.breda", SIGNAL)
    second = await world.submit("aandachtsfunctionaris.breda", SIGNAL)
    async with world.as_superuser() as connection:
        for table, column in (("signal_parts", "narrative"), ("data_keys", "wrapped")):
            await connection.execute(
                f"UPDATE {table} t SET {column} = o.{column} FROM {table} o WHERE t.signal_id = $1 "
                "AND o.signal_id = $2 AND o.compartment = t.compartment",
                first["id"],
                second["id"],
            )
            answer = await world.call("zorgcoordinator.de-baronie", "GET", f"/signals/{first['id']}")
            assert answer.status_code == 500
            assert "kanarie" not in answer.text
    intact = await world.get("zorgcoordinator.de-baronie", f"/signals/{second['id']}")
    assert CANARIES["narrative"] in intact["care"]["narrative"]


async def test_a_destroyed_key_erases_its_side_and_leaves_the_other(world: World) -> None:
    signal_id = await submitted(world)
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM data_keys WHERE compartment = 'care'")
    view = await world.get("aandachtsfunctionaris.breda", f"/signals/{signal_id}")
    assert view["care"] is None
    assert CANARIES["narrative"] in view["security"]["narrative"]
