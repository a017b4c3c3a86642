"""Time ends memberships: that is told before, once; and the desk hears of a case that nobody leads any more."""

from collections.abc import AsyncIterator

import pytest

from app.worker import Worker
from tests.cases.casework import COLLEAGUE, DSP, DSP_DESK, ELSEWHERE, LEAD, RIEC, TABLE, done, joined, opened
from tests.cases.casework import told as events_of
from tests.cases.test_telling_of_members import hand_over, let_in, notified, told
from tests.triage.desk import withdraw
from tests.triage.posting import DAY
from tests.working import worker_of
from tests.world import World

CLOSE = {"step": "close", "reason": "goals_reached", "outcome": "exploitation_ended"}


@pytest.fixture
async def worker(world: World) -> AsyncIterator[Worker]:
    """A worker beside the service."""
    async with worker_of(world) as made:
        yield made


async def pass_days(world: World, worker: Worker, days: int) -> None:
    """Let the worker work, day after day."""
    for _ in range(days):
        await worker.round()
        world.clock.advance(DAY)
    await worker.round()
    await worker.round()


# Memberships that end


async def test_the_end_of_a_membership_is_told_to_the_member_and_the_lead_once(world: World, worker: Worker) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    await joined(world, case, RIEC, by=DSP, until="2026-12-04")
    await joined(world, case, "officier-van-justitie", by=DSP)
    await pass_days(world, worker, 7)
    assert await told(world, DSP) == []
    await pass_days(world, worker, 3)
    assert await told(world, RIEC) == ["member_added", "membership_ending"]
    assert await told(world, DSP) == ["membership_ending"]
    assert await told(world, "officier-van-justitie") == ["member_added"]


async def test_another_end_is_told_anew(world: World, worker: Worker) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    membership = (await joined(world, case, RIEC, by=DSP, until="2026-12-04"))["id"]
    await pass_days(world, worker, 10)
    await done(world, DSP, f"/case-members/{membership}/extension", {"until": "2026-12-18"})
    await pass_days(world, worker, 14)
    assert await told(world, DSP) == ["membership_ending"] * 2
    assert await told(world, RIEC) == ["member_added", "membership_changed", "membership_ending", "membership_ending"]


async def test_the_lead_hears_of_their_own_end(world: World, worker: Worker) -> None:
    await opened(world, until="2026-12-04")
    await pass_days(world, worker, 10)
    assert await told(world, LEAD) == ["membership_ending"]


@pytest.mark.parametrize("why", ["short", "removed", "closed"])
async def test_no_end_is_told_that_nobody_needs_to_hear(world: World, worker: Worker, why: str) -> None:
    case = (await opened(world, DSP, DSP_DESK))["id"]
    membership = (await joined(world, case, RIEC, by=DSP, until="2026-11-24" if why == "short" else "2026-12-04"))["id"]
    if why == "removed":
        await done(world, DSP, f"/case-members/{membership}/removal")
    if why == "closed":
        await done(world, DSP, f"/cases/{case}/status", CLOSE)
    await pass_days(world, worker, 14)
    assert await told(world, DSP) == []
    assert "case.membership_ending" not in await events_of(world, case)


# Cases without a lead


async def test_a_case_that_is_left_without_a_lead_is_told_to_its_desk_once(world: World, worker: Worker) -> None:
    case, _ = await let_in(world, LEAD, "zorgcoordinator.de_baronie", TABLE)
    await worker.round()
    await withdraw(world, LEAD)
    await pass_days(world, worker, 3)
    (item,) = await notified(world, COLLEAGUE)
    assert (item["kind"], item["desk"]) == ("case_without_lead", "zorgcoordinator.de_baronie")
    assert item["subject"] == {"kind": "case", "id": case}
    assert [one["id"] for one in (await world.get(COLLEAGUE, "/cases-without-lead"))["items"]] == [case]
    for persona in (ELSEWHERE, DSP, "avim"):
        assert await told(world, persona) == []
    assert await told(world, TABLE) == ["member_added"], "they are in the case, and look there"


async def test_what_was_told_is_gone_when_the_case_is_taken_up(world: World, worker: Worker) -> None:
    await world.appoint("third", "zorgcoordinator", district="de_baronie")
    case = (await opened(world))["id"]
    await withdraw(world, LEAD)
    await worker.round()
    assert await told(world, "third") == ["without_lead"]
    await hand_over(world, case, COLLEAGUE, COLLEAGUE)
    assert await told(world, "third") == []


async def test_a_case_that_is_left_once_more_is_told_once_more(world: World, worker: Worker) -> None:
    await world.appoint("third", "zorgcoordinator", district="de_baronie")
    case = (await opened(world))["id"]
    await withdraw(world, LEAD)
    await pass_days(world, worker, 1)
    await hand_over(world, case, COLLEAGUE, COLLEAGUE)
    await pass_days(world, worker, 1)
    await withdraw(world, COLLEAGUE)
    await pass_days(world, worker, 1)
    assert await told(world, "third") == ["without_lead"] * 2


async def test_a_closed_case_that_nobody_leads_is_not_told(world: World, worker: Worker) -> None:
    case = (await opened(world))["id"]
    await done(world, LEAD, f"/cases/{case}/status", CLOSE)
    await withdraw(world, LEAD)
    await pass_days(world, worker, 1)
    assert await told(world, COLLEAGUE) == []
