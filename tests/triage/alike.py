"""Signals that look like one another, for the tests of links."""

from datetime import timedelta

from tests.bodies import NARRATIVE, perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.world import Json, World

BREDA, GOES = "aandachtsfunctionaris.breda", "aandachtsfunctionaris.goes"
DESK, COLLEAGUE, TABLE = "zorgcoordinator.de-baronie", "colleague", "zorgtafel.de-baronie"
SOMEBODY = {"givenName": "Đorđe", "familyNamePrefix": "van der", "familyName": "Meijer", "birthDate": "1999-03-07"}
HOUSE = {"postalCode": "4811 ZZ", "houseNumber": 12}


def care(person: Json | None = None, house: Json | None = None, **changes: object) -> Json:
    """Make a care signal on one possible victim, or on a house."""
    persons = [{"involvement": "possible_victim", **person}] if person is not None else []
    places = [{"kind": "dwelling", "address": house}] if house is not None else []
    return victim_signal(care={"narrative": NARRATIVE, "persons": persons, "locations": places}, **changes)


def security(person: Json, **changes: object) -> Json:
    """Make a security signal on one possible perpetrator."""
    part = {"narrative": NARRATIVE, "persons": [{"involvement": "possible_perpetrator", **person}]}
    return perpetrator_signal(security=part, **changes)


def both(person: Json, **changes: object) -> Json:
    """Make a signal with one person on each side."""
    parts = {
        side: {"narrative": NARRATIVE, "persons": [{"involvement": f"possible_{who}", **person}]}
        for side, who in (("care", "victim"), ("security", "perpetrator"))
    }
    return signal_aimed_at_both(**parts, **changes)


async def submitted(world: World, *signals: Json, apart: timedelta = timedelta(minutes=1)) -> list[str]:
    """Submit signals, one after another; return their ids."""
    made = []
    for signal in signals:
        persona = GOES if signal["municipalityCode"] == "GM0664" else BREDA
        made.append((await world.submit(persona, signal))["id"])
        world.clock.advance(apart)
    return made


async def task_of(world: World, signal_id: str, persona: str = DESK) -> Json:
    """Return the task of a signal on a persona's queues, done or not."""
    listed = await world.tasks(persona) + await world.tasks(persona, "&status=done")
    return next(task for task in listed if task["signalId"] == signal_id)


async def proposals(world: World, task: Json, persona: str = DESK) -> list[Json]:
    """Return the duplicates that are proposed of a task."""
    items: list[Json] = (await world.get(persona, f"/tasks/{task['id']}/duplicate-proposals"))["items"]
    return items


async def link(world: World, task: Json, other: Json, persona: str = DESK, **changes: object) -> tuple[int, Json]:
    """Link the signals of two tasks; return the status and the answer."""
    body = {"otherTask": other["id"], "kind": "same_persons", "reason": "Zelfde naam en geboortedatum.", **changes}
    answer = await world.call(persona, "POST", f"/tasks/{task['id']}/links", json=body)
    return answer.status_code, answer.json()


async def merge(world: World, task: Json, into: Json, persona: str = DESK, **headers: str) -> tuple[int, Json]:
    """Merge a task into another; return the status and the answer."""
    body = {"into": into["id"], "reason": "Dezelfde melding, ook door de school gedaan."}
    answer = await world.call(persona, "POST", f"/tasks/{task['id']}/merge", json=body, headers=headers)
    return answer.status_code, answer.json()


async def undo(world: World, link: Json, persona: str = DESK) -> tuple[int, Json]:
    """Take a link back; return the status and the answer."""
    answer = await world.call(persona, "POST", f"/links/{link['id']}/undo")
    return answer.status_code, answer.json()


async def timeline(world: World, signal_id: str, persona: str) -> list[str]:
    """Return the types of the steps of a signal that a persona reads."""
    return [step["type"] for step in (await world.get(persona, f"/signals/{signal_id}/timeline"))["items"]]
