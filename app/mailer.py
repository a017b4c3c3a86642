"""The part of the background worker that mails: beside the rest, so that a slow mail server holds up no deadline."""

import asyncio
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.clock import Clock
from app.platform.crypto import WrappingKeys
from app.platform.database import Database
from app.platform.logs import get_logger
from app.platform.mail import MailAwayError, MailServer, Post
from app.triage.mail.rules import Outcome
from app.triage.mail.sending import DueMail, Settlement, bundle, settle, settlement_of, take, untried

BATCH = 10
"""How many mails are taken at once; all of them must fit in their lease."""
PAUSE = 5.0
"""How many seconds the mailer rests when nothing is due."""
AWAY_PAUSE = 30.0
"""How many seconds it rests when the mail server is away."""


@dataclass(slots=True)
class Mailer:
    """Sends what is due. `database` logs in as `signaalbrug_worker`; `keys` open addresses."""

    database: Database
    clock: Clock
    keys: WrappingKeys
    server: MailServer
    batch: int = BATCH
    pause: float = PAUSE
    away_pause: float = AWAY_PAUSE
    _unsettled: list[Settlement] = field(default_factory=list)
    """What was handed in and could not be kept yet, as the database was away; lost with the process and no sooner."""

    async def round(self) -> int:
        """Send everything that is due now; return how many mails were sent.

        Nothing is taken before the server was reached, so that while it is away all waits together, however long.
        Raises MailAwayError and Unavailable.
        """
        await self._settle_all()
        if not await self.database.run(lambda connection: bundle(connection, self.clock.now())):
            return 0
        sent = 0
        async with self.server.open() as post:
            while taken := await self.database.run(self._take):
                sent += await self._send_all(post, taken)
        return sent

    async def run(self) -> None:
        """Mail until cancelled; what goes wrong is told, and tried again after a pause."""
        away = False
        while True:
            pause = self.pause
            try:
                if sent := await self.round():
                    get_logger().info("mailed", mails=sent)
                if away:
                    get_logger().info("the mail server is back")
                away = False
            except MailAwayError as error:
                if not away:
                    get_logger().error("the mail server is away; mail waits until it is back", error=error)
                away, pause = True, self.away_pause
            except Exception as error:  # noqa: BLE001 - whatever it is, the next mail must not wait for somebody
                get_logger().error("the mailer could not finish a round", error=error)
            await asyncio.sleep(pause)

    async def _take(self, connection: AsyncConnection) -> list[DueMail]:
        return await take(connection, self.keys, self.clock.now(), self.batch)

    async def _send_all(self, post: Post, taken: list[DueMail]) -> int:
        """Send mails one by one; when the server goes away, those that are left come up soon, not after a lease."""
        sent = 0
        for number, mail in enumerate(taken):
            try:
                sent += await self._send(post, mail)
            except MailAwayError:
                self._unsettled += [untried(one, self.clock.now()) for one in taken[number:]]
                await self._settle_all()
                raise
        return sent

    async def _send(self, post: Post, mail: DueMail) -> bool:
        """Hand in one mail and keep what came of it."""
        reply = await post.hand_in(mail.message(self.server.sender, self.clock.now()), mail.address)
        settled = settlement_of(mail, reply, self.clock.now())
        if settled.outcome is Outcome.REFUSED:
            get_logger().warning("an address refuses mail; whoever set it is told so", mail=str(mail.id))
        self._unsettled.append(settled)
        await self._settle_all()
        return settled.outcome is Outcome.SENT

    async def _settle_all(self) -> None:
        while self._unsettled:
            settled = self._unsettled[0]
            await self.database.run(lambda connection, one=settled: settle(connection, one))  # type: ignore[misc]  # a default binds
            self._unsettled.pop(0)
