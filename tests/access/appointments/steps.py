"""What beheerders do in these tests."""

from typing import cast

import httpx

from tests.bodies import appointment, loan, machine_client
from tests.world import Json, World

ONE, OTHER = "beheerder", "beheerder-2"


def made(answer: httpx.Response) -> Json:
    """Return what was made."""
    assert answer.status_code == 201, answer.text
    return cast("Json", answer.json())


async def propose(world: World, subject: str = "zoe", role: str = "zorgcoordinator", **changes: object) -> Json:
    """Propose as the first beheerder."""
    return made(await world.call(ONE, "POST", "/appointments", json=appointment(subject, role, **changes)))


async def lend(world: World, persona: str, appointment_id: str, subject: str = "lukasz", **changes: object) -> Json:
    """Lend as a persona."""
    path = f"/appointments/{appointment_id}/loans"
    return made(await world.call(persona, "POST", path, json=loan(subject, **changes)))


async def register(world: World, subject: str = "case-system", **changes: object) -> Json:
    """Register a machine client as the first beheerder."""
    return made(await world.call(ONE, "POST", "/clients", json=machine_client(subject, **changes)))


async def decide(world: World, persona: str, path: str) -> Json:
    """Approve or withdraw as a persona, and expect that it is done."""
    answer = await world.call(persona, "POST", path)
    assert answer.status_code == 200, answer.text
    return cast("Json", answer.json())


async def appoint(world: World, subject: str = "zoe", role: str = "zorgcoordinator", **changes: object) -> Json:
    """Propose as the first beheerder and approve as the second."""
    proposed = await propose(world, subject, role, **changes)
    return await decide(world, OTHER, f"/appointments/{proposed['id']}/approval")


async def own_appointment(world: World, persona: str) -> str:
    """Return the id of the only appointment that a persona holds."""
    (held,) = (await world.get(persona, "/me"))["appointments"]
    return str(held["id"])


async def works(world: World, persona: str) -> bool:
    """Tell whether somebody may do anything at all now."""
    return (await world.call(persona, "GET", "/me")).status_code == 200


def errors_of(answer: httpx.Response) -> set[tuple[str, str]]:
    """Return where an answer says that the body is wrong, and why."""
    assert answer.status_code == 400, answer.text
    return {(error["pointer"], error["code"]) for error in answer.json()["errors"]}
