"""Somebody at a desk who logs interventions, for the tests of them."""

from tests.bodies import victim_signal
from tests.world import Json, World

SUBMITTER, DESK, OUTSIDER = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie", "zorgcoordinator.zeeland"


def intervention(task: Json, **changes: object) -> Json:
    """Make an intervention on the signal of a task."""
    return {
        "task": task["id"],
        "kind": "ambulatory_support",
        "target": "victim",
        "organisations": ["care_provider"],
        "description": "Wekelijkse begeleiding door één vaste hulpverlener.",
        **changes,
    }


def effect(**changes: object) -> Json:
    """Make an assessment."""
    return {
        "scale": "victim",
        "outcome": "safe",
        "source": "partner",
        "confidence": "high",
        "assessedOn": "2026-11-23",
        "explanation": "Zij woont zelfstandig; de begeleiding loopt goed.",
        **changes,
    }


async def a_task(world: World, desk: str = DESK, **changes: object) -> Json:
    """Let a signal come in; return the task that the desk has of it."""
    signal = await world.submit(SUBMITTER, victim_signal(**changes))
    return next(task for task in await world.tasks(desk) if task["signalId"] == signal["id"])


async def tried(world: World, task: Json, persona: str = DESK, **changes: object) -> tuple[int, Json]:
    """Try to log an intervention; return the status and the answer."""
    path = f"/signals/{task['signalId']}/interventions"
    answer = await world.call(persona, "POST", path, json=intervention(task, **changes))
    return answer.status_code, answer.json()


async def logged(world: World, task: Json, persona: str = DESK, **changes: object) -> Json:
    """Log an intervention and expect that it is taken in."""
    status, answer = await tried(world, task, persona, **changes)
    assert status == 201, answer
    return answer


async def assessed(world: World, intervention_id: str, persona: str = DESK, **changes: object) -> tuple[int, Json]:
    """Assess an effect; return the status and the answer."""
    path = f"/interventions/{intervention_id}/effects"
    answer = await world.call(persona, "POST", path, json=effect(**changes))
    return answer.status_code, answer.json()


async def stepped(
    world: World, intervention_id: str, step: str, persona: str = DESK, on: str = "2026-11-20", **changes: object
) -> tuple[int, Json]:
    """Take a step; return the status and the answer."""
    path = f"/interventions/{intervention_id}/steps"
    answer = await world.call(persona, "POST", path, json={"step": step, "on": on, **changes})
    return answer.status_code, answer.json()


async def withdrawn(
    world: World, intervention_id: str, persona: str = DESK, headers: dict[str, str] | None = None
) -> tuple[int, Json]:
    """Withdraw an intervention as logged in error; return the status and the answer."""
    path, body = f"/interventions/{intervention_id}/withdrawal", {"reason": "Stond al vermeld bij een andere melding."}
    answer = await world.call(persona, "POST", path, json=body, headers=headers)
    return answer.status_code, answer.json()


async def corrected(
    world: World,
    intervention_id: str,
    persona: str = DESK,
    headers: dict[str, str] | None = None,
    **changes: object,
) -> tuple[int, Json]:
    """Put an intervention right; return the status and the answer."""
    body = {"reason": "Bij het invoeren vergist.", **changes}
    answer = await world.call(
        persona, "POST", f"/interventions/{intervention_id}/corrections", json=body, headers=headers
    )
    return answer.status_code, answer.json()
