"""What somebody makes of signals that may be the same: merges the work, links them, or says that they are not one."""

from random import Random

import httpx

from scripts.simulation.people import Json, Person

MERGES, TAKES_BACK = 0.7, 0.15
"""With what chance work that can be merged is, and with what chance a merge is undone when it is looked at again."""
KINDS = ("same_persons", "same_place", "related", "distinct")
REFUSED = {httpx.codes.CONFLICT, httpx.codes.NOT_FOUND, httpx.codes.FORBIDDEN}
"""How a step is answered when somebody else was just ahead with a task, when the link is there already, or when only
another desk may take back what was merged."""


async def compare(person: Person, task: Json, drawn: Random) -> list[str]:
    """Look at what is like a task of one's own; return what was made of it."""
    if drawn.random() < TAKES_BACK and await _take_back(person, task):
        return ["merges that were undone"]
    proposals = (await person.do("GET", f"/tasks/{task['id']}/duplicate-proposals"))["items"]
    if not proposals:
        return []
    best, reason = proposals[0], "Dezelfde persoon, gemeld door een ander."
    if best["mergeable"] and drawn.random() < MERGES:
        merged = await _said(person, f"/tasks/{task['id']}/merge", {"into": best["task"]["id"], "reason": reason})
        return ["tasks that were merged into another"] if merged else []
    link = {"otherTask": best["task"]["id"], "kind": drawn.choice(KINDS), "reason": reason}
    return ["links between signals"] if await _said(person, f"/tasks/{task['id']}/links", link) else []


async def goes_on_in(person: Person, task: Json) -> str | None:
    """Return the task that the work of a merged one goes on in, as somebody at its desk is told."""
    for link in (await person.do("GET", f"/tasks/{task['id']}/links"))["items"]:
        if link["kind"] == "merged" and link["undoneAt"] is None and link["intoOther"]:
            return str(link["other"]["id"])
    return None


async def _take_back(person: Person, task: Json) -> bool:
    links = (await person.do("GET", f"/tasks/{task['id']}/links"))["items"]
    merged = [link for link in links if link["kind"] == "merged" and link["undoneAt"] is None]
    return bool(merged) and await _said(person, f"/links/{merged[0]['id']}/undo", None)


async def _said(person: Person, path: str, json: Json | None) -> bool:
    answer = await person.ask("POST", path, json=json)
    return answer.is_success or (answer.status_code not in REFUSED and bool(answer.raise_for_status()))
