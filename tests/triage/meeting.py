"""A Zorgtafel with work on both sides and a DSP, for the tests of meetings."""

from typing import cast

from tests.bodies import signal_aimed_at_both
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"
TABLE, TABLE_DESK = "zorgtafel.de-baronie", "zorgtafel.de_baronie"
DSP, DSP_DESK = "dsp.de-baronie", "dsp.de_baronie"
MEMBER = "second-member"
TODAY = "2026-11-23"


async def tasks_at(world: World, desk: str, track: str = "security", number: int = 1) -> list[str]:
    """Bring work to a desk of layer 2, on a side; return the ids of the tasks.

    Routing brings a signal to the DSP, and to the Zorgtafel by other facts; here tasks are moved there.
    """
    for _ in range(number):
        await world.submit(SUBMITTER, signal_aimed_at_both())
    async with world.as_superuser() as connection:
        rows = await connection.fetch(
            "UPDATE tasks SET desk_id = $1 WHERE id IN (SELECT t.id FROM tasks t WHERE t.track = $2 "
            "AND t.desk_id IN ('dsp.de_baronie', 'zorgcoordinator.de_baronie') AND t.status = 'open' "
            "AND t.involvement = 'responsible' ORDER BY t.id DESC LIMIT $3) RETURNING id",
            desk,
            track,
            number,
        )
    assert len(rows) == number
    return sorted(str(row["id"]) for row in rows)


async def planned(world: World, desk: str = DSP_DESK, persona: str = DSP, date: str = TODAY) -> str:
    """Plan a meeting; return its id."""
    answer = await world.call(persona, "POST", "/meetings", json={"desk": desk, "date": date})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def listed(world: World, meeting: str, task: str, persona: str = DSP, **more: object) -> Json:
    """Put a task on an agenda; return the item."""
    answer = await world.call(persona, "POST", f"/meetings/{meeting}/agenda-items", json={"taskId": task, **more})
    assert answer.status_code == 201, answer.text
    return cast("Json", answer.json())


async def decided(world: World, item: str, persona: str = DSP, text: str = "Wij pakken dit op.") -> Json:
    """Record a decision; return the item."""
    body = {"kind": "take_up", "text": text}
    answer = await world.call(persona, "POST", f"/agenda-items/{item}/decisions", json=body)
    assert answer.status_code == 201, answer.text
    return cast("Json", answer.json())


async def agenda(world: World, meeting: str, persona: str = DSP) -> list[tuple[str, str]]:
    """Return the tasks on an agenda in their order, each with what became of it."""
    items = (await world.get(persona, f"/meetings/{meeting}"))["agenda"]
    return [(item["taskId"], item["status"]) for item in items]


async def done(world: World, task: str, persona: str = DSP, outcome: str = "taken_up") -> None:
    """Claim and complete a task."""
    assert (await world.call(persona, "PUT", f"/tasks/{task}/claim")).status_code == 200
    answer = await world.call(persona, "POST", f"/tasks/{task}/outcome", json={"outcome": outcome})
    assert answer.status_code == 200, answer.text
