"""Nobody who submitted waits in silence: feedback has a term, and reminders when it passes, each exactly once."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from app.signals.vocabulary import Urgency
from app.triage.feedback.terms import CLOSING, FIRST, closing_due, first_due
from app.worker import Worker
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.triage.desk import COLLEAGUE, DESK, SUBMITTER, claim
from tests.world import NOW, Json, World

OVERSEER, CHAIN = "districtelijk-coordinator.de-baronie", "ketenregisseur"
FIRST_DUE = NOW + timedelta(days=7)
"""Five working days after a Monday."""
UP = FIRST_DUE + timedelta(days=2)
"""Two working days later, when it goes to the district."""


async def reminders(world: World, persona: str) -> list[tuple[str, bool]]:
    """List the reminders that a persona sees, the first first: to whom, and whether it still stands."""
    items = (await world.get(persona, "/escalations?limit=100"))["items"]
    found = [one for one in items if one["kind"] == "feedback_overdue"]
    return [(one["step"], one["resolvedAt"] is None) for one in reversed(found)]


async def owed(world: World, signal_id: str) -> list[tuple[str, bool]]:
    """List what the submitter is told to be owed: since when, and whether that has passed."""
    due: list[Json] = (await world.get(SUBMITTER, f"/signals/{signal_id}/feedback"))["due"]
    return [(one["dueAt"], one["overdue"]) for one in due]


async def a_signal(world: World) -> tuple[str, str]:
    """Submit a signal; return its id and that of its task."""
    made = await world.submit(SUBMITTER, victim_signal())
    (task,) = await world.tasks(DESK)
    return made["id"], task["id"]


async def tell(world: World, task_id: str, persona: str = DESK) -> None:
    """Give feedback."""
    answer = await world.call(persona, "POST", f"/tasks/{task_id}/feedback", json={"standardText": "taken_up"})
    assert answer.status_code == 201


async def end(world: World, task_id: str) -> None:
    """End a task."""
    await claim(world, DESK, task_id)
    answer = await world.call(DESK, "POST", f"/tasks/{task_id}/outcome", json={"outcome": "taken_up"})
    assert answer.status_code == 200


@pytest.mark.parametrize(("urgency", "days"), [(Urgency.ACUTE, 1), (Urgency.HIGH, 3), (Urgency.NORMAL, 7)])
def test_the_first_feedback_is_due_by_urgency_in_working_days(urgency: Urgency, days: int) -> None:
    assert first_due("responsible", urgency, NOW) == NOW + timedelta(days=days)
    assert first_due("informed", urgency, NOW) is None
    assert list(FIRST) == list(Urgency)


def test_who_heard_nothing_before_does_not_wait_longer_because_the_work_is_done() -> None:
    friday = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    wednesday = friday + timedelta(days=5)
    assert str(CLOSING) == "3 working days"
    assert closing_due("responsible", None, friday) == wednesday
    assert closing_due("responsible", friday - timedelta(days=9), friday) == friday - timedelta(days=9)
    assert closing_due("responsible", friday + timedelta(days=90), friday) == wednesday
    assert closing_due("informed", None, friday) is None


async def test_silence_reminds_the_desk_and_then_the_district_each_once_and_the_submitter_sees_since_when(
    world: World, worker: Worker
) -> None:
    signal_id, task_id = await a_signal(world)
    await end(world, task_id)
    await tell(world, task_id)
    assert await owed(world, signal_id) == []
    made = await world.submit(SUBMITTER, victim_signal())
    assert await owed(world, made["id"]) == [("2026-11-30T09:30:00Z", False)]
    seen = []
    for moment in (FIRST_DUE - timedelta(seconds=1), FIRST_DUE, UP - timedelta(seconds=1), UP, UP + timedelta(days=60)):
        world.clock.moment = moment
        await worker.round()
        await worker.round()
        seen.append([len(await reminders(world, persona)) for persona in (DESK, OVERSEER, CHAIN)])
    assert seen == [[0, 0, 0], [1, 0, 0], [1, 0, 0], [2, 1, 0], [2, 1, 0]]
    assert await owed(world, made["id"]) == [("2026-11-30T09:30:00Z", True)]
    timeline = (await world.get(SUBMITTER, f"/signals/{made['id']}/timeline"))["items"]
    told = [item["data"]["step"] for item in timeline if item["type"] == "feedback.overdue"]
    assert told == ["desk", "districtelijk_coordinator"]


async def test_who_oversees_sees_that_it_is_late_and_nothing_of_the_signal(world: World, worker: Worker) -> None:
    made = await world.submit(SUBMITTER, victim_signal())
    world.clock.moment = UP
    await worker.round()
    items = (await world.get(OVERSEER, "/escalations"))["items"]
    (one,) = [item for item in items if item["kind"] == "feedback_overdue"]
    assert (one["task"]["id"], one["task"]["reference"]) == (None, made["reference"])
    assert (one["task"]["dueAt"], one["task"]["minutesLate"]) == ("2026-11-30T09:30:00Z", 2 * 24 * 60)
    assert (await world.call(OVERSEER, "GET", f"/signals/{made['id']}/feedback")).status_code == 403


async def test_feedback_settles_the_reminders_and_none_comes_after(world: World, worker: Worker) -> None:
    signal_id, task_id = await a_signal(world)
    world.clock.moment = UP
    await worker.round()
    await claim(world, DESK, task_id)
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    await tell(world, task_id, COLLEAGUE)
    assert await reminders(world, DESK) == [("desk", False), ("districtelijk_coordinator", False)]
    assert await owed(world, signal_id) == []
    world.clock.moment = UP + timedelta(days=60)
    await worker.round()
    assert len(await reminders(world, DESK)) == 2


async def test_how_work_ended_is_to_be_told_too(world: World, worker: Worker) -> None:
    signal_id, task_id = await a_signal(world)
    await tell(world, task_id)
    world.clock.moment = UP
    await worker.round()
    assert await reminders(world, DESK) == []
    await end(world, task_id)
    assert await owed(world, signal_id) == [("2026-12-07T09:30:00Z", False)]
    world.clock.moment = datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
    await worker.round()
    assert await reminders(world, DESK) == [("desk", True)]
    await tell(world, task_id)
    assert await reminders(world, DESK) == [("desk", False)]
    async with world.as_superuser() as connection:
        assert await connection.fetchval("SELECT count(*) FROM deadlines WHERE about <> 'work'") == 0


async def test_work_that_ends_in_silence_stays_due_since_it_was(world: World, worker: Worker) -> None:
    signal_id, task_id = await a_signal(world)
    world.clock.moment = UP
    await worker.round()
    await end(world, task_id)
    await worker.round()
    assert await owed(world, signal_id) == [("2026-11-30T09:30:00Z", True)]
    first = [("desk", False), ("districtelijk_coordinator", False)]
    assert await reminders(world, DESK) == [*first, ("desk", True), ("districtelijk_coordinator", True)]
    await tell(world, task_id)
    assert {stands for _, stands in await reminders(world, DESK)} == {False}


async def test_a_clock_that_jumps_back_and_two_workers_remind_once(world: World, worker: Worker) -> None:
    await world.submit(SUBMITTER, signal_aimed_at_both())
    for moment in (FIRST_DUE, NOW - timedelta(days=900), UP, NOW, UP, FIRST_DUE):
        world.clock.moment = moment
        await worker.round()
    assert [step for step, _ in await reminders(world, DESK)] == ["desk", "districtelijk_coordinator"]


async def test_what_is_owed_and_was_lost_is_found(world: World, worker: Worker) -> None:
    _, task_id = await a_signal(world)
    await tell(world, task_id)
    await end(world, task_id)
    await world.submit(SUBMITTER, victim_signal())
    async with world.as_superuser() as connection:
        await connection.execute("TRUNCATE deadlines")
    world.clock.moment = FIRST_DUE
    await worker.round()
    steps = sorted(step for step, _ in await reminders(world, DESK))
    assert steps == ["desk", "desk", "districtelijk_coordinator"], "the one that ended was due before the weekend"


async def test_a_desk_that_is_informed_owes_nothing(world: World, worker: Worker) -> None:
    made = await world.submit(SUBMITTER, signal_aimed_at_both())
    world.clock.moment = UP
    await worker.round()
    assert await reminders(world, "avim") == []
    due = (await world.get(SUBMITTER, f"/signals/{made['id']}/feedback"))["due"]
    assert {one["desk"] for one in due} == {"zorgcoordinator.de_baronie", "dsp.de_baronie"}


async def test_the_login_of_the_api_settles_nothing_without_feedback(world: World) -> None:
    _, task_id = await a_signal(world)
    async with world.as_api(DESK) as connection:
        for function in ("settle_feedback", "keep_feedback_due"):
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.FeatureNotSupportedError)):
                async with connection.transaction():
                    await connection.execute(f"SELECT access.{function}()")
    assert (await world.get(DESK, f"/tasks/{task_id}/feedback"))["due"] is not None
