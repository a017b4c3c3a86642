"""Queues: the tasks of the caller's desks, the most urgent first, page by page."""

from datetime import timedelta

import pytest

from app.platform.schemas import Page
from app.triage.schemas import TaskView
from tests.bodies import NARRATIVE, perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.world import Json, World

SUBMITTER, DESK = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie"
MINOR = {"narrative": NARRATIVE, "persons": [{"involvement": "possible_victim", "minor": True}]}


async def submit(world: World, **changes: object) -> str:
    """Submit a signal aimed at a victim a minute after the one before; return its id."""
    world.clock.advance(timedelta(minutes=1))
    signal_id: str = (await world.submit(SUBMITTER, victim_signal(**changes)))["id"]
    return signal_id


async def signals_of(world: World, persona: str, query: str = "") -> list[str]:
    """Return the signals of the tasks on a persona's queues, in their order."""
    return [task["signalId"] for task in await world.tasks(persona, query)]


async def finish(world: World, persona: str, task_id: str) -> None:
    """Claim and complete a task."""
    await world.call(persona, "PUT", f"/tasks/{task_id}/claim")
    answer = await world.call(persona, "POST", f"/tasks/{task_id}/outcome", json={"outcome": "taken_up"})
    assert answer.status_code == 200


async def test_a_queue_shows_the_most_urgent_first_and_of_those_the_first_due(world: World) -> None:
    normal = await submit(world)
    late_minor = await submit(world, care=MINOR)
    acute = await submit(world, acuteDanger=True)
    later_minor = await submit(world, care=MINOR)
    later_normal = await submit(world)
    later_acute = await submit(world, acuteDanger=True, care=MINOR)
    expected = [acute, later_acute, late_minor, later_minor, normal, later_normal]
    assert await signals_of(world, DESK) == expected
    assert [task["urgency"] for task in await world.tasks(DESK)] == ["acute"] * 2 + ["high"] * 2 + ["normal"] * 2
    paged: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await world.get(DESK, f"/tasks?limit=2{cursor and f'&cursor={cursor}'}")
        paged += [task["signalId"] for task in page["items"]]
        assert len(page["items"]) == 2
        cursor = page["nextCursor"]
    assert paged == expected


async def test_a_queue_is_written_as_its_declared_model_would_write_it(world: World) -> None:
    for _ in range(3):
        await submit(world)
    open_one, claimed, done = await world.tasks(DESK)
    await world.call(DESK, "PUT", f"/tasks/{claimed['id']}/claim")
    await finish(world, DESK, done["id"])
    for query, shown in (("", [open_one, claimed]), ("?status=done", [done]), ("?limit=1", [open_one])):
        answer = await world.call(DESK, "GET", f"/tasks{query}")
        page = Page[TaskView].model_validate_json(answer.content)
        assert [str(task.id) for task in page.items] == [task["id"] for task in shown]
        assert answer.text == page.model_dump_json(by_alias=True)
        assert answer.headers["content-type"] == "application/json"


async def test_a_task_on_a_queue_shows_the_envelope_and_no_more(world: World) -> None:
    view = await world.submit(SUBMITTER, signal_aimed_at_both())
    (task,) = await world.tasks(DESK)
    outcome = next(o for o in view["routing"]["outcomes"] if o["track"] == "care")
    assert task == {
        "id": task["id"],
        "signalId": view["id"],
        "reference": view["reference"],
        "desk": "zorgcoordinator.de_baronie",
        "track": "care",
        "layer": 1,
        "involvement": "responsible",
        "agendaItemId": None,
        "interventionId": None,
        "status": "open",
        "urgency": "normal",
        "dueAt": outcome["dueAt"],
        "openedAt": "2026-11-23T09:30:00Z",
        "municipalityCode": "GM0758",
        "district": "de_baronie",
        "exploitationForms": ["sexual"],
        "acuteDanger": False,
        "minorInvolved": False,
        "claim": None,
        "waiting": None,
        "outcome": None,
        "completedAt": None,
    }
    detail = await world.get(DESK, f"/tasks/{task['id']}")
    assert detail.pop("reasons") == outcome["reasons"]
    assert "noted" not in detail.pop("possibleOutcomes")
    assert detail.pop("note") is None
    assert detail.pop("referralId") is None
    assert detail.pop("urgencyRaises") == []
    assert detail == task


async def test_filters_choose_and_combine(world: World) -> None:
    open_one, claimed, done = [await submit(world) for _ in range(3)]
    acute = await submit(world, acuteDanger=True)
    by_signal = {task["signalId"]: task["id"] for task in await world.tasks(DESK)}
    await world.call(DESK, "PUT", f"/tasks/{by_signal[claimed]}/claim")
    await finish(world, DESK, by_signal[done])
    expectations = {
        "": [acute, open_one, claimed],
        "&status=open": [acute, open_one],
        "&status=claimed": [claimed],
        "&status=done": [done],
        "&urgency=acute": [acute],
        "&urgency=normal": [open_one, claimed],
        "&urgency=normal&status=open": [open_one],
        "&urgency=high": [],
        "&track=care": [acute, open_one, claimed],
        "&track=security": [],
        "&desk=zorgcoordinator.de_baronie": [acute, open_one, claimed],
        "&desk=zorgcoordinator.zeeland": [],
        "&desk=avim": [],
        "&desk=none-such": [],
    }
    for query, expected in expectations.items():
        assert await signals_of(world, DESK, query) == expected, query


async def test_somebody_at_two_desks_reads_both_queues_in_one_order(world: World) -> None:
    await world.appoint("both", "zorgcoordinator", district="de_baronie")
    await world.appoint("both", "avim")
    await world.submit(SUBMITTER, signal_aimed_at_both())
    world.clock.advance(timedelta(minutes=1))
    acute = (await world.submit(SUBMITTER, perpetrator_signal(acuteDanger=True)))["id"]
    tasks = await world.tasks("both")
    assert [task["desk"] for task in tasks] == ["avim", "zorgcoordinator.de_baronie", "avim"]
    assert tasks[0]["signalId"] == acute
    assert [task["desk"] for task in await world.tasks("both", "&track=care")] == ["zorgcoordinator.de_baronie"]
    assert [task["desk"] for task in await world.tasks("both", "&desk=avim")] == ["avim", "avim"]


async def test_a_cursor_belongs_to_its_filters(world: World) -> None:
    for _ in range(3):
        await submit(world)
    cursor = (await world.get(DESK, "/tasks?limit=1"))["nextCursor"]
    for query in ("status=open", "urgency=normal", "track=care", "desk=zorgcoordinator.de_baronie"):
        answer = await world.call(DESK, "GET", f"/tasks?limit=1&cursor={cursor}&{query}")
        assert answer.status_code == 400, query


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("status=closed", "status"),
        ("urgency=1", "urgency"),
        ("track=both", "track"),
        (f"desk={'x' * 61}", "desk"),
        ("state=open", "state"),
    ],
)
async def test_a_filter_that_is_none_is_refused(shared_world: World, query: str, parameter: str) -> None:
    answer = await shared_world.call(DESK, "GET", f"/tasks?{query}")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


async def test_a_task_of_another_desk_is_not_there(world: World) -> None:
    await world.submit(SUBMITTER, signal_aimed_at_both())
    (task,) = await world.tasks(DESK)
    unknown: Json = {}
    for persona in ("zorgcoordinator.zeeland", "zorgtafel.de-baronie", "avim", "dsp.de-baronie"):
        for method, path in (
            ("GET", ""),
            ("PUT", "/claim"),
            ("DELETE", "/claim"),
            ("POST", "/outcome"),
        ):
            body = {"outcome": "taken_up"} if method == "POST" else None
            answer = await world.call(persona, method, f"/tasks/{task['id']}{path}", json=body)
            assert answer.status_code == 404
            nowhere = await world.call(persona, method, f"/tasks/{task['signalId']}{path}", json=body)
            unknown = nowhere.json() | {"requestId": ""}
            assert answer.json() | {"requestId": ""} == unknown
    assert unknown["detail"] == "The resource does not exist."
    assert (await world.get(DESK, f"/tasks/{task['id']}"))["status"] == "open"
