"""Mail in tests: an address that is confirmed, and a mailer that does a round when it is told to."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.mailer import Mailer
from app.platform.database import Database, create_engine
from app.platform.mail import MailServer
from tests.mailbox import Mailbox
from tests.working import worker_url
from tests.world import Json, World

PREFERENCES = "/notification-preferences"


@asynccontextmanager
async def mailer_of(world: World, server: MailServer) -> AsyncIterator[Mailer]:
    """Give a mailer beside the service."""
    database = Database(create_engine(worker_url(world), pool_size=1))
    try:
        yield Mailer(database, world.clock, world.components.process_keys, server)
    finally:
        await database.close()


async def prefer(world: World, persona: str, address: str | None, *muted: str) -> Json:
    """Set preferences and expect that they are taken."""
    answer = await world.call(persona, "PUT", PREFERENCES, json={"address": address, "muted": list(muted)})
    assert answer.status_code == 200, answer.text
    view: Json = answer.json()
    return view


def code_in(box: Mailbox) -> str:
    """Return the code in the mail that came last."""
    found = re.search(r"\b\d{8}\b", box.taken[-1][1].get_content())
    assert found
    return found[0]


async def confirm(world: World, persona: str, code: str) -> tuple[int, Json]:
    """Send a code; return the status and the answer."""
    answer = await world.call(persona, "POST", f"{PREFERENCES}/confirmation", json={"code": code})
    return answer.status_code, answer.json()


async def mailed(world: World, mailer: Mailer, box: Mailbox, persona: str, address: str, *muted: str) -> None:
    """Give a persona an address that was confirmed."""
    await prefer(world, persona, address, *muted)
    await mailer.round()
    assert (await confirm(world, persona, code_in(box)))[0] == 200
    box.taken.clear()
