"""The plan of approach of a case: goals that are set, reached, dropped and taken up again, with words for each step."""

from app.cases.plan.states import MOST_STEPS, TRANSITIONS, GoalStatus, GoalStep
from tests.cases.casework import LEAD, TABLE, done, joined, opened, refused, told
from tests.cases.test_interventions import DONE
from tests.world import Json, World

GOAL = {"kind": "protect", "text": "Beide vrouwen wonen veilig buiten de regio.", "targetDate": "2027-03-01"}


def test_every_goal_that_was_reached_or_dropped_can_be_taken_up_again() -> None:
    assert TRANSITIONS.keys() == set(GoalStatus)
    for status in (GoalStatus.REACHED, GoalStatus.DROPPED):
        assert TRANSITIONS[status] == {GoalStep.REOPEN: GoalStatus.OPEN}


async def test_any_member_sets_goals_and_tells_how_they_go(world: World) -> None:
    case = (await opened(world))["id"]
    await joined(world, case, TABLE)
    goal = await done(world, TABLE, f"/cases/{case}/goals", GOAL, 201)
    assert (goal["status"], goal["setBy"], goal["setByYou"], goal["history"]) == ("open", TABLE, True, [])
    path = f"/case-goals/{goal['id']}/status"
    await done(world, LEAD, path, {"step": "reach", "text": "Zij wonen er."})
    await done(world, TABLE, path, {"step": "reopen", "text": "Een van hen is terug."})
    (shown,) = (await world.get(LEAD, f"/cases/{case}/goals"))["items"]
    assert {name: shown[name] for name in GOAL} == GOAL
    assert [(one["step"], one["status"], one["text"], one["byYou"]) for one in shown["history"]] == [
        ("reopen", "open", "Een van hen is terug.", False),
        ("reach", "reached", "Zij wonen er.", True),
    ]
    events = [one for one in await told(world, case) if "goal" in one]
    assert events == ["case.goal_set", "case.goal_changed", "case.goal_changed"]


async def test_a_step_out_of_turn_and_one_in_a_closed_case_are_refused(world: World) -> None:
    case = (await opened(world))["id"]
    goal = (await done(world, LEAD, f"/cases/{case}/goals", GOAL, 201))["id"]
    path, reach = f"/case-goals/{goal}/status", {"step": "reach", "text": "Gehaald."}
    why = await refused(world, LEAD, path, {"step": "reopen", "text": "Nog eens."})
    assert why.endswith("allowed: drop, reach.")
    closing = {"step": "close", "reason": "goals_reached", "outcome": "exploitation_ended"}
    await done(world, LEAD, f"/cases/{case}/status", closing)
    assert "A case that is closed" in await refused(world, LEAD, path, reach)
    assert "A case that is closed" in await refused(world, LEAD, f"/cases/{case}/goals", GOAL)


async def test_with_one_goal_so_many_steps_are_taken_and_no_more(world: World) -> None:
    case = (await opened(world))["id"]
    goal = (await done(world, LEAD, f"/cases/{case}/goals", GOAL, 201))["id"]
    path, steps = f"/case-goals/{goal}/status", ("reach", "reopen")
    for number in range(MOST_STEPS):
        await done(world, LEAD, path, {"step": steps[number % 2], "text": "Zie het dossier."})
    assert "set another" in await refused(world, LEAD, path, {"step": "reach", "text": "Nog eens."})


async def test_a_goal_is_for_a_day_that_is_not_over(world: World) -> None:
    case = (await opened(world))["id"]
    for day in ("2026-11-01", "2030-01-01"):
        await refused(world, LEAD, f"/cases/{case}/goals", {**GOAL, "targetDate": day}, 400)


async def test_who_is_no_member_knows_of_no_goal(world: World) -> None:
    case = (await opened(world))["id"]
    goal = (await done(world, LEAD, f"/cases/{case}/goals", GOAL, 201))["id"]
    assert (await world.call(TABLE, "GET", f"/cases/{case}/goals")).status_code == 404
    answer = await world.call(TABLE, "POST", f"/case-goals/{goal}/status", json={"step": "drop", "text": "Nee."})
    assert answer.status_code == 404


async def test_a_step_with_a_goal_that_was_changed_meanwhile_is_refused(world: World) -> None:
    case = (await opened(world))["id"]
    made = await world.call(LEAD, "POST", f"/cases/{case}/goals", json=GOAL)
    path, drop = f"/case-goals/{made.json()['id']}/status", {"step": "drop", "text": "Niet meer nodig."}
    await done(world, LEAD, path, {"step": "reach", "text": "Gehaald."})
    answer = await world.call(LEAD, "POST", path, json=drop, headers={"If-Match": made.headers["ETag"]})
    assert answer.status_code == 412


async def test_the_same_goal_and_step_under_one_key_are_made_once(world: World) -> None:
    case, key = (await opened(world))["id"], {"Idempotency-Key": "een-sleutel-1"}
    made = [await world.call(LEAD, "POST", f"/cases/{case}/goals", json=GOAL, headers=key) for _ in range(2)]
    (goal,) = {answer.json()["id"] for answer in made}
    for _ in range(2):
        body = {"step": "reach", "text": "Gehaald."}
        answer = await world.call(LEAD, "POST", f"/case-goals/{goal}/status", json=body, headers=key)
        assert len(answer.json()["history"]) == 1


async def plan(world: World, case: str, goal: str | None, kind: str, day: str) -> Json:
    """Plan an intervention in a case for a day, for a goal or for none."""
    body = {**DONE, "startedOn": None, "plannedFor": day, "kind": kind, "goal": goal}
    return await done(world, LEAD, f"/cases/{case}/interventions", body, 201)


async def planned(world: World, case: str, goal: str | None, persona: str = LEAD) -> list[Json]:
    """List what is planned in a case for a goal, or for any, the last logged first."""
    of_goal = "" if goal is None else f"&goal={goal}"
    return list((await world.get(persona, f"/interventions?caseId={case}&status=planned{of_goal}"))["items"])


async def test_the_plan_of_approach_tells_what_is_planned_for_each_goal(world: World) -> None:
    case = (await opened(world))["id"]
    await joined(world, case, TABLE)
    path = f"/cases/{case}/goals"
    protect, stop = [
        (await done(world, LEAD, path, {"kind": kind, "text": "Zie het plan."}, 201))["id"]
        for kind in ("protect", "stop")
    ]
    shelter = await plan(world, case, protect, "shelter_outside_region", "2026-12-01")
    support = await plan(world, case, protect, "ambulatory_support", "2026-12-08")
    closing = await plan(world, case, stop, "closing_business", "2026-12-15")
    aimless = await plan(world, case, None, "school_contact", "2026-12-22")
    going_on = await done(world, LEAD, f"/cases/{case}/interventions", {**DONE, "goal": protect}, 201)
    for_protecting = await planned(world, case, protect, TABLE)
    assert [(one["kind"], one["goal"], one["plannedFor"], one["status"]) for one in for_protecting] == [
        ("ambulatory_support", protect, "2026-12-08", "planned"),
        ("shelter_outside_region", protect, "2026-12-01", "planned"),
    ]
    assert [one["id"] for one in await planned(world, case, stop, TABLE)] == [closing["id"]]
    for_any = {one["id"]: one["goal"] for one in await planned(world, case, None, TABLE)}
    assert for_any == {shelter["id"]: protect, support["id"]: protect, closing["id"]: stop, aimless["id"]: None}
    await done(world, TABLE, f"/interventions/{shelter['id']}/steps", {"step": "start", "on": "2026-11-23"})
    assert [one["id"] for one in await planned(world, case, protect)] == [support["id"]], "the other has begun"
    of_goal = (await world.get(LEAD, f"/interventions?goal={protect}"))["items"]
    statuses = {shelter["id"]: "started", support["id"]: "planned", going_on["id"]: "started"}
    assert {one["id"]: one["status"] for one in of_goal} == statuses


async def test_what_is_planned_for_a_goal_is_there_for_no_one_outside_the_case(world: World) -> None:
    case = (await opened(world))["id"]
    goal = (await done(world, LEAD, f"/cases/{case}/goals", GOAL, 201))["id"]
    await plan(world, case, goal, "ambulatory_support", "2026-12-01")
    assert len(await planned(world, case, goal)) == 1
    assert await planned(world, case, goal, TABLE) == []
