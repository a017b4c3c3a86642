"""What somebody does in cases: opens them from tasks, lets others in, takes persons over, closes; and a proof."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import httpx

from app.access.matrix import MATRIX, Action, Role
from app.platform.clock import local_date
from scripts.simulation.acting import doing
from scripts.simulation.people import Findings, Json, Person, Region
from scripts.simulation.proposing import propose

OPENS_ON = {Role.ZORGCOORDINATOR: "care", Role.ZORGTAFEL: "care", Role.AVIM: "security", Role.DSP: "security"}
OPENS, SETS = 0.4, 0.4
"""With what chance somebody opens another case while leading one, and sets another goal where there is one."""
TITLES = ("Nagelstudio's in de binnenstad", "Arbeiders in een stalboxencomplex", "Meisjes rond het station")
REFUSED = {httpx.codes.BAD_REQUEST, httpx.codes.CONFLICT, httpx.codes.NOT_FOUND, httpx.codes.FORBIDDEN}
"""How a step is answered that does not fit the case as it stands."""
SAFETY = {"risk": "high", "safePlace": "in_shelter", "contact": "through_others", "shelter": "in_region"}


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody at work on a case of theirs, with a task of one of its signals or of another."""

    person: Person
    case: Json
    task: Json
    drawn: Random

    async def tried(self, what: str, body: Json, name: str) -> list[str]:
        """Do something in the case; return its name when it was done."""
        return await self.tried_at(f"/cases/{self.case['id']}/{what}", body, name)

    async def tried_at(self, path: str, body: Json, name: str) -> list[str]:
        """Do something at a path of something of the case; return its name when it was done."""
        answer = await self.person.ask("POST", path, json=body)
        if answer.is_success:
            return [name]
        return [] if answer.status_code in REFUSED else [str(answer.raise_for_status())]


async def work_on_case(person: Person, task: Json, drawn: Random) -> list[str]:
    """Open a case with the signal of a task, or go on with one that one leads; return what was done."""
    if OPENS_ON.get(person.role) != task["track"]:
        return []
    own = [one async for one in person.pages(f"/cases?lead=me&desk={task['desk']}") if one["status"] != "closed"]
    if not own or drawn.random() < OPENS:
        body = {"desk": task["desk"], "signals": [task["signalId"]], "title": drawn.choice(TITLES)}
        await person.do("POST", "/cases", json=body)
        return ["cases opened"]
    case = await person.do("GET", f"/cases/{drawn.choice(own)['id']}")
    step = drawn.choice((_let_in, _put_in, _note, _take_over, _plan, _do, _propose, _change))
    return await step(Move(person, case, task, drawn))


async def _let_in(move: Move) -> list[str]:
    candidates = (await move.person.do("GET", f"/cases/{move.case['id']}/candidates"))["items"]
    inside = {member["actorId"] for member in move.case["members"]}
    others = [one["id"] for one in candidates if one["id"] not in inside]
    if not others:
        return []
    until = local_date(move.person.played.clock.now()) + timedelta(days=move.drawn.randint(5, 200))
    body = {"actorId": move.drawn.choice(others), "until": until.isoformat()}
    return await move.tried("members", body, "members let into cases")


async def _put_in(move: Move) -> list[str]:
    return await move.tried("signals", {"signalId": move.task["signalId"]}, "signals put into cases")


async def _note(move: Move) -> list[str]:
    return await move.tried("notes", {"text": "De begeleiding loopt; zij wil praten."}, "notes in cases")


async def _take_over(move: Move) -> list[str]:
    """Take everybody over that the signals of a case tell of, and assess how safe some of them are."""
    done = []
    for signal in move.case["signals"]:
        answer = await move.person.ask("GET", f"/signals/{signal['signalId']}")
        part = answer.json().get(move.case["compartment"]) if answer.is_success else None
        for one in (part or {}).get("persons", ()):
            body = {"signalId": signal["signalId"], "personId": one["id"]}
            done += await move.tried("persons", body, "persons taken over into cases")
    for one in (await move.person.do("GET", f"/cases/{move.case['id']}/persons"))["items"][:2]:
        told = {**SAFETY, "text": "Bellen via de opvang."}
        await move.person.do("POST", f"/case-persons/{one['id']}/safety-assessments", json=told)
        done.append("assessments of how safe somebody is")
    return done


async def _plan(move: Move) -> list[str]:
    """Set a goal, or tell of one how it went."""
    goals = (await move.person.do("GET", f"/cases/{move.case['id']}/goals"))["items"]
    if not goals or move.drawn.random() < SETS:
        body = {"kind": move.drawn.choice(("protect", "disturb", "stop")), "text": "Zij zijn veilig vóór de zomer."}
        return await move.tried("goals", body, "goals set in cases")
    goal = move.drawn.choice(goals)
    step = move.drawn.choice(("reach", "drop")) if goal["status"] == "open" else "reopen"
    told = {"step": step, "text": "Zo is besproken in het overleg."}
    return await move.tried_at(f"/case-goals/{goal['id']}/status", told, f"goals that took the step {step}")


async def _do(move: Move) -> list[str]:
    """Log what is done in a case, for one of its goals mostly."""
    goals = (await move.person.do("GET", f"/cases/{move.case['id']}/goals"))["items"]
    today = local_date(move.person.played.clock.now())
    body = {
        **doing(move.case["compartment"], move.drawn, today),
        "goal": move.drawn.choice(goals)["id"] if goals else None,
    }
    return await move.tried("interventions", body, "interventions logged in cases")


async def _propose(move: Move) -> list[str]:
    if move.case["compartment"] == "care":  # the DSP is of the security track
        return []
    return await propose(move.person, move.case, move.drawn)


async def _change(move: Move) -> list[str]:
    step: Json = {"step": "suspend", "reason": "awaiting_partner"}
    if move.case["status"] == "suspended":
        step = {"step": "resume", "reason": "information_received"}
    elif move.drawn.random() < 0.3:
        step = {"step": "close", "reason": "goals_reached", "outcome": "exploitation_ended"}
    return await move.tried("status", step, f"cases that took the step {step['step']}")


async def cases_are_led(region: Region, signals: Collection[str], findings: Findings) -> None:
    """Every case that anybody finds has a lead who is a member now, and a signal that was submitted."""
    known: dict[str, Json] = {}
    for person in region.people:
        if Action.READ_CASE in MATRIX[person.role].actions:
            async for one in person.pages("/cases"):
                known[one["id"]] = known.get(one["id"]) or await person.do("GET", f"/cases/{one['id']}")
    for case in known.values():
        findings.counts["cases that somebody finds"] += 1
        current = {member["actorId"] for member in case["members"] if member["current"]}
        if case["lead"]["id"] not in current:
            findings.wrong.append(f"{case['reference']} is led by nobody who is in it")
        if not {signal["reference"] for signal in case["signals"]} <= set(signals) or not case["signals"]:
            findings.wrong.append(f"{case['reference']} has no signal, or one that nobody submitted")
