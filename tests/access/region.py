"""A small region for the tests of the wall: six signals in three districts, and who should know of which side."""

from datetime import timedelta

from tests.bodies import NARRATIVE, perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.mailbox import mailbox
from tests.sharing.decisions import PROPOSER, share
from tests.triage.mailing import mailed, mailer_of
from tests.world import Json, World

HOUSE = {"kind": "dwelling", "address": {"street": "Fictiestraat", "houseNumber": 12, "postalCode": "4811 ZZ"}}
AT_HOME = {**victim_signal()["care"], "locations": [HOUSE]}
YOUNG_SUSPECT = {
    "narrative": NARRATIVE,
    "persons": [{"involvement": "possible_perpetrator", "estimatedAge": 16}],
    "locations": [HOUSE],
}

SIGNALS: dict[str, tuple[str, Json]] = {
    "breda victim": ("aandachtsfunctionaris.breda", victim_signal(care=AT_HOME)),
    "breda perpetrator": ("system.breda", perpetrator_signal()),
    "breda both": ("aandachtsfunctionaris.breda", signal_aimed_at_both()),
    "breda young": ("aandachtsfunctionaris.breda", perpetrator_signal(security=YOUNG_SUSPECT)),
    "goes victim": ("aandachtsfunctionaris.goes", victim_signal(municipalityCode="GM0664")),
    "tilburg labour": (
        "aandachtsfunctionaris.tilburg",
        perpetrator_signal(
            municipalityCode="GM0855",
            exploitationForms=["labour"],
            security={"narrative": NARRATIVE, "locations": [{"kind": "business", "name": "Voorbeeldkwekerij"}]},
        ),
    ),
}

CARE, SECURITY = "care", "security"
BREDA = {
    ("breda victim", CARE),
    ("breda perpetrator", SECURITY),
    ("breda both", CARE),
    ("breda both", SECURITY),
    ("breda young", SECURITY),
}

KNOWN: dict[str, set[tuple[str, str]]] = {
    "aandachtsfunctionaris.breda": BREDA,
    "system.breda": BREDA,
    "aandachtsfunctionaris.goes": {("goes victim", CARE)},
    "aandachtsfunctionaris.roosendaal": set(),
    "zorgcoordinator.de-baronie": {("breda victim", CARE), ("breda both", CARE)},
    "zorgcoordinator.zeeland": {("goes victim", CARE)},
    "zorgcoordinator.hart-van-brabant": set(),
    "zorgtafel.de-baronie": {("breda young", SECURITY)},
    "zorgtafel.hart-van-brabant": set(),
    "avim": {
        ("breda perpetrator", SECURITY),
        ("breda both", SECURITY),
        ("breda young", SECURITY),
        ("tilburg labour", SECURITY),
    },
    "dsp.de-baronie": {("breda perpetrator", SECURITY), ("breda both", SECURITY)},
    "dsp.hart-van-brabant": {("tilburg labour", SECURITY)},
    "dsp.zeeland": set(),
    "projectleider-ondermijning.breda": {("breda young", SECURITY)},
    "projectleider-ondermijning.tilburg": {("tilburg labour", SECURITY)},
    "projectleider-ondermijning.goes": set(),
    "arbeidsinspectie": {("tilburg labour", SECURITY)},
    "officier-van-justitie": set(),
    "riec.de-baronie": set(),
    "districtelijk-coordinator.de-baronie": set(),
    "ketenregisseur": set(),
    "bestuurlijk-trekker": set(),
    "beheerder": set(),
    "auditor": set(),
}
"""Which sides of which signals each persona needs to know, by section 3 of the design and Bijlage 1."""

SUBMITTERS = {persona for persona in KNOWN if persona.startswith(("aandachtsfunctionaris", "system"))}

ENRICHED = ("breda both", CARE), ("breda both", SECURITY), ("goes victim", CARE)


async def populate(world: World) -> dict[str, Json]:
    """Submit the signals, enrich some, and finish a task with a note on each side; return the answers by name."""
    with mailbox() as box:
        async with mailer_of(world, box.server()) as mailer:
            await mailed(world, mailer, box, "zorgcoordinator.de-baronie", "iemand@gemeente.example")
    made = {name: await world.submit(persona, body) for name, (persona, body) in SIGNALS.items()}
    for name, side in ENRICHED:
        persona = SIGNALS[name][0]
        answer = await world.call(
            persona,
            "POST",
            f"/signals/{made[name]['id']}/enrichments",
            json={"compartment": side, "kind": "other", "text": "Een aanvulling die het beeld vollediger maakt."},
        )
        assert answer.status_code == 201, answer.text
    for desk in ("zorgcoordinator.de-baronie", "dsp.de-baronie"):
        task = next(task for task in await world.tasks(desk) if task["signalId"] == made["breda both"]["id"])
        await world.call(desk, "PUT", f"/tasks/{task['id']}/claim")
        ending = {"outcome": "taken_up", "note": "Opgepakt met de partners; zie de afspraken."}
        answer = await world.call(desk, "POST", f"/tasks/{task['id']}/outcome", json=ending)
        assert answer.status_code == 200, answer.text
        for path, body in (
            (f"/tasks/{task['id']}/notes", {"text": "Gebeld met de partners."}),
            (f"/tasks/{task['id']}/feedback", {"message": "Dank u wel; opgepakt."}),
            ("/saved-views", {"name": "Spoed"}),
            ("/task-searches", {"person": {"familyName": "Voorbeeld"}}),
        ):
            answer = await world.call(desk, "POST", path, json=body)
            assert answer.is_success, answer.text
    await _cross_the_wall(world, made["breda both"])
    return made


async def _cross_the_wall(world: World, signal: Json) -> None:
    """Share an item of a signal, and break glass for it an hour ago."""
    await share(world, await world.get(PROPOSER, f"/signals/{signal['id']}"))
    opening = {"reference": signal["reference"], "reason": "Er is gevaar; de politie staat voor de deur."}
    answer = await world.call("dsp.de-baronie", "POST", "/break-glass-sessions", json=opening)
    assert answer.status_code == 201, answer.text
    world.clock.advance(timedelta(hours=1))
