"""What comes up again is more urgent, says why to its desk, and tells nobody else that there is more."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app.sharing.evidence import EVIDENCE, MatchStrength, TokenKind
from app.triage.links.urgency import ordinal
from app.worker import Worker
from tests.sharing.decisions import RECEIVER, RECEIVING_DESK, share
from tests.triage.alike import (
    BREDA,
    DESK,
    HOUSE,
    SOMEBODY,
    TABLE,
    both,
    care,
    merge,
    security,
    submitted,
    task_of,
    timeline,
)
from tests.triage.desk import claim
from tests.triage.referring import offered, responded
from tests.world import Json, World

PHONE = {"phone": "06 41 23 57 90"}


async def last_of(world: World, *signals: Json, apart: timedelta = timedelta(days=1), persona: str = DESK) -> Json:
    """Submit signals and return the task of the last one, in full."""
    made = await submitted(world, *signals, apart=apart)
    return await world.get(persona, f"/tasks/{(await task_of(world, made[-1], persona))['id']}")


@pytest.mark.parametrize(
    ("signal", "reason", "nl", "en"),
    [
        (care(SOMEBODY), "repeated_person", "over deze persoon", "on this person"),
        (care(PHONE), "repeated_phone", "met dit telefoonnummer", "with this telephone number"),
        (care(None, HOUSE), "repeated_address", "over dit adres", "on this address"),
    ],
    ids=["person", "phone", "address"],
)
async def test_the_third_signal_within_ninety_days_is_high_and_says_why(
    world: World, signal: Json, reason: str, nl: str, en: str
) -> None:
    second = await last_of(world, signal, signal)
    assert (second["urgency"], second["urgencyRaises"]) == ("normal", [])
    third = await last_of(world, signal)
    assert third["urgency"] == "high"
    (raised,) = third["urgencyRaises"]
    assert raised == {
        "reason": reason,
        "text": {"nl": f"3e signaal {nl} binnen 90 dagen", "en": f"3rd signal {en} within 90 days"},
        "at": third["openedAt"],
        "from": "normal",
        "to": "high",
    }
    assert (await world.get(DESK, f"/tasks/{second['id']}"))["urgency"] == "normal", "only what comes in is raised"
    assert (await last_of(world, signal))["urgencyRaises"][0]["text"]["en"].startswith("4th signal")


async def test_it_is_due_as_high_work_is_and_comes_up_then(world: World) -> None:
    third = await last_of(world, *(care(SOMEBODY) for _ in range(3)), apart=timedelta(hours=1))
    opened, due = (datetime.fromisoformat(third[name]) for name in ("openedAt", "dueAt"))
    assert opened.hour == 11
    assert due == opened + timedelta(days=1), "eight working hours on"
    async with world.as_superuser() as connection:
        at = await connection.fetchval("SELECT at FROM deadlines WHERE task_id = $1 AND about = 'work'", third["id"])
    assert at == due


async def test_what_was_due_earlier_stays_due_then(world: World) -> None:
    await last_of(world, care(SOMEBODY), care(SOMEBODY))
    (signal,) = await submitted(world, care(SOMEBODY, acuteDanger=True))
    task = await task_of(world, signal)
    assert task["urgency"] == "acute"
    assert datetime.fromisoformat(task["dueAt"]) == datetime.fromisoformat(task["openedAt"]) + timedelta(hours=1)
    assert await timeline(world, signal, DESK) == ["signal.received", "task.opened"]


async def test_signals_of_longer_ago_other_people_and_weaker_evidence_do_not_count(world: World) -> None:
    await last_of(world, care(SOMEBODY), apart=timedelta(days=90))
    await last_of(world, care(SOMEBODY))
    assert (await last_of(world, care(SOMEBODY)))["urgency"] == "normal"
    namesake = {**SOMEBODY, "birthDate": "1964-11-30"}
    assert (await last_of(world, care(namesake), care(namesake)))["urgency"] == "normal"
    flats = (care(None, {**HOUSE, "houseNumberAddition": letter}) for letter in "abc")
    assert (await last_of(world, *flats))["urgency"] == "normal", "a building is many front doors"


async def test_three_who_came_up_once_each_are_no_repetition(world: World) -> None:
    people = [{"involvement": "possible_victim", **SOMEBODY, "birthDate": f"1999-03-0{n}"} for n in (2, 3)]
    for person in people:
        await last_of(world, care({name: person[name] for name in SOMEBODY}))
    together = care(None)
    together["care"]["persons"] = people
    assert (await last_of(world, together))["urgency"] == "normal"


async def test_the_sides_count_apart(world: World) -> None:
    await last_of(world, care(SOMEBODY), care(SOMEBODY))
    assert (await last_of(world, security(SOMEBODY), persona="avim"))["urgency"] == "normal"
    (signal,) = await submitted(world, both(SOMEBODY))
    care_task, avim = await task_of(world, signal), await task_of(world, signal, "avim")
    assert (care_task["urgency"], avim["urgency"]) == ("high", "normal")
    assert "task.urgency_raised" in await timeline(world, signal, DESK)
    assert "task.urgency_raised" not in await timeline(world, signal, "avim")


async def test_only_what_the_desk_itself_has_counts(world: World) -> None:
    """Two signals in the other district: were they counted, the desk would learn that there are some."""
    await submitted(world, *(care(SOMEBODY, municipalityCode="GM0664") for _ in range(2)))
    assert (await last_of(world, care(SOMEBODY), care(SOMEBODY)))["urgency"] == "normal"
    assert (await last_of(world, care(SOMEBODY)))["urgencyRaises"][0]["text"]["en"].startswith("3rd signal")


async def test_whoever_submits_is_told_nothing(world: World) -> None:
    """Else one could ask with made-up signals whether somebody is known: every answer is as that to a first signal."""
    made = [await world.submit(BREDA, care(SOMEBODY)) for _ in range(4)]
    first, last = made[0], made[-1]
    assert (await task_of(world, last["id"]))["urgency"] == "high"
    own = ("id", "reference")

    def without_ids(answer: Json) -> Json:
        persons = [{**person, "id": None} for person in answer["care"]["persons"]]
        return {**answer, **dict.fromkeys(own), "care": {**answer["care"], "persons": persons}}

    assert without_ids(first) == without_ids(last)
    views = [await world.get(BREDA, f"/signals/{one['id']}") for one in (first, last)]
    assert without_ids(views[0]) == without_ids(views[1])
    items = (await world.get(BREDA, "/signals"))["items"]
    assert {item["urgency"] for item in items} == {"normal"}
    told = [await world.get(BREDA, f"/signals/{one['id']}/timeline") for one in (first, last)]
    assert told[0] == told[1]
    feedback = [await world.get(BREDA, f"/signals/{one['id']}/feedback") for one in (first, last)]
    assert feedback[0] == feedback[1]
    routing = [(await world.get(BREDA, f"/signals/{one['id']}"))["routing"] for one in (first, last)]
    assert routing[0] == routing[1]


async def test_that_it_is_late_earlier_the_submitter_is_not_told_either(world: World, worker: Worker) -> None:
    made = await submitted(world, *(care(SOMEBODY) for _ in range(3)))
    world.clock.advance(timedelta(days=9))
    await worker.round()
    for signal in made:
        assert (await timeline(world, signal, DESK))[-1] == "task.escalated"
        assert "task.escalated" not in await timeline(world, signal, BREDA)


async def test_the_desk_that_takes_it_over_sees_the_urgency_and_not_why(world: World) -> None:
    third = await last_of(world, *(care(SOMEBODY) for _ in range(3)))
    await claim(world, DESK, third["id"])
    await responded(world, TABLE, (await offered(world, third["id"]))["id"], "accept")
    there = await world.get(TABLE, f"/tasks/{(await task_of(world, third['signalId'], TABLE))['id']}")
    assert (there["urgency"], there["urgencyRaises"]) == ("high", [])
    assert "task.urgency_raised" not in await timeline(world, third["signalId"], TABLE)
    assert (await world.get(BREDA, f"/signals/{third['signalId']}"))["urgency"] == "normal"


async def test_signals_that_come_in_at_once_count_each_other(world: World) -> None:
    await last_of(world, care(SOMEBODY))
    made = await asyncio.gather(*(world.submit(BREDA, care(SOMEBODY)) for _ in range(4)))
    levels = [(await task_of(world, one["id"]))["urgency"] for one in made]
    assert sorted(levels) == ["high", "high", "high", "normal"]


async def test_what_was_raised_stays_so_when_it_leads_other_work(world: World) -> None:
    third = await last_of(world, *(care(SOMEBODY) for _ in range(3)))
    (signal,) = await submitted(world, care({**SOMEBODY, "birthDate": "1964-11-30"}, acuteDanger=True))
    assert (await merge(world, await task_of(world, signal), third))[0] == 201
    raised = (await world.get(DESK, f"/tasks/{third['id']}"))["urgencyRaises"]
    assert [(one["from"], one["to"]) for one in raised] == [("normal", "high"), ("high", "acute")]
    assert (await world.get(BREDA, f"/signals/{third['signalId']}"))["urgency"] == "normal"


async def test_the_rules_name_the_evidence_that_is_strong_enough(world: World) -> None:
    async with world.as_api(DESK) as connection:
        rules = {row["basis"]: row for row in await connection.fetch("SELECT * FROM urgency_rules")}
    by_name = {
        str(kind)
        for kind, evidence in EVIDENCE.items()
        if evidence.strength is not MatchStrength.POSSIBLE and kind is not TokenKind.PHONE
    }
    assert set(rules["person"]["kinds"]) == by_name
    assert (rules["phone"]["kinds"], rules["address"]["kinds"]) == (["phone"], ["front_door"])
    assert {(row["signals"], row["days"]) for row in rules.values()} == {(3, 90)}


@pytest.mark.parametrize(
    ("number", "text"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (23, "23rd")]
)
def test_numbers_are_ranked_as_english_does(number: int, text: str) -> None:
    assert ordinal(number) == text


async def test_across_the_wall_goes_the_urgency_it_was_routed_with(world: World) -> None:
    made = await submitted(world, *(both(SOMEBODY) for _ in range(3)))
    third = await task_of(world, made[-1])
    assert third["urgency"] == "high"
    await share(world, await world.get(DESK, f"/signals/{made[-1]}"))
    await claim(world, DESK, third["id"])
    offer = await offered(world, third["id"], desk=RECEIVING_DESK, note=None)
    assert offer["urgency"] == "normal"
    (received,) = (await world.get(RECEIVER, "/referrals"))["items"]
    assert received["urgency"] == "normal"
    await responded(world, RECEIVER, offer["id"], "accept")
    there = await world.get(RECEIVER, f"/tasks/{(await task_of(world, made[-1], RECEIVER))['id']}")
    assert (there["urgency"], there["urgencyRaises"]) == ("normal", [])
