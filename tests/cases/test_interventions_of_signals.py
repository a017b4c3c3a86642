"""What is done on the signals of a case comes along into it, for members who knew; goals list what is for them."""

from tests.bodies import signal_aimed_at_both
from tests.cases.casework import (
    COLLEAGUE,
    DESK,
    DSP,
    LEAD,
    RIEC,
    TITLE,
    done,
    joined,
    opened,
    perpetrator_at_dsp,
    refused,
)
from tests.cases.test_interventions import CLOSE, DONE, STOP, done_in_case
from tests.interventions.logging import a_task, corrected, effect, logged, withdrawn
from tests.world import Json, World


async def listed(world: World, persona: str, query: str) -> set[str]:
    """List the ids of the interventions that somebody finds."""
    return {one["id"] for one in (await world.get(persona, f"/interventions?{query}"))["items"]}


async def opened_from(world: World, task: Json) -> str:
    """Open a case from the signal of a task; return its id."""
    body = {"desk": DESK, "signals": [task["signalId"]], "title": TITLE}
    return str((await done(world, LEAD, "/cases", body, 201))["id"])


async def test_what_was_done_on_a_signal_comes_along_when_a_case_is_opened_from_it(world: World) -> None:
    task = await a_task(world)
    before, elsewhere = await logged(world, task), await logged(world, await a_task(world))
    case = await opened_from(world, task)
    later = await logged(world, task)
    within = await done(world, LEAD, f"/cases/{case}/interventions", DONE, 201)
    assert await listed(world, LEAD, f"caseId={case}") == {before["id"], later["id"], within["id"]}
    shown = {one["id"]: one for one in (await world.get(LEAD, f"/interventions?caseId={case}"))["items"]}
    assert (shown[before["id"]]["caseId"], shown[before["id"]]["signalId"]) == (None, task["signalId"])
    added = {"signalId": elsewhere["signalId"]}
    await done(world, LEAD, f"/cases/{case}/signals", added, 201)
    assert elsewhere["id"] in await listed(world, LEAD, f"caseId={case}")
    assert await listed(world, LEAD, f"caseId={case}&signalId={task['signalId']}") == {before["id"], later["id"]}


async def test_it_pages_as_any_list(world: World) -> None:
    task = await a_task(world)
    made = [(await logged(world, task))["id"] for _ in range(3)]
    case = await opened_from(world, task)
    found, cursor = [], ""
    for _ in made:
        page = await world.get(LEAD, f"/interventions?caseId={case}&limit=1{cursor}")
        found += [one["id"] for one in page["items"]]
        cursor = f"&cursor={page['nextCursor']}"
    assert (found, page["nextCursor"]) == (made[::-1], None)


async def test_a_member_whose_desk_has_no_task_of_the_signal_sees_none_of_it_as_before(world: World) -> None:
    signal = await perpetrator_at_dsp(world)
    task = next(one for one in await world.tasks("avim") if one["signalId"] == signal)
    doing: Json = {"kind": "stop_conversation", "target": "perpetrator", "organisations": ["police"]}
    made = await logged(world, task, "avim", **doing)
    body = {"desk": "avim", "signals": [signal], "title": TITLE}
    case = (await done(world, "avim", "/cases", body, 201))["id"]
    await joined(world, case, RIEC, by="avim")
    assert await listed(world, "avim", f"caseId={case}") == {made["id"]}
    assert await listed(world, RIEC, f"caseId={case}") == set()
    assert (await world.call(RIEC, "GET", f"/interventions/{made['id']}")).status_code == 404
    assert await listed(world, DSP, f"signalId={signal}") == {made["id"]}, "by its task"
    assert await listed(world, DSP, f"caseId={case}") == set(), "who is in no case learns by none what is in it"
    await joined(world, case, DSP, by="avim")
    assert await listed(world, DSP, f"caseId={case}") == {made["id"]}


async def test_what_is_done_on_the_other_side_of_a_signal_stays_there(world: World) -> None:
    signal = await world.submit("aandachtsfunctionaris.breda", signal_aimed_at_both())
    tasks = {one: next(t for t in await world.tasks(one) if t["signalId"] == signal["id"]) for one in (LEAD, "avim")}
    care = await logged(world, tasks[LEAD])
    doing: Json = {"kind": "stop_conversation", "target": "perpetrator", "organisations": ["police"]}
    security = await logged(world, tasks["avim"], "avim", **doing)
    case = await opened_from(world, tasks[LEAD])
    assert await listed(world, LEAD, f"caseId={case}") == {care["id"]}
    assert await listed(world, "avim", f"caseId={case}") == set()
    assert await listed(world, "avim", f"signalId={signal['id']}") == {security["id"]}


async def test_who_left_the_case_finds_nothing_by_it(world: World) -> None:
    task = await a_task(world)
    made = await logged(world, task)
    case = await opened_from(world, task)
    member = await joined(world, case, COLLEAGUE)
    assert await listed(world, COLLEAGUE, f"caseId={case}") == {made["id"]}
    await done(world, LEAD, f"/case-members/{member['id']}/removal")
    assert await listed(world, COLLEAGUE, f"caseId={case}") == set()
    assert await listed(world, COLLEAGUE, "") == {made["id"]}, "by the task of the desk"


async def goal_of(world: World, case: str) -> str:
    """Set a goal; return its id."""
    return str((await done(world, LEAD, f"/cases/{case}/goals", {"kind": "protect", "text": "Veilig."}, 201))["id"])


async def test_a_goal_lists_what_is_for_it(world: World) -> None:
    case = (await opened(world))["id"]
    goals = [await goal_of(world, case) for _ in range(2)]
    path = f"/cases/{case}/interventions"
    made = [(await done(world, LEAD, path, {**DONE, "goal": goal}, 201))["id"] for goal in (goals[0], goals[0], None)]
    assert await listed(world, LEAD, f"goal={goals[0]}") == set(made[:2])
    assert await listed(world, LEAD, f"goal={goals[1]}&caseId={case}") == set()
    assert await listed(world, COLLEAGUE, f"goal={goals[0]}") == set()


async def test_nothing_is_newly_for_a_goal_that_was_dropped(world: World) -> None:
    case = (await opened(world))["id"]
    goal, path = await goal_of(world, case), f"/cases/{case}/interventions"
    for_it = await done(world, LEAD, path, {**DONE, "goal": goal}, 201)
    other = await done(world, LEAD, path, DONE, 201)
    await done(world, LEAD, f"/case-goals/{goal}/status", {"step": "drop", "text": "Zij is vertrokken."})
    assert "was dropped" in await refused(world, LEAD, path, {**DONE, "goal": goal}, 400)
    status, answer = await corrected(world, other["id"], LEAD, goal=goal)
    assert (status, answer["errors"][0]["pointer"]) == (400, "/goal")
    assert (await corrected(world, for_it["id"], LEAD, costBand="none"))[1]["goal"] == goal, "what was for it stays so"
    await done(world, LEAD, f"/case-goals/{goal}/status", {"step": "reopen", "text": "Zij is terug."})
    assert (await corrected(world, other["id"], LEAD, goal=goal))[1]["goal"] == goal
    assert (await corrected(world, other["id"], LEAD, goal=None))[1]["goal"] is None


async def test_it_is_put_right_by_members_in_what_is_of_the_case(world: World) -> None:
    case, made = await done_in_case(world)
    elsewhere = await goal_of(world, (await opened(world))["id"])
    assert (await corrected(world, made["id"], LEAD, goal=elsewhere))[0] == 400
    assert (await corrected(world, made["id"], COLLEAGUE, costBand="none"))[0] == 404
    await joined(world, case, COLLEAGUE)
    status, shown = await corrected(world, made["id"], COLLEAGUE, costBand="none", description="Om de week.")
    assert (status, shown["costBand"], shown["description"]) == (201, "none", "Om de week.")
    assert (await world.get(LEAD, f"/interventions/{made['id']}"))["history"][0]["byYou"] is False


async def test_members_withdraw_what_was_logged_in_error_also_when_the_case_is_closed(world: World) -> None:
    case, made = await done_in_case(world)
    await done(world, LEAD, f"/cases/{case}/status", CLOSE)
    status, answer = await corrected(world, made["id"], LEAD, costBand="none")
    assert (status, "correct_intervention" in answer["detail"]) == (409, True)
    assert (await withdrawn(world, made["id"], COLLEAGUE))[0] == 404
    assert (await withdrawn(world, made["id"], LEAD))[0] == 200
    await refused(world, LEAD, f"/interventions/{made['id']}/effects", effect())
    await refused(world, LEAD, f"/interventions/{made['id']}/steps", STOP)
    async with world.as_superuser() as connection:
        told = await connection.fetch("SELECT type FROM events WHERE subject_id = $1::uuid ORDER BY id", made["id"])
    assert [row["type"] for row in told] == ["intervention.logged", "intervention.logged_in_error"]
