"""How the actions and the norms of the programme stand, and what is written of them."""

from datetime import UTC, datetime, timedelta

import pytest

from app.monitor.figures.periods import Period
from app.monitor.programme.lights import Light, light_of
from tests.bodies import perpetrator_signal
from tests.cases.casework import TITLE, done
from tests.interventions.logging import SUBMITTER, logged
from tests.monitor.writing import entry
from tests.world import Json, World

CHAIN, TREKKER, COORDINATOR = "ketenregisseur", "bestuurlijk-trekker", "districtelijk-coordinator.de-baronie"


async def written(world: World, persona: str = CHAIN, **changes: object) -> tuple[int, Json]:
    """Write in the monitor; return the status and the answer."""
    answer = await world.call(persona, "POST", "/monitor/entries", json=entry(**changes))
    return answer.status_code, answer.json()


async def lights(world: World, action: str, quarter: str = "2026-Q4") -> dict[str | None, Json]:
    """Return how an action stands, by district."""
    actions = (await world.get(TREKKER, f"/monitor/actions?quarter={quarter}"))["items"]
    (found,) = (one for one in actions if one["code"] == action)
    return {area["district"]: area for area in found["areas"]}


LIGHTS: tuple[tuple[str, str | None, list[str], str, Light], ...] = (
    ("yearly", None, ["2026-Q1"], "2026-Q4", Light.GREEN),
    ("yearly", None, ["2025-Q4"], "2026-Q4", Light.AMBER),
    ("yearly", None, ["2024-Q4"], "2026-Q4", Light.RED),
    ("yearly", None, [], "2026-Q4", Light.RED),
    ("yearly", None, ["2027-Q1"], "2026-Q4", Light.RED),
    ("quarterly", "2022-Q1", [], "2022-Q1", Light.AMBER),
    ("quarterly", "2022-Q1", [], "2022-Q2", Light.RED),
    ("quarterly", "2022-Q1", ["2022-Q1"], "2022-Q2", Light.AMBER),
    ("once", "2022-Q4", [], "2022-Q1", Light.GREEN),
    ("once", "2022-Q4", [], "2022-Q2", Light.AMBER),
    ("once", "2022-Q4", [], "2022-Q4", Light.AMBER),
    ("once", "2022-Q4", [], "2023-Q1", Light.RED),
    ("once", "2022-Q4", ["2021-Q1"], "2026-Q4", Light.GREEN),
    ("once", None, [], "2026-Q4", Light.AMBER),
)


@pytest.mark.parametrize(("recurrence", "due", "evidence", "quarter", "light"), LIGHTS)
def test_a_light_follows_from_what_is_due_and_what_was_done(
    recurrence: str, due: str | None, evidence: list[str], quarter: str, light: Light
) -> None:
    done = [Period.parse(name) for name in evidence]
    assert light_of(recurrence, None if due is None else Period.parse(due), done, Period.parse(quarter)) is light


async def test_every_action_names_who_sees_to_it(world: World) -> None:
    actions = (await world.get(CHAIN, "/monitor/actions"))["items"]
    labels = {one["code"]: one["label"] for one in (await world.get(CHAIN, "/code-lists/action-owner"))["items"]}
    assert {action["owner"]: action["ownerLabel"] for action in actions} == labels


async def test_every_action_of_the_programme_is_followed_where_it_is_done(world: World) -> None:
    actions = (await world.get(CHAIN, "/monitor/actions"))["items"]
    assert len(actions) == 42
    assert {len(action["areas"]) for action in actions} == {1, 4}


async def test_evidence_turns_the_light_of_its_district_green(world: World) -> None:
    assert {area["light"] for area in (await lights(world, "1.1")).values()} == {"red"}
    assert (await written(world, COORDINATOR))[0] == 201
    after = await lights(world, "1.1")
    assert {name: area["light"] for name, area in after.items()} == {
        "zeeland": "red",
        "de_markiezaten": "red",
        "de_baronie": "green",
        "hart_van_brabant": "red",
    }
    assert (after["de_baronie"]["evidence"], after["de_baronie"]["lastEvidence"]) == (1, "2026-Q4")
    assert (await lights(world, "1.1", "2026-Q3"))["de_baronie"]["light"] == "red", "what came later does not count"


async def test_evidence_of_a_year_that_is_not_taken_any_more_does_not_count(world: World) -> None:
    assert (await written(world))[0] == 201
    async with world.as_superuser() as superuser:
        await superuser.execute("UPDATE monitor_entries SET period = '0000-Q1'")
    area = (await lights(world, "1.1"))["de_baronie"]
    assert (area["light"], area["evidence"], area["lastEvidence"]) == ("red", 0, None)


async def test_another_light_stands_for_its_quarter_beside_the_rule_and_has_a_reason(world: World) -> None:
    words = "De campagne is gekozen, maar de drukker is failliet."
    assert (await written(world, kind="light", light="amber", words=words))[0] == 201
    area = (await lights(world, "1.1"))["de_baronie"]
    assert (area["light"], area["byRules"]) == ("amber", "red")
    assert (await lights(world, "1.1", "2027-Q1"))["de_baronie"]["light"] == "red"
    (kept,) = (await world.get(TREKKER, "/monitor/entries?kind=light"))["items"]
    assert (kept["words"], kept["writtenBy"], kept["light"]) == (words, "ketenregisseur", "amber")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "light"}, ""),
        ({"light": "red"}, ""),
        ({"period": "2026-H2"}, ""),
        ({"period": "2026-13"}, ""),
        ({"kind": "evaluation", "period": "2026-H2"}, ""),
        ({"action": "99"}, "/action"),
        ({"district": "utrecht"}, "/district"),
        ({"district": None}, "/district"),
        ({"action": "1.2"}, "/district"),
        ({"words": "Geleerd\uffff"}, "/words"),
    ],
)
async def test_what_does_not_fit_is_refused(world: World, changes: Json, pointer: str) -> None:
    status, answer = await written(world, **changes)
    assert (status, [error["pointer"] for error in answer["errors"]]) == (400, [pointer])


EVALUATION: Json = {"kind": "evaluation", "action": None}
EVALUATIONS = (("3.1", None), ("5.1", "de_baronie"))
QUARTERS = {"2026-Q2": "red", "2026-Q3": "green", "2027-Q1": "green", "2027-Q2": "amber", "2027-Q4": "red"}


async def test_an_evaluation_of_a_half_year_is_evidence_of_the_actions_that_ask_for_one(world: World) -> None:
    assert [(await lights(world, code))[area]["light"] for code, area in EVALUATIONS] == ["red", "red"]
    assert (await written(world, COORDINATOR, period="2026-H2", **EVALUATION))[0] == 201
    of_districts = await lights(world, "5.1")
    assert {name for name, area in of_districts.items() if area["light"] == "green"} == {"de_baronie"}
    assert (await lights(world, "3.1"))[None]["light"] == "red", "the one of a district is none of the region"
    assert (await written(world, period="2026-H2", district=None, **EVALUATION))[0] == 201
    region = (await lights(world, "3.1"))[None]
    assert (region["light"], region["evidence"], region["lastEvidence"]) == ("green", 1, "2026-Q4")
    for quarter, light in QUARTERS.items():
        assert (await lights(world, "3.1", quarter))[None]["light"] == light
    assert {area["light"] for area in (await lights(world, "5.3")).values()} == {"red"}, "no other action asks for one"


async def test_an_evaluation_names_the_report_of_its_half_year_once_that_is_over(world: World) -> None:
    for period in ("2026-H1", "2026-H2"):
        assert (await written(world, period=period, **EVALUATION))[0] == 201
    assert (await written(world))[0] == 201

    async def reports() -> dict[str, str | None]:
        return {one["period"]: one["report"] for one in (await world.get(TREKKER, "/monitor/entries"))["items"]}

    first = "/v1/monitor/report?halfYear=2026-H1"
    assert await reports() == {"2026-Q4": None, "2026-H2": None, "2026-H1": first}
    assert (await world.call(TREKKER, "GET", first.removeprefix("/v1"))).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "changes",
    [
        {"period": "2027-Q1"},
        {"period": "2099-Q4"},
        {"period": "2027-Q1", "kind": "light", "light": "green"},
        {"period": "2027-H1", **EVALUATION},
    ],
)
async def test_nothing_is_written_of_a_period_that_has_not_begun(world: World, changes: Json) -> None:
    status, answer = await written(world, **changes)
    assert (status, [(error["code"], error["pointer"]) for error in answer["errors"]]) == (
        400,
        [("not_begun", "/period")],
    )
    assert (await written(world, period="2026-Q4"))[0] == 201
    assert (await written(world, period="2026-H2", **EVALUATION))[0] == 201, "the half-year that runs"


@pytest.mark.parametrize("changes", [{"period": "2027-Q1"}, {"period": "2027-H1", **EVALUATION}])
async def test_a_period_begins_when_it_is_midnight_in_the_region(world: World, changes: Json) -> None:
    world.clock.moment = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    assert (await written(world, **changes))[0] == 400
    world.clock.moment = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert (await written(world, **changes))[0] == 201


async def test_a_coordinator_writes_for_the_own_district_alone(world: World) -> None:
    assert (await written(world, COORDINATOR, district="zeeland"))[0] == 403
    assert (await written(world, COORDINATOR, action=None, kind="evaluation", period="2026-H2", district=None))[
        0
    ] == 403
    assert (await written(world, COORDINATOR, action=None, kind="evaluation", period="2026-H2"))[0] == 201
    assert (await written(world, CHAIN, district="zeeland"))[0] == 201
    assert (await written(world, TREKKER))[0] == 403


async def test_entries_are_listed_page_by_page_the_last_first(world: World) -> None:
    for quarter in range(1, 5):
        assert (await written(world, period=f"2025-Q{quarter}"))[0] == 201
    first = await world.get(CHAIN, "/monitor/entries?limit=3")
    rest = await world.get(CHAIN, f"/monitor/entries?limit=3&cursor={first['nextCursor']}")
    listed = [item["period"] for item in (*first["items"], *rest["items"])]
    assert listed == ["2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1"]


async def test_labour_inspections_count_for_the_quarter_and_the_district(world: World) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal(exploitationForms=["labour"]))
    task = next(one for one in await world.tasks("avim") if one["signalId"] == signal["id"])
    doing: Json = {"kind": "labour_inspection", "target": "business"}
    joint = ["labour_inspectorate", "municipality"]
    for day in ("2026-10-01", "2026-10-15", "2026-11-20"):
        await logged(world, task, "avim", **doing, organisations=joint, startedOn=day)
    case = await done(world, "avim", "/cases", {"desk": "avim", "signals": [signal["id"]], "title": TITLE}, 201)
    in_case = {**doing, "organisations": joint, "startedOn": "2026-11-01", "description": "Controle."}
    await done(world, "avim", f"/cases/{case['id']}/interventions", in_case, 201)
    await logged(world, task, "avim", **doing, organisations=joint, startedOn="2026-09-30")
    await logged(world, task, "avim", **doing, organisations=["police"], startedOn="2026-11-02")
    await logged(world, task, "avim", **doing, organisations=joint)
    norms = await world.get(CHAIN, "/monitor/norms?quarter=2026-Q4")
    found = {norm["district"]: norm for norm in norms["items"] if norm["norm"] == "labour_inspections"}
    assert {district: norm["count"] for district, norm in found.items()} == {
        "zeeland": 0,
        "de_markiezaten": 0,
        "de_baronie": 4,
        "hart_van_brabant": 0,
    }
    assert (found["de_baronie"]["reached"], found["zeeland"]["reached"], norms["isOver"]) == (True, False, False)


async def test_the_light_of_a_norm_follows_from_its_count_and_no_evidence_turns_it_green(world: World) -> None:
    assert (await written(world, action="5.5"))[0] == 201
    assert (await lights(world, "5.5"))["de_baronie"]["light"] == "amber", "it can be reached until the quarter is over"
    signal = await world.submit(SUBMITTER, perpetrator_signal(exploitationForms=["labour"]))
    task = next(one for one in await world.tasks("avim") if one["signalId"] == signal["id"])
    doing: Json = {"kind": "labour_inspection", "target": "business", "organisations": ["labour_inspectorate"]}
    for day in (2, 3, 4, 5):
        await logged(world, task, "avim", **doing, startedOn=f"2026-11-0{day}")
    found = await lights(world, "5.5")
    assert {name: area["light"] for name, area in found.items()} == {
        "zeeland": "amber",
        "de_markiezaten": "amber",
        "de_baronie": "green",
        "hart_van_brabant": "amber",
    }
    assert (await lights(world, "5.4"))["de_baronie"]["light"] == "amber"
    world.clock.advance(timedelta(days=60))
    after = await lights(world, "5.5")
    assert (after["de_baronie"]["byRules"], after["zeeland"]["byRules"]) == ("green", "red")


async def test_an_inspection_counts_once_whichever_desks_log_it(world: World) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal(exploitationForms=["labour"]))
    task = next(one for one in await world.tasks("avim") if one["signalId"] == signal["id"])
    doing: Json = {"kind": "labour_inspection", "target": "business", "organisations": ["labour_inspectorate"]}
    case = await done(world, "avim", "/cases", {"desk": "avim", "signals": [signal["id"]], "title": TITLE}, 201)
    for day in ("2026-11-02", "2026-11-03"):
        await logged(world, task, "avim", **doing, startedOn=day)
        again = {**doing, "startedOn": day, "description": "Controle."}
        await done(world, "avim", f"/cases/{case['id']}/interventions", again, 201)
    norms = await world.get(CHAIN, "/monitor/norms?quarter=2026-Q4")
    counts = {one["district"]: one["count"] for one in norms["items"] if one["norm"] == "labour_inspections"}
    assert counts["de_baronie"] == 2


async def test_what_is_logged_after_a_quarter_with_a_day_in_it_still_counts_for_it(world: World) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal(exploitationForms=["labour"]))
    task = next(one for one in await world.tasks("avim") if one["signalId"] == signal["id"])
    world.clock.advance(timedelta(days=60))
    doing: Json = {"kind": "labour_inspection", "target": "business", "organisations": ["labour_inspectorate"]}
    await logged(world, task, "avim", **doing, startedOn="2026-11-20")
    norms = await world.get(CHAIN, "/monitor/norms?quarter=2026-Q4")
    counts = {one["district"]: one["count"] for one in norms["items"] if one["norm"] == "labour_inspections"}
    assert (norms["isOver"], counts["de_baronie"]) == (True, 1)
    document = (await world.http.get("/v1/openapi.json")).json()
    told = document["components"]["schemas"]["NormList"]["properties"]["isOver"]["description"]
    assert "still counts" in told
