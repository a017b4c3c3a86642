"""The state machine of a task, driven by anybody in any order."""

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.triage.states import OUTCOMES, TRANSITIONS, TaskOutcome, TaskStatus, TaskStep
from tests.bodies import victim_signal
from tests.triage.desk import actor_id
from tests.world import NOW, Json, World

SUBMITTER, DESK, COLLEAGUE, OUTSIDER = (
    "aandachtsfunctionaris.breda",
    "zorgcoordinator.de-baronie",
    "colleague",
    "zorgcoordinator.zeeland",
)
CALLS: Mapping[str, tuple[str, str]] = {
    "claim": ("PUT", "claim"),
    "release": ("DELETE", "claim"),
    "wait": ("PUT", "wait"),
    "resume": ("DELETE", "wait"),
    "a day passes": ("GET", ""),
    "assign to a colleague": ("POST", "task-assignments"),
    "complete": ("POST", "outcome"),
}
STEPS = st.lists(
    st.tuples(st.sampled_from([DESK, COLLEAGUE, OUTSIDER]), st.sampled_from(sorted(CALLS))), min_size=1, max_size=10
)


MOVES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("open", "claim"): ("claimed", "task.claimed"),
    ("claimed", "release"): ("open", "task.released"),
    ("waiting", "release"): ("open", "task.released"),
    ("claimed", "wait"): ("waiting", "task.waiting"),
    ("waiting", "wait"): ("waiting", "task.waiting"),
    ("waiting", "resume"): ("claimed", "task.resumed"),
    ("claimed", "complete"): ("done", "task.completed"),
    ("waiting", "complete"): ("done", "task.completed"),
}
"""What leads where, and what is told of it, written from the programme."""


class Model:
    """What a task should be after the steps taken, written from the programme and not from the code."""

    def __init__(self) -> None:
        self.status, self.holder = "open", ""
        self.history = ["task.opened"]

    def expect(self, person: str, step: str) -> int:
        """Take a step, and return the status of the answer that it should get."""
        if person == OUTSIDER:
            return 404
        if step == "a day passes":
            if self.status == "waiting":
                self.status = "claimed"
            return 200
        if step == "assign to a colleague":
            self._assign(person)
            return 200
        if step == "claim" and self.holder == person and self.status != "done":
            return 200
        if (self.status, step) not in MOVES or (step not in {"claim", "release"} and self.holder != person):
            return 409
        status, event = MOVES[self.status, step]
        self._become(status, {"claim": person, "release": ""}.get(step, self.holder), event)
        return 200

    def _assign(self, person: str) -> None:
        """Give it to the colleague, where it is free or one's own; to oneself is the same as claiming."""
        if self.status == "open":
            self._become("claimed", COLLEAGUE, "task.claimed" if person == COLLEAGUE else "task.assigned")
        elif self.status != "done" and self.holder == person != COLLEAGUE:
            self._become(self.status, COLLEAGUE, "task.assigned")

    def _become(self, status: str, holder: str, event: str) -> None:
        self.status, self.holder = status, holder
        self.history.append(event)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
async def test_whatever_anybody_does_a_task_goes_from_state_to_state_as_it_should(
    shared_world: World, steps: list[tuple[str, str]]
) -> None:
    world = shared_world
    world.clock.moment = NOW
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    signal_id = (await world.submit(SUBMITTER, victim_signal()))["id"]
    async with world.as_superuser() as connection:
        task_id = await connection.fetchval("SELECT id FROM tasks WHERE signal_id = $1", signal_id)
    model = Model()
    colleague = await actor_id(world, COLLEAGUE)
    for person, step in steps:
        method, path = CALLS[step]
        tomorrow = (world.clock.now() + timedelta(days=1)).date().isoformat()
        bodies: Mapping[str, Json] = {
            "complete": {"outcome": "taken_up"},
            "wait": {"reason": "meeting", "until": tomorrow},
            "assign to a colleague": {"tasks": [str(task_id)], "assignee": colleague},
        }
        place = f"/tasks/{task_id}/{path}" if path != "task-assignments" else f"/{path}"
        if step == "a day passes":
            place = f"/tasks/{task_id}"
            world.clock.advance(timedelta(days=1))
        answer = await world.call(person, method, place, json=bodies.get(step))
        if (person, step) == (OUTSIDER, "assign to a colleague"):
            assert answer.json()["items"][0]["result"] == "not_found"
            continue
        if (person, step) == (OUTSIDER, "a day passes") and model.status == "waiting":
            model.status = "claimed"
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
