"""A desk whose zorgcoördinator is mailed, for tests of mail."""

from datetime import timedelta
from typing import NamedTuple

from app.mailer import Mailer
from tests.bodies import victim_signal
from tests.mailbox import Mailbox
from tests.triage.desk import SUBMITTER
from tests.world import World

ADDRESS = "zorgcoordinator@gemeente.example"
WORK, ACUTE = "Er is werk in Signaalbrug", "Er is dringend werk in Signaalbrug"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Post(NamedTuple):
    """A desk whose zorgcoördinator is mailed."""

    world: World
    mailer: Mailer
    box: Mailbox

    async def work(self, times: int = 1, *, acute: bool = False) -> None:
        """Let signals come in for the desk."""
        for _ in range(times):
            await self.world.submit(SUBMITTER, victim_signal(acuteDanger=acute))

    async def subjects(self) -> list[str]:
        """Do a round, and list the subjects of all that arrived."""
        await self.mailer.round()
        return self.box.subjects()


async def states(world: World) -> list[str]:
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT kind, state FROM mails WHERE kind <> 'code' ORDER BY made_at, kind")
    return [f"{row['kind']} {row['state']}" for row in rows]
