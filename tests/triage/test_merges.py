"""Work that is merged goes on elsewhere, ends there, and can come back: nothing is lost on the way."""

import asyncio
from datetime import timedelta

import pytest

from app.worker import Worker
from tests.triage.alike import (
    BREDA,
    COLLEAGUE,
    DESK,
    SOMEBODY,
    TABLE,
    both,
    care,
    link,
    merge,
    submitted,
    task_of,
    timeline,
    undo,
)
from tests.world import Json, World


async def duplicates(world: World, number: int = 2) -> list[Json]:
    """Give the desk a colleague and some signals on one person; return their tasks."""
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    return [await task_of(world, signal) for signal in await submitted(world, *(care(SOMEBODY) for _ in range(number)))]


async def task(world: World, one: Json, persona: str = DESK) -> Json:
    """Read a task again."""
    return await world.get(persona, f"/tasks/{one['id']}")


async def end(world: World, one: Json, outcome: str = "support_arranged", persona: str = DESK) -> None:
    """Claim a task and complete it."""
    assert (await world.call(persona, "PUT", f"/tasks/{one['id']}/claim")).status_code == 200
    answer = await world.call(persona, "POST", f"/tasks/{one['id']}/outcome", json={"outcome": outcome})
    assert answer.status_code == 200, answer.text


async def status(world: World, one: Json) -> str:
    """Return the status of the signal of a task, as its submitter sees it."""
    found: str = (await world.get(BREDA, f"/signals/{one['signalId']}"))["status"]
    return found


async def test_a_duplicate_ends_as_merged_and_both_tasks_say_so(world: World) -> None:
    leading, duplicate = await duplicates(world)
    code, made = await merge(world, duplicate, leading)
    assert code == 201
    assert (made["kind"], made["intoOther"], made["other"]["id"]) == ("merged", True, leading["id"])
    merged = await task(world, duplicate)
    assert (merged["status"], merged["outcome"]) == ("done", "merged")
    assert [one["id"] for one in await world.tasks(DESK)] == [leading["id"]]
    (back,) = (await world.get(DESK, f"/tasks/{leading['id']}/links"))["items"]
    assert (back["id"], back["intoOther"], back["other"]["id"]) == (made["id"], False, duplicate["id"])
    assert (await task(world, leading))["status"] == "open"


async def test_it_ends_as_the_leading_work_does_whoever_ends_that(world: World) -> None:
    leading, duplicate, other = await duplicates(world, 3)
    for one in (duplicate, other):
        assert (await merge(world, one, leading))[0] == 201
    assert await status(world, duplicate) == "in_progress"
    await end(world, leading, persona=COLLEAGUE)
    for one in (duplicate, other):
        ended = await task(world, one)
        assert (ended["status"], ended["outcome"]) == ("done", "support_arranged")
        assert await status(world, one) == "closed"
        assert (await timeline(world, one["signalId"], BREDA))[-2:] == ["task.claimed", "task.completed"]
    feedback = await world.get(BREDA, f"/signals/{duplicate['signalId']}/feedback")
    assert [step["step"] for step in feedback["steps"]] == ["received", "taken_up", "closed"]
    assert feedback["steps"][-1]["category"] == "support_arranged"
    assert len(feedback["due"]) == 1


async def test_the_submitter_of_a_duplicate_learns_that_it_was_taken_up_and_no_more(world: World) -> None:
    await world.appoint("of-tilburg", "aandachtsfunctionaris", municipality="GM0855")
    first = (await world.submit("of-tilburg", care(SOMEBODY, municipalityCode="GM0855")))["id"]
    assert first
    leading, duplicate = await duplicates(world)
    await merge(world, duplicate, leading)
    told = await world.get(BREDA, f"/signals/{duplicate['signalId']}/timeline")
    assert [step["type"] for step in told["items"]] == ["signal.received", "task.opened", "task.claimed"]
    assert "merged" not in str(told)
    assert await timeline(world, leading["signalId"], BREDA) == ["signal.received", "task.opened"]
    for one in (leading, duplicate):
        text = str([await world.get(BREDA, f"/signals/{one['signalId']}{path}") for path in ("", "/feedback")])
        assert "merged" not in text
    assert await status(world, leading) == "received"


async def test_what_the_submitter_is_owed_stays_owed(world: World, worker: Worker) -> None:
    leading, duplicate = await duplicates(world)
    before = (await world.get(DESK, f"/tasks/{duplicate['id']}/feedback"))["due"]
    await merge(world, duplicate, leading)
    assert (await world.get(DESK, f"/tasks/{duplicate['id']}/feedback"))["due"] == before
    world.clock.advance(timedelta(days=15))
    await worker.round()
    reminders = (await world.get(DESK, "/escalations?limit=100"))["items"]
    about = {item["task"]["id"] for item in reminders if item["kind"] == "feedback_overdue"}
    assert about == {leading["id"], duplicate["id"]}
    given = await world.call(DESK, "POST", f"/tasks/{duplicate['id']}/feedback", json={"standardText": "taken_up"})
    assert given.status_code == 201
    assert (await world.get(DESK, f"/tasks/{duplicate['id']}/feedback"))["due"] is None
    await end(world, leading)
    assert (await world.get(DESK, f"/tasks/{duplicate['id']}/feedback"))["due"] is not None, "on how it ended"


async def test_undoing_puts_the_task_back_as_it_was(world: World, worker: Worker) -> None:
    leading, duplicate = await duplicates(world)
    before = await task(world, duplicate)
    _, made = await merge(world, duplicate, leading)
    async with world.as_superuser() as connection:
        assert await connection.fetchval("SELECT count(*) FROM deadlines WHERE about = 'work'") == 1
    code, undone = await undo(world, made, COLLEAGUE)
    assert (code, undone["status"], undone["undoneBy"]) == (200, "undone", COLLEAGUE)
    assert await task(world, duplicate) == before
    assert await status(world, duplicate) == "received"
    assert (await timeline(world, duplicate["signalId"], BREDA))[-1] == "task.released"
    world.clock.advance(timedelta(days=9))
    await worker.round()
    late = {item["task"]["id"] for item in (await world.get(DESK, "/escalations"))["items"] if item["kind"] == "late"}
    assert late == {leading["id"], duplicate["id"]}, "its deadline is kept again"


async def test_what_ended_with_the_leading_work_can_come_back_too(world: World) -> None:
    leading, duplicate = await duplicates(world)
    _, made = await merge(world, duplicate, leading)
    await end(world, leading)
    assert (await undo(world, made))[0] == 200
    assert (await task(world, duplicate))["status"] == "open"
    assert await status(world, duplicate) == "received"
    await end(world, duplicate, "no_trafficking")
    assert (await task(world, leading))["outcome"] == "support_arranged"


async def test_the_leading_work_becomes_as_urgent_and_says_why(world: World) -> None:
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    calm, acute = await submitted(world, care(SOMEBODY), care(SOMEBODY, acuteDanger=True))
    leading, duplicate = await task_of(world, calm), await task_of(world, acute)
    assert (leading["urgency"], duplicate["urgency"]) == ("normal", "acute")
    _, made = await merge(world, duplicate, leading)
    hastened = await task(world, leading)
    assert (hastened["urgency"], hastened["dueAt"]) == ("acute", duplicate["dueAt"])
    (raised,) = hastened["urgencyRaises"]
    assert (raised["reason"], raised["from"], raised["to"]) == ("merged", "normal", "acute")
    assert (await world.get(BREDA, f"/signals/{calm}"))["urgency"] == "normal", "its submitter is told nothing of it"
    assert await timeline(world, calm, BREDA) == ["signal.received", "task.opened"]
    assert await timeline(world, calm, DESK) == ["signal.received", "task.opened", "task.urgency_raised"]
    await undo(world, made)
    assert (await task(world, leading))["urgency"] == "acute", "what was raised is not lowered again"
    async with world.as_superuser() as connection:
        kept = await connection.fetch(
            "SELECT d.at = t.due_at AS same FROM deadlines d JOIN tasks t ON t.id = d.task_id WHERE d.about = 'work'"
        )
    assert [row["same"] for row in kept] == [True, True]


async def test_a_merge_without_more_urgency_raises_nothing(world: World) -> None:
    leading, duplicate = await duplicates(world)
    await merge(world, duplicate, leading)
    assert await task(world, leading) == {**await task(world, leading), "urgencyRaises": [], "urgency": "normal"}
    assert (await task(world, leading))["dueAt"] == leading["dueAt"]


async def test_work_of_a_colleague_is_not_merged_away_and_into_it_others_can_merge(world: World) -> None:
    leading, duplicate = await duplicates(world)
    await world.call(COLLEAGUE, "PUT", f"/tasks/{duplicate['id']}/claim")
    code, problem = await merge(world, duplicate, leading)
    assert (code, "only who claimed it can merge it" in problem["detail"]) == (409, True)
    assert (await merge(world, leading, duplicate))[0] == 201


async def test_what_is_done_offered_or_leads_is_not_merged(world: World) -> None:
    leading, duplicate, third, fourth = await duplicates(world, 4)
    assert (await merge(world, duplicate, leading))[0] == 201
    for one, into, words in (
        (duplicate, third, "A task that is done does not allow merge"),
        (third, duplicate, "is done"),
        (leading, third, "Other work was merged into this task"),
    ):
        code, problem = await merge(world, one, into)
        assert (code, words in problem["detail"]) == (409, True)
    await world.call(DESK, "PUT", f"/tasks/{fourth['id']}/claim")
    offer: Json = {"desk": "zorgtafel.de_baronie", "reason": "next_layer"}
    assert (await world.call(DESK, "POST", f"/tasks/{fourth['id']}/referrals", json=offer)).status_code == 201
    for one, into in ((fourth, third), (third, fourth)):
        code, problem = await merge(world, one, into)
        assert (code, "offered" in problem["detail"]) == (409, True)
    await world.call(DESK, "PUT", f"/tasks/{leading['id']}/claim")
    answer = await world.call(DESK, "POST", f"/tasks/{leading['id']}/referrals", json=offer)
    assert (answer.status_code, "Other work was merged" in answer.json()["detail"]) == (409, True)


async def test_work_of_another_desk_side_or_signal_is_not_merged(world: World) -> None:
    (leading,) = await duplicates(world, 1)
    elsewhere, here = await submitted(world, care(SOMEBODY, municipalityCode="GM0664"), both(SOMEBODY))
    hidden = await task_of(world, elsewhere, "zorgcoordinator.zeeland")
    across, same = await task_of(world, here, "avim"), await task_of(world, here)
    for into in (hidden, across, leading):
        code, problem = await merge(world, leading, into)
        assert (code, problem["errors"][0]["code"]) == (400, "no_such_task")
    assert (await merge(world, hidden, leading))[0] == 404
    for persona in (TABLE, "avim"):
        assert (await merge(world, same, leading, persona))[0] == 404


async def test_a_responsible_desk_does_not_merge_its_work_into_what_it_is_only_informed_of(world: World) -> None:
    leading, duplicate = await duplicates(world)
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE tasks SET involvement = 'informed' WHERE id = $1", leading["id"])
    code, problem = await merge(world, duplicate, leading)
    assert (code, problem["errors"][0]["code"]) == (400, "not_mergeable")
    assert (await merge(world, leading, duplicate))[0] == 201


async def test_a_stale_entity_tag_and_a_second_sending(world: World) -> None:
    leading, duplicate = await duplicates(world)
    assert (await merge(world, duplicate, leading, **{"If-Match": '"7"'}))[0] == 412
    key = {"Idempotency-Key": "merge-once-and-once-only"}
    first, second = await merge(world, duplicate, leading, **key), await merge(world, duplicate, leading, **key)
    assert first == second
    assert await world.count("signal_links") == 1
    assert (await merge(world, duplicate, duplicate, **key))[0] == 409


async def test_of_two_who_merge_at_once_into_each_other_one_does(world: World) -> None:
    one, other = await duplicates(world)
    answers = await asyncio.gather(merge(world, one, other), merge(world, other, one, COLLEAGUE))
    assert sorted(code for code, _ in answers) == [201, 409]
    assert len(await world.tasks(DESK)) == 1


async def test_a_merge_is_taken_back_once(world: World) -> None:
    leading, duplicate = await duplicates(world)
    _, made = await merge(world, duplicate, leading)
    answers = await asyncio.gather(undo(world, made), undo(world, made, COLLEAGUE))
    assert sorted(code for code, _ in answers) == [200, 409]
    assert (await merge(world, duplicate, leading))[0] == 201
    assert (await link(world, duplicate, leading))[0] == 201


@pytest.mark.parametrize("outcome", ["merged", "handed_over"])
async def test_merged_is_no_outcome_to_choose(world: World, outcome: str) -> None:
    leading, _ = await duplicates(world)
    await world.call(DESK, "PUT", f"/tasks/{leading['id']}/claim")
    answer = await world.call(DESK, "POST", f"/tasks/{leading['id']}/outcome", json={"outcome": outcome})
    assert answer.status_code == 400
    assert outcome not in (await task(world, leading))["possibleOutcomes"]
