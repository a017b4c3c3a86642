"""What was logged in error counts in no norm, no statistic and no share of assessments."""

from app.worker import Worker
from tests.bodies import perpetrator_signal
from tests.interventions.logging import DESK, SUBMITTER, a_task, assessed, logged, withdrawn
from tests.monitor.passing import passed
from tests.monitor.test_norm_lights import INSPECTED
from tests.monitor.test_publishing import CHAIN, EFFECTS, care
from tests.triage.conftest import worker
from tests.world import World

__all__ = ["worker"]
EACH = 6
"""How many there are of each kind: as many as are told."""


async def inspections(world: World) -> int:
    """Tell how many labour inspections count in De Baronie this quarter."""
    norms = (await world.get(CHAIN, "/monitor/norms"))["items"]
    (norm,) = [one for one in norms if (one["norm"], one["district"]) == ("labour_inspections", "de_baronie")]
    return int(norm["count"])


async def test_an_inspection_that_was_logged_in_error_counts_for_no_norm(world: World) -> None:
    signal = await world.submit(SUBMITTER, perpetrator_signal(exploitationForms=["labour"]))
    task = next(one for one in await world.tasks("avim") if one["signalId"] == signal["id"])
    made = [await logged(world, task, "avim", **INSPECTED, startedOn=day) for day in ("2026-11-02", "2026-11-03")]
    assert await inspections(world) == 2
    await withdrawn(world, made[0]["id"], "avim")
    assert await inspections(world) == 1


async def test_figures_leave_it_out_with_its_effect_and_with_its_assessments(world: World, worker: Worker) -> None:
    for number in range(3 * EACH):
        made = await logged(world, await a_task(world), startedOn="2026-10-05")
        if number < 2 * EACH:
            await assessed(world, made["id"], outcome="safe", assessedOn="2026-11-23")
        if number % EACH == 0:
            await withdrawn(world, made["id"])
    await worker.round()
    await passed(world, worker, days=45)
    total = (await care(world, EFFECTS))["total"]
    assert total["interventions"] == 3 * (EACH - 1)
    assert total["effects"]["size"] == 2 * (EACH - 1)
    assert (total["assessments"]["size"], total["assessments"]["answers"]) == (
        3 * (EACH - 1),
        {"made": 2 * (EACH - 1), "not_made": EACH - 1},
    )


async def test_how_timely_a_desk_assesses_leaves_it_out(world: World, worker: Worker) -> None:
    made = [await logged(world, await a_task(world), startedOn="2026-10-26") for _ in range(2 * EACH)]
    await worker.round()
    for one in made[:EACH]:
        await assessed(world, one["id"])
    for one in (made[0], made[-1]):
        await withdrawn(world, one["id"])
    async with world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT timely, size FROM access.count_assessments('2026-12-01', '2027-01-01', '2026-12-31 23:00Z') "
            "WHERE desk = $1",
            DESK.replace("-b", "_b"),
        )
    assert {row["timely"]: row["size"] for row in rows} == {True: EACH - 1, False: EACH - 1}
