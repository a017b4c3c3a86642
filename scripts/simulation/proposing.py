"""What is proposed to the DSP of a district, and what it decides."""

from random import Random

import httpx

from scripts.simulation.people import Json, Person

SUBMITS, DECIDES = 0.7, 0.8
PROPOSED: Json = {
    "analysis": "Panden van één eigenaar; de bewoners werken in de zaken eronder en betalen hun huur in uren.",
    "barriers": "De vergunning van de gemeente, en de huurcontracten van de woningcorporatie.",
    "interventions": [
        {
            "kind": "closing_business",
            "scale": "exploitation",
            "expected": "disturbed",
            "text": "Sluiting van de zaak; de werkwijze is aan die plek gebonden.",
        }
    ],
    "partners": ["municipality", "police", "riec"],
}
DECISIONS = (
    {"decision": "accept", "reason": "feasible", "text": "Akkoord."},
    {"decision": "accept", "reason": "feasible", "text": "Akkoord; begin deze maand."},
    {"decision": "amend", "reason": "partner_missing", "text": "Betrek de Arbeidsinspectie."},
    {"decision": "refuse", "reason": "no_capacity", "text": "Dit kan dit kwartaal niet."},
)
LOST_RACE = {httpx.codes.CONFLICT, httpx.codes.NOT_FOUND}


async def propose(person: Person, case: Json, drawn: Random) -> list[str]:
    """Draft a proposal in a case that one leads, write one again that came back, or submit one."""
    listed = (await person.do("GET", f"/cases/{case['id']}/dsp-proposals"))["items"]
    mine = next((one for one in listed if one["draftedByYou"] and one["status"] in {"drafted", "returned"}), None)
    if mine is None:
        return await _tried(person, f"/cases/{case['id']}/dsp-proposals", PROPOSED, "DSP proposals drafted")
    if mine["status"] == "returned":
        better = {**PROPOSED, "partners": [*PROPOSED["partners"], "labour_inspectorate"]}
        return await _tried(person, f"/dsp-proposals/{mine['id']}/versions", better, "DSP proposals written again")
    if drawn.random() < SUBMITS:
        return await _tried(person, f"/dsp-proposals/{mine['id']}/submission", None, "DSP proposals submitted")
    return []


async def decide(person: Person, drawn: Random) -> list[str]:
    """Decide at the table of the DSP on what was submitted to it."""
    done = []
    for one in [one async for one in person.pages("/dsp-proposals?status=submitted")]:
        if drawn.random() < DECIDES:
            path = f"/dsp-proposals/{one['id']}/decision"
            done += await _tried(person, path, drawn.choice(DECISIONS), "DSP proposals decided on")
    return done


async def _tried(person: Person, path: str, body: Json | None, name: str) -> list[str]:
    answer = await person.ask("POST", path, json=body)
    if answer.is_success:
        return [name]
    return [] if answer.status_code in LOST_RACE else [str(answer.raise_for_status())]
