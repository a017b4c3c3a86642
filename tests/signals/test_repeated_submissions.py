"""A signal that is sent again shows nobody more than they may read."""

from datetime import timedelta

import pytest

from tests.access.appointments.steps import ONE, OTHER, decide, register
from tests.bodies import perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.triage.referring import offered, responded
from tests.world import Json, World

CLIENT, SUBMITTER, CARE, TABLE = (
    "case-system",
    "aandachtsfunctionaris.breda",
    "zorgcoordinator.de-baronie",
    "zorgtafel.de-baronie",
)
KEY = {"Idempotency-Key": "zaak-2026-0001"}
ADDED = "Zij is in 2019 opgenomen geweest."


async def a_client(world: World, *scopes: str, municipality: str = "GM0758") -> str:
    """Register a machine client with scopes; return the registration."""
    registered = await register(world, CLIENT, scopes=list(scopes), municipalityCode=municipality)
    await decide(world, OTHER, f"/clients/{registered['id']}/approval")
    return str(registered["id"])


async def much_happens(world: World, signal_id: str) -> None:
    """Let the municipality add to a signal, and the desk hand its work to the next."""
    addition = {"compartment": "care", "kind": "care_history", "text": ADDED}
    added = await world.call(SUBMITTER, "POST", f"/signals/{signal_id}/enrichments", json=addition)
    assert added.status_code == 201, added.text
    (task,) = await world.tasks(CARE)
    assert (await world.call(CARE, "PUT", f"/tasks/{task['id']}/claim")).status_code == 200
    await responded(world, TABLE, (await offered(world, task["id"]))["id"], "accept")


def many_persons() -> Json:
    """Make a signal on both sides with several persons and places, some of which look alike."""
    signal = signal_aimed_at_both(exploitationForms=["labour", "sexual"], acuteDanger=True)
    signal["care"]["persons"] *= 3
    signal["care"]["locations"] = [{"kind": "dwelling", "address": {"postalCode": "4811 ZZ", "houseNumber": 12}}] * 2
    return signal


@pytest.mark.parametrize("body", [victim_signal(acuteDanger=True), many_persons()])
async def test_who_may_only_submit_is_answered_again_as_at_first_whatever_happened(world: World, body: Json) -> None:
    await a_client(world, "signals:own:submit")
    first = await world.call(CLIENT, "POST", "/signals", json=body, headers=KEY)
    assert first.status_code == 201, first.text
    await much_happens(world, first.json()["id"])
    world.clock.advance(timedelta(days=40))
    again = await world.call(CLIENT, "POST", "/signals", json=body, headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["location"] == first.headers["location"]
    assert (again.json()["status"], again.json()["enrichments"]) == ("received", [])
    assert ADDED not in again.text
    assert await world.count("signals") == 1


async def test_who_may_read_too_is_told_how_it_stands_now(world: World) -> None:
    await a_client(world, "signals:own:submit", "signals:known:read")
    first = await world.call(CLIENT, "POST", "/signals", json=victim_signal(), headers=KEY)
    await much_happens(world, first.json()["id"])
    again = (await world.call(CLIENT, "POST", "/signals", json=victim_signal(), headers=KEY)).json()
    assert again == await world.get(CLIENT, f"/signals/{first.json()['id']}")
    assert [one["text"] for one in again["enrichments"]] == [ADDED]


async def test_a_client_that_moved_is_refused_its_old_municipality_and_not_told_of_a_signal(world: World) -> None:
    registered = await a_client(world, "signals:own:submit")
    assert (await world.call(CLIENT, "POST", "/signals", json=victim_signal(), headers=KEY)).status_code == 201
    world.clock.advance(timedelta(minutes=1))
    await decide(world, ONE, f"/clients/{registered}/withdrawal")
    await a_client(world, "signals:own:submit", municipality="GM0664")
    answers = [
        await world.call(CLIENT, "POST", "/signals", json=body, headers=headers)
        for body, headers in ((victim_signal(), KEY), (perpetrator_signal(), KEY), (victim_signal(), {}))
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert len({answer.json()["detail"] for answer in answers}) == 1, "sent before or not, it is answered alike"
    assert await world.count("signals") == 1
