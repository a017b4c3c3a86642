"""Meetings of the Zorgtafel and the DSP: planned, held or cancelled, with an agenda that is fixed once held."""

import asyncio
from datetime import timedelta

import pytest

from app.triage.meetings.states import ITEMS, MEETINGS, ItemStatus, MeetingStatus
from tests.triage.meeting import (
    DSP,
    DSP_DESK,
    SUBMITTER,
    TABLE,
    TABLE_DESK,
    TODAY,
    agenda,
    decided,
    done,
    listed,
    planned,
    tasks_at,
)
from tests.world import World


def test_nothing_follows_once_a_meeting_is_cancelled_or_an_item_is_off_the_agenda() -> None:
    assert MEETINGS.keys() == set(MeetingStatus)
    assert ITEMS.keys() == set(ItemStatus)
    assert {status for status, steps in MEETINGS.items() if not steps} == {MeetingStatus.CANCELLED}
    assert {status for status, steps in ITEMS.items() if not steps} == {
        ItemStatus.TAKEN_OFF,
        ItemStatus.LAPSED,
        ItemStatus.NOT_DISCUSSED,
    }


async def test_a_meeting_is_planned_by_who_works_at_the_desk_once_a_day(world: World) -> None:
    first = await world.call(DSP, "POST", "/meetings", json={"desk": DSP_DESK, "date": TODAY})
    assert first.status_code == 201
    made = first.json()
    assert (made["desk"], made["date"], made["status"], made["agenda"]) == (DSP_DESK, TODAY, "planned", [])
    assert first.headers["Location"] == f"/v1/meetings/{made['id']}"
    again = await world.call(DSP, "POST", "/meetings", json={"desk": DSP_DESK, "date": TODAY})
    assert (again.status_code, "already" in again.json()["detail"]) == (409, True)
    assert await world.get(DSP, f"/meetings/{made['id']}") == made
    assert [item["id"] for item in (await world.get(DSP, "/meetings"))["items"]] == [made["id"]]


@pytest.mark.parametrize(
    ("desk", "date", "pointer"),
    [
        (TABLE_DESK, TODAY, "/desk"),
        ("dsp.nowhere", TODAY, "/desk"),
        (DSP_DESK, "2026-11-22", "/date"),
        (DSP_DESK, "2028-01-01", "/date"),
    ],
)
async def test_a_meeting_elsewhere_or_on_an_impossible_day_is_refused(
    world: World, desk: str, date: str, pointer: str
) -> None:
    answer = await world.call(DSP, "POST", "/meetings", json={"desk": desk, "date": date})
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (400, [pointer])


async def test_a_desk_of_layer_one_does_not_meet_also_not_for_a_member_of_a_table(world: World) -> None:
    await world.appoint("both", "zorgcoordinator", district="de_baronie")
    await world.appoint("both", "dsp", district="de_baronie")
    body = {"desk": "zorgcoordinator.de_baronie", "date": TODAY}
    assert (await world.call("both", "POST", "/meetings", json=body)).status_code == 400
    assert (await world.call("both", "POST", "/meetings", json={**body, "desk": DSP_DESK})).status_code == 201


async def test_two_who_plan_the_same_day_at_once_plan_one_meeting(world: World) -> None:
    body = {"desk": DSP_DESK, "date": "2026-12-01"}
    answers = await asyncio.gather(*(world.call(DSP, "POST", "/meetings", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_planning_twice_under_one_key_plans_one_meeting(world: World) -> None:
    body, key = {"desk": DSP_DESK, "date": TODAY}, {"Idempotency-Key": "the-same-key"}
    first, second = [await world.call(DSP, "POST", "/meetings", json=body, headers=key) for _ in range(2)]
    assert (second.status_code, second.json()) == (201, first.json())


async def test_meetings_are_found_by_desk_status_and_day_page_by_page(world: World) -> None:
    days = ["2026-11-23", "2026-11-30", "2026-12-07"]
    for day in days:
        await planned(world, date=day)
    await world.call(DSP, "POST", f"/meetings/{await planned(world, date='2026-12-14')}/cancellation")

    async def found(query: str) -> list[str]:
        return [item["date"] for item in (await world.get(DSP, f"/meetings?{query}"))["items"]]

    assert await found("status=planned") == days[::-1]
    assert await found("status=cancelled") == ["2026-12-14"]
    assert await found("fromDate=2026-11-30&untilDate=2026-12-07") == ["2026-11-30"]
    assert await found(f"desk={DSP_DESK}&status=held") == []
    assert await found("desk=avim") == []
    page = await world.get(DSP, "/meetings?status=planned&limit=2")
    rest = await world.get(DSP, f"/meetings?status=planned&limit=2&cursor={page['nextCursor']}")
    assert [item["date"] for item in [*page["items"], *rest["items"]]] == days[::-1]
    assert rest["nextCursor"] is None


async def test_tasks_stand_on_the_agenda_in_an_order_that_can_be_changed(world: World) -> None:
    one, two, three = await tasks_at(world, DSP_DESK, number=3)
    meeting = await planned(world)
    await listed(world, meeting, one)
    await listed(world, meeting, two)
    last = await listed(world, meeting, three, position=1)
    assert [task for task, _ in await agenda(world, meeting)] == [three, one, two]
    moved = await world.call(DSP, "PUT", f"/agenda-items/{last['id']}/position", json={"position": 9})
    assert (moved.status_code, moved.json()["position"]) == (200, 3)
    assert [task for task, _ in await agenda(world, meeting)] == [one, two, three]


async def test_what_is_taken_off_stays_on_record_and_can_be_put_on_another_agenda(world: World) -> None:
    one, two = await tasks_at(world, DSP_DESK, number=2)
    meeting, later = await planned(world), await planned(world, date="2026-12-01")
    item = await listed(world, meeting, one)
    await listed(world, meeting, two)
    refused = await world.call(DSP, "POST", f"/meetings/{later}/agenda-items", json={"taskId": one})
    assert (refused.status_code, "open agenda" in refused.json()["detail"]) == (409, True)
    removed = await world.call(DSP, "POST", f"/agenda-items/{item['id']}/removal")
    assert (removed.status_code, removed.json()["status"]) == (200, "taken_off")
    assert await agenda(world, meeting) == [(two, "listed"), (one, "taken_off")]
    await listed(world, later, one)
    for path, body in (("removal", None), ("position", {"position": 1})):
        method = "PUT" if body else "POST"
        answer = await world.call(DSP, method, f"/agenda-items/{item['id']}/{path}", json=body)
        assert (answer.status_code, "allowed: none" in answer.json()["detail"]) == (409, True)


async def test_two_who_put_one_task_on_two_agendas_at_once_put_it_on_one(world: World) -> None:
    (task,) = await tasks_at(world, DSP_DESK)
    meetings = [await planned(world, date=f"2026-12-0{day}") for day in range(1, 5)]
    answers = await asyncio.gather(
        *(world.call(DSP, "POST", f"/meetings/{one}/agenda-items", json={"taskId": task}) for one in meetings)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_only_a_task_of_the_desk_that_is_not_done_is_put_on_its_agenda(world: World) -> None:
    elsewhere, gone = (await tasks_at(world, TABLE_DESK)) + (await tasks_at(world, DSP_DESK))
    meeting = await planned(world)
    await done(world, gone)
    for task, status in ((elsewhere, 400), (meeting, 400), (gone, 409)):
        answer = await world.call(DSP, "POST", f"/meetings/{meeting}/agenda-items", json={"taskId": task})
        assert answer.status_code == status


async def test_a_task_that_is_done_before_the_meeting_lapses_on_the_agenda_and_the_history_says_so(
    world: World,
) -> None:
    one, two = await tasks_at(world, DSP_DESK, number=2)
    meeting = await planned(world, date="2026-12-01")
    await listed(world, meeting, one)
    await listed(world, meeting, two)
    await done(world, one)
    assert await agenda(world, meeting) == [(one, "lapsed"), (two, "listed")]
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT type, data FROM events WHERE subject_id = $1::uuid", meeting)
    assert [row["type"] for row in rows][-1] == "meeting.item_lapsed"


async def test_a_task_that_leaves_the_desk_lapses_on_its_agenda_too(world: World) -> None:
    (task,) = await tasks_at(world, DSP_DESK)
    meeting = await planned(world, date="2026-12-01")
    item = await listed(world, meeting, task)
    async with world.as_superuser() as connection, connection.transaction():
        await connection.execute("SELECT set_config('signaalbrug.moment', $1, true)", world.clock.now().isoformat())
        actor = await connection.fetchval("SELECT id::text FROM actors LIMIT 1")
        await connection.execute("SELECT set_config('signaalbrug.actor', $1, true)", actor)
        await connection.execute("UPDATE tasks SET desk_id = $1 WHERE id = $2::uuid", TABLE_DESK, task)
    assert (await world.get(DSP, f"/agenda-items/{item['id']}"))["status"] == "lapsed"


async def test_what_was_decided_does_not_lapse_when_its_task_is_done(world: World) -> None:
    (task,) = await tasks_at(world, DSP_DESK)
    meeting = await planned(world)
    item = await listed(world, meeting, task)
    await decided(world, item["id"])
    await done(world, task)
    assert await agenda(world, meeting) == [(task, "decided")]


async def test_after_a_meeting_is_held_its_agenda_is_fixed_and_what_was_not_discussed_is_free(world: World) -> None:
    one, two, three = await tasks_at(world, DSP_DESK, number=3)
    meeting = await planned(world)
    items = [await listed(world, meeting, task) for task in (one, two)]
    await decided(world, items[0]["id"])
    held = await world.call(DSP, "POST", f"/meetings/{meeting}/holding")
    assert (held.status_code, held.json()["status"]) == (200, "held")
    assert await agenda(world, meeting) == [(one, "decided"), (two, "not_discussed")]
    added = await world.call(DSP, "POST", f"/meetings/{meeting}/agenda-items", json={"taskId": three})
    moved = await world.call(DSP, "PUT", f"/agenda-items/{items[0]['id']}/position", json={"position": 2})
    off = await world.call(DSP, "POST", f"/agenda-items/{items[1]['id']}/removal")
    for answer in (added, moved, off):
        assert answer.status_code == 409
        assert answer.json()["detail"].endswith("allowed: decide, open_action_point, write_minutes.")
    for step in ("holding", "cancellation"):
        assert (await world.call(DSP, "POST", f"/meetings/{meeting}/{step}")).status_code == 409
    await listed(world, await planned(world, date="2026-12-01"), two)


async def test_a_meeting_is_held_on_its_day_and_not_before(world: World) -> None:
    (task,) = await tasks_at(world, DSP_DESK)
    meeting = await planned(world, date="2026-11-24")
    item = await listed(world, meeting, task)
    early = {"kind": "take_up", "text": "Nu al."}
    for path, body in (
        (f"/meetings/{meeting}/holding", None),
        (f"/agenda-items/{item['id']}/decisions", early),
        (f"/meetings/{meeting}/minutes", {"compartment": "security", "text": "Nu al."}),
    ):
        answer = await world.call(DSP, "POST", path, json=body)
        assert (answer.status_code, "2026-11-24" in answer.json()["detail"]) == (409, True)
    world.clock.advance(timedelta(days=1))
    assert (await world.call(DSP, "POST", f"/meetings/{meeting}/holding")).status_code == 200


async def test_a_meeting_at_which_something_was_decided_is_not_cancelled(world: World) -> None:
    one, two = await tasks_at(world, DSP_DESK, number=2)
    meeting, other = await planned(world), await planned(world, date="2026-12-01")
    item = await listed(world, meeting, one)
    await listed(world, other, two)
    await decided(world, item["id"])
    assert (await world.call(DSP, "POST", f"/meetings/{meeting}/cancellation")).status_code == 409
    assert (await world.call(DSP, "POST", f"/meetings/{other}/cancellation")).status_code == 200
    assert await agenda(world, other) == [(two, "not_discussed")]
    await listed(world, await planned(world, date="2026-12-01"), two)


async def test_who_read_an_agenda_that_was_changed_since_changes_nothing(world: World) -> None:
    one, two = await tasks_at(world, DSP_DESK, number=2)
    meeting = await planned(world)
    stale = (await world.call(DSP, "GET", f"/meetings/{meeting}")).headers["ETag"]
    item = await listed(world, meeting, one)
    of_item = (await world.call(DSP, "GET", f"/agenda-items/{item['id']}")).headers["ETag"]
    await decided(world, item["id"])
    body = {"kind": "close", "text": "Toch niet."}
    for path, sent, tag in (
        (f"/meetings/{meeting}/agenda-items", {"taskId": two}, stale),
        (f"/meetings/{meeting}/holding", None, stale),
        (f"/meetings/{meeting}/cancellation", None, stale),
        (f"/agenda-items/{item['id']}/decisions", body, of_item),
        (f"/agenda-items/{item['id']}/removal", None, of_item),
    ):
        answer = await world.call(DSP, "POST", path, json=sent, headers={"If-Match": tag})
        assert answer.status_code == 412, path
    fresh = (await world.call(DSP, "GET", f"/meetings/{meeting}")).headers["ETag"]
    answer = await world.call(DSP, "POST", f"/meetings/{meeting}/holding", headers={"If-Match": fresh})
    assert answer.status_code == 200


async def test_another_desk_does_not_learn_of_a_meeting_nor_does_the_submitter(world: World) -> None:
    (task,) = await tasks_at(world, DSP_DESK)
    meeting = await planned(world)
    item = await listed(world, meeting, task)
    for path in (f"/meetings/{meeting}", f"/meetings/{meeting}/minutes", f"/agenda-items/{item['id']}"):
        for persona, status in ((TABLE, 404), ("dsp.zeeland", 404), (SUBMITTER, 403), ("avim", 403)):
            assert (await world.call(persona, "GET", path)).status_code == status
    assert (await world.get("dsp.zeeland", "/meetings"))["items"] == []
