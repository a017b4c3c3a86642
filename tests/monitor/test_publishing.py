"""The worker publishes the figures of a period once it is over: with what is small left out, and never again."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from app.worker import Worker
from tests.bodies import victim_signal
from tests.interventions.logging import DESK, SUBMITTER, a_task, assessed, logged
from tests.monitor.passing import begun_before, days_pass, passed
from tests.triage.conftest import worker
from tests.triage.desk import claim
from tests.working import worker_of
from tests.world import Json, World

__all__ = ["worker"]
CHAIN, TREKKER, COORDINATOR = "ketenregisseur", "bestuurlijk-trekker", "districtelijk-coordinator.de-baronie"
EFFECTS = "/statistics/intervention-effects?period=2026-H2&scale=victim"
OUTCOMES = ("safe",) * 6 + ("revictimised",) * 5


async def figures(world: World, path: str, persona: str = CHAIN) -> tuple[int, Json]:
    """Ask for a statistic; return the status and the answer."""
    answer = await world.call(persona, "GET", path)
    return answer.status_code, answer.json()


async def care(world: World, path: str) -> Json:
    """Return what a statistic tells of the care side."""
    status, answer = await figures(world, path)
    assert status == 200, answer
    return next(side for side in answer["sides"] if side["compartment"] == "care")


@pytest.fixture
async def worked(world: World) -> World:
    """A world in which eleven interventions were assessed, and two more were not; nothing of it is over yet."""
    for number, outcome in enumerate((*OUTCOMES, None, None)):
        kind = "ambulatory_support" if number % 2 else "reflection_period"
        made = await logged(world, await a_task(world), kind=kind, startedOn="2026-10-05")
        if outcome is not None:
            status, answer = await assessed(world, made["id"], outcome=outcome, assessedOn="2026-11-23")
            assert status == 201, answer
    return world


async def test_nothing_is_told_of_a_period_that_is_not_over(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=38)
    assert (await figures(worked, EFFECTS))[0] == 404
    worked.clock.advance(timedelta(hours=14, minutes=30))
    await worker.round()
    assert (await figures(worked, EFFECTS))[0] == 404, "in the region it is the new year, in which nobody worked yet"
    await passed(worked, worker, days=2)
    assert (await figures(worked, EFFECTS))[0] == 200


async def test_what_works_is_told_with_what_it_is_worth(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=45)
    side = await care(worked, EFFECTS)
    effects = side["total"]["effects"]
    assert effects["answers"] == {"positive": 6, "rest": 5}
    assert effects["share"] == {"value": 0.5455, "low": 0.2801, "high": 0.7873}, "by Wilson, worked out by hand"
    assert effects["medianWeeks"] is None, "of six nobody's own would be the middle one"
    assert side["toldApart"] == ["positive", "rest"]
    assert side["total"]["interventions"] == 13
    assert side["total"]["assessments"] is None, "two that were not made are too few, and 13 less 11 would tell of them"
    timely = await care(worked, "/statistics/timeliness?period=2026-H2&work=assessment")
    assert (timely["total"], timely["groups"]) == (None, [])
    assert (await figures(worked, "/statistics/timeliness?period=2026-Q4&work=assessment"))[0] == 404


async def test_of_the_half_year_in_which_the_service_began_it_is_told_how_much_was_logged_of_all_only(
    worked: World, worker: Worker
) -> None:
    """Each effect of it is of what was logged in it: what was logged of a kind is the most that it can have."""
    await passed(worked, worker, days=45)
    side = await care(worked, f"{EFFECTS}&groupBy=domain")
    assert side["total"]["interventions"] == 13
    assert [(group["interventions"], group["effects"]["size"]) for group in side["groups"]] == [(None, 11)]


async def test_of_kinds_it_is_told_what_tells_of_nobody(worked: World, worker: Worker) -> None:
    await begun_before(worked)
    await passed(worked, worker, days=45)
    side = await care(worked, f"{EFFECTS}&groupBy=kind")
    told = {group["code"]: (group["interventions"], group["effects"]) for group in side["groups"]}
    assert told.keys() == {"ambulatory_support", "reflection_period"}
    assert [logged for logged, _ in told.values()] == [6, 7]
    assert [effects and effects["answers"] for _, effects in told.values()] == [None, None], "of each some are few"
    domains = await care(worked, f"{EFFECTS}&groupBy=domain")
    assert [(group["code"], group["effects"]["size"]) for group in domains["groups"]] == [("care", 11)]


async def test_what_was_published_is_not_changed_by_what_comes_later(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=45)
    before = await figures(worked, EFFECTS)
    task = (await worked.tasks(DESK))[0]
    made = await logged(worked, task, startedOn="2026-12-01")
    assert (await assessed(worked, made["id"], assessedOn="2027-01-07"))[0] == 201
    for days in (1, 1):
        worked.clock.advance(timedelta(days=days))
        await worker.round()
    assert await figures(worked, EFFECTS) == before


async def test_the_picture_of_a_month_counts_signals_of_each_side(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=10)
    side = await care(worked, "/statistics/signals?period=2026-11")
    assert (side["total"]["size"], side["rising"]) == (13, []), "there is no year before it to compare with"
    _, answer = await figures(worked, "/statistics/signals?period=2026-11")
    assert [one["total"]["size"] for one in answer["sides"]] == [13, None]


async def test_a_coordinator_is_told_how_timely_the_desks_of_the_district_were(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=45)
    path = "/statistics/timeliness?period=2026-Q4"
    status, all_of_it = await figures(worked, path)
    assert status == 200
    (late,) = (group for side in all_of_it["sides"] for group in side["groups"])
    assert (late["code"], late["measured"]["answers"]) == ("zorgcoordinator.de_baronie", {"timely": 0, "late": 13})
    assert [group for side in (await figures(worked, path, COORDINATOR))[1]["sides"] for group in side["groups"]] == [
        late
    ]
    assert (await figures(worked, path, "districtelijk-coordinator.zeeland"))[0] == 404
    assert (await figures(worked, EFFECTS, COORDINATOR))[0] == 404, "of effects a coördinator is told nothing"
    assert (await figures(worked, EFFECTS, DESK))[0] == 403


async def test_figures_are_a_table_or_a_chart_too(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=45)
    table = await worked.call(TREKKER, "GET", f"{EFFECTS}&format=csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    header, care_line, *_ = table.text.splitlines()
    assert header.startswith("periode,schaal,kant,code,groep,interventies")
    assert care_line == "2026-H2,victim,care,,Alle,13,,,11,6,,,5,0.5455,0.2801,0.7873,,,,,,,,positive rest,2026-H2"
    drawn = await worked.call(TREKKER, "GET", f"{EFFECTS}&format=svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "55% van 11" in drawn.text
    assert "Zorg: positief tegenover de rest geteld (niet positief en onbekend samen)." in drawn.text


async def test_the_picture_by_municipality_is_a_map(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=10)
    path = "/statistics/signals?period=2026-11&groupBy=municipality"
    side = await care(worked, path)
    assert [(group["label"]["nl"], group["size"]) for group in side["groups"]] == [("Breda", 13)]
    drawn = await worked.call(TREKKER, "GET", f"{path}&format=svg")
    assert ">Breda<" in drawn.text
    assert ">13<" in drawn.text
    assert ">Tilburg<" in drawn.text, "of which nothing is told"


async def test_a_name_that_would_be_a_formula_is_a_text_in_the_table(worked: World, worker: Worker) -> None:
    kinds = (await worked.get("beheerder", "/intervention-kinds"))["items"]
    (kind,) = (one for one in kinds if one["code"] == "reflection_period")
    told = {name: kind[name] for name in ("code", "domain", "pillar", "strategicGoal", "assessedAfterWeeks")}
    named = {**told, "label": {"nl": "=1+1", "en": "@x"}}
    answer = await worked.call("beheerder", "PUT", f"/intervention-kinds/{kind['id']}", json=named)
    assert answer.status_code == 200, answer.text
    await passed(worked, worker, days=45)
    table = await worked.call(TREKKER, "GET", f"{EFFECTS}&format=csv&groupBy=kind")
    assert ",reflection_period,'=1+1," in table.text


async def test_two_workers_publish_the_same_once(worked: World, worker: Worker) -> None:
    await days_pass(worked, days=45)
    async with worker_of(worked) as other:
        await asyncio.gather(worker.round(), other.round())
    assert (await care(worked, EFFECTS))["total"]["interventions"] == 13
    async with worked.as_superuser() as connection:
        moments = await connection.fetch("SELECT DISTINCT period, published_at FROM published_figures")
    assert len(moments) == len({row["period"] for row in moments}) == 4


async def begun_earlier(world: World, signal: Json | None = None) -> None:
    """Let a signal come in a month before the others, so that the year that those are compared with is a whole one."""
    begins = world.clock.now()
    world.clock.moment = datetime(2026, 10, 12, 9, tzinfo=UTC)
    first = signal or victim_signal(exploitationForms=["sexual"])
    await world.submit(SUBMITTER, {**first, "observedFrom": "2026-10-02"})
    world.clock.moment = begins


async def risen(world: World, worker: Worker) -> None:
    """Let labour exploitation come more often in November 2027 than the year before explains, and publish."""
    await begun_earlier(world)
    for month in range(1, 13):
        await world.submit(SUBMITTER, victim_signal(exploitationForms=["sexual"]))
        year, of_year = divmod(10 + month, 12)
        world.clock.moment = datetime(2026 + year, of_year + 1, 10, 9, tzinfo=UTC)
    for _ in range(8):
        await world.submit(SUBMITTER, victim_signal(exploitationForms=["labour"]))
    world.clock.moment = datetime(2027, 12, 1, 9, tzinfo=UTC)
    await passed(world, worker, days=2)


async def test_what_comes_more_often_than_in_the_year_before_is_told_to_rise(world: World, worker: Worker) -> None:
    await risen(world, worker)
    side = await care(world, "/statistics/signals?period=2027-11")
    told = [one["codes"] for one in side["rising"]]
    assert ["form:labour"] in told
    assert not any("form:sexual" in codes for codes in told)


async def test_of_two_assessments_that_of_the_last_day_counts_however_late_the_other_was_recorded(
    worked: World, worker: Worker
) -> None:
    made = (await worked.get(DESK, "/interventions?limit=100"))["items"]
    for intervention in [one for one in made if one["assessed"]][:6]:
        status, answer = await assessed(worked, intervention["id"], outcome="safe", assessedOn="2026-10-06")
        assert status == 201, answer
    await passed(worked, worker, days=45)
    assert (await care(worked, EFFECTS))["total"]["effects"]["answers"]["positive"] == 6


async def test_an_assessment_that_nobody_made_was_not_in_time(world: World, worker: Worker) -> None:
    for _ in range(6):
        await logged(world, await a_task(world), startedOn="2026-10-26")
    await worker.round()
    asked = [task for task in await world.tasks(DESK) if task["involvement"] == "assessment"]
    assert len(asked) == 6
    for task in asked:
        await claim(world, DESK, task["id"])
        ending = {"outcome": "not_assessable", "note": "Vertrokken."}
        answer = await world.call(DESK, "POST", f"/tasks/{task['id']}/outcome", json=ending)
        assert answer.status_code == 200, answer.text
    await passed(world, worker, days=45)
    side = await care(world, "/statistics/timeliness?period=2026-H2&work=assessment")
    assert side["total"]["measured"]["answers"] == {"timely": 0, "late": 0, "not_made": 6}


async def test_who_publishes_a_period_a_moment_later_adds_nothing_to_it(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=45)
    async with worked.as_superuser() as connection:
        before = await connection.fetchval("SELECT count(*) FROM published_figures")
        other = (
            '[{"period": "2026-H2", "compartment": "care", "figure": "assessments", "grouping": "form", "name": "x"}]'
        )
        added = await connection.fetchval("SELECT access.publish_figures(now(), $1::text::jsonb)", other)
        assert (added, await connection.fetchval("SELECT count(*) FROM published_figures")) == (0, before)


async def test_how_long_an_effect_took_is_told_by_when_it_was_first_seen(world: World, worker: Worker) -> None:
    world.clock.advance(timedelta(days=20))
    for _ in range(10):
        made = await logged(world, await a_task(world), kind="ambulatory_support", startedOn="2026-09-01")
        for outcome, day in (("revictimised", "2026-09-15"), ("safe", "2026-10-14"), ("in_care", "2026-12-08")):
            status, answer = await assessed(world, made["id"], outcome=outcome, assessedOn=day)
            assert status == 201, answer
    await passed(world, worker, days=25)
    effects = (await care(world, EFFECTS))["total"]["effects"]
    assert effects["answers"] == {"positive": 10, "rest": 0}
    assert effects["medianWeeks"] == 6, "not the fourteen weeks after which it was looked at last"
