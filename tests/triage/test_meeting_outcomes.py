"""What comes of a meeting: decisions, action points on the queue of their owner, and minutes of each side."""

from asyncio import gather
from datetime import timedelta

import pytest

from app.worker import Worker
from tests.triage.desk import actor_id, events
from tests.triage.meeting import (
    DSP,
    DSP_DESK,
    MEMBER,
    SUBMITTER,
    TABLE,
    TABLE_DESK,
    decided,
    done,
    listed,
    planned,
    tasks_at,
)
from tests.triage.referring import SENDER, a_claimed_task, offered, responded
from tests.world import Json, World


async def an_item(world: World, desk: str = DSP_DESK, persona: str = DSP, track: str = "security") -> tuple[str, Json]:
    """Put a task on the agenda of today; return the meeting and the item."""
    (task,) = await tasks_at(world, desk, track)
    meeting = await planned(world, desk, persona)
    return meeting, await listed(world, meeting, task, persona)


async def agree(world: World, item: str, owner: str, due: str = "2026-12-01", persona: str = DSP) -> tuple[int, Json]:
    """Agree on an action point; return the status and the answer."""
    body = {"text": "Bel de opvang over een plek.", "owner": owner, "due": due}
    answer = await world.call(persona, "POST", f"/agenda-items/{item}/action-points", json=body)
    return answer.status_code, answer.json()


async def test_a_decision_is_superseded_by_a_later_one_and_stays_on_record(world: World) -> None:
    meeting, item = await an_item(world)
    await decided(world, item["id"], text="Eerst navragen.")
    await world.call(DSP, "POST", f"/meetings/{meeting}/holding")
    world.clock.advance(timedelta(minutes=5))
    after = await decided(world, item["id"], text="Toch meteen oppakken.")
    assert [(d["text"], d["superseded"], d["byYou"]) for d in after["decisions"]] == [
        ("Toch meteen oppakken.", False, True),
        ("Eerst navragen.", True, True),
    ]


async def test_a_decision_sent_twice_under_one_key_is_taken_once(world: World) -> None:
    _, item = await an_item(world)
    body, key = {"kind": "close", "text": "Afgesloten."}, {"Idempotency-Key": "the-same-key"}
    for _ in range(2):
        answer = await world.call(DSP, "POST", f"/agenda-items/{item['id']}/decisions", json=body, headers=key)
        assert (answer.status_code, len(answer.json()["decisions"])) == (201, 1)
    other = {"kind": "other", "text": "Anders."}
    answer = await world.call(DSP, "POST", f"/agenda-items/{item['id']}/decisions", json=other, headers=key)
    assert answer.status_code == 409


async def test_an_action_point_is_a_task_in_the_queue_of_its_owner_that_names_its_agenda_item(world: World) -> None:
    await world.appoint(MEMBER, "dsp", district="de_baronie")
    _, item = await an_item(world)
    status, after = await agree(world, item["id"], await actor_id(world, MEMBER))
    assert status == 201
    (point,) = after["actionPoints"]
    assert (point["text"], point["owner"]["name"], point["status"]) == (
        "Bel de opvang over een plek.",
        MEMBER,
        "claimed",
    )
    assert point["dueAt"] == "2026-12-01T23:00:00Z", "when that day is over in the region"
    (task,) = await world.tasks(MEMBER, "&mine=true")
    assert (task["id"], task["agendaItemId"], task["involvement"]) == (point["taskId"], item["id"], "action")
    assert task["signalId"] == item["signalId"]
    detail = await world.get(MEMBER, f"/tasks/{task['id']}")
    assert detail["possibleOutcomes"] == ["carried_out", "not_carried_out"]
    assert [reason["en"] for reason in detail["reasons"]] == ["Action point of a meeting of this desk"]
    notes = (await world.get(MEMBER, f"/tasks/{task['id']}/notes"))["items"]
    assert [(note["kind"], note["text"]) for note in notes] == [("action", "Bel de opvang over een plek.")]
    assert await events(world, task["id"]) == ["task.opened", "task.assigned"]


async def test_an_action_point_is_carried_out_or_not_and_the_agenda_shows_it(world: World) -> None:
    _, item = await an_item(world)
    _, after = await agree(world, item["id"], await actor_id(world, DSP))
    (point,) = after["actionPoints"]
    assert point["owner"]["you"] is True
    wrong = await world.call(DSP, "POST", f"/tasks/{point['taskId']}/outcome", json={"outcome": "taken_up"})
    assert wrong.status_code == 400
    answer = await world.call(DSP, "POST", f"/tasks/{point['taskId']}/outcome", json={"outcome": "carried_out"})
    assert answer.status_code == 200
    (shown,) = (await world.get(DSP, f"/agenda-items/{item['id']}"))["actionPoints"]
    assert (shown["status"], shown["outcome"]) == ("done", "carried_out")
    assert item["taskId"] in [task["id"] for task in await world.tasks(DSP)], "what was discussed is not done with it"


async def test_what_was_discussed_does_not_end_as_an_action_point_does(world: World) -> None:
    _, item = await an_item(world)
    await world.call(DSP, "PUT", f"/tasks/{item['taskId']}/claim")
    answer = await world.call(DSP, "POST", f"/tasks/{item['taskId']}/outcome", json={"outcome": "carried_out"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("due", "somebody", "pointer"),
    [("2026-11-23", DSP, "/due"), ("2028-01-01", DSP, "/due"), ("2026-12-01", TABLE, "/owner")],
)
async def test_an_action_point_needs_a_day_ahead_and_an_owner_who_works_at_the_desk(
    world: World, due: str, somebody: str, pointer: str
) -> None:
    _, item = await an_item(world)
    status, answer = await agree(world, item["id"], await actor_id(world, somebody), due)
    assert (status, [e["pointer"] for e in answer["errors"]]) == (400, [pointer])
    assert (await world.get(DSP, f"/agenda-items/{item['id']}"))["actionPoints"] == []
    assert len(await world.tasks(DSP)) == 1, "nothing is left of what was refused"


async def test_an_action_point_that_is_late_goes_up_as_any_task_does(world: World, worker: Worker) -> None:
    _, item = await an_item(world)
    _, after = await agree(world, item["id"], await actor_id(world, DSP))
    world.clock.advance(timedelta(days=9))
    await worker.round()
    late = (await world.get(DSP, "/escalations?limit=100"))["items"]
    assert after["actionPoints"][0]["taskId"] in [one["task"]["id"] for one in late]


async def test_the_owner_who_leaves_the_desk_leaves_an_action_point_that_is_free(world: World) -> None:
    await world.appoint(MEMBER, "dsp", district="de_baronie", valid_until=world.clock.now() + timedelta(days=1))
    _, item = await an_item(world)
    await agree(world, item["id"], await actor_id(world, MEMBER))
    world.clock.advance(timedelta(days=2))
    (point,) = (await world.get(DSP, f"/agenda-items/{item['id']}"))["actionPoints"]
    assert (point["owner"], point["status"]) == (None, "open")


async def test_the_submitter_learns_of_no_decision_action_or_minutes(world: World) -> None:
    _, item = await an_item(world)
    signal = f"/signals/{item['signalId']}"
    before = await world.get(SUBMITTER, signal)
    await decided(world, item["id"])
    await agree(world, item["id"], await actor_id(world, DSP))
    assert {**await world.get(SUBMITTER, signal), "status": ""} == {**before, "status": ""}
    timeline = (await world.get(SUBMITTER, f"{signal}/timeline"))["items"]
    assert {step["type"] for step in timeline} <= {
        "signal.received",
        "task.opened",
        "task.claimed",
        "task.assigned",
    }
    async with world.as_api(SUBMITTER) as connection:
        for table in ("agenda_items", "meetings", "meeting_decisions", "meeting_minutes"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0


async def write(
    world: World, meeting: str, side: str, text: str, supersedes: int | None = None, persona: str = TABLE
) -> tuple[int, Json]:
    """Write minutes; return the status and the answer."""
    body = {"compartment": side, "text": text} | ({} if supersedes is None else {"supersedes": supersedes})
    answer = await world.call(persona, "POST", f"/meetings/{meeting}/minutes", json=body)
    return answer.status_code, answer.json()


async def test_a_table_that_works_on_both_sides_has_minutes_of_each_and_never_one_of_both(world: World) -> None:
    meeting = await planned(world, TABLE_DESK, TABLE)
    for side in ("care", "security"):
        status, made = await write(world, meeting, side, f"Besproken: {side}.")
        assert (status, made["number"], made["compartment"]) == (201, 1, side)
    listed_ = (await world.get(TABLE, f"/meetings/{meeting}/minutes"))["items"]
    assert [(one["compartment"], one["text"]) for one in listed_] == [
        ("care", "Besproken: care."),
        ("security", "Besproken: security."),
    ]
    only = (await world.get(TABLE, f"/meetings/{meeting}/minutes?compartment=security"))["items"]
    assert [one["compartment"] for one in only] == ["security"]


async def test_a_dsp_has_no_minutes_of_the_care_side(world: World) -> None:
    meeting = await planned(world)
    status, refused = await write(world, meeting, "care", "Zorg.", persona=DSP)
    assert (status, refused["errors"][0]["pointer"]) == (400, "/compartment")
    assert (await write(world, meeting, "security", "Veiligheid.", persona=DSP))[0] == 201


async def test_minutes_are_superseded_version_by_version_and_none_is_lost(world: World) -> None:
    meeting = await planned(world, TABLE_DESK, TABLE)
    assert (await write(world, meeting, "care", "Eerste."))[0] == 201
    for supersedes in (None, 2):
        status, refused = await write(world, meeting, "care", "Te laat.", supersedes)
        assert (status, "The last version of these minutes is 1" in refused["detail"]) == (409, True)
    status, made = await write(world, meeting, "care", "Tweede.", 1)
    assert (status, made["number"], made["superseded"]) == (201, 2, False)
    page = await world.get(TABLE, f"/meetings/{meeting}/minutes?limit=1")
    rest = await world.get(TABLE, f"/meetings/{meeting}/minutes?limit=1&cursor={page['nextCursor']}")
    found = [(one["number"], one["text"], one["superseded"]) for one in (*page["items"], *rest["items"])]
    assert found == [(2, "Tweede.", False), (1, "Eerste.", True)]
    assert rest["nextCursor"] is None


async def test_nobody_changes_or_deletes_what_was_decided_or_written(world: World) -> None:
    meeting, item = await an_item(world)
    await decided(world, item["id"])
    await write(world, meeting, "security", "Besproken.", persona=DSP)
    for table in ("meetings", "agenda_items", "meeting_decisions", "meeting_minutes"):
        async with world.as_api() as connection:
            for privilege in ("DELETE", "TRUNCATE"):
                held = await connection.fetchval("SELECT has_table_privilege($1, $2)", table, privilege)
                assert held is False, (table, privilege)
            changed = await connection.fetchval("SELECT has_any_column_privilege($1, 'UPDATE')", table)
            assert changed is (table in {"meetings", "agenda_items"})


async def test_a_destroyed_key_erases_what_was_decided_on_its_side(world: World) -> None:
    _, item = await an_item(world)
    await decided(world, item["id"])
    await agree(world, item["id"], await actor_id(world, DSP))
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM data_keys")
    shown = await world.get(DSP, f"/agenda-items/{item['id']}")
    assert ([d["text"] for d in shown["decisions"]], [a["text"] for a in shown["actionPoints"]]) == ([None], [None])


async def test_no_action_point_comes_of_a_task_that_left_the_desk_since(world: World) -> None:
    meeting, item = await an_item(world)
    await decided(world, item["id"])
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE tasks SET desk_id = $1 WHERE id = $2::uuid", TABLE_DESK, item["taskId"])
    status, answer = await agree(world, item["id"], await actor_id(world, DSP))
    assert (status, "not on this desk" in answer["detail"]) == (409, True)
    assert await world.get(DSP, f"/meetings/{meeting}")


async def test_nothing_is_decided_any_more_on_a_task_that_left_the_desk_since(world: World) -> None:
    _, item = await an_item(world)
    await decided(world, item["id"])
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE tasks SET desk_id = $1 WHERE id = $2::uuid", TABLE_DESK, item["taskId"])
    body = {"kind": "take_up", "text": "Toch niet."}
    answer = await world.call(DSP, "POST", f"/agenda-items/{item['id']}/decisions", json=body)
    assert (answer.status_code, "not on this desk" in answer.json()["detail"]) == (409, True)


async def test_what_is_done_can_still_have_an_action_point_of_the_meeting_that_decided_on_it(world: World) -> None:
    _, item = await an_item(world)
    await decided(world, item["id"])
    await done(world, item["taskId"])
    assert (await agree(world, item["id"], await actor_id(world, DSP)))[0] == 201


async def test_an_action_point_is_not_referred_and_owes_the_submitter_nothing(world: World) -> None:
    _, item = await an_item(world)
    _, after = await agree(world, item["id"], await actor_id(world, DSP))
    task = after["actionPoints"][0]["taskId"]
    body = {"desk": "projectleider_ondermijning", "reason": "expertise"}
    answer = await world.call(DSP, "POST", f"/tasks/{task}/referrals", json=body)
    assert (answer.status_code, "carried out at the desk" in answer.json()["detail"]) == (409, True)
    before = await world.get(SUBMITTER, f"/signals/{item['signalId']}/feedback")
    answer = await world.call(DSP, "POST", f"/tasks/{task}/outcome", json={"outcome": "carried_out"})
    assert answer.status_code == 200
    assert await world.get(SUBMITTER, f"/signals/{item['signalId']}/feedback") == before
    async with world.as_superuser() as connection:
        traced = await connection.fetchrow(
            "SELECT decision_id, referral_id, feedback_due_at FROM tasks WHERE id = $1::uuid", task
        )
    assert traced is not None
    assert tuple(traced) == (None, None, None)


async def test_what_a_referral_brought_has_action_points_and_lapses_when_it_is_handed_on(world: World) -> None:
    signal = await a_claimed_task(world)
    offer = await offered(world, signal["id"])
    await responded(world, TABLE, offer["id"], "accept")
    (task,) = [one["id"] for one in await world.tasks(TABLE) if one["signalId"] == signal["signalId"]]
    item = await listed(world, await planned(world, TABLE_DESK, TABLE), task, TABLE)
    status, after = await agree(world, item["id"], await actor_id(world, TABLE), persona=TABLE)
    assert (status, len(after["actionPoints"])) == (201, 1)
    await world.call(TABLE, "PUT", f"/tasks/{task}/claim")
    back = await offered(world, task, TABLE, desk="zorgcoordinator.de_baronie", reason="expertise")
    assert (await world.get(TABLE, f"/agenda-items/{item['id']}"))["status"] == "listed"
    await responded(world, SENDER, back["id"], "accept")
    assert (await world.get(TABLE, f"/agenda-items/{item['id']}"))["status"] == "lapsed"


async def test_a_decision_and_the_end_of_its_task_at_once_leave_an_item_that_is_decided_or_lapsed(world: World) -> None:
    _, item = await an_item(world)
    assert (await world.call(DSP, "PUT", f"/tasks/{item['taskId']}/claim")).status_code == 200
    decision, ending = await gather(
        world.call(DSP, "POST", f"/agenda-items/{item['id']}/decisions", json={"kind": "close", "text": "Afgesloten."}),
        world.call(DSP, "POST", f"/tasks/{item['taskId']}/outcome", json={"outcome": "taken_up"}),
    )
    after = await world.get(DSP, f"/agenda-items/{item['id']}")
    assert ending.status_code == 200
    assert (decision.status_code, after["status"], len(after["decisions"])) in [(201, "decided", 1), (409, "lapsed", 0)]
