"""Choosing, ordering and counting the work of one's desks."""

from datetime import datetime, timedelta

import pytest

from tests.bodies import NARRATIVE, perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.triage.desk import COLLEAGUE, DESK, SUBMITTER, a_desk, claim, wait
from tests.world import NOW, Json, World

MINOR = {"narrative": NARRATIVE, "persons": [{"involvement": "possible_victim", "minor": True}]}
YOUNG = {"narrative": NARRATIVE, "persons": [{"involvement": "possible_perpetrator", "minor": True}]}


async def ids(world: World, query: str, persona: str = DESK) -> list[str]:
    """Return the tasks that a query lists."""
    return [task["id"] for task in await world.tasks(persona, query)]


async def test_each_filter_chooses_and_its_count_agrees(world: World) -> None:
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    bodies = [
        victim_signal(),
        victim_signal(care=MINOR, exploitationForms=["labour", "sexual"]),
        victim_signal(municipalityCode="GM0758", acuteDanger=True),
    ]
    for body in bodies:
        await world.submit(SUBMITTER, body)
        world.clock.advance(timedelta(days=1))
    by_opening = await ids(world, "&sort=openedAt")
    plain, minor, acute = by_opening
    await claim(world, DESK, plain)
    await claim(world, COLLEAGUE, minor)
    expected = {
        "minorInvolved=true": [minor],
        "minorInvolved=false": [acute, plain],
        "exploitationForm=labour": [minor],
        "exploitationForm=sexual": [acute, minor, plain],
        "exploitationForm=criminal": [],
        "municipalityCode=GM0758": [acute, minor, plain],
        "municipalityCode=GM0664": [],
        "mine=true": [plain],
        "mine=false": [acute, minor],
        "unclaimed=true": [acute],
        "unclaimed=false": [minor, plain],
        "olderThanDays=2": [minor, plain],
        "olderThanDays=3": [],
        "receivedBefore=2026-11-24T10%3A30%3A00%2B01%3A00": [plain],
        "overdue=true": [acute, minor],
        "mine=true&minorInvolved=true": [],
        "urgency=acute&unclaimed=true&track=care": [acute],
    }
    world.clock.advance(timedelta(seconds=-1))
    for query, chosen in expected.items():
        if query == "olderThanDays=2":
            chosen = [plain]  # noqa: PLW2901 - a second short of two days for the other
        assert sorted(await ids(world, f"&{query}")) == sorted(chosen), query
        assert (await world.get(DESK, f"/task-counts?{query}"))["total"] == len(chosen), query


async def test_each_track_goes_by_the_minors_of_its_own_side(world: World) -> None:
    await world.submit(SUBMITTER, signal_aimed_at_both(security=YOUNG))
    assert await ids(world, "&minorInvolved=true") == []
    assert len(await ids(world, "&minorInvolved=true", "avim")) > 0


@pytest.mark.parametrize("sort", ["urgency", "dueAt", "-dueAt", "openedAt", "-openedAt"])
@pytest.mark.parametrize("status", ["", "&status=done"])
async def test_every_order_is_whole_page_by_page(world: World, sort: str, status: str) -> None:
    await world.appoint("both", "zorgcoordinator", district="de_baronie")
    await world.appoint("both", "avim")
    for number in range(5):
        await world.submit(SUBMITTER, signal_aimed_at_both(acuteDanger=number % 2 == 0))
        world.clock.advance(timedelta(minutes=7 - number))
    await world.submit(SUBMITTER, perpetrator_signal())
    if status:
        for task in await world.tasks("both"):
            await claim(world, "both", task["id"])
            await world.call("both", "POST", f"/tasks/{task['id']}/outcome", json={"outcome": "taken_up"})
    tasks = await world.tasks("both", f"{status}&sort={sort}")
    assert len(tasks) >= 11
    assert {task["desk"] for task in tasks} >= {"avim", "zorgcoordinator.de_baronie"}
    key = sort.removeprefix("-")
    if key != "urgency":
        moments = [datetime.fromisoformat(task[key]) for task in tasks]
        assert moments == sorted(moments, reverse=sort.startswith("-"))
    paged: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await world.get("both", f"/tasks?limit=3{status}&sort={sort}{cursor and f'&cursor={cursor}'}")
        paged += [task["id"] for task in page["items"]]
        cursor = page["nextCursor"]
    assert paged == [task["id"] for task in tasks]


async def test_a_cursor_belongs_to_its_order(world: World) -> None:
    await a_desk(world, 3)
    cursor = (await world.get(DESK, "/tasks?limit=1&sort=dueAt"))["nextCursor"]
    for query in ("sort=-dueAt", "sort=openedAt", "", "sort=dueAt&mine=false"):
        answer = await world.call(DESK, "GET", f"/tasks?limit=1&cursor={cursor}&{query}")
        assert answer.status_code == 400, query


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("sort=id", "sort"),
        ("mine=perhaps", "mine"),
        ("exploitationForm=x", "exploitationForm"),
        ("municipalityCode=Breda", "municipalityCode"),
        ("olderThanDays=0", "olderThanDays"),
        ("olderThanDays=3651", "olderThanDays"),
        ("receivedBefore=2026-11-24", "receivedBefore"),
        ("receivedBefore=0001-01-01T00:00:00%2B01:00", "receivedBefore"),
    ],
)
async def test_what_is_no_filter_is_refused(shared_world: World, query: str, parameter: str) -> None:
    answer = await shared_world.call(DESK, "GET", f"/tasks?{query}")
    assert (answer.status_code, [e["parameter"] for e in answer.json()["errors"]]) == (400, [parameter])


async def test_counts_tell_how_much_there_is_by_each_value(world: World) -> None:
    one, two, three, done = await a_desk(world, 4)
    await world.submit(SUBMITTER, victim_signal(care=MINOR, exploitationForms=["labour", "sexual"]))
    await claim(world, DESK, one)
    await claim(world, COLLEAGUE, two)
    await claim(world, DESK, three)
    await wait(world, DESK, three)
    await claim(world, DESK, done)
    await world.call(DESK, "POST", f"/tasks/{done}/outcome", json={"outcome": "taken_up"})
    counts: Json = await world.get(DESK, "/task-counts")
    assert counts == {
        "total": 4,
        "desk": {"zorgcoordinator.de_baronie": 4},
        "track": {"care": 4},
        "status": {"claimed": 2, "open": 1, "waiting": 1},
        "urgency": {"high": 1, "normal": 3},
        "exploitationForm": {"labour": 1, "sexual": 4},
        "municipalityCode": {"GM0758": 4},
        "minorInvolved": 1,
        "overdue": 0,
        "mine": 2,
        "unclaimed": 1,
    }
    assert (await world.get(DESK, "/task-counts?mine=true"))["status"] == {"claimed": 1, "waiting": 1}
    assert (await world.get("zorgcoordinator.zeeland", "/task-counts"))["total"] == 0
    for query in ("status=done", "limit=1", "sort=dueAt", "status=x"):
        assert (await world.call(DESK, "GET", f"/task-counts?{query}")).status_code == 400, query


async def test_the_statement_tells_where_a_task_stands_as_the_states_do(world: World) -> None:
    tasks = await a_desk(world, 6)
    for number, task_id in enumerate(tasks[1:]):
        await claim(world, DESK, task_id)
        if number > 1:
            await wait(world, DESK, task_id)
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE tasks SET claimed_until = $1 WHERE id = ANY ($2)", NOW, [tasks[2], tasks[4]])
        await connection.execute("UPDATE tasks SET waiting_until = $1 WHERE id = $2", NOW, tasks[5])
    shown = {task["id"]: task["status"] for task in await world.tasks(DESK)}
    assert [shown[task_id] for task_id in tasks] == ["open", "claimed", "open", "waiting", "open", "claimed"]
    for status in ("open", "claimed", "waiting"):
        assert set(await ids(world, f"&status={status}")) == {i for i, stands in shown.items() if stands == status}
