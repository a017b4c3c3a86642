"""Whoever does whatever in whatever order, no signal is without somebody who looks after it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from datetime import timedelta
from random import Random
from typing import ClassVar, TypeVar

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.triage.states import TaskOutcome
from tests.triage.acting import DESKS, PERSONAS, TABLES, WHOEVER, Acting
from tests.triage.desk import COLLEAGUE, withdraw
from tests.triage.invariants import IN_ORDER, broken
from tests.working import worker_of
from tests.world import CASE_TABLES, NOW, World

pytestmark = pytest.mark.long

Answered = TypeVar("Answered")
PEOPLE = st.sampled_from((*[WHOEVER] * 20, *PERSONAS))
NUMBER = st.integers(0, 5)
PASSING = (timedelta(minutes=20), timedelta(hours=5), timedelta(days=3), -timedelta(hours=1))
EXAMPLES, STEPS = 45, 40
SUCCEEDS = {
    *("submit", "claim", "release", "wait", "assign", "complete", "refer", "accept", "return", "withdraw", "discuss"),
    *("merge", "undo"),
}


class Triage(RuleBasedStateMachine):
    """Everything that people, the worker and time do."""

    world: ClassVar[World]
    loop: ClassVar[asyncio.AbstractEventLoop]
    done: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.acting = Acting(self.world)
        self.went_back = False

    def _wait_for(self, doing: Awaitable[Answered]) -> Answered:
        async def do() -> Answered:
            return await doing

        return asyncio.run_coroutine_threadsafe(do(), self.loop).result(60)

    def _act(self, what: str, doing: Awaitable[httpx.Response]) -> None:
        self.world.clock.advance(timedelta(seconds=1))
        answer = self._wait_for(doing)
        assert answer.status_code < 500, answer.text
        self.done[f"{what} {answer.is_success}"] += 1

    @initialize()
    def begin(self) -> None:
        self._wait_for(_empty(self.world))
        for both in (True, False):
            self.submit(both, acute=False)

    @rule(both=st.booleans(), acute=st.booleans())
    def submit(self, both: bool, acute: bool) -> None:
        self._act("submit", self.acting.submit(both=both, acute=acute))

    @rule(who=PEOPLE, task=NUMBER)
    def claim(self, who: str, task: int) -> None:
        self._act("claim", self.acting.on_task(who, task, "PUT", "claim"))

    @rule(who=PEOPLE, task=NUMBER)
    def release(self, who: str, task: int) -> None:
        self._act("release", self.acting.on_task(who, task, "DELETE", "claim"))

    @rule(who=PEOPLE, task=NUMBER)
    def claim_and_wait(self, who: str, task: int) -> None:
        self._act("claim", self.acting.on_task(who, task, "PUT", "claim"))
        self._act("wait", self.acting.wait(who, task))

    @rule(who=PEOPLE, task=NUMBER, receiver=st.sampled_from(PERSONAS))
    def assign(self, who: str, task: int, receiver: str) -> None:
        self._act("assign", self.acting.assign(who, task, receiver))

    @rule(who=PEOPLE, task=NUMBER, outcome=st.sampled_from(TaskOutcome))
    def claim_and_complete(self, who: str, task: int, outcome: TaskOutcome) -> None:
        self._act("claim", self.acting.on_task(who, task, "PUT", "claim"))
        self._act("complete", self.acting.complete(who, task, outcome))

    @rule(who=PEOPLE, task=NUMBER, desk=st.sampled_from((*DESKS, None)))
    def claim_and_refer(self, who: str, task: int, desk: str | None) -> None:
        self._act("claim", self.acting.on_task(who, task, "PUT", "claim"))
        self._act("refer", self.acting.refer(who, task, desk))

    @rule(who=PEOPLE, referral=NUMBER, accepts=st.booleans(), closes=st.booleans())
    def answer(self, who: str, referral: int, accepts: bool, closes: bool) -> None:
        self._act("accept" if accepts else "return", self.acting.answer(who, referral, accepts=accepts, closes=closes))

    @rule(who=PEOPLE, referral=NUMBER)
    def withdraw_offer(self, who: str, referral: int) -> None:
        self._act("withdraw", self.acting.withdraw(who, referral))

    @rule(task=NUMBER, then=st.sampled_from(("accept", "return", "withdraw")))
    def refer_to_the_dsp(self, task: int, then: str) -> None:
        self.claim_and_refer(WHOEVER, task, "dsp.de_baronie")
        if then == "withdraw":
            self.withdraw_offer(WHOEVER, 0)
        else:
            self.answer(WHOEVER, 0, then == "accept", closes=False)

    @rule(who=PEOPLE, task=NUMBER)
    def merge(self, who: str, task: int) -> None:
        self._act("merge", self.acting.merge(who, task))

    @rule(who=PEOPLE, link=NUMBER)
    def undo(self, who: str, link: int) -> None:
        self._act("undo", self.acting.undo(who, link))

    @rule(who=st.sampled_from(sorted(TABLES)), task=NUMBER, seed=st.integers(0, 9))
    def discuss(self, who: str, task: int, seed: int) -> None:
        for answer in self._wait_for(self.acting.discuss(who, task, Random(seed))):  # noqa: S311 - no secret
            assert answer.status_code < 500, answer.text
        self.done[f"discuss {answer.is_success}"] += 1

    @rule(by=st.sampled_from(PASSING))
    def let_time_pass(self, by: timedelta) -> None:
        self.went_back |= by < timedelta(0)
        self.world.clock.advance(by)

    @rule()
    def work_in_the_background(self) -> None:
        self.done[f"work {self._wait_for(_round(self.world)) > 0}"] += 1

    @rule()
    def withdraw_the_colleague(self) -> None:
        self._wait_for(withdraw(self.world, COLLEAGUE))

    @invariant()
    def everything_is_looked_after(self) -> None:
        found = self._wait_for(broken(self.world))
        assert found.keys() <= ({IN_ORDER} if self.went_back else set()), found


async def test_no_sequence_of_actions_leaves_a_signal_alone(world: World) -> None:
    Triage.world, Triage.loop, Triage.done = world, asyncio.get_running_loop(), Counter()
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    chosen = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        suppress_health_check=checks,
    )
    await asyncio.to_thread(run_state_machine_as_test, Triage, settings=chosen)
    assert {what for what in SUCCEEDS if not Triage.done[f"{what} True"]} == set(), "each step succeeds at some time"


async def _empty(world: World) -> None:
    """Forget every case, set the clock, and appoint the colleague again."""
    world.clock.moment = NOW
    async with world.as_superuser() as connection:
        await connection.execute(f"TRUNCATE {', '.join(CASE_TABLES)} CASCADE")
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")


async def _round(world: World) -> int:
    async with worker_of(world) as worker:
        return await worker.round()
