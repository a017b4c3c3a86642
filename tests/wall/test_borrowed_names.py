"""Ids in bodies and queries and idempotency keys of another are useless, and tell nothing."""

import re
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from app.platform.ids import new_reference
from tests.access.region import populate
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.platform.document import DOCUMENT, nodes
from tests.sharing.decisions import proposal
from tests.wall.replay import Answer, seen
from tests.world import Json, World

SUBMITTER, OTHER_SUBMITTER = "aandachtsfunctionaris.breda", "aandachtsfunctionaris.goes"
COORDINATOR, COLLEAGUE, ELSEWHERE = (
    "zorgcoordinator.de-baronie",
    "zorgcoordinator-2.de-baronie",
    "zorgcoordinator.zeeland",
)
OTHER_TOKENS = re.compile("token|secret|ticket|lease|nonce", re.IGNORECASE)
KEY = {"Idempotency-Key": "0a1b2c3d-the-same"}


@dataclass(frozen=True, slots=True)
class Region:
    """A world with signals in it, by their names."""

    world: World
    made: dict[str, Json]

    async def ask(self, persona: str, method: str, path: str, **options: object) -> Answer:
        """Ask something, and return all that is seen of the answer."""
        return seen(await self.world.call(persona, method, path, **options))  # type: ignore[arg-type]  # as given

    async def propose(self, persona: str, **changes: object) -> Answer:
        """Propose to share a person of the signal that is on both sides, with changes."""
        care = (await self.world.get(SUBMITTER, f"/signals/{self.made['breda both']['id']}"))["care"]
        body = proposal({"id": self.made["breda both"]["id"], "care": care}, **changes)
        return await self.ask(persona, "POST", "/sharing-decisions", json=body)


@pytest.fixture(scope="module")
async def region(shared_world: World) -> Region:
    return Region(shared_world, await populate(shared_world))


async def test_a_proposal_on_a_signal_of_another_desk_is_one_on_no_signal(region: Region) -> None:
    never = await region.propose(COORDINATOR, signalId=str(uuid4()))
    assert never.status == 400
    for name in ("goes victim", "breda perpetrator", "tilburg labour"):
        assert await region.propose(COORDINATOR, signalId=region.made[name]["id"]) == never


async def test_a_proposal_from_the_other_side_of_ones_own_signal_is_one_on_no_signal(region: Region) -> None:
    never = await region.propose(COORDINATOR, signalId=str(uuid4()), compartment="security", receivingDesk="avim")
    both = await region.propose(COORDINATOR, compartment="security", receivingDesk="avim")
    assert both == never


async def test_an_item_of_the_other_side_or_of_another_signal_is_no_item(region: Region) -> None:
    one, other = (region.made[name]["id"] for name in ("breda both", "breda victim"))
    both, victim = (
        await region.world.get(SUBMITTER, f"/signals/{one}"),
        await region.world.get(SUBMITTER, f"/signals/{other}"),
    )
    wrong = [both["security"]["persons"][0]["id"], victim["care"]["persons"][0]["id"], both["id"], str(uuid4())]
    wrong += [item["id"] for item in both["enrichments"]]
    answers = {await region.propose(COORDINATOR, items=[{"kind": "person", "id": item}]) for item in wrong}
    assert len(answers) == 1
    assert answers.pop().status == 400


async def test_glass_of_another_district_is_glass_of_no_signal(region: Region) -> None:
    async def break_glass(reference: str) -> Answer:
        body = {"reference": reference, "reason": "Er is gevaar."}
        return await region.ask(ELSEWHERE, "POST", "/break-glass-sessions", json=body)

    never = await break_glass(new_reference(2026))
    assert never.status == 400
    assert await break_glass(region.made["breda both"]["reference"]) == never
    assert await break_glass(region.made["tilburg labour"]["reference"]) == never


@pytest.mark.parametrize("persona", [COORDINATOR, ELSEWHERE, "avim", "dsp.de-baronie"])
async def test_filters_on_what_is_not_yours_find_what_is_found_on_nothing(region: Region, persona: str) -> None:
    never = await region.ask(persona, "GET", f"/sharing-decisions?signalId={uuid4()}")
    for name in ("goes victim", "tilburg labour", "breda victim"):
        assert await region.ask(persona, "GET", f"/sharing-decisions?signalId={region.made[name]['id']}") == never
    nowhere = await region.ask(persona, "GET", "/tasks?desk=nowhere")
    for desk in ("zorgtafel.de_baronie", "projectleider_ondermijning.GM0758", "arbeidsinspectie"):
        assert await region.ask(persona, "GET", f"/tasks?desk={desk}") == nowhere


def test_there_is_no_other_token_to_borrow() -> None:
    """A claim is of who made it: there is no token of it that somebody else could show. Of cursors and entity tags see
    `test_borrowed_cursors.py` and `test_borrowed_tags.py`."""
    names = {str(node["name"]) for node in nodes(DOCUMENT) if "in" in node and "name" in node}
    names |= {
        name for node in nodes(DOCUMENT) if isinstance(node.get("properties"), dict) for name in node["properties"]
    }
    assert {"cursor", "If-Match", "Idempotency-Key", "claim"} <= names
    assert {name for name in names if OTHER_TOKENS.search(name)} == set()


async def _submitted(answer: httpx.Response) -> str:
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_the_idempotency_key_of_another_is_a_key_of_ones_own(world: World) -> None:
    first = await _submitted(await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY))
    theirs = victim_signal(municipalityCode="GM0664")
    other = await _submitted(await world.call(OTHER_SUBMITTER, "POST", "/signals", json=theirs, headers=KEY))
    colleague = await _submitted(
        await world.call("system.breda", "POST", "/signals", json=victim_signal(), headers=KEY)
    )
    assert len({first, other, colleague}) == 3
    again = await _submitted(await world.call(SUBMITTER, "POST", "/signals", json=victim_signal(), headers=KEY))
    assert again == first


async def test_an_idempotency_key_opens_nothing_that_was_lost(world: World) -> None:
    made = await _submitted(await world.call(SUBMITTER, "POST", "/signals", json=signal_aimed_at_both(), headers=KEY))
    task = next(task for task in await world.tasks(COORDINATOR) if task["signalId"] == made)
    path, ending = f"/tasks/{task['id']}", {"outcome": "taken_up"}
    await world.call(COORDINATOR, "PUT", f"{path}/claim")
    assert (await world.call(COORDINATOR, "POST", f"{path}/outcome", json=ending, headers=KEY)).status_code == 200
    for persona in ("dsp.de-baronie", ELSEWHERE, "avim"):
        answer = seen(await world.call(persona, "POST", f"{path}/outcome", json=ending, headers=KEY))
        never = seen(await world.call(persona, "POST", f"/tasks/{uuid4()}/outcome", json=ending, headers=KEY))
        assert answer == never
    taken = await world.call(COLLEAGUE, "POST", f"{path}/outcome", json=ending, headers=KEY)
    assert taken.status_code == 409, "a colleague's key is not one's own: the task was done by somebody else"
