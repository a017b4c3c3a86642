"""Those who follow the programme write in its monitor: what was done, another light with a reason, an evaluation."""

from random import Random

from app.access.matrix import Role
from app.monitor.figures.periods import Period, Span
from app.platform.clock import local_date
from scripts.simulation.people import Json, Person

WRITES = 0.05
"""With what chance somebody writes something when the overseers look."""
KINDS = ("evidence", "evidence", "evidence", "light", "evaluation")
LIGHTS = ("green", "amber", "red", "by_rules")


async def write(person: Person, drawn: Random) -> int:
    """Write something of the present quarter or the one before it, now and then; return how often that was."""
    if drawn.random() >= WRITES:
        return 0
    today = local_date(person.played.clock.now())
    kind = drawn.choice(KINDS)
    period = Period.of(Span.HALF_YEAR if kind == "evaluation" else Span.QUARTER, today)
    written: Json = {"kind": kind, "period": drawn.choice((period, period.previous)).name, "words": "Zoals besproken."}
    area = person.area if person.role is Role.DISTRICTELIJK_COORDINATOR else None
    if kind != "evaluation":
        written["action"] = drawn.choice(await _actions(person, area))
    if kind == "light":
        written["light"] = drawn.choice(LIGHTS)
    await person.do("POST", "/monitor/entries", json={**written, "district": area})
    return 1


async def _actions(person: Person, area: str | None) -> list[str]:
    """List the actions of somebody's own district, or of the region."""
    actions = (await person.do("GET", "/monitor/actions"))["items"]
    return [action["code"] for action in actions if any(one["district"] == area for one in action["areas"])]
