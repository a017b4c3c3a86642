"""Which things counted for the norms is told to who may read those; how many, to who reads the monitor."""

from datetime import timedelta

import pytest

from tests.bodies import perpetrator_signal, signal_aimed_at_both
from tests.cases.casework import DSP, RIEC, done, joined
from tests.cases.test_proposals import ACCEPT, AMEND, ELSEWHERE, LEADER, REFUSE, drafted, norm, submitted
from tests.interventions.logging import SUBMITTER, logged
from tests.monitor.test_norm_lights import INSPECTED
from tests.world import Json, World

CHAIN, COORDINATOR, CARE = "ketenregisseur", "districtelijk-coordinator.de-baronie", "zorgcoordinator.de-baronie"


async def counted(world: World, persona: str, query: str = "") -> list[str]:
    """List the ids of what counted and somebody may read, the last made first."""
    return [one["id"] for one in (await world.get(persona, f"/monitor/norms/counted?{query}"))["items"]]


async def many(world: World, persona: str, query: str = "") -> dict[str, int]:
    """Tell how many counted, in the districts where any did."""
    told = (await world.get(persona, f"/monitor/norms/counted?{query}"))["norms"]
    return {f"{one['norm']} {one['district']}": one["count"] for one in told if one["count"]}


async def inspected(world: World, day: str, *personas: str, **submitted: object) -> list[str]:
    """Let one inspection be logged by some on the same signal; return the ids of what was logged."""
    signal = await world.submit(SUBMITTER, perpetrator_signal(exploitationForms=["labour"]) | submitted)
    made = []
    for persona in personas:
        task = next(one for one in await world.tasks(persona) if one["signalId"] == signal["id"])
        made.append((await logged(world, task, persona, **INSPECTED, startedOn=day))["id"])
    return made


# What counts


@pytest.mark.parametrize("before", [None, AMEND])
async def test_a_proposal_that_was_withdrawn_counts_no_more(world: World, before: Json | None) -> None:
    _, proposal = await submitted(world)
    if before:
        await done(world, DSP, f"/dsp-proposals/{proposal}/decision", before)
    assert await norm(world, "2026-Q4") == {"de_baronie": 1}
    await done(world, LEADER, f"/dsp-proposals/{proposal}/withdrawal")
    assert await norm(world, "2026-Q4") == {}
    assert await counted(world, LEADER) == await counted(world, DSP) == []


@pytest.mark.parametrize("decision", [ACCEPT, AMEND, REFUSE])
async def test_a_proposal_counts_whatever_was_decided_on_it(world: World, decision: Json) -> None:
    _, proposal = await submitted(world)
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", decision)
    assert await norm(world, "2026-Q4") == {"de_baronie": 1}
    assert await counted(world, DSP) == [proposal]


async def test_a_withdrawal_takes_away_from_the_quarter_of_the_first_submission(world: World) -> None:
    _, proposal = await submitted(world)
    world.clock.advance(timedelta(days=60))
    assert await norm(world, "2026-Q4") == {"de_baronie": 1}
    await done(world, LEADER, f"/dsp-proposals/{proposal}/withdrawal")
    assert await norm(world, "2026-Q4") == await norm(world, "2027-Q1") == {}


async def test_what_counts_is_said_the_same_where_norms_are_told(world: World) -> None:
    told = {one["norm"]: one["counts"] for one in (await world.get(CHAIN, "/monitor/norms"))["items"]}
    assert "niet ingetrokken" in told["dsp_proposals"]["nl"]
    assert "not withdrawn" in told["dsp_proposals"]["en"]


# Who is told which


async def test_the_dsp_and_the_case_see_which_proposals_counted_and_nobody_else(world: World) -> None:
    case, proposal = await submitted(world)
    await joined(world, case, RIEC, by=LEADER)
    for persona in (DSP, LEADER, RIEC):
        assert await counted(world, persona) == [proposal]
        assert await many(world, persona) == {}
    for persona in (ELSEWHERE, CARE, CHAIN, COORDINATOR, "bestuurlijk-trekker", "officier-van-justitie"):
        assert await counted(world, persona) == []


async def test_who_reads_the_monitor_is_told_how_many(world: World) -> None:
    await submitted(world)
    for persona in (CHAIN, COORDINATOR, "bestuurlijk-trekker"):
        assert await many(world, persona) == {"dsp_proposals de_baronie": 1}
        assert await many(world, persona, "norm=labour_inspections") == {}
        assert await many(world, persona, "district=zeeland") == {}
        assert await many(world, persona, "quarter=2026-Q3") == {}


@pytest.mark.parametrize("persona", ["aandachtsfunctionaris.breda", "beheerder", "auditor", "system.breda"])
async def test_who_sees_neither_things_nor_figures_is_refused(world: World, persona: str) -> None:
    assert (await world.call(persona, "GET", "/monitor/norms/counted")).status_code == 403


async def test_what_counted_tells_where_it_is_and_by_which_day_it_counts(world: World) -> None:
    case, proposal = await drafted(world)
    world.clock.advance(timedelta(days=3))
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    (logged_id,) = await inspected(world, "2026-11-02", "avim")
    items = (await world.get(LEADER, "/monitor/norms/counted"))["items"]
    inspection = await world.get(LEADER, f"/interventions/{logged_id}")
    signal = await world.get(LEADER, f"/signals/{inspection['signalId']}")
    sent = await world.get(LEADER, f"/dsp-proposals/{proposal}")
    assert items == [
        {
            "norm": "labour_inspections",
            "id": logged_id,
            "district": "de_baronie",
            "countedOn": "2026-11-02",
            "reference": signal["reference"],
            "signalId": signal["id"],
            "caseId": None,
        },
        {
            "norm": "dsp_proposals",
            "id": proposal,
            "district": "de_baronie",
            "countedOn": sent["submittedAt"][:10],
            "reference": sent["caseReference"],
            "signalId": None,
            "caseId": case,
        },
    ]
    assert await counted(world, LEADER, "norm=dsp_proposals") == [proposal]
    assert await counted(world, LEADER, "district=zeeland") == await counted(world, LEADER, "quarter=2026-Q3") == []


async def test_each_side_sees_its_own_log_of_an_inspection_that_counts_once(world: World) -> None:
    care, security = await inspected(
        world, "2026-11-02", CARE, "avim", **signal_aimed_at_both(exploitationForms=["labour"])
    )
    assert await counted(world, CARE) == [care]
    assert await counted(world, "avim") == [security]
    assert await many(world, CHAIN) == {"labour_inspections de_baronie": 1}


async def test_what_counts_on_the_other_side_moves_nothing_in_the_answer(world: World) -> None:
    (care,) = await inspected(world, "2026-11-02", CARE, **signal_aimed_at_both(exploitationForms=["labour"]))
    before = await world.call(CARE, "GET", "/monitor/norms/counted")
    await inspected(world, "2026-11-03", "avim")
    await submitted(world)
    after = await world.call(CARE, "GET", "/monitor/norms/counted")
    assert after.json() == before.json()
    assert [one["id"] for one in after.json()["items"]] == [care]
    assert after.json()["norms"] == []


async def test_who_does_both_is_told_which_and_how_many(world: World) -> None:
    await world.appoint(DSP, "districtelijk_coordinator", district="de_baronie")
    _, proposal = await submitted(world)
    assert (await counted(world, DSP), await many(world, DSP)) == ([proposal], {"dsp_proposals de_baronie": 1})


async def test_what_counted_is_turned_page_by_page(world: World) -> None:
    _, proposal = await submitted(world)
    ids = [*(await inspected(world, "2026-11-02", "avim")), *(await inspected(world, "2026-11-03", "avim"))]
    first = await world.get(LEADER, "/monitor/norms/counted?limit=2")
    rest = await world.get(LEADER, f"/monitor/norms/counted?limit=2&cursor={first['nextCursor']}")
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [*reversed(ids), proposal]
    assert rest["nextCursor"] is None
