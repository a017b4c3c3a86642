"""What was expected of a DSP proposal stands beside what came of it, for the members of its case."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cases.casework import DSP, done, refused
from tests.cases.proposing import PROPOSED
from tests.cases.test_interventions import CLOSE
from tests.cases.test_proposals import AMEND, ELSEWHERE, LEADER, drafted, submitted
from tests.interventions.logging import effect, intervention
from tests.world import Json, World

CLOSING: Json = {
    "kind": "closing_business",
    "target": "business",
    "organisations": ["municipality"],
    "startedOn": "2026-11-23",
    "description": "De salon is gesloten.",
}
PLANNED: Json = {"startedOn": None, "plannedFor": "2026-12-01"}
SEEN: Json = {"scale": "exploitation", "outcome": "disturbed", "assessedOn": "2026-11-23"}


async def carried_out(world: World, case: str, **changes: object) -> str:
    """Close the salon in a case; return the id of that."""
    return str((await done(world, LEADER, f"/cases/{case}/interventions", {**CLOSING, **changes}, 201))["id"])


async def seen(world: World, intervention_id: str, **changes: object) -> None:
    """Assess what came of it."""
    await done(world, LEADER, f"/interventions/{intervention_id}/effects", effect(**{**SEEN, **changes}), 201)


async def expectations(world: World, proposal: str, persona: str = LEADER) -> Json:
    """Read what was expected of a proposal, and what came of it."""
    return await world.get(persona, f"/dsp-proposals/{proposal}/expectations")


async def test_what_nobody_carried_out_or_assessed_says_so(world: World) -> None:
    case, proposal = await submitted(world)
    expected = {"kind": "closing_business", "scale": "exploitation", "expected": "disturbed"}
    assert await expectations(world, proposal) == {"version": 1, "items": [{**expected, "carriedOut": []}]}
    begun = await carried_out(world, case)
    planned = await carried_out(world, case, **PLANNED)
    (item,) = (await expectations(world, proposal))["items"]
    nothing = {"outcome": None, "assessedOn": None, "asExpected": None}
    assert item["carriedOut"] == [
        {"id": planned, "status": "planned", "startedOn": None, **nothing},
        {"id": begun, "status": "started", "startedOn": "2026-11-23", **nothing},
    ]


@pytest.mark.parametrize(("outcome", "as_expected"), [("disturbed", True), ("stopped", False), ("worse", False)])
async def test_what_was_seen_last_stands_beside_what_was_expected(
    world: World, outcome: str, as_expected: bool
) -> None:
    case, proposal = await submitted(world)
    made = await carried_out(world, case)
    await seen(world, made, outcome="none")
    await seen(world, made, outcome=outcome)
    ((one,),) = [item["carriedOut"] for item in (await expectations(world, proposal))["items"]]
    assert (one["outcome"], one["assessedOn"], one["asExpected"]) == (outcome, "2026-11-23", as_expected)


async def test_an_assessment_on_another_scale_says_nothing_of_what_was_expected(world: World) -> None:
    case, proposal = await submitted(world)
    made = await carried_out(world, case, target="network")
    await seen(world, made, scale="perpetrator", outcome="desisted")
    ((one,),) = [item["carriedOut"] for item in (await expectations(world, proposal))["items"]]
    assert (one["outcome"], one["asExpected"]) == (None, None)


async def test_what_began_before_is_of_another_kind_or_was_logged_in_error_did_not_come_of_it(world: World) -> None:
    case, proposal = await submitted(world)
    await carried_out(world, case, startedOn="2026-11-22")
    await carried_out(world, case, kind="labour_inspection")
    wrong = await carried_out(world, case)
    await done(world, LEADER, f"/interventions/{wrong}/withdrawal", {"reason": "Dubbel vastgelegd."})
    ((),) = [item["carriedOut"] for item in (await expectations(world, proposal))["items"]]


async def test_what_was_stopped_before_it_began_was_not_carried_out_and_what_was_stopped_later_was(
    world: World,
) -> None:
    case, proposal = await submitted(world)
    never = await carried_out(world, case, **PLANNED)
    begun = await carried_out(world, case)
    stop = {"step": "stop", "on": "2026-11-23", "reason": "no_capacity"}
    for made in (never, begun):
        await done(world, LEADER, f"/interventions/{made}/steps", stop)
    ((one,),) = [item["carriedOut"] for item in (await expectations(world, proposal))["items"]]
    assert (one["id"], one["status"], one["startedOn"]) == (begun, "stopped", "2026-11-23")


@pytest.mark.parametrize(
    ("logged_at", "counts"),
    [
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), True),
    ],
)
async def test_what_is_planned_counts_when_it_was_logged_since_the_day_of_the_proposal_in_the_region(
    world: World, logged_at: datetime, counts: bool
) -> None:
    case, proposal = await drafted(world)
    world.clock.moment = logged_at
    planned = await carried_out(world, case, **PLANNED)
    world.clock.moment = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    (item,) = (await expectations(world, proposal))["items"]
    assert [one["id"] for one in item["carriedOut"]] == ([planned] if counts else [])


async def test_what_lay_planned_before_counts_once_it_begins(world: World) -> None:
    case, proposal = await drafted(world)
    planned = await carried_out(world, case, **PLANNED)
    world.clock.advance(timedelta(days=1))
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    ((),) = [item["carriedOut"] for item in (await expectations(world, proposal))["items"]]
    await done(world, LEADER, f"/interventions/{planned}/steps", {"step": "start", "on": "2026-11-24"})
    ((one,),) = [item["carriedOut"] for item in (await expectations(world, proposal))["items"]]
    assert (one["id"], one["startedOn"]) == (planned, "2026-11-24")


async def test_what_is_done_on_a_signal_of_the_case_counts_for_it(world: World) -> None:
    case, proposal = await submitted(world)
    shown = await world.get(LEADER, f"/cases/{case}")
    task = next(one for one in await world.tasks(LEADER) if one["signalId"] == shown["signals"][0]["signalId"])
    body = intervention(task, **CLOSING)
    made = await done(world, LEADER, f"/signals/{task['signalId']}/interventions", body, 201)
    ((one,),) = [item["carriedOut"] for item in (await expectations(world, proposal))["items"]]
    assert one["id"] == made["id"]


async def test_the_dsp_reads_what_was_expected_and_not_what_is_done_in_the_case(world: World) -> None:
    case, proposal = await submitted(world)
    await seen(world, await carried_out(world, case))
    assert [item["carriedOut"] for item in (await expectations(world, proposal, DSP))["items"]] == [None]
    assert (await world.call(ELSEWHERE, "GET", f"/dsp-proposals/{proposal}/expectations")).status_code == 404


async def test_the_dsp_reads_the_version_that_was_submitted_and_the_case_the_last(world: World) -> None:
    _, proposal = await submitted(world)
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
    again = {**PROPOSED["interventions"][0], "expected": "stopped"}
    await done(world, LEADER, f"/dsp-proposals/{proposal}/versions", {**PROPOSED, "interventions": [again]}, 201)
    for persona, version, expected in ((LEADER, 2, "stopped"), (DSP, 1, "disturbed")):
        told = await expectations(world, proposal, persona)
        assert (told["version"], told["items"][0]["expected"]) == (version, expected)


async def test_it_is_read_of_a_closed_case_as_well(world: World) -> None:
    case, proposal = await submitted(world)
    made = await carried_out(world, case)
    await seen(world, made)
    await done(
        world, DSP, f"/dsp-proposals/{proposal}/decision", {"decision": "accept", "reason": "feasible", "text": "Ja."}
    )
    await done(world, LEADER, f"/cases/{case}/status", CLOSE)
    assert await refused(world, LEADER, f"/cases/{case}/interventions", CLOSING)
    ((one,),) = [item["carriedOut"] for item in (await expectations(world, proposal))["items"]]
    assert one["asExpected"] is True
