"""Notifications: that there is work, danger, an answer or feedback, for who has to do with it and while they have."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from app.triage.notifications.kinds import NotificationKind
from app.worker import Worker
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.triage.desk import COLLEAGUE, DESK, OUTSIDER, SUBMITTER, a_desk, actor_id, withdraw
from tests.triage.referring import RECEIVER, SENDER, a_claimed_task, offered, respond
from tests.world import NOW, Json, World

OVERSEER, CHAIN, BEHEERDER = "districtelijk-coordinator.de-baronie", "ketenregisseur", "beheerder"
RULES = "SELECT DISTINCT kind FROM access.notification_rules()"


async def notified(world: World, persona: str, query: str = "") -> list[Json]:
    """List the notifications of a persona."""
    items: list[Json] = (await world.get(persona, f"/notifications?limit=100{query}"))["items"]
    return items


async def kinds(world: World, persona: str) -> list[str]:
    """List the kinds of a persona's notifications, the last first."""
    return [item["kind"] for item in await notified(world, persona)]


async def test_the_database_and_the_service_know_the_same_kinds(shared_world: World) -> None:
    async with shared_world.as_superuser() as connection:
        found = {row["kind"] for row in await connection.fetch(RULES)}
    assert found == set(NotificationKind)


async def test_new_work_is_told_to_everybody_at_the_desk_and_to_nobody_else(world: World) -> None:
    (task_id,) = await a_desk(world)
    for persona in (DESK, COLLEAGUE):
        (item,) = await notified(world, persona)
        assert item == {
            "id": item["id"],
            "kind": "new_work",
            "subject": {"kind": "task", "id": task_id},
            "desk": "zorgcoordinator.de_baronie",
            "createdAt": "2026-11-23T09:30:00Z",
            "readAt": None,
        }
    for persona in (OUTSIDER, SUBMITTER, "avim", "dsp.de-baronie", OVERSEER, CHAIN, BEHEERDER, "auditor"):
        assert await world.get(persona, "/notifications") == {"items": [], "nextCursor": None, "unread": 0}
    assert (await world.call("system.breda", "GET", "/notifications")).status_code == 403


async def test_acute_danger_is_a_kind_of_its_own_on_each_side(world: World) -> None:
    await world.submit(SUBMITTER, signal_aimed_at_both(acuteDanger=True))
    (care,) = await notified(world, DESK)
    (security,) = await notified(world, "dsp.de-baronie")
    assert (care["kind"], security["kind"]) == ("acute_danger", "acute_danger")
    assert "dsp" not in str(care)
    assert "zorg" not in str(security)


async def test_the_same_submission_sent_again_notifies_once(world: World) -> None:
    headers = {"Idempotency-Key": "the-same-signal"}
    body = victim_signal()
    await asyncio.gather(*(world.call(SUBMITTER, "POST", "/signals", json=body, headers=headers) for _ in range(4)))
    assert await kinds(world, DESK) == ["new_work"]


async def test_who_is_assigned_work_hears_so_and_nobody_else(world: World) -> None:
    (task_id,) = await a_desk(world)
    body = {"tasks": [task_id], "assignee": await actor_id(world, COLLEAGUE)}
    world.clock.advance(timedelta(minutes=1))
    assert (await world.call(DESK, "POST", "/task-assignments", json=body)).status_code == 200
    assert await kinds(world, COLLEAGUE) == ["assigned", "new_work"]
    assert await kinds(world, DESK) == ["new_work"]


async def test_late_work_is_told_step_by_step_and_each_step_once(world: World, worker: Worker) -> None:
    made = await world.submit(SUBMITTER, victim_signal())
    for later in (3, 4, 8):
        world.clock.moment = NOW + timedelta(days=later)
        await worker.round()
        await worker.round()
    for persona in (DESK, OVERSEER, CHAIN):
        (one,) = [item for item in await notified(world, persona) if item["kind"] == "escalated"]
        assert one["subject"]["kind"] == "escalation"
        assert (await world.get(persona, f"/escalations/{one['subject']['id']}"))["id"] == one["subject"]["id"]
        assert made["id"] not in str(one)
    assert await kinds(world, "districtelijk-coordinator.zeeland") == []


async def test_feedback_that_is_owed_is_told_to_the_desk(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = NOW + timedelta(days=30)
    await worker.round()
    assert "feedback_overdue" in await kinds(world, DESK)
    assert "feedback_overdue" not in await kinds(world, OUTSIDER)


async def test_an_empty_desk_is_told_to_the_beheerders(world: World, worker: Worker) -> None:
    await withdraw(world, DESK)
    await withdraw(world, "zorgcoordinator-2.de-baronie")
    await world.submit(SUBMITTER, victim_signal())
    await worker.round()
    await worker.round()
    assert await kinds(world, BEHEERDER) == ["desk_unstaffed"]
    assert await kinds(world, OVERSEER) == ["escalated"]


async def test_an_offer_is_told_to_who_receives_it_and_its_return_to_who_sent_it(world: World) -> None:
    task = await a_claimed_task(world)
    referral = await offered(world, task["id"])
    (item,) = await notified(world, RECEIVER)
    assert (item["kind"], item["subject"]) == ("referral_offered", {"kind": "referral", "id": referral["id"]})
    world.clock.advance(timedelta(minutes=1))
    assert (await respond(world, RECEIVER, referral["id"], "return")).status_code == 200
    assert await kinds(world, SENDER) == ["referral_returned", "new_work"]


async def test_an_offer_that_nobody_answers_comes_back_and_is_told(world: World, worker: Worker) -> None:
    task = await a_claimed_task(world)
    await offered(world, task["id"])
    world.clock.moment = NOW + timedelta(days=60)
    await worker.round()
    await worker.round()
    assert (await kinds(world, SENDER)).count("referral_returned") == 1


async def test_what_goes_round_is_told_to_the_desk_and_its_coordinator(world: World) -> None:
    task = await a_claimed_task(world)
    for _ in range(2):
        world.clock.advance(timedelta(minutes=1))
        referral = await offered(world, task["id"])
        await respond(world, RECEIVER, referral["id"], "return")
    assert "referrals_looped" in await kinds(world, SENDER)
    assert await kinds(world, OVERSEER) == ["referrals_looped"]


async def test_feedback_is_told_to_the_people_of_the_municipality(world: World) -> None:
    (task_id,) = await a_desk(world)
    signal_id = (await world.get(DESK, f"/tasks/{task_id}"))["signalId"]
    await world.call(DESK, "POST", f"/tasks/{task_id}/feedback", json={"standardText": "taken_up"})
    (item,) = await notified(world, SUBMITTER)
    assert (item["kind"], item["subject"]) == ("feedback_given", {"kind": "signal", "id": signal_id})
    assert await notified(world, "aandachtsfunctionaris.tilburg") == []


async def test_the_list_is_turned_page_by_page_and_filtered(world: World) -> None:
    await a_desk(world, 5)
    everything = await notified(world, DESK)
    assert len(everything) == 5
    seen, cursor = [], ""
    while True:
        page = await world.get(DESK, f"/notifications?limit=2{cursor}")
        assert page["unread"] == 5
        seen += page["items"]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"
    assert seen == everything
    world.clock.advance(timedelta(minutes=3))
    path = f"/notifications/{everything[0]['id']}/read"
    marked = (await world.call(DESK, "PUT", path)).json()
    assert marked["readAt"] == "2026-11-23T09:33:00Z"
    world.clock.advance(timedelta(minutes=3))
    assert (await world.call(DESK, "PUT", path)).json() == marked
    assert [item["id"] for item in await notified(world, DESK, "&read=true")] == [marked["id"]]
    assert len(await notified(world, DESK, "&read=false")) == 4
    assert (await world.get(DESK, "/notifications"))["unread"] == 4
    assert (await world.get(COLLEAGUE, "/notifications"))["unread"] == 5
    assert (await world.call(DESK, "DELETE", path)).json()["readAt"] is None
    assert (await world.get(DESK, "/notifications"))["unread"] == 5


async def test_what_is_anothers_is_not_there(world: World) -> None:
    await a_desk(world)
    (item,) = await notified(world, DESK)
    for persona in (COLLEAGUE, OUTSIDER, "avim", BEHEERDER):
        for missing in (item["id"], str(uuid4())):
            for method in ("PUT", "DELETE"):
                assert (await world.call(persona, method, f"/notifications/{missing}/read")).status_code == 404
    page = await world.get(DESK, "/notifications")
    assert page["unread"] == 1


async def test_who_no_longer_works_at_the_desk_no_longer_sees_what_was_told_there(world: World) -> None:
    await a_desk(world)
    await world.appoint(COLLEAGUE, "auditor")
    (item,) = await notified(world, COLLEAGUE)
    async with world.as_superuser() as connection:
        await connection.execute(
            "UPDATE appointments SET withdrawn_at = $1 WHERE role = 'zorgcoordinator' "
            "AND actor_id = (SELECT id FROM actors WHERE subject = $2)",
            world.clock.now(),
            COLLEAGUE,
        )
    assert await world.get(COLLEAGUE, "/notifications") == {"items": [], "nextCursor": None, "unread": 0}
    assert (await world.call(COLLEAGUE, "PUT", f"/notifications/{item['id']}/read")).status_code == 404
    await world.submit(SUBMITTER, victim_signal())
    assert len(await notified(world, DESK)) == 2
    assert await world.count("notifications") == 3 + await _others(world)


async def _others(world: World) -> int:
    """Count the notifications of who is at the desk besides the two of these tests."""
    async with world.as_superuser() as connection:
        count: int = await connection.fetchval(
            "SELECT count(*) FROM notifications n JOIN actors a ON a.id = n.actor_id WHERE a.subject NOT IN ($1, $2)",
            DESK,
            COLLEAGUE,
        )
    return count


async def test_a_clock_set_back_neither_loses_nor_doubles(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = NOW + timedelta(days=3)
    await worker.round()
    before = await notified(world, DESK)
    world.clock.moment = NOW + timedelta(hours=1)
    await worker.round()
    await world.submit(SUBMITTER, victim_signal())
    after = await notified(world, DESK)
    assert len(after) == len(before) + 1
    assert {item["id"] for item in before} < {item["id"] for item in after}


async def test_what_is_undone_notifies_nobody(world: World) -> None:
    (task_id,) = await a_desk(world)
    for persona in (DESK, COLLEAGUE):
        await world.call(persona, "PUT", f"/tasks/{task_id}/claim")
    answer = await world.call(COLLEAGUE, "POST", f"/tasks/{task_id}/referrals", json={"desk": "nowhere"})
    assert answer.status_code == 400
    assert await kinds(world, RECEIVER) == []


@pytest.mark.parametrize(
    "statement", ["INSERT INTO notifications (id) VALUES (gen_random_uuid())", "DELETE FROM notifications"]
)
async def test_nobody_plants_or_removes_one(world: World, statement: str) -> None:
    await a_desk(world)
    async with world.as_api(DESK) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
