"""Days that pass while people work, after which figures may be published."""

from datetime import timedelta

from app.worker import Worker
from tests.bodies import victim_signal
from tests.world import World

DAY = timedelta(days=1)


async def somebody_works(world: World) -> None:
    """Let a signal come in in Goes, where no other test looks."""
    await world.submit("aandachtsfunctionaris.goes", victim_signal(municipalityCode="GM0664"))


BEFORE = """
INSERT INTO published_figures (period, compartment, figure, grouping, name, size, published_at)
SELECT '2026-H1', side, 'interventions', 'all', '', 5, '2026-07-03T12:00:00Z'
FROM unnest(ARRAY['care', 'security']) side
"""


async def begun_before(world: World) -> None:
    """Let interventions have been logged in the half-year before as well, so that the one to come is not the first."""
    async with world.as_superuser() as superuser:
        await superuser.execute(BEFORE)


async def days_pass(world: World, days: int) -> None:
    """Let days pass, with people at work on the last two."""
    world.clock.advance(timedelta(days=days) - DAY)
    await somebody_works(world)
    world.clock.advance(DAY)
    await somebody_works(world)


async def passed(world: World, worker: Worker, days: int) -> None:
    """Let days pass, with people at work on the last two, and let the worker publish what is over."""
    await days_pass(world, days)
    await worker.round()
