"""What the tests of triage have in common."""

from collections.abc import AsyncIterator

import pytest

from app.worker import Worker
from tests.working import worker_of
from tests.world import World


@pytest.fixture
async def worker(world: World) -> AsyncIterator[Worker]:
    """A worker beside the service."""
    async with worker_of(world) as made:
        yield made
