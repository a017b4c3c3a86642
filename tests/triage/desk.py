"""A desk with work and colleagues, for the tests of queues."""

from datetime import timedelta
from uuid import UUID

from tests.bodies import victim_signal
from tests.world import NOW, Json, World

SUBMITTER, DESK, COLLEAGUE, OUTSIDER = (
    "aandachtsfunctionaris.breda",
    "zorgcoordinator.de-baronie",
    "colleague",
    "zorgcoordinator.zeeland",
)


async def a_desk(world: World, tasks: int = 1) -> list[str]:
    """Give the desk a colleague and some tasks; return their ids."""
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    for _ in range(tasks):
        await world.submit(SUBMITTER, victim_signal())
    return [task["id"] for task in await world.tasks(DESK)]


async def claim(world: World, persona: str, task_id: str) -> None:
    """Claim a task and expect that it is given."""
    assert (await world.call(persona, "PUT", f"/tasks/{task_id}/claim")).status_code == 200


async def wait(world: World, persona: str, task_id: str, until: str = "2026-12-01", **headers: str) -> tuple[int, Json]:
    """Set a task aside; return the status and the answer."""
    body = {"reason": "partner_answer", "until": until}
    answer = await world.call(persona, "PUT", f"/tasks/{task_id}/wait", json=body, headers=headers)
    return answer.status_code, answer.json()


async def actor_id(world: World, subject: str) -> str:
    """Return the id of an actor by its subject."""
    async with world.as_superuser() as connection:
        return str(await connection.fetchval("SELECT id FROM actors WHERE subject = $1", subject))


async def events(world: World, task_id: str) -> list[str]:
    """Return the types of the events of a task in their order."""
    async with world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT type FROM events WHERE subject_id = $1 ORDER BY occurred_at, id", UUID(task_id)
        )
    return [row["type"] for row in rows]


async def appoint_until(world: World, subject: str, hours: int) -> None:
    """Give somebody an appointment at the desk for some hours."""
    await world.appoint(subject, "zorgcoordinator", district="de_baronie", valid_until=NOW + timedelta(hours=hours))


async def withdraw(world: World, subject: str) -> None:
    """Let a beheerder withdraw every appointment of somebody, a minute later."""
    world.clock.advance(timedelta(minutes=1))
    items = (await world.get("beheerder", "/appointments?limit=100&status=current"))["items"]
    for item in items:
        if item["subject"] == subject:
            answer = await world.call("beheerder", "POST", f"/appointments/{item['id']}/withdrawal")
            assert answer.status_code == 200, answer.text
