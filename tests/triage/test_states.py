"""The state machine of a task, driven by anybody in any order."""

from collections.abc import Mapping
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.triage.states import OUTCOMES, TRANSITIONS, TaskOutcome, TaskStatus, TaskStep
from tests.bodies import victim_signal
from tests.world import World

SUBMITTER, DESK, COLLEAGUE, OUTSIDER = (
    "aandachtsfunctionaris.breda",
    "zorgcoordinator.de-baronie",
    "colleague",
    "zorgcoordinator.zeeland",
)
Step = Literal["claim", "release", "complete"]
CALLS: Mapping[str, tuple[str, str]] = {
    "claim": ("PUT", "claim"),
    "release": ("DELETE", "claim"),
    "complete": ("POST", "outcome"),
}
STEPS = st.lists(
    st.tuples(st.sampled_from([DESK, COLLEAGUE, OUTSIDER]), st.sampled_from(sorted(CALLS))), min_size=1, max_size=8
)


class Model:
    """What a task should be after the steps taken, written from the programme and not from the code."""

    def __init__(self) -> None:
        self.status, self.holder = "open", ""
        self.history = ["task.opened"]

    def expect(self, person: str, step: str) -> int:
        """Take a step, and return the status of the answer that it should get."""
        if person == OUTSIDER:
            return 404
        if self.status == "done":
            return 409
        if step == "claim" and self.status == "open":
            self._become("claimed", person, "task.claimed")
        elif step == "release" and self.status == "claimed":
            self._become("open", "", "task.released")
        elif step == "complete" and self.holder == person:
            self._become("done", person, "task.completed")
        elif not (step == "claim" and self.holder == person):
            return 409
        return 200

    def _become(self, status: str, holder: str, event: str) -> None:
        self.status, self.holder = status, holder
        self.history.append(event)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
async def test_whatever_anybody_does_a_task_goes_from_state_to_state_as_it_should(
    shared_world: World, steps: list[tuple[str, str]]
) -> None:
    world = shared_world
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    signal_id = (await world.submit(SUBMITTER, victim_signal()))["id"]
    async with world.as_superuser() as connection:
        task_id = await connection.fetchval("SELECT id FROM tasks WHERE signal_id = $1", signal_id)
    model = Model()
    for person, step in steps:
        method, path = CALLS[step]
        body = {"outcome": "taken_up"} if step == "complete" else None
        answer = await world.call(person, method, f"/tasks/{task_id}/{path}", json=body)
        assert answer.status_code == model.expect(person, step), (person, step)
        view = await world.get(DESK, f"/tasks/{task_id}")
        assert view["status"] == model.status
        assert (view["claim"] is not None) == bool(model.holder)
        if model.holder:
            assert view["claim"]["byYou"] == (model.holder == DESK)
    timeline = (await world.get(SUBMITTER, f"/signals/{signal_id}/timeline"))["items"]
    assert [item["type"] for item in timeline] == ["signal.received", *model.history]


def test_every_status_has_its_steps_and_only_done_is_an_end() -> None:
    assert set(TRANSITIONS) == set(TaskStatus)
    assert {status for status, steps in TRANSITIONS.items() if not steps} == {TaskStatus.DONE}
    assert {step for steps in TRANSITIONS.values() for step in steps} == set(TaskStep)


def test_a_responsible_desk_cannot_only_take_note() -> None:
    assert OUTCOMES["informed"] - OUTCOMES["responsible"] == {TaskOutcome.NOTED}
