"""The kinds of intervention, which a beheerder keeps."""

from datetime import timedelta

import pytest

from app.interventions.vocabulary import EffectScale
from app.worker import Worker
from tests.bodies import perpetrator_signal
from tests.interventions.logging import DESK, SUBMITTER, a_task, assessed, logged, tried
from tests.interventions.test_assessment_tasks import asked
from tests.world import Json, World

KIND: Json = {
    "code": "billboard_check",
    "label": {"nl": "Advertentiecontrole", "en": "Check of advertisements"},
    "domain": "administrative_law",
    "pillar": 3,
    "strategicGoal": 5,
    "assessedAfterWeeks": [26, 6, 6],
}
OF_THE_PROGRAMME = {
    "investigation": ("criminal_law", 3, 5),
    "stop_conversation": ("criminal_law", 3, 6),
    "no_contact_order": ("criminal_law", 2, 4),
    "probation_measure": ("criminal_law", 3, 6),
    "closing_dwelling": ("administrative_law", 3, 5),
    "closing_business": ("administrative_law", 3, 5),
    "permit_refused": ("administrative_law", 3, 5),
    "permit_withdrawn": ("administrative_law", 3, 5),
    "penalty_payment": ("administrative_law", 3, 5),
    "location_inspection": ("administrative_law", 2, 4),
    "tax_audit": ("fiscal", 3, 5),
    "labour_inspection": ("labour_law", 3, 5),
    "fine": ("labour_law", 3, 5),
    "report_to_comensha": ("care", 2, 3),
    "shelter_in_region": ("care", 2, 3),
    "shelter_outside_region": ("care", 2, 3),
    "ambulatory_support": ("care", 2, 4),
    "reflection_period": ("care", 2, 3),
    "help_filing_report": ("care", 2, 3),
    "resilience_programme": ("prevention", 1, 4),
    "school_contact": ("prevention", 1, 1),
    "awareness_visit": ("prevention", 1, 1),
}
"""Each kind with its domain, the pillar it belongs to and the strategic goal that it serves."""
IN_DUTCH = {
    "investigation": "Opsporingsonderzoek",
    "stop_conversation": "Stopgesprek",
    "labour_inspection": "Arbeidsinspectie ter plaatse",
    "report_to_comensha": "Melding bij CoMensha",
    "reflection_period": "Bedenktijd",
    "location_inspection": "Schouw van een locatie",
}
BEHEERDER = "beheerder"


async def test_the_kinds_of_the_programme_are_there_for_everybody(shared_world: World) -> None:
    kinds = (await shared_world.get("auditor", "/intervention-kinds"))["items"]
    assert len(kinds) == len(OF_THE_PROGRAMME)
    assert {kind["domain"] for kind in kinds} == {
        *("criminal_law", "administrative_law", "fiscal", "labour_law", "care", "prevention")
    }
    assert {kind["pillar"] for kind in kinds} == {1, 2, 3}
    assert all(kind["assessedAfterWeeks"] and kind["closedAt"] is None for kind in kinds)
    assert len(EffectScale) == 3


@pytest.mark.parametrize("code", OF_THE_PROGRAMME)
async def test_a_kind_of_the_programme_has_its_domain_its_pillar_and_its_goal(shared_world: World, code: str) -> None:
    kinds = {kind["code"]: kind for kind in (await shared_world.get(DESK, "/intervention-kinds"))["items"]}
    kind = kinds[code]
    assert (kind["domain"], kind["pillar"], kind["strategicGoal"]) == OF_THE_PROGRAMME[code]
    if code in IN_DUTCH:
        assert kind["label"]["nl"] == IN_DUTCH[code]
    assert kind["label"]["nl"] != kind["label"]["en"]


async def test_pillars_and_goals_of_kinds_are_those_of_the_programme(shared_world: World) -> None:
    for code_list, place in (("intervention-domain", 0), ("pillar", 1), ("strategic-goal", 2)):
        codes = {one["code"] for one in (await shared_world.get(DESK, f"/code-lists/{code_list}"))["items"]}
        assert {str(kind[place]) for kind in OF_THE_PROGRAMME.values()} <= codes, code_list


async def test_every_kind_is_logged_with_what_it_belongs_to(world: World) -> None:
    task = await a_task(world)
    for code, belongs in OF_THE_PROGRAMME.items():
        made = await logged(world, task, kind=code, organisations=["municipality"])
        assert (made["kind"], made["domain"], made["pillar"], made["strategicGoal"]) == (code, *belongs)


async def test_a_labour_inspection_is_carried_out_with_the_arbeidsinspectie(world: World) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal(exploitationForms=["labour"]))
    task = next(one for one in await world.tasks("arbeidsinspectie") if one["signalId"] == signal["id"])
    joint = {"organisations": ["municipality", "labour_inspectorate"], "target": "business"}
    made = await logged(world, task, "arbeidsinspectie", kind="labour_inspection", **joint)
    assert (made["domain"], made["joint"], made["desk"]) == ("labour_law", True, "arbeidsinspectie")


async def test_a_kind_that_a_beheerder_adds_is_assessed_at_its_own_moments(world: World, worker: Worker) -> None:
    own = {**KIND, "assessedAfterWeeks": [9, 3]}
    kind = (await world.call(BEHEERDER, "POST", "/intervention-kinds", json=own)).json()
    made = await logged(world, await a_task(world), kind=own["code"], target="location", startedOn="2026-11-23")
    assert made["nextAssessmentOn"] == "2026-12-14", "three weeks after it started"
    world.clock.advance(timedelta(days=6))
    await worker.round()
    assert await asked(world) == [], "more than two weeks ahead"
    world.clock.advance(timedelta(days=1))
    await worker.round()
    (task,) = await asked(world)
    assert (task["interventionId"], task["dueAt"]) == (made["id"], "2026-12-14T23:00:00Z")
    told = {"scale": "exploitation", "outcome": "reduced", "assessedOn": "2026-11-30"}
    status, after = await assessed(world, made["id"], **told)
    assert (status, after["nextAssessmentOn"]) == (201, "2027-01-25"), "nine weeks after it started"
    path, changed = f"/intervention-kinds/{kind['id']}", {**own, "assessedAfterWeeks": [3, 20]}
    assert (await world.call(BEHEERDER, "PUT", path, json=changed)).status_code == 200
    now = await world.get(DESK, f"/interventions/{made['id']}")
    assert now["nextAssessmentOn"] == "2027-04-12", "twenty weeks, since the kind says so now"


async def test_a_kind_is_added_and_can_be_logged(world: World) -> None:
    answer = await world.call(BEHEERDER, "POST", "/intervention-kinds", json=KIND)
    assert (answer.status_code, answer.json()["assessedAfterWeeks"]) == (201, [6, 26])
    assert (await world.call(BEHEERDER, "POST", "/intervention-kinds", json=KIND)).status_code == 409
    made = await logged(world, await a_task(world), kind="billboard_check", target="location")
    assert made["kindLabel"]["nl"] == "Advertentiecontrole"


async def test_a_closed_kind_is_not_chosen_any_more_and_keeps_its_interventions(world: World) -> None:
    kind = (await world.call(BEHEERDER, "POST", "/intervention-kinds", json=KIND)).json()
    task = await a_task(world)
    made = await logged(world, task, kind="billboard_check", target="location")
    path = f"/intervention-kinds/{kind['id']}"
    closed = await world.call(BEHEERDER, "PUT", path, json={**KIND, "closed": True}, headers={"If-Match": '"1"'})
    assert (closed.status_code, closed.json()["closedAt"] is not None) == (200, True)
    assert (await tried(world, task, kind="billboard_check"))[0] == 400
    assert (await world.get(DESK, f"/interventions/{made['id']}"))["kind"] == "billboard_check"
    stale = await world.call(BEHEERDER, "PUT", path, json=KIND, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    opened = await world.call(BEHEERDER, "PUT", path, json=KIND)
    assert opened.json()["closedAt"] is None


async def test_the_code_of_a_kind_never_changes(world: World) -> None:
    kind = (await world.call(BEHEERDER, "POST", "/intervention-kinds", json=KIND)).json()
    answer = await world.call(
        BEHEERDER, "PUT", f"/intervention-kinds/{kind['id']}", json={**KIND, "code": "something_else"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/code")


async def test_nobody_but_a_beheerder_keeps_kinds(world: World) -> None:
    for persona in (DESK, "ketenregisseur", "auditor"):
        assert (await world.call(persona, "POST", "/intervention-kinds", json=KIND)).status_code == 403
    async with world.as_api(DESK) as connection:
        kept = await connection.fetchval(
            "SELECT access.keep_intervention_kind(gen_random_uuid(), 'x_x', 'x', 'x', 'care', 1, 1, '{1}', false)"
        )
    assert kept is None
