"""A desk says how signals belong together, takes that back, and nobody else learns of it."""

from uuid import uuid4

import pytest

from tests.triage.alike import (
    BREDA,
    COLLEAGUE,
    DESK,
    GOES,
    SOMEBODY,
    TABLE,
    both,
    care,
    link,
    submitted,
    task_of,
    timeline,
    undo,
)
from tests.world import Json, World


async def two_tasks(world: World) -> tuple[Json, Json]:
    """Give the desk two signals on one person."""
    first, second = await submitted(world, care(SOMEBODY), care(SOMEBODY))
    return await task_of(world, first), await task_of(world, second)


async def links(world: World, task: Json, persona: str = DESK) -> list[Json]:
    """Return the links of the signal of a task."""
    items: list[Json] = (await world.get(persona, f"/tasks/{task['id']}/links"))["items"]
    return items


async def test_a_link_shows_from_both_signals_with_its_reason_and_who_made_it(world: World) -> None:
    one, other = await two_tasks(world)
    status, made = await link(world, one, other)
    assert status == 201
    assert made["other"] == {"id": other["id"], "signalId": other["signalId"], "reference": other["reference"]}
    assert (made["kind"], made["status"], made["intoOther"], made["byYou"]) == ("same_persons", "active", False, True)
    assert (made["reason"], made["undoneAt"]) == ("Zelfde naam en geboortedatum.", None)
    assert await links(world, one) == [made]
    (back,) = await links(world, other)
    assert back == {**made, "other": {"id": one["id"], "signalId": one["signalId"], "reference": one["reference"]}}


async def test_a_link_is_taken_back_once_by_anybody_at_the_desk_and_stays_on_the_record(world: World) -> None:
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    one, other = await two_tasks(world)
    _, made = await link(world, one, other)
    status, undone = await undo(world, made, COLLEAGUE)
    assert (status, undone["status"], undone["undoneBy"]) == (200, "undone", COLLEAGUE)
    status, problem = await undo(world, made)
    assert status == 409
    assert problem["detail"] == "A link that is undone does not allow undo; allowed: none."
    assert (await link(world, other, one))[0] == 201
    assert [item["status"] for item in await links(world, one)] == ["active", "undone"]


async def test_the_same_is_said_once_from_whichever_side(world: World) -> None:
    one, other = await two_tasks(world)
    assert (await link(world, one, other))[0] == 201
    for tasks in ((one, other), (other, one)):
        status, problem = await link(world, *tasks)
        assert status == 409
        assert "undo" in problem["detail"]
    assert (await link(world, one, other, kind="same_place"))[0] == 201


async def test_sending_a_link_twice_makes_one(world: World) -> None:
    one, other = await two_tasks(world)
    body = {"otherTask": other["id"], "kind": "related", "reason": "Hangt samen."}
    sent = {"json": body, "headers": {"Idempotency-Key": "once-and-once-only"}}
    answers = [(await world.call(DESK, "POST", f"/tasks/{one['id']}/links", **sent)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(await links(world, one)) == 1
    changed = {**sent, "json": {**body, "kind": "same_place"}}
    answer = await world.call(DESK, "POST", f"/tasks/{one['id']}/links", **changed)
    assert answer.status_code == 409


async def test_a_task_that_is_not_there_of_the_other_side_or_of_the_same_signal_is_refused_alike(world: World) -> None:
    one, _ = await two_tasks(world)
    (elsewhere,) = await submitted(world, care(SOMEBODY, municipalityCode="GM0664"))
    hidden = await task_of(world, elsewhere, "zorgcoordinator.zeeland")
    (two_sided,) = await submitted(world, both(SOMEBODY))
    across = await task_of(world, two_sided, "avim")
    refused = [await link(world, one, other) for other in (hidden, across, one, {"id": str(uuid4())})]
    assert {status for status, _ in refused} == {400}
    assert len({str(problem["errors"]) for _, problem in refused}) == 1
    for persona in (TABLE, "zorgcoordinator.zeeland", "avim"):
        assert (await link(world, one, hidden, persona))[0] == 404


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"kind": "merged"}, "/kind", "by_merging"),
        ({"kind": "cousins"}, "/kind", "enum"),
        ({"reason": " "}, "/reason", "string_too_short"),
        ({"reason": "Nummer 111222333"}, "/reason", "bsn"),
        ({"otherTask": "x"}, "/otherTask", "uuid_parsing"),
    ],
)
async def test_a_wrong_link_is_refused(world: World, changes: Json, pointer: str, code: str) -> None:
    one, other = await two_tasks(world)
    status, problem = await link(world, one, other, **changes)
    assert status == 400
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]


async def test_only_who_knows_both_signals_learns_of_a_link(world: World) -> None:
    """The Zorgtafel gets one of both: it sees no link, and no step of one. With both, it sees the link too."""
    one, other = await two_tasks(world)
    _, made = await link(world, one, other)
    for task in (one, other):
        await world.call(DESK, "PUT", f"/tasks/{task['id']}/claim")
        offer = {"desk": "zorgtafel.de_baronie", "reason": "next_layer"}
        referral = (await world.call(DESK, "POST", f"/tasks/{task['id']}/referrals", json=offer)).json()
        await world.call(TABLE, "POST", f"/referrals/{referral['id']}/response", json={"answer": "accept"})
        there = await task_of(world, task["signalId"], TABLE)
        found = await links(world, there, TABLE)
        assert [item["id"] for item in found] == ([] if task is one else [made["id"]])
        assert (await undo(world, made, "zorgtafel.zeeland"))[0] == 404
        if task is one:
            assert (await undo(world, made, TABLE))[0] == 404
            assert "signals.linked" not in await timeline(world, one["signalId"], TABLE)
    assert found[0]["other"]["signalId"] == one["signalId"]
    assert found[0]["other"]["id"] != one["id"], "its own task of it, not that of the other desk"


async def test_whoever_submitted_reads_no_step_of_a_link(world: World) -> None:
    here, there = await submitted(world, care(SOMEBODY), care(SOMEBODY))
    before = [await timeline(world, signal, BREDA) for signal in (here, there)]
    _, made = await link(world, await task_of(world, here), await task_of(world, there))
    await undo(world, made)
    assert [await timeline(world, signal, BREDA) for signal in (here, there)] == before
    for method, path in (("GET", f"/tasks/{uuid4()}/links"), ("POST", f"/links/{made['id']}/undo")):
        for persona in (BREDA, GOES, "ketenregisseur", "auditor"):
            assert (await world.call(persona, method, path)).status_code == 403
    async with world.as_superuser() as connection:
        events = await connection.fetch("SELECT * FROM events WHERE type LIKE 'signals.%' ORDER BY type")
    assert [row["type"] for row in events] == ["signals.linked", "signals.unlinked"]
    assert {(row["signal_id"], row["municipality_code"], row["compartment"]) for row in events} == {(None, None, None)}
