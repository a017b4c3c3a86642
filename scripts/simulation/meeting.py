"""The weekly meeting of a Zorgtafel or a DSP: what is on its table, what is decided, who does what, and the minutes."""

from collections import Counter
from datetime import timedelta
from random import Random

from app.access.matrix import Role
from app.platform.clock import local_date
from app.triage.meetings.states import DecisionKind
from scripts.simulation.people import Json, Person

MEETS_ON, MEETS_AT = 3, 10
"""The weekday, counted from Monday, and the hour."""
MEETS = (Role.ZORGTAFEL, Role.DSP)
ON_THE_TABLE = 20
"""How many tasks are discussed at most."""
ACTS = 0.4
"""With what chance an action point is agreed on."""


async def meet(person: Person, drawn: Random) -> Counter[str]:
    """Hold a meeting at which the open work of the desk is discussed; return what came of it."""
    done: Counter[str] = Counter()
    tasks = [task async for task in person.pages("/tasks") if task["involvement"] != "action"][:ON_THE_TABLE]
    if not tasks:
        return done
    today = local_date(person.played.clock.now())
    meeting = await person.do("POST", "/meetings", json={"desk": tasks[0]["desk"], "date": today.isoformat()})
    colleagues = (await person.do("GET", f"/colleagues?desk={tasks[0]['desk']}"))["items"]
    for task in tasks:
        item = await person.do("POST", f"/meetings/{meeting['id']}/agenda-items", json={"taskId": task["id"]})
        decision: Json = {"kind": drawn.choice(list(DecisionKind)), "text": "De tafel is het hierover eens."}
        await person.do("POST", f"/agenda-items/{item['id']}/decisions", json=decision)
        done["items discussed at meetings"] += 1
        if colleagues and drawn.random() < ACTS:
            due = today + timedelta(days=drawn.randint(1, 14))
            action = {
                "text": "Bel de gemeente en de opvang, en koppel terug aan de tafel.",
                "owner": drawn.choice(colleagues)["id"],
                "due": due.isoformat(),
            }
            await person.do("POST", f"/agenda-items/{item['id']}/action-points", json=action)
            done["action points agreed on"] += 1
    for track in sorted({task["track"] for task in tasks}):
        minutes = {"compartment": track, "text": "Aanwezig: de voorzitter en de vaste leden. De agenda is gevolgd."}
        await person.do("POST", f"/meetings/{meeting['id']}/minutes", json=minutes)
    await person.do("POST", f"/meetings/{meeting['id']}/holding")
    done["meetings held"] += 1
    return done
