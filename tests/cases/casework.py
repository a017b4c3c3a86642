"""A zorgcoördinator and a DSP with signals to open cases from, for the tests of cases."""

from typing import cast

from tests.bodies import perpetrator_signal, victim_signal
from tests.triage.desk import actor_id
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"
LEAD, DESK = "zorgcoordinator.de-baronie", "zorgcoordinator.de_baronie"
COLLEAGUE, TABLE = "zorgcoordinator-2.de-baronie", "zorgtafel.de-baronie"
ELSEWHERE = "zorgcoordinator.zeeland"
DSP, DSP_DESK, RIEC = "dsp.de-baronie", "dsp.de_baronie", "riec.de-baronie"
TITLE = "Nagelstudio's in de binnenstad"


async def signal_at_desk(world: World) -> str:
    """Bring a signal to the zorgcoördinator of De Baronie; return its id."""
    return str((await world.submit(SUBMITTER, victim_signal()))["id"])


async def perpetrator_at_dsp(world: World) -> str:
    """Bring a signal to the DSP of De Baronie; return its id."""
    return str((await world.submit(SUBMITTER, perpetrator_signal()))["id"])


async def opened(world: World, persona: str = LEAD, desk: str = DESK, **changes: object) -> Json:
    """Open a case; return it."""
    signals = [await (signal_at_desk if desk == DESK else perpetrator_at_dsp)(world)]
    body = {"desk": desk, "signals": signals, "title": TITLE, **changes}
    return await done(world, persona, "/cases", body, 201)


async def done(world: World, persona: str, path: str, body: Json | None = None, status: int = 200) -> Json:
    """Post something and expect that it is done."""
    answer = await world.call(persona, "POST", path, json=body)
    assert answer.status_code == status, answer.text
    return cast("Json", answer.json())


async def refused(world: World, persona: str, path: str, body: Json | None = None, status: int = 409) -> str:
    """Post something and expect that it is refused; return why."""
    answer = await world.call(persona, "POST", path, json=body)
    assert answer.status_code == status, answer.text
    told = answer.json()
    return str((told.get("errors") or [{"message": told["detail"]}])[0]["message"])


async def joined(world: World, case: str, persona: str, by: str = LEAD, until: str = "2027-06-01") -> Json:
    """Let somebody into a case; return their membership."""
    who = await actor_id(world, persona)
    body = {"actorId": who, "until": until}
    detail = await done(world, by, f"/cases/{case}/members", body, 201)
    return next(one for one in detail["members"] if one["actorId"] == who and one["removedAt"] is None)


async def sees(world: World, persona: str, case: str) -> bool:
    """Tell whether a case is there for somebody, in the list as by its id and its notes."""
    listed = {one["id"] for one in (await world.get(persona, "/cases"))["items"]}
    answers = {
        (await world.call(persona, "GET", f"/cases/{case}{more}")).status_code for more in ("", "/notes", "/candidates")
    }
    assert answers == {200 if case in listed else 404}
    return case in listed


async def members_of(world: World, case: str, persona: str = LEAD) -> dict[str, bool]:
    """Return the names of the members of a case, with whether the membership is current."""
    return {one["name"]: one["current"] for one in (await world.get(persona, f"/cases/{case}"))["members"]}


async def told(world: World, case: str) -> list[str]:
    """Return the types of the events of a case in their order."""
    async with world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT type FROM events WHERE subject_id = $1::uuid ORDER BY occurred_at, id", case
        )
    return [row["type"] for row in rows]
