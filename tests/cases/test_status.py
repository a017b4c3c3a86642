"""The status of a case changes by steps of a table, each with a reason that stays on record."""

import pytest

from app.cases.states import EVENT_OF_STEP, REASONS, TRANSITIONS, CaseReason, CaseStatus, CaseStep, StatusStep
from tests.cases.casework import LEAD, TABLE, done, joined, opened, refused, told
from tests.world import World

CLOSE = {"step": "close", "reason": "goals_reached", "outcome": "exploitation_ended"}


def test_every_step_of_the_status_has_reasons_and_every_reason_a_step() -> None:
    assert set().union(*REASONS.values()) == set(CaseReason)
    assert REASONS.keys() == set(StatusStep)
    assert {CaseStep(step.value) for step in StatusStep} < EVENT_OF_STEP.keys() == set(CaseStep)


def test_a_case_that_is_closed_is_reopened_and_kept_in_order_and_nothing_else() -> None:
    assert TRANSITIONS[CaseStatus.CLOSED].keys() == {
        CaseStep.REOPEN,
        CaseStep.CHANGE_LEAD,
        CaseStep.REMOVE_MEMBER,
        CaseStep.EXTEND_MEMBER,
        CaseStep.END_INTERVENTION,
        CaseStep.STOP_INTERVENTION,
        CaseStep.WITHDRAW_INTERVENTION,
    }


async def test_a_case_goes_through_all_its_states_on_the_record(world: World) -> None:
    case = (await opened(world))["id"]
    steps = (
        {"step": "suspend", "reason": "awaiting_partner", "text": "Wacht op de opvang."},
        {"step": "resume", "reason": "information_received"},
        CLOSE,
        {"step": "reopen", "reason": "recurrence"},
    )
    shown = []
    for step in steps:
        detail = await done(world, LEAD, f"/cases/{case}/status", step)
        shown.append((detail["status"], detail["outcome"], detail["closedAt"] is not None))
    assert shown == [
        ("suspended", None, False),
        ("open", None, False),
        ("closed", "exploitation_ended", True),
        ("open", None, False),
    ]
    history = (await world.get(LEAD, f"/cases/{case}"))["history"]
    assert {(one["step"], one["reason"], one["outcome"], one["text"]) for one in history} == {
        (step["step"], step["reason"], step.get("outcome"), step.get("text")) for step in steps
    }
    assert all(one["byYou"] and one["by"] == LEAD for one in history)
    assert sorted(await told(world, case)) == [
        "case.closed",
        "case.opened",
        "case.reopened",
        "case.resumed",
        "case.suspended",
    ]


@pytest.mark.parametrize(
    ("step", "allowed"),
    [
        ({"step": "resume", "reason": "back_in_sight"}, "close, "),
        ({"step": "reopen", "reason": "new_signal"}, "close, "),
    ],
)
async def test_a_step_out_of_turn_names_those_that_are_allowed(
    world: World, step: dict[str, str], allowed: str
) -> None:
    case = (await opened(world))["id"]
    why = await refused(world, LEAD, f"/cases/{case}/status", step)
    assert why.startswith(f"A case that is open does not allow {step['step']}; allowed: ")
    assert allowed in why


async def test_a_reason_and_an_outcome_belong_to_the_step(world: World) -> None:
    case = (await opened(world))["id"]
    path = f"/cases/{case}/status"
    assert "reasons" in await refused(world, LEAD, path, {"step": "suspend", "reason": "goals_reached"}, 400)
    for wrong in (
        {"step": "close", "reason": "goals_reached"},
        {"step": "suspend", "reason": "no_capacity", "outcome": "exploitation_ended"},
    ):
        assert "outcome" in await refused(world, LEAD, path, wrong, 400)


async def test_members_suspend_and_resume_and_the_lead_closes_and_reopens(world: World) -> None:
    case = (await opened(world))["id"]
    await joined(world, case, TABLE)
    path = f"/cases/{case}/status"
    await done(world, TABLE, path, {"step": "suspend", "reason": "no_capacity"})
    assert (await refused(world, TABLE, path, CLOSE)).startswith("Only the lead")
    await done(world, LEAD, path, CLOSE)
    assert (await refused(world, TABLE, path, {"step": "reopen", "reason": "new_signal"})).startswith("Only the lead")
    async with world.as_api(TABLE) as connection:
        assert await connection.fetchval("SELECT status FROM cases") == "closed"


async def test_one_key_takes_one_step(world: World) -> None:
    case = (await opened(world))["id"]
    key, body = {"Idempotency-Key": "suspend-it"}, {"step": "suspend", "reason": "no_capacity"}
    for _ in range(2):
        answer = await world.call(LEAD, "POST", f"/cases/{case}/status", json=body, headers=key)
        assert answer.status_code == 200
    assert await world.count("case_status_changes") == 1
