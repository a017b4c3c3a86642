"""Assessing what an intervention turned out to do, and when that is due."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.gate import OpenGate
from app.access.matrix import Action
from app.interventions.assessments import moments_of, next_moment
from app.interventions.queries import read_effects
from app.interventions.vocabulary import SCALES, SCALES_OF_TARGET, EffectOutcome, InterventionTarget
from app.reference.effects import EARLY
from tests.bodies import perpetrator_signal
from tests.interventions.logging import DESK, OUTSIDER, SUBMITTER, a_task, assessed, effect, logged
from tests.world import Json, World

STARTED = {"startedOn": "2026-10-01"}


async def test_assessments_stand_beside_each_other_and_are_never_changed(world: World) -> None:
    made = await logged(world, await a_task(world), **STARTED)
    status, first = await assessed(world, made["id"], outcome="in_care", assessedOn="2026-10-20")
    assert (status, first["assessed"]) == (201, True)
    status, second = await assessed(world, made["id"], scale="exploitation", outcome="stopped", confidence="low")
    assert [(e["scale"], e["outcome"], e["byYou"]) for e in second["effects"]] == [
        ("exploitation", "stopped", True),
        ("victim", "in_care", True),
    ]
    assert second["effects"][1] == first["effects"][0]
    assert (await world.call(DESK, "DELETE", f"/interventions/{made['id']}/effects")).status_code == 405


async def test_an_assessment_counts_for_the_moment_that_is_near_and_for_those_before(world: World) -> None:
    made = await logged(world, await a_task(world), startedOn="2026-10-12")
    assert made["nextAssessmentOn"] == "2026-11-23"
    (listed,) = (await world.get(DESK, "/interventions?assessmentDue=true"))["items"]
    assert (listed["id"], listed["assessed"]) == (made["id"], False)
    _, early = await assessed(world, made["id"], assessedOn="2026-11-08")
    assert early["nextAssessmentOn"] == "2026-11-23", "fifteen days before its moment is too early"
    _, told = await assessed(world, made["id"], assessedOn="2026-11-09")
    assert told["nextAssessmentOn"] == "2027-04-12", "26 weeks after it started"
    assert (await world.get(DESK, "/interventions?assessmentDue=true"))["items"] == []


async def test_what_nobody_assessed_is_listed_apart_as_far_as_anybody_could(world: World) -> None:
    task = await a_task(world)
    assessed_once, never = [(await logged(world, task, **STARTED))["id"] for _ in range(2)]
    await logged(world, task, plannedFor="2026-12-01")
    in_error = await logged(world, task, **STARTED)
    body = {"reason": "Dubbel vastgelegd."}
    assert (await world.call(DESK, "POST", f"/interventions/{in_error['id']}/withdrawal", json=body)).status_code == 200
    await assessed(world, assessed_once, outcome="in_care", assessedOn="2026-10-20")
    for asked, found in (("false", [never]), ("true", [assessed_once])):
        listed = (await world.get(DESK, f"/interventions?assessed={asked}"))["items"]
        assert [one["id"] for one in listed] == found
    assert (await world.get(OUTSIDER, "/interventions?assessed=false"))["items"] == []


async def test_what_never_started_has_no_effect(world: World) -> None:
    made = await logged(world, await a_task(world), plannedFor="2026-12-01")
    status, answer = await assessed(world, made["id"])
    assert (status, "never started" in answer["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"scale": "perpetrator", "outcome": "desisted"}, "/scale"),
        ({"outcome": "stopped"}, "/outcome"),
        ({"assessedOn": "2026-09-30"}, "/assessedOn"),
        ({"assessedOn": "2026-11-24"}, "/assessedOn"),
        ({"confidence": "certain"}, "/confidence"),
        ({"explanation": " "}, "/explanation"),
    ],
)
async def test_what_is_wrong_with_an_assessment_is_told_where_it_is(world: World, changes: Json, pointer: str) -> None:
    made = await logged(world, await a_task(world), **STARTED)
    status, answer = await assessed(world, made["id"], **changes)
    assert (status, {error["pointer"] for error in answer["errors"]}) == (400, {pointer})
    assert await world.count("effects") == 0


async def test_another_desk_of_that_side_assesses_too_and_nobody_else(world: World) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal())
    task = next(t for t in await world.tasks("avim") if t["signalId"] == signal["id"])
    made = await logged(
        world, task, "avim", kind="stop_conversation", target="perpetrator", organisations=["police"], **STARTED
    )
    status, told = await assessed(world, made["id"], "dsp.de-baronie", scale="perpetrator", outcome="in_view")
    assert (status, told["effects"][0]["byYou"]) == (201, True)
    for persona in (DESK, OUTSIDER):
        assert (await assessed(world, made["id"], persona))[0] == 404
    assert (await assessed(world, made["id"], SUBMITTER))[0] == 403


async def test_who_sends_an_assessment_twice_makes_one(world: World) -> None:
    made = await logged(world, await a_task(world), **STARTED)
    path, key = f"/interventions/{made['id']}/effects", {"Idempotency-Key": "the-same-key"}
    for _ in range(2):
        assert (await world.call(DESK, "POST", path, json=effect(), headers=key)).status_code == 201
    other = await world.call(DESK, "POST", path, json=effect(outcome="in_care"), headers=key)
    assert (other.status_code, await world.count("effects")) == (409, 1)


async def test_the_assessments_of_more_interventions_than_a_statement_has_parameters_are_read(world: World) -> None:
    made = await logged(world, await a_task(world), **STARTED)
    assert (await assessed(world, made["id"]))[0] == 201
    components, verified = world.components, await world.components.verifier.verify(world.token(DESK))
    gate = OpenGate(Action.READ_INTERVENTION, verified, components.database, components.clock)
    ids = [*(uuid4() for _ in range(2**15)), UUID(made["id"])]
    effects = await gate.run(lambda work: read_effects(work, ids))
    assert [(str(one), len(rows)) for one, rows in effects.items()] == [(made["id"], 1)]
    assert await gate.run(lambda work: read_effects(work, [])) == {}


def test_each_scale_can_say_that_it_is_unknown_and_each_aim_has_scales() -> None:
    assert all(EffectOutcome.UNKNOWN in outcomes for outcomes in SCALES.values())
    assert SCALES_OF_TARGET.keys() == set(InterventionTarget)
    assert {outcome for outcomes in SCALES.values() for outcome in outcomes} == set(EffectOutcome)


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
WEEKS = st.lists(st.integers(1, 520), min_size=1, max_size=6, unique=True)


@given(DAYS, WEEKS, st.lists(DAYS, max_size=5))
def test_the_next_moment_is_the_first_that_no_assessment_counts_for(
    started: date, weeks: list[int], days: list[date]
) -> None:
    moments = moments_of(started, weeks)
    missing = [moment for moment in moments if not any(day >= moment - EARLY for day in days)]
    assert next_moment(moments, days) == (missing[0] if missing else None)
    assert moments == sorted(started + timedelta(days=7 * number) for number in weeks)
    assert moments_of(None, weeks) == []
