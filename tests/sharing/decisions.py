"""Sharing decisions for tests: signals to share from, and proposals that are right."""

from tests.bodies import signal_aimed_at_both
from tests.interventions.logging import logged
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"
PROPOSER, APPROVER = "zorgcoordinator.de-baronie", "zorgcoordinator-2.de-baronie"
RECEIVER = "dsp.hart-van-brabant"
RECEIVING_DESK = "dsp.hart_van_brabant"
"""A desk that has no task on a signal of Breda, so that it knows of it by the decision alone."""


async def signal_to_share(world: World) -> Json:
    """Submit a signal aimed at both in Breda, with two victims and an addition on the care side."""
    body = signal_aimed_at_both()
    body["care"]["persons"].append({"involvement": "close_contact", "givenName": "Łucja"})
    made = await world.submit(SUBMITTER, body)
    addition = {"compartment": "care", "kind": "household", "text": "Zij woont er met haar zusje van negen jaar."}
    answer = await world.call(SUBMITTER, "POST", f"/signals/{made['id']}/enrichments", json=addition)
    assert answer.status_code == 201
    return await world.get(PROPOSER, f"/signals/{made['id']}")


async def signal_with_two_of_everything(world: World) -> tuple[Json, dict[str, list[Json]]]:
    """Submit a signal in Breda; return it, and what its care side has by the kind of item, each in words of its own."""
    body = signal_aimed_at_both()
    persons = [{"involvement": "possible_victim", "givenName": name} for name in ("Zoë", "Łucja")]
    streets = [{"kind": "dwelling", "address": {"street": street, "houseNumber": 12}} for street in ("Veer", "Kaai")]
    body["care"] |= {"narrative": "Vertrouwelijk verteld.", "persons": persons, "locations": streets}
    signal_id = (await world.submit(SUBMITTER, body))["id"]
    for text in ("Een zusje van negen.", "Een schuld bij de buren."):
        addition = {"compartment": "care", "kind": "household", "text": text}
        assert (await world.call(SUBMITTER, "POST", f"/signals/{signal_id}/enrichments", json=addition)).is_success
    task = next(one for one in await world.tasks(PROPOSER) if one["signalId"] == signal_id)
    words = ("Wekelijks begeleid.", "Elders ondergebracht.")
    interventions = [await logged(world, task, startedOn="2026-11-02", description=text) for text in words]
    signal = await world.get(PROPOSER, f"/signals/{signal_id}")
    has = {name: signal["care"][f"{name}s"] for name in ("person", "location")}
    told = [{"id": signal_id, "narrative": signal["care"]["narrative"]}]
    return signal, {**has, "narrative": told, "enrichment": signal["enrichments"], "intervention": interventions}


def proposal(signal: Json, **changes: object) -> Json:
    """Make a proposal to share the first victim of a signal with a DSP elsewhere."""
    return {
        "signalId": signal["id"],
        "compartment": "care",
        "items": [{"kind": "person", "id": signal["care"]["persons"][0]["id"]}],
        "receivingDesk": RECEIVING_DESK,
        "purpose": "protect_victim",
        "legalBasis": "avg_6_1_d",
        "necessity": "Zonder haar naam weet de DSP niet wie beschermd moet worden.",
        "proportionality": "Er is gevaar; gedeeld wordt één persoon.",
        "subsidiarity": "Anoniem overleg gaf te weinig houvast.",
        "validUntil": "2026-12-23T12:00:00+01:00",
        **changes,
    }


async def propose(world: World, signal: Json, **changes: object) -> Json:
    """Propose to share, and expect that it is taken in."""
    answer = await world.call(PROPOSER, "POST", "/sharing-decisions", json=proposal(signal, **changes))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    assert answer.headers["location"] == f"/v1/sharing-decisions/{made['id']}"
    return made


async def share(world: World, signal: Json, **changes: object) -> Json:
    """Propose to share, and let a colleague approve it."""
    made = await propose(world, signal, **changes)
    answer = await world.call(APPROVER, "POST", f"/sharing-decisions/{made['id']}/approval")
    assert answer.status_code == 200, answer.text
    approved: Json = answer.json()
    return approved
