"""What was logged in error is withdrawn: it stays to be read, nothing more is done with it, and it counts nowhere."""

import asyncio
from datetime import timedelta

import pytest

from app.worker import Worker
from tests.bodies import perpetrator_signal
from tests.interventions.logging import (
    DESK,
    OUTSIDER,
    SUBMITTER,
    a_task,
    assessed,
    corrected,
    logged,
    stepped,
    withdrawn,
)
from tests.interventions.test_assessment_tasks import BEGUN, asked
from tests.sharing.decisions import APPROVER, RECEIVER, proposal
from tests.triage.desk import COLLEAGUE, a_desk, claim
from tests.world import Json, World

ENDS: dict[str, Json] = {
    "planned": {},
    "started": BEGUN,
    "ended": {**BEGUN, "endedOn": "2026-11-02"},
}


@pytest.mark.parametrize("status", ENDS)
async def test_it_is_withdrawn_whatever_its_status_and_says_so_to_who_reads_it(world: World, status: str) -> None:
    made = await logged(world, await a_task(world), **ENDS[status])
    assert made["status"] == status
    code, shown = await withdrawn(world, made["id"])
    assert (code, shown["status"], shown["startedOn"]) == (200, "logged_in_error", made["startedOn"])
    (change,) = shown["history"]
    assert (change["step"], change["byYou"], change["changes"]) == ("withdraw", True, [])
    assert (change["reason"], change["at"]) == ("Stond al vermeld bij een andere melding.", "2026-11-23T09:30:00Z")
    (listed,) = (await world.get(DESK, "/interventions?status=logged_in_error"))["items"]
    assert (listed["id"], listed["status"]) == (made["id"], "logged_in_error")
    labels = (await world.get(DESK, "/code-lists/intervention-status"))["items"]
    assert next(one for one in labels if one["code"] == "logged_in_error")["label"]["nl"] == "Ten onrechte vastgelegd"
    assert await world.count("interventions") == 1, "nothing is taken away"


async def test_nothing_more_is_done_with_it(world: World) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await withdrawn(world, made["id"])
    for status, answer in (
        await assessed(world, made["id"]),
        await stepped(world, made["id"], "end"),
        await stepped(world, made["id"], "stop", reason="other"),
        await corrected(world, made["id"], costBand="none"),
        await withdrawn(world, made["id"]),
    ):
        assert (status, "error" in answer["detail"]) == (409, True), answer
    shown = await world.get(DESK, f"/interventions/{made['id']}")
    assert (shown["possibleScales"], shown["nextAssessmentOn"], len(shown["history"])) == ([], None, 1)


async def test_it_is_withdrawn_by_who_takes_the_steps_with_it_and_by_nobody_else(world: World) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal())
    task = next(t for t in await world.tasks("avim") if t["signalId"] == signal["id"])
    doing: Json = {"kind": "stop_conversation", "target": "perpetrator", "organisations": ["police"]}
    made = await logged(world, task, "avim", **doing)
    assert (await withdrawn(world, made["id"], OUTSIDER))[0] == 404
    assert (await withdrawn(world, made["id"], DESK))[0] == 404, "it is of the other side"
    assert (await withdrawn(world, made["id"], "dsp.de-baronie"))[0] == 403
    assert (await withdrawn(world, made["id"], "ketenregisseur"))[0] == 403
    assert (await withdrawn(world, made["id"], "avim"))[0] == 200
    assert (await world.get("dsp.de-baronie", f"/interventions/{made['id']}"))["status"] == "logged_in_error"


async def test_why_is_told_in_words(world: World) -> None:
    made = await logged(world, await a_task(world))
    for body in ({}, {"reason": " "}, {"reason": "Fout", "more": 1}):
        answer = await world.call(DESK, "POST", f"/interventions/{made['id']}/withdrawal", json=body)
        assert answer.status_code == 400


async def test_what_was_changed_since_it_was_read_is_not_withdrawn(world: World) -> None:
    made = await logged(world, await a_task(world))
    await stepped(world, made["id"], "start")
    assert (await withdrawn(world, made["id"], headers={"If-Match": '"1-0"'}))[0] == 412
    assert (await withdrawn(world, made["id"], headers={"If-Match": '"2-0"'}))[0] == 200


async def test_the_task_to_assess_it_lapses_whoever_claimed_it_and_none_is_opened_again(
    world: World, worker: Worker
) -> None:
    await a_desk(world)
    made = await logged(world, (await world.tasks(DESK))[0], **BEGUN)
    assert [one["id"] for one in (await world.get(DESK, "/interventions?assessmentDue=false"))["items"]] == [made["id"]]
    await worker.round()
    (task,) = await asked(world)
    await claim(world, COLLEAGUE, task["id"])
    await withdrawn(world, made["id"])
    ended = await world.get(COLLEAGUE, f"/tasks/{task['id']}")
    assert (ended["status"], ended["outcome"], ended["claim"]["byYou"]) == ("done", "lapsed", True)
    world.clock.advance(timedelta(weeks=30))
    await worker.round()
    assert await asked(world) == []
    assert (await world.get(DESK, "/interventions?assessmentDue=true"))["items"] == []
    steps = (await world.get(DESK, f"/signals/{made['signalId']}/timeline"))["items"]
    assert [step["type"] for step in steps].count("task.lapsed") == 1


async def test_nobody_claimed_the_task_that_lapses(world: World, worker: Worker) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    await worker.round()
    (task,) = await asked(world)
    await withdrawn(world, made["id"])
    assert (await world.get(DESK, f"/tasks/{task['id']}"))["outcome"] == "lapsed"
    answer = await world.call(DESK, "PUT", f"/tasks/{task['id']}/claim")
    assert answer.status_code == 409


async def test_of_who_withdraws_and_who_assesses_at_once_neither_is_lost(world: World) -> None:
    made = await logged(world, await a_task(world), **BEGUN)
    (status, _), (assessing, _) = await asyncio.gather(withdrawn(world, made["id"]), assessed(world, made["id"]))
    assert (status, assessing) in {(200, 201), (200, 409)}
    shown = await world.get(DESK, f"/interventions/{made['id']}")
    assert (shown["status"], len(shown["effects"])) == ("logged_in_error", int(assessing == 201))


async def test_it_is_shared_with_nobody(world: World) -> None:
    task = await a_task(world)
    made = await logged(world, task)
    view = await world.get(DESK, f"/signals/{task['signalId']}")
    items = [{"kind": "intervention", "id": made["id"]}]
    body = {**proposal(view), "items": items}
    await withdrawn(world, made["id"])
    answer = await world.call(DESK, "POST", "/sharing-decisions", json=body)
    assert answer.status_code == 400
    other = await logged(world, task)
    body["items"] = [{"kind": "intervention", "id": other["id"]}]
    assert (await world.call(DESK, "POST", "/sharing-decisions", json=body)).status_code == 201


async def test_the_record_of_it_is_never_changed(world: World) -> None:
    made = await logged(world, await a_task(world))
    await withdrawn(world, made["id"])
    async with world.as_api(DESK) as connection:
        for statement in ("UPDATE intervention_changes SET step = 'correct'", "DELETE FROM intervention_changes"):
            with pytest.raises(Exception, match="permission denied"):
                async with connection.transaction():
                    await connection.execute(statement)
        revived = await connection.execute("UPDATE interventions SET status = 'planned', version = 9")
    assert revived == "UPDATE 0"


async def test_what_was_proposed_before_is_not_shared_either(world: World) -> None:
    task = await a_task(world)
    made = await logged(world, task)
    view = await world.get(DESK, f"/signals/{task['signalId']}")
    body = {**proposal(view), "items": [{"kind": "intervention", "id": made["id"]}]}
    decision = (await world.call(DESK, "POST", "/sharing-decisions", json=body)).json()
    await withdrawn(world, made["id"])
    answer = await world.call(APPROVER, "POST", f"/sharing-decisions/{decision['id']}/approval")
    assert (answer.status_code, "logged in error" in answer.json()["detail"]) == (409, True)
    assert (await world.call(RECEIVER, "GET", f"/sharing-decisions/{decision['id']}")).status_code == 404


async def test_who_was_let_to_read_it_sees_that_it_never_was_and_nothing_more(world: World) -> None:
    task = await a_task(world)
    made, other = await logged(world, task), await logged(world, task)
    view = await world.get(DESK, f"/signals/{task['signalId']}")
    body = {**proposal(view), "items": [{"kind": "intervention", "id": one["id"]} for one in (made, other)]}
    decision = (await world.call(DESK, "POST", "/sharing-decisions", json=body)).json()
    path = f"/sharing-decisions/{decision['id']}"
    assert (await world.call(APPROVER, "POST", f"{path}/approval")).status_code == 200
    before = await world.get(RECEIVER, path)
    await withdrawn(world, made["id"])
    after = await world.get(RECEIVER, path)
    assert [item.pop("loggedInError") for item in (*after["items"], *before["items"])] == [True, None, None, None]
    assert after == before, "the item stays as it was shared"


async def test_of_what_was_erased_nothing_is_written_and_all_else_stays_readable(world: World) -> None:
    made = await logged(world, await a_task(world), startedOn="2026-10-26")
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM data_keys WHERE signal_id = $1::uuid", made["signalId"])
    answers = [
        await withdrawn(world, made["id"]),
        await corrected(world, made["id"], costBand="none"),
        await assessed(world, made["id"]),
    ]
    assert [status for status, _ in answers] == [409] * 3
    assert (await world.get(DESK, f"/interventions/{made['id']}"))["description"] is None
    assert (await world.call(DESK, "GET", f"/signals/{made['signalId']}")).status_code == 200
