"""The examples in the OpenAPI document work as they stand."""

from tests.platform.document import DOCUMENT, OPERATIONS, resolve
from tests.world import Json, World


def examples_of(method: str, path: str) -> list[Json]:
    """Return the example bodies of an operation; there is at least one."""
    body = DOCUMENT["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]
    examples: list[Json] = resolve(body["schema"])["examples"]
    assert examples
    return examples


def test_every_body_has_an_example() -> None:
    for operation in OPERATIONS:
        if "requestBody" in operation.described:
            examples_of(operation.method, operation.path)


async def test_a_signal_is_submitted_added_to_and_dealt_with_by_the_examples(world: World) -> None:
    submitter, desk = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie"
    for signal in examples_of("POST", "/signals"):
        submitted = await world.submit(submitter, signal)
        for addition in examples_of("POST", "/signals/{id}/enrichments"):
            path = f"/signals/{submitted['id']}/enrichments"
            assert (await world.call(submitter, "POST", path, json=addition)).status_code == 201
    for task, outcome in zip(await world.tasks(desk), examples_of("POST", "/tasks/{id}/outcome"), strict=True):
        assert (await world.call(desk, "PUT", f"/tasks/{task['id']}/claim")).status_code == 200
        ended = await world.call(desk, "POST", f"/tasks/{task['id']}/outcome", json=outcome)
        assert ended.status_code == 200, ended.text
        assert ended.json()["outcome"] == outcome["outcome"]


async def test_people_are_appointed_and_clients_registered_by_the_examples(world: World) -> None:
    for path in ("/appointments", "/clients"):
        for example in examples_of("POST", path):
            made = await world.call("beheerder", "POST", path, json=example)
            assert made.status_code == 201, made.text
            approval = await world.call("beheerder-2", "POST", f"{path}/{made.json()['id']}/approval")
            assert approval.json()["status"] == "current"
    (appointment,) = (await world.get("beheerder", "/appointments?limit=1"))["items"]
    for example in examples_of("POST", "/appointments/{id}/loans"):
        lent = await world.call("zoe.dordevic", "POST", f"/appointments/{appointment['id']}/loans", json=example)
        assert lent.status_code == 201, lent.text


async def test_the_monitor_is_written_in_by_the_examples(world: World) -> None:
    for example in examples_of("POST", "/monitor/entries"):
        written = await world.call("ketenregisseur", "POST", "/monitor/entries", json=example)
        assert written.status_code == 201, written.text


async def test_routing_is_simulated_by_the_examples(shared_world: World) -> None:
    for simulation in examples_of("POST", "/routing-simulations"):
        answer = await shared_world.call(
            "districtelijk-coordinator.de-baronie", "POST", "/routing-simulations", json=simulation
        )
        assert answer.status_code == 200, answer.text


async def test_examples_of_parameters_are_found(shared_world: World) -> None:
    paths = [
        operation.path.replace(f"{{{parameter['name']}}}", example)
        for operation in OPERATIONS
        for parameter in operation.described.get("parameters", [])
        if parameter["in"] == "path"
        for example in parameter["schema"].get("examples", [])
    ]
    assert "/code-lists/exploitation-form" in paths
    for path in paths:
        assert await shared_world.get("aandachtsfunctionaris.breda", path)
