"""The steps of a signal, as each side may see them."""

from datetime import timedelta

from tests.bodies import signal_aimed_at_both
from tests.world import World

SUBMITTER, CARE_DESK, SECURITY_DESK = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie", "dsp.de-baronie"
ENRICHMENT = {"compartment": "security", "kind": "other", "text": "Een aanvulling die het beeld vollediger maakt."}


async def steps(world: World, persona: str, signal_id: str) -> list[tuple[str, str | None]]:
    """Return types and desks of the steps that a persona sees."""
    items = (await world.get(persona, f"/signals/{signal_id}/timeline"))["items"]
    assert [item["occurredAt"] for item in items] == sorted(item["occurredAt"] for item in items)
    return [(item["type"], item["desk"]) for item in items]


async def test_each_sees_the_steps_of_its_side_in_order(world: World) -> None:
    signal_id = (await world.submit(SUBMITTER, signal_aimed_at_both()))["id"]
    world.clock.advance(timedelta(minutes=5))
    await world.call(SUBMITTER, "POST", f"/signals/{signal_id}/enrichments", json=ENRICHMENT)
    for desk in (CARE_DESK, SECURITY_DESK):
        world.clock.advance(timedelta(minutes=5))
        (task,) = await world.tasks(desk)
        await world.call(desk, "PUT", f"/tasks/{task['id']}/claim")
    world.clock.advance(timedelta(minutes=5))
    await world.call(CARE_DESK, "POST", f"/tasks/{task_of(await world.tasks(CARE_DESK))}/outcome", json=ENDING)

    received = ("signal.received", None)
    zorgcoordinator, dsp = "zorgcoordinator.de_baronie", "dsp.de_baronie"
    assert await steps(world, CARE_DESK, signal_id) == [
        received,
        ("task.opened", zorgcoordinator),
        ("task.claimed", zorgcoordinator),
        ("task.completed", zorgcoordinator),
    ]
    security = await steps(world, SECURITY_DESK, signal_id)
    assert security[0] == received
    assert sorted(security[1:], key=str) == [
        ("signal.enriched", None),
        ("task.claimed", dsp),
        ("task.opened", "avim"),
        ("task.opened", dsp),
    ]
    everything = await steps(world, SUBMITTER, signal_id)
    assert len(everything) == 8
    assert everything[0] == received
    assert everything[-1] == ("task.completed", zorgcoordinator)


ENDING = {"outcome": "support_arranged", "note": "Een plek in de opvang is gevonden."}


def task_of(tasks: list[dict[str, object]]) -> object:
    """Return the id of the only task."""
    (task,) = tasks
    return task["id"]


async def test_a_step_tells_the_outcome_and_never_the_note(world: World) -> None:
    signal_id = (await world.submit(SUBMITTER, signal_aimed_at_both()))["id"]
    task_id = task_of(await world.tasks(CARE_DESK))
    await world.call(CARE_DESK, "PUT", f"/tasks/{task_id}/claim")
    await world.call(CARE_DESK, "POST", f"/tasks/{task_id}/outcome", json=ENDING)
    answer = await world.call(SUBMITTER, "GET", f"/signals/{signal_id}/timeline")
    assert answer.json()["items"][-1]["data"] == {"outcome": "support_arranged"}
    assert "opvang" not in answer.text
