"""What the tests of triage have in common."""

from collections.abc import AsyncIterator, Iterator

import pytest

from app.worker import Worker
from tests.mailbox import Mailbox, mailbox
from tests.triage.desk import DESK
from tests.triage.mailing import mailed, mailer_of
from tests.triage.posting import ADDRESS, Post
from tests.working import worker_of
from tests.world import World


@pytest.fixture
async def worker(world: World) -> AsyncIterator[Worker]:
    """A worker beside the service."""
    async with worker_of(world) as made:
        yield made


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


@pytest.fixture
async def post(world: World, box: Mailbox) -> AsyncIterator[Post]:
    async with mailer_of(world, box.server(timeout=5)) as mailer:
        await mailed(world, mailer, box, DESK, ADDRESS)
        yield Post(world, mailer, box)
