"""What somebody does on a signal beyond triage: logs interventions, takes steps, puts them right, assesses them."""

from datetime import date, timedelta
from random import Random

import httpx

from app.interventions.vocabulary import SCALES, SCALES_OF_TARGET, InterventionTarget
from app.platform.clock import local_date
from scripts.simulation.people import Json, Person

BY_SIDE = {
    "care": (
        ("ambulatory_support", "victim", "care_provider"),
        ("shelter_in_region", "victim", "shelter"),
        ("report_to_comensha", "victim", "comensha"),
        ("school_contact", "group_at_risk", "school"),
    ),
    "security": (
        ("investigation", "network", "police"),
        ("stop_conversation", "perpetrator", "police"),
        ("closing_business", "business", "municipality"),
        ("labour_inspection", "location", "labour_inspectorate"),
    ),
}
BEGUN = 0.7
"""Which share of what is logged has begun already, some of it weeks ago."""
DONE = "Uitgevoerd zoals besproken; de betrokkenen zijn ingelicht."
PUT_RIGHT, IN_ERROR = 0.2, 0.1
"""Of how much that goes on something is put right instead, and how much turns out to have been logged in error."""
LOST_RACE = {httpx.codes.CONFLICT}
"""How a step is answered that somebody else was just ahead of."""


async def act(person: Person, task: Json, drawn: Random) -> list[str]:
    """Do something on the signal of a task of one's own, or go on with what is going on; return what was done."""
    today = local_date(person.played.clock.now())
    if task["involvement"] == "assessment":
        found = await person.ask("GET", f"/interventions/{task['interventionId']}")
        if found.status_code == httpx.codes.NOT_FOUND:  # it is done in a case that they are not in
            return []
        return await _assess(person, found.raise_for_status().json(), drawn, today)
    query = f"signalId={task['signalId']}&desk={task['desk']}"
    own = [one async for one in person.pages(f"/interventions?{query}") if one["compartment"] == task["track"]]
    going_on = [one for one in own if one["status"] in {"planned", "started"}]
    if going_on and drawn.random() < 0.6:
        step = _put_right if drawn.random() < PUT_RIGHT else _step
        return await step(person, drawn.choice(going_on), drawn, today)
    if own and drawn.random() < IN_ERROR:
        return await _withdraw(person, drawn.choice(own))
    return await _log(person, task, drawn, today)


async def _log(person: Person, task: Json, drawn: Random, today: date) -> list[str]:
    body = {"task": task["id"], **doing(task["track"], drawn, today)}
    await person.do("POST", f"/signals/{task['signalId']}/interventions", json=body)
    return ["interventions logged"]


def doing(side: str, drawn: Random, today: date) -> Json:
    """Make up what is done on a side: planned, or begun already."""
    kind, target, organisation = drawn.choice(BY_SIDE[side])
    dates = {"plannedFor": (today + timedelta(days=drawn.randint(1, 20))).isoformat()}
    if drawn.random() < BEGUN:
        dates = {"startedOn": (today - timedelta(days=drawn.randint(0, 60))).isoformat()}
    organisations = sorted({organisation, drawn.choice(("municipality", organisation))})
    what = {"kind": kind, "target": target, "description": DONE}
    return {**what, **dates, "organisations": organisations}


async def _step(person: Person, intervention: Json, drawn: Random, today: date) -> list[str]:
    step: Json = {"step": "start" if intervention["status"] == "planned" else "end", "on": today.isoformat()}
    if drawn.random() < 0.2:
        step |= {"step": "stop", "reason": "person_declined"}
    name = f"interventions that {'were stopped' if step['step'] == 'stop' else step['step'] + 'ed'}"
    return await _tried(person, intervention, "steps", step, name)


async def _put_right(person: Person, intervention: Json, drawn: Random, today: date) -> list[str]:
    """Put right what it cost, or when it began; or plan it for another day."""
    body: Json = {"costBand": drawn.choice(("none", "up_to_1000")), "reason": "Nagekeken bij de uitvoerder."}
    if intervention["status"] == "planned":
        body = {"plannedFor": (today + timedelta(days=drawn.randint(1, 20))).isoformat(), "reason": "Verzet."}
    elif drawn.random() < 0.5:
        began = date.fromisoformat(intervention["startedOn"]) - timedelta(days=drawn.randint(0, 14))
        body |= {"startedOn": began.isoformat()}  # no later than it said, after which it may have been assessed
    return await _tried(person, intervention, "corrections", body, "interventions put right")


async def _withdraw(person: Person, intervention: Json) -> list[str]:
    why = {"reason": "Stond al vermeld bij een andere melding."}
    return await _tried(person, intervention, "withdrawal", why, "interventions withdrawn as logged in error")


async def _tried(person: Person, intervention: Json, what: str, body: Json, name: str) -> list[str]:
    """Do something with an intervention; return its name when it was done."""
    answer = await person.ask("POST", f"/interventions/{intervention['id']}/{what}", json=body)
    if answer.is_success:
        return [name]
    return [] if answer.status_code in LOST_RACE else [str(answer.raise_for_status())]


async def _assess(person: Person, intervention: Json, drawn: Random, today: date) -> list[str]:
    scale = drawn.choice(SCALES_OF_TARGET[InterventionTarget(intervention["target"])])
    told = {"scale": scale, "outcome": drawn.choice(SCALES[scale]), "source": "partner", "confidence": "medium"}
    body = {**told, "assessedOn": today.isoformat(), "explanation": DONE}
    return await _tried(person, intervention, "effects", body, "effects assessed")
