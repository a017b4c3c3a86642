"""Work is handed to another desk by offering it and accepting it, and is never without a desk that is responsible."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from tests.triage.desk import SUBMITTER
from tests.triage.referring import (
    ELSEWHERE,
    FROM,
    RECEIVER,
    SENDER,
    TO,
    a_claimed_task,
    a_partner,
    offered,
    refer,
    respond,
    responded,
)
from tests.world import NOW, Json, World


async def timeline(world: World, persona: str, signal_id: str) -> list[Json]:
    """Return the steps of a signal as somebody sees them."""
    items: list[Json] = (await world.get(persona, f"/signals/{signal_id}/timeline"))["items"]
    return items


async def test_what_is_accepted_is_the_receivers_and_no_longer_the_senders(world: World) -> None:
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"])
    assert (referral["status"], referral["direction"], referral["note"]) == (
        "offered",
        "next_layer",
        "Graag bespreken.",
    )
    world.clock.advance(timedelta(minutes=5))
    accepted = await responded(world, RECEIVER, referral["id"], "accept", note="Staat op de agenda.")
    assert (accepted["status"], accepted["answer"]["note"]) == ("accepted", "Staat op de agenda.")
    done = await world.get(SENDER, f"/tasks/{task['id']}")
    assert (done["status"], done["outcome"]) == ("done", "handed_over")
    (taken,) = await world.tasks(RECEIVER)
    assert (taken["id"], taken["signalId"]) == (accepted["taskId"], task["signalId"])
    assert {name: taken[name] for name in ("desk", "track", "layer", "involvement", "status", "openedAt")} == {
        "desk": TO,
        "track": "care",
        "layer": 2,
        "involvement": "responsible",
        "status": "open",
        "openedAt": "2026-11-23T09:35:00Z",
    }
    assert taken["dueAt"] == "2026-11-26T09:35:00Z"  # three working days
    detail = await world.get(RECEIVER, f"/tasks/{taken['id']}")
    assert detail["referralId"] == referral["id"]
    assert detail["reasons"] == [
        {"nl": "Doorgeleid: Bespreking op de volgende laag", "en": "Referred: To be discussed on the next layer"}
    ]
    async with world.as_superuser() as connection:
        kept = await connection.fetch("SELECT about, task_id::text AS task FROM deadlines")
    of_the_receiver = {("work", taken["id"]), ("first_feedback", taken["id"])}
    assert {(row["about"], row["task"]) for row in kept} == of_the_receiver, "what is owed goes with the work"


async def test_the_signal_moves_with_its_history_on_its_own_side(world: World) -> None:
    task = await a_claimed_task(world, both_sides=True)
    referral = await offered(world, task["id"])
    path = f"/signals/{task['signalId']}"
    assert (await world.call(RECEIVER, "GET", path)).status_code == 404
    await responded(world, RECEIVER, referral["id"], "accept")
    view = await world.get(RECEIVER, path)
    assert view["care"]["narrative"]
    assert view["security"] is None
    steps = await timeline(world, RECEIVER, task["signalId"])
    assert [step["type"] for step in steps] == [
        "signal.received",
        "task.opened",
        "task.claimed",
        "referral.offered",
        "referral.accepted",
        "task.completed",
        "task.opened",
    ]
    assert {step["compartment"] for step in steps} == {None, "care"}


async def test_the_submitter_sees_that_it_was_referred_and_no_words(world: World) -> None:
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"], desk=None, partner=await a_partner(world), note="Zoekt een bed.")
    await responded(world, SENDER, referral["id"], "return", note="Geen plek.")
    steps = await timeline(world, SUBMITTER, task["signalId"])
    assert [(step["type"], step["desk"], step["data"]) for step in steps[-2:]] == [
        ("referral.offered", FROM, {"to": "shelter"}),
        ("referral.returned", FROM, {}),
    ]
    for word in ("bed", "plek", "Sterk Huis"):
        assert word not in str(steps)
    for path in ("/referrals", f"/referrals/{referral['id']}"):
        assert (await world.call(SUBMITTER, "GET", path)).status_code == 403


async def test_before_accepting_the_receiver_knows_the_envelope_and_the_note(world: World) -> None:
    task = await a_claimed_task(world)
    await offered(world, task["id"])
    (seen,) = (await world.get(RECEIVER, "/referrals?received=true"))["items"]
    assert (seen["sent"], seen["note"], seen["reference"], seen["taskId"]) == (
        False,
        "Graag bespreken.",
        task["reference"],
        None,
    )
    assert task["id"] not in str(seen)
    assert task["signalId"] not in str(seen)
    assert (await world.get(RECEIVER, "/referrals?received=false"))["items"] == []
    (own,) = (await world.get(SENDER, "/referrals?received=false&status=offered"))["items"]
    assert (own["sent"], own["taskId"]) == (True, task["id"])
    assert (await world.get(SENDER, "/referrals?status=accepted"))["items"] == []


async def test_the_sender_stays_responsible_and_cannot_end_its_task_while_it_is_offered(world: World) -> None:
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"])
    ending = {"outcome": "taken_up"}
    answer = await world.call(SENDER, "POST", f"/tasks/{task['id']}/outcome", json=ending)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:signaalbrug:problem:conflict")
    assert (await world.get(SENDER, f"/tasks/{task['id']}"))["status"] == "claimed"
    withdrawn = await world.call(SENDER, "POST", f"/referrals/{referral['id']}/withdrawal")
    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")
    assert (await world.call(SENDER, "POST", f"/tasks/{task['id']}/outcome", json=ending)).status_code == 200


async def test_handed_over_is_no_outcome_that_somebody_chooses(world: World) -> None:
    task = await a_claimed_task(world)
    assert "handed_over" not in (await world.get(SENDER, f"/tasks/{task['id']}"))["possibleOutcomes"]
    answer = await world.call(SENDER, "POST", f"/tasks/{task['id']}/outcome", json={"outcome": "handed_over"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/outcome")
    async with world.as_api(SENDER) as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute("UPDATE tasks SET status = 'done', outcome = 'handed_over'")


async def test_a_task_that_is_offered_does_not_end_past_the_api_either(world: World) -> None:
    await offered(world, (await a_claimed_task(world))["id"])
    async with world.as_api(SENDER) as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute("UPDATE tasks SET status = 'done', outcome = 'taken_up'")


async def test_what_is_returned_stays_where_it_is(world: World) -> None:
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"])
    returned = await responded(world, RECEIVER, referral["id"], "return", reason="no_capacity", note="Vol.")
    assert returned["status"] == "returned"
    (seen,) = (await world.get(SENDER, "/referrals"))["items"]
    assert (seen["answer"]["reason"], seen["answer"]["note"], seen["answer"]["byYou"]) == ("no_capacity", "Vol.", False)
    assert await world.tasks(RECEIVER) == []
    assert (await world.get(SENDER, f"/tasks/{task['id']}"))["status"] == "claimed"


async def test_only_who_claimed_a_task_refers_it_and_once_at_a_time(world: World) -> None:
    await world.appoint("colleague", "zorgcoordinator", district="de_baronie")
    task = await a_claimed_task(world)
    assert (await refer(world, task["id"], "colleague")).status_code == 409
    await offered(world, task["id"])
    again = await refer(world, task["id"])
    assert (again.status_code, "withdraw" in again.json()["detail"]) == (409, True)
    await world.call(SENDER, "DELETE", f"/tasks/{task['id']}/claim")
    answer = await refer(world, task["id"])
    assert (answer.status_code, "allowed: assign, claim" in answer.json()["detail"]) == (409, True)


async def test_a_referral_that_ended_allows_no_step(world: World) -> None:
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"])
    await responded(world, RECEIVER, referral["id"], "return")
    for answer in (
        await respond(world, RECEIVER, referral["id"], "accept"),
        await world.call(SENDER, "POST", f"/referrals/{referral['id']}/withdrawal"),
    ):
        assert answer.status_code == 409
        assert "is returned" in answer.json()["detail"]
        assert answer.json()["detail"].endswith("allowed: none.")


async def test_only_the_receiver_answers_and_only_the_sender_withdraws(world: World) -> None:
    referral = await offered(world, (await a_claimed_task(world))["id"])
    for step in ("accept", "return"):
        assert (await respond(world, SENDER, referral["id"], step)).status_code == 403
    assert (await world.call(RECEIVER, "POST", f"/referrals/{referral['id']}/withdrawal")).status_code == 403
    for persona in (ELSEWHERE, "avim", "dsp.de-baronie"):
        assert (await respond(world, persona, referral["id"], "accept")).status_code == 404
        assert (await world.call(persona, "GET", f"/referrals/{referral['id']}")).status_code == 404
    assert (await world.get(SENDER, f"/referrals/{referral['id']}"))["status"] == "offered"


async def test_a_referral_waits_as_long_as_its_urgency_says(world: World) -> None:
    normal = await offered(world, (await a_claimed_task(world))["id"])
    assert datetime.fromisoformat(normal["expiresAt"]) == NOW + timedelta(days=2)  # two working days
    acute = await offered(world, (await a_claimed_task(world, acuteDanger=True))["id"])
    assert datetime.fromisoformat(acute["expiresAt"]) == NOW + timedelta(minutes=30)


async def test_the_list_is_paged_without_loss_and_its_cursor_is_ones_own(world: World) -> None:
    made = [(await offered(world, (await a_claimed_task(world))["id"]))["id"] for _ in range(5)]
    found: list[str] = []
    cursor = ""
    while True:
        page = await world.get(RECEIVER, f"/referrals?limit=2{cursor}")
        found += [item["id"] for item in page["items"]]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"
    assert found == made[::-1]
    assert (await world.call(SENDER, "GET", f"/referrals?limit=2{cursor}")).status_code == 400


async def test_the_owner_of_the_words_is_the_referral(world: World) -> None:
    referral = await offered(world, (await a_claimed_task(world))["id"])
    async with world.as_superuser() as connection:
        note = await connection.fetchval("SELECT note FROM referrals WHERE id = $1", UUID(referral["id"]))
    assert b"bespreken" not in note
