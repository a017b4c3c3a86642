"""A period is over when people have worked after it, whatever the clock of a machine says."""

from datetime import UTC, datetime, timedelta

from app.worker import Worker
from tests.bodies import victim_signal
from tests.interventions.logging import SUBMITTER
from tests.monitor.drawing import KEY
from tests.monitor.passing import DAY, passed, somebody_works
from tests.monitor.test_publishing import figures
from tests.monitor.test_sectors import both
from tests.triage.conftest import worker
from tests.world import StandingClock, World

__all__ = ["worker"]
NOVEMBER = "/statistics/signals?period=2026-11"
YEAR = timedelta(days=370)


async def published(world: World) -> list[str]:
    """List the periods that were published, past every policy."""
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT DISTINCT period FROM published_figures ORDER BY period")
    return [row["period"] for row in rows]


async def signals(world: World, number: int) -> None:
    """Let so many signals come in, on both sides."""
    for _ in range(number):
        await world.submit(SUBMITTER, both("retail", None))


async def test_a_worker_whose_clock_is_a_year_ahead_publishes_nothing(world: World, worker: Worker) -> None:
    await signals(world, 3)
    world.clock.advance(DAY)
    await signals(world, 3)
    ahead = StandingClock(world.clock.now() + YEAR)
    worker.clock = ahead
    for _ in range(3):  # on each of which it escalates work, and tells so as of then
        await worker.round()
        ahead.advance(DAY)
        world.clock.advance(timedelta(hours=1))
        await signals(world, 1)
    assert await published(world) == []
    async with world.as_superuser() as connection:
        assert await connection.fetchval("SELECT max(occurred_at) FROM events") > datetime(2027, 11, 1, tzinfo=UTC)
    worker.clock = world.clock
    await passed(world, worker, days=10)
    assert await published(world) == ["2026-11"]
    _, answer = await figures(world, NOVEMBER)
    assert answer["sides"][0]["total"]["size"] == 9, "also what came after the clock was ahead"


async def test_a_machine_whose_clock_is_ahead_for_a_day_publishes_nothing(world: World, worker: Worker) -> None:
    await signals(world, 6)
    right = world.clock.now()
    world.clock.advance(YEAR)
    await worker.round()
    await somebody_works(world)  # and is recorded as of then
    worker_again = Worker(
        worker.database, world.clock, figures_key=KEY
    )  # it was started again, since things went wrong
    await worker_again.round()
    assert await published(world) == []
    world.clock.moment = right + timedelta(hours=2)
    await signals(world, 3)
    await passed(world, worker, days=10)
    assert await published(world) == ["2026-11"]
    _, answer = await figures(world, NOVEMBER)
    assert answer["sides"][0]["total"]["size"] == 9


async def test_a_month_is_published_when_people_worked_on_two_days_after_it(world: World, worker: Worker) -> None:
    await signals(world, 6)
    world.clock.moment = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
    await somebody_works(world)  # on the last day, in the region
    for moment in (
        datetime(2026, 11, 30, 23, 30, tzinfo=UTC),  # the first of December, in the region
        datetime(2026, 12, 1, 22, 0, tzinfo=UTC),  # and still
    ):
        world.clock.moment = moment
        await somebody_works(world)
        await Worker(worker.database, world.clock, figures_key=KEY).round()
        assert await published(world) == []
    world.clock.moment = datetime(2026, 12, 5, 9, tzinfo=UTC)
    await Worker(worker.database, world.clock, figures_key=KEY).round()
    assert await published(world) == [], "nobody worked since"
    await somebody_works(world)
    await Worker(worker.database, world.clock, figures_key=KEY).round()
    assert await published(world) == ["2026-11"]


async def test_a_clock_that_is_ahead_twice_for_an_hour_publishes_nothing(world: World, worker: Worker) -> None:
    await signals(world, 6)
    right = world.clock.now()

    async def works_at(moment: datetime) -> None:
        world.clock.moment = moment
        await somebody_works(world)
        async with world.as_superuser() as connection:  # the ids that a machine makes go by its clock
            await connection.execute("UPDATE events SET id = access.new_id(occurred_at)")

    await works_at(right + YEAR)
    await works_at(right + 60 * DAY)
    await works_at(right + YEAR + 30 * DAY)
    for _ in range(3):
        await Worker(worker.database, world.clock, figures_key=KEY).round()
    assert await published(world) == []
    await works_at(right + 61 * DAY)
    await Worker(worker.database, world.clock, figures_key=KEY).round()
    assert await published(world) == ["2026-11", "2026-12", "2026-H2", "2026-Q4"]


async def test_a_machine_that_sends_at_night_is_nobody_at_work(world: World, worker: Worker) -> None:
    await signals(world, 6)
    world.clock.advance(YEAR)
    for _ in range(2):
        await world.submit("system.breda", victim_signal())
        world.clock.advance(DAY)
    await Worker(worker.database, world.clock, figures_key=KEY).round()
    assert await published(world) == []
