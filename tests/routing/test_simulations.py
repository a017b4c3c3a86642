"""What a table would do: for an imagined signal, and for those of past months in counts."""

import asyncio
from datetime import UTC, datetime

import pytest

from app.routing import simulation
from app.routing.check import MOST_FINDINGS
from tests.bodies import perpetrator_signal, victim_signal
from tests.routing.tables import Document, largest_draft, regional, without
from tests.world import Json, World

FACTS: Json = {"district": "de_baronie", "aimedAt": "perpetrator", "exploitationForms": ["sexual"]}
MONTH = {"fromMonth": "2026-11", "untilMonth": "2026-12"}


def draft() -> Document:
    """Return a draft that sends every victim to the Zorgtafel instead."""
    document = {**regional(), "version": "zwb-2027.1"}
    row = next(row for row in document["rows"] if row["id"] == "care-victim")
    row.update(desk="zorgtafel", layer=2)
    return document


async def simulate(world: World, persona: str, **request: object) -> tuple[int, Json]:
    """Ask for a simulation; return the status and the answer."""
    answer = await world.call(persona, "POST", "/routing-simulations", json=request)
    return answer.status_code, answer.json()


async def test_the_active_table_tells_what_it_does_with_imagined_facts(shared_world: World) -> None:
    facts = {**FACTS, "acuteDanger": True, "security": {"minorInvolved": True, "locationKind": "dwelling"}}
    status, result = await simulate(shared_world, "beheerder", facts=facts)
    assert (status, result["tableVersion"]) == (200, "zwb-2026.2")
    assert {o["deskKind"]: (o["involvement"], o["deadline"]) for o in result["outcomes"]} == {
        "avim": ("responsible", "PT1H around the clock"),
        "projectleider_ondermijning": ("informed", "PT1H around the clock"),
        "zorgtafel": ("responsible", "PT1H around the clock"),
    }
    assert await shared_world.stored() == 0


async def test_a_draft_tells_what_it_would_do_instead(shared_world: World) -> None:
    facts = {**FACTS, "aimedAt": "victim"}
    _, result = await simulate(shared_world, "ketenregisseur", facts=facts, draft=draft())
    assert [o["deskKind"] for o in result["outcomes"]] == ["zorgcoordinator"]
    assert [o["deskKind"] for o in result["draftOutcomes"]] == ["zorgtafel"]
    assert result["draftFindings"] == []


async def test_a_faulty_draft_is_answered_with_its_faults(shared_world: World) -> None:
    _, result = await simulate(shared_world, "ketenregisseur", facts=FACTS, draft=without("care-victim"))
    assert [finding.split(":")[0] for finding in result["draftFindings"]] == ["no-desk"]
    assert result["draftOutcomes"] is None


async def test_ten_of_the_largest_drafts_at_once_keep_no_signal_from_being_taken_in(world: World) -> None:
    asked = [
        asyncio.create_task(simulate(world, "ketenregisseur", facts=FACTS, draft=largest_draft())) for _ in range(10)
    ]
    for _ in range(3):
        await world.submit("aandachtsfunctionaris.breda", victim_signal())
    for status, result in await asyncio.wait_for(asyncio.gather(*asked), 10):
        assert (status, len(result["draftFindings"])) == (200, MOST_FINDINGS)


async def test_who_may_not_ask_makes_nobody_check_a_draft(shared_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "check", None)
    status, _ = await simulate(shared_world, "aandachtsfunctionaris.breda", facts=FACTS, draft=largest_draft())
    assert status == 403


async def test_a_past_month_is_compared_in_counts_that_are_rounded_and_not_small(world: World) -> None:
    for _ in range(9):
        await world.submit("aandachtsfunctionaris.breda", victim_signal())
    _, result = await simulate(world, "ketenregisseur", period=MONTH, draft=draft())
    assert result["comparison"] == {"decisions": None, "changed": None, "desks": []}
    for _ in range(3):
        await world.submit("aandachtsfunctionaris.breda", victim_signal())
    await world.submit("aandachtsfunctionaris.breda", perpetrator_signal())
    _, result = await simulate(world, "ketenregisseur", period=MONTH, draft=draft())
    assert result["comparison"] == {
        "decisions": 15,
        "changed": None,
        "desks": [
            {"deskKind": "avim", "track": "security", "active": None, "draft": None},
            {"deskKind": "dsp", "track": "security", "active": None, "draft": None},
            {"deskKind": "zorgcoordinator", "track": "care", "active": 10, "draft": 0},
            {"deskKind": "zorgtafel", "track": "care", "active": 0, "draft": 10},
        ],
    }
    earlier = {"fromMonth": "2026-10", "untilMonth": "2026-11"}
    _, result = await simulate(world, "ketenregisseur", period=earlier, draft=draft())
    assert result["comparison"] == {"decisions": None, "changed": None, "desks": []}


async def test_a_month_of_the_region_begins_at_its_own_midnight(world: World) -> None:
    world.clock.moment = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    for _ in range(10):
        await world.submit("aandachtsfunctionaris.breda", victim_signal())
    for month, decisions in ((MONTH, None), ({"fromMonth": "2026-12", "untilMonth": "2027-01"}, 10)):
        _, result = await simulate(world, "ketenregisseur", period=month, draft=draft())
        assert result["comparison"]["decisions"] == decisions


@pytest.mark.parametrize("persona", ["beheerder", "districtelijk-coordinator.de-baronie"])
async def test_only_the_ketenregisseur_looks_back(shared_world: World, persona: str) -> None:
    assert (await simulate(shared_world, persona, period=MONTH, draft=draft()))[0] == 403


@pytest.mark.parametrize(
    ("request_", "pointer", "code"),
    [
        ({}, "", "one_of"),
        ({"facts": FACTS, "period": MONTH}, "", "one_of"),
        ({"period": MONTH}, "", "draft_needed"),
        ({"facts": {**FACTS, "district": "amsterdam"}}, "/facts/district", "string_pattern_mismatch"),
        ({"facts": {**FACTS, "exploitationForms": []}}, "/facts/exploitationForms", "too_short"),
        ({"facts": {**FACTS, "weather": "rain"}}, "/facts/weather", "extra_forbidden"),
        (
            {"period": {**MONTH, "fromMonth": "2026-13"}, "draft": draft()},
            "/period/fromMonth",
            "string_pattern_mismatch",
        ),
        ({"period": {**MONTH, "untilMonth": "2026-11"}, "draft": draft()}, "/period", "period"),
        ({"facts": FACTS, "draft": {**draft(), "overlays": [{"district": "x"}]}}, "/draft", "table"),
    ],
)
async def test_a_wrong_question_is_refused(shared_world: World, request_: Json, pointer: str, code: str) -> None:
    status, problem = await simulate(shared_world, "ketenregisseur", **request_)
    assert status == 400
    assert (pointer, code) in {(error["pointer"], error["code"]) for error in problem["errors"]}


async def test_the_tables_are_listed_as_they_were_written(shared_world: World) -> None:
    (table,) = (await shared_world.get("auditor", "/routing-tables"))["items"]
    assert (table["version"], table["status"]) == ("zwb-2026.2", "active")
    assert table["document"] == regional()
