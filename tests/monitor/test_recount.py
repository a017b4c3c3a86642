"""What is published is what a slow count of every row by hand finds, however the rows lie."""

import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.worker import Worker
from scripts.simulation import recount
from tests.bodies import perpetrator_signal, victim_signal
from tests.cases.casework import DESK, LEAD, SUBMITTER, TITLE, done
from tests.interventions.logging import a_task, assessed, effect, logged
from tests.monitor.passing import begun_before, passed
from tests.triage.conftest import worker
from tests.world import Json, World

__all__ = ["worker"]
BEGINS, ENDS = datetime(2026, 6, 30, 22, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)
"""The second half of 2026, in the region."""
IN_CASES = 0.5
FORMS = ("sexual", "labour")
IN_CASE: Json = {
    "kind": "ambulatory_support",
    "target": "victim",
    "organisations": ["care_provider"],
    "description": "Wekelijkse begeleiding.",
}
OUTCOMES = ("stopped", "disturbed", "none", "worse", "unknown")
POSITIVE = {"stopped": 0, "disturbed": 0, "none": 1, "worse": 1, "unknown": 2}
WORKS = "/statistics/intervention-effects?period=2026-H2&scale=victim&groupBy="
MONTH = "/statistics/signals?period=2026-11&groupBy="


async def fill(connection: asyncpg.Connection, intervention: UUID, effect: UUID, random: Random) -> None:
    """Copy an intervention and its effect many times, with other kinds, sides, outcomes, and days around the edges."""
    kinds = [row["id"] for row in await connection.fetch("SELECT id FROM intervention_kinds ORDER BY code")][:6]
    districts = [row["id"] for row in await connection.fetch("SELECT id FROM districts ORDER BY id")]
    signals = await connection.fetch("SELECT id, municipality_code FROM signals")
    cases = await connection.fetch("SELECT id, compartment FROM cases ORDER BY id")
    for _ in range(240):
        signal, one = random.choice(signals), uuid4()
        case = random.choice(cases) if random.random() < IN_CASES else None
        logged_at = random.choice((BEGINS, ENDS)) + random.choice((-1, 1)) * timedelta(seconds=random.randint(0, 10**7))
        await connection.execute(
            "INSERT INTO interventions SELECT (x.row).* FROM (SELECT jsonb_populate_record(i, $2::text::jsonb) AS row "
            "FROM interventions i WHERE id = $1) x",
            intervention,
            json.dumps(
                {
                    "id": str(one),
                    "signal_id": None if case else str(signal["id"]),
                    "municipality_code": None if case else signal["municipality_code"],
                    "case_id": str(case["id"]) if case else None,
                    "district_id": random.choice(districts),
                    "compartment": case["compartment"] if case else random.choice(("care", "care", "security")),
                    "kind_id": str(random.choice(kinds[: random.choice((1, 2, 6))])),
                    "person_id": None,
                    "location_id": None,
                    "started_on": str(date(2026, 1, 1) + timedelta(days=random.randint(0, 330))),
                    "logged_at": logged_at.isoformat(),
                }
            ),
        )
        for _ in range(random.randrange(4)):
            recorded = random.choice((BEGINS, ENDS)) + timedelta(seconds=random.randint(-(10**7), 10**7))
            await connection.execute(
                "INSERT INTO effects SELECT (x.row).* FROM (SELECT jsonb_populate_record(e, $2::text::jsonb) AS row "
                "FROM effects e WHERE id = $1) x",
                effect,
                json.dumps(
                    {
                        "id": str(uuid4()),
                        "intervention_id": str(one),
                        "signal_id": None if case else str(signal["id"]),
                        "scale": "exploitation",
                        "outcome": random.choice(OUTCOMES),
                        "recorded_at": recorded.isoformat(),
                        "assessed_on": str(recorded.date()),
                    }
                ),
            )


async def open_cases(world: World) -> None:
    """Open cases on both sides: of one signal, of signals of one form, and of signals that have several together."""
    avim = ("avim", "avim", perpetrator_signal)
    for persona, desk, make, forms in (
        (LEAD, DESK, victim_signal, [["sexual"]]),
        (LEAD, DESK, victim_signal, [["labour"], ["labour"]]),
        (LEAD, DESK, victim_signal, [["labour"], ["sexual"]]),
        (*avim, [["criminal"]]),
        (*avim, [["criminal"], ["criminal", "labour"]]),
    ):
        bodies = [make(exploitationForms=one) for one in forms]
        signals = [(await world.submit(SUBMITTER, body))["id"] for body in bodies]
        await done(world, persona, "/cases", {"desk": desk, "signals": signals, "title": TITLE}, 201)


async def counted(connection: asyncpg.Connection) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    """Count by hand: interventions logged, and the answers of the last effect of each, by side, grouping and group."""
    kinds = {row["id"]: row for row in await connection.fetch("SELECT * FROM intervention_kinds")}
    of_signal = {
        row["id"]: set(row["exploitation_forms"])
        for row in await connection.fetch("SELECT id, exploitation_forms FROM signals")
    }
    of_case: dict[UUID, set[str]] = {}
    for row in await connection.fetch("SELECT case_id, signal_id FROM case_signals"):
        of_case.setdefault(row["case_id"], set()).update(of_signal[row["signal_id"]])
    effects = await connection.fetch("SELECT * FROM effects ORDER BY id")
    sizes: Counter[tuple[str, ...]] = Counter()
    answers: Counter[tuple[str, ...]] = Counter()
    for row in await connection.fetch("SELECT * FROM interventions"):
        kind = kinds[row["kind_id"]]
        forms = of_case[row["case_id"]] if row["case_id"] else of_signal[row["signal_id"]]
        groups = {
            "all": "",
            "kind": kind["code"],
            "domain": kind["domain"],
            "form": "several" if len(forms) > 1 else min(forms),
            "district": row["district_id"],
        }
        within = [
            (effect["assessed_on"], effect["id"].hex, effect["outcome"])
            for effect in effects
            if (effect["intervention_id"], effect["scale"]) == (row["id"], "exploitation")
            and BEGINS <= effect["recorded_at"] < ENDS
        ]
        for grouping, name in groups.items():
            place = (row["compartment"], grouping, name)
            sizes[place] += BEGINS <= row["logged_at"] < ENDS
            if within:
                answers[*place, str(POSITIVE[max(within)[-1]])] += 1
    return sizes, answers


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_published_figure_is_what_a_count_by_hand_finds(world: World, worker: Worker, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - data to count is no secret
    task = await a_task(world)
    for forms in (["labour"], ["criminal", "labour"]):
        await world.submit("aandachtsfunctionaris.breda", perpetrator_signal(exploitationForms=forms))
        await world.submit(
            "aandachtsfunctionaris.goes", victim_signal(exploitationForms=forms, municipalityCode="GM0664")
        )
    await open_cases(world)
    made = await logged(world, task, startedOn="2026-10-05")
    status, answer = await assessed(world, made["id"], scale="exploitation", outcome="stopped")
    assert status == 201, answer
    async with world.as_superuser() as connection:
        await fill(connection, UUID(made["id"]), UUID(answer["effects"][0]["id"]), random)
        sizes, answers = await counted(connection)
    await passed(world, worker, days=45)
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT * FROM published_figures WHERE period = '2026-H2'")
    told = 0
    for row in rows:
        place = (row["compartment"], row["grouping"], row["name"])
        if row["size"] is None or row["grouping"] == "target":
            continue
        if row["figure"] == "interventions":
            assert row["size"] == sizes[place], place
        elif row["figure"] == "effect_on_exploitation":
            by_hand = [answers[*place, str(number)] for number in range(3)]
            assert row["size"] == sum(by_hand), place
            assert row["answers"] in (None, [by_hand[0], by_hand[1] + by_hand[2]]), place
            told += 1
    assert told > 8


async def test_assessments_are_in_time_late_or_not_made_as_a_count_by_hand_finds(world: World, worker: Worker) -> None:
    await open_cases(world)
    made = await logged(world, await a_task(world), startedOn="2026-10-05")
    status, answer = await assessed(world, made["id"], scale="exploitation", outcome="stopped")
    assert status == 201, answer
    await worker.round()
    async with world.as_superuser() as connection:
        await fill(connection, UUID(made["id"]), UUID(answer["effects"][0]["id"]), Random(3))  # noqa: S311 - no secret
        rows = await connection.fetch("SELECT * FROM access.count_assessments('2026-07-01', '2027-01-01', $1)", ENDS)
        by_hand = recount.timely(await recount.RawRows.read(connection), "2026-H2", "assessment")
    found: dict[recount.Place, Counter[str]] = defaultdict(Counter)
    for row in rows:
        told = "not_made" if not row["assessed"] else "timely" if row["timely"] else "late"
        for place in ((row["compartment"], "all", ""), (row["compartment"], "desk", row["desk"])):
            found[place][told] += row["size"]
    assert found == by_hand
    assert {answer for counts in found.values() for answer in counts} == {"timely", "late", "not_made"}


async def test_what_is_done_in_a_case_counts_under_all_forms_of_its_signals(world: World, worker: Worker) -> None:
    await begun_before(world)
    signals = [(await world.submit(SUBMITTER, victim_signal(exploitationForms=[form])))["id"] for form in FORMS]
    for named in (signals[:1], signals):
        case = await done(world, LEAD, "/cases", {"desk": DESK, "signals": named, "title": TITLE}, 201)
        for number in range(6):
            body = {**IN_CASE, "startedOn": "2026-10-05"}
            made = await done(world, LEAD, f"/cases/{case['id']}/interventions", body, 201)
            if number != len(named):
                path = f"/interventions/{made['id']}/effects"
                await done(world, LEAD, path, effect(outcome="safe"), 201)
    await passed(world, worker, days=45)
    told = await world.get("ketenregisseur", f"{WORKS}form")
    (care,) = (side for side in told["sides"] if side["compartment"] == "care")
    assert (care["total"]["interventions"], care["total"]["effects"]["size"]) == (12, 10)
    assert care["total"]["assessments"] is None, "two were not made, and twelve less ten would tell so"
    async with world.as_superuser() as connection:
        due = await connection.fetchval(
            "SELECT sum(size) FROM access.count_assessments('2026-07-01', '2027-01-01', $1)", ENDS
        )
    assert due == 12
    assert {one["code"]: one["interventions"] for one in care["groups"]} == {"sexual": 6, "several": 6}
    places = (await world.get("ketenregisseur", f"{WORKS}district"))["sides"]
    (care,) = (side for side in places if side["compartment"] == "care")
    assert {one["code"]: one["interventions"] for one in care["groups"]} == {"de_baronie": 12}


async def test_signals_of_a_month_are_those_that_came_in_it(world: World, worker: Worker) -> None:
    for number in range(9):
        care = {**victim_signal()["care"], **({"sector": "cleaning"} if number < 4 else {})}
        body = victim_signal(exploitationForms=["sexual"] if number < 6 else ["labour"], care=care)
        await world.submit("aandachtsfunctionaris.breda", body)
    world.clock.advance(timedelta(days=8))
    await world.submit("aandachtsfunctionaris.breda", victim_signal())
    await passed(world, worker, days=2)
    forms: Json = await world.get("ketenregisseur", f"{MONTH}form")
    (care,) = (side for side in forms["sides"] if side["compartment"] == "care")
    assert care["total"]["size"] == 9
    assert care["groups"] == [], "three of labour exploitation are few, and six would tell of those"
    sectors = await world.get("ketenregisseur", f"{MONTH}sector")
    (care,) = (side for side in sectors["sides"] if side["compartment"] == "care")
    assert care["groups"] == [], "four in cleaning are few, and five that tell none would tell of those"
    districts = await world.get("ketenregisseur", f"{MONTH}district")
    (care,) = (side for side in districts["sides"] if side["compartment"] == "care")
    assert [(group["code"], group["size"]) for group in care["groups"]] == [("de_baronie", 9)]
