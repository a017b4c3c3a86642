"""The part of the background worker that mails: beside the rest, so that a slow mail server holds up no deadline."""

import asyncio
from dataclasses import dataclass, field

from app.platform.clock import Clock
from app.platform.crypto import WrappingKeys
from app.platform.database import Database
from app.platform.logs import get_logger
from app.platform.mail import MailAwayError, MailServer, Post, Reply
from app.triage.mail.rules import Outcome
from app.triage.mail.sending import Settlement, TakenMail, bundle, given_back, put_off, settle, settlement_of, take

CONNECTIONS = 10
"""How many connections one round makes at most. A server that breaks off at one mail gets the others over another one;
one that does so again and again is away."""
AT_ONCE = 2
"""How many mails are handed in at once: while the server is long about one, others go."""
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
    connections: int = CONNECTIONS
    at_once: int = AT_ONCE
    pause: float = PAUSE
    away_pause: float = AWAY_PAUSE
    _unsettled: list[Settlement] = field(default_factory=list)
    """What was handed in and could not be kept yet, as the database was away; lost with the process and no sooner."""
    _settling: asyncio.Lock = field(default_factory=asyncio.Lock)
    _away: bool = False
    """Whether the mail server was away, and has taken nothing since."""

    async def round(self) -> int:
        """Send everything that is due now; return how many mails were sent.

        Nothing is taken before the server was reached, so that while it is away all waits together, however long.
        Raises MailAwayError and Unavailable.
        """
        sent = 0
        for _ in range(self.connections):
            await self._settle_all()
            if not await self.database.run(lambda connection: bundle(connection, self.clock.now())):
                return sent
            async with self.server.open() as post:
                while post.is_open:
                    taken = await self.database.run(lambda connection: take(connection, self.clock.now()))
                    if taken is None:
                        return sent
                    sent += await self._send(post, taken)
        raise MailAwayError

    async def run(self) -> None:
        """Mail until cancelled, as some workers at once would."""
        async with asyncio.TaskGroup() as beside:
            for _ in range(self.at_once):
                beside.create_task(self._take_rounds())

    async def _take_rounds(self) -> None:
        """Take round after round; what goes wrong is told, and tried again after a pause."""
        while True:
            pause = self.pause
            try:
                if sent := await self.round():
                    get_logger().info("mailed", mails=sent)
                    if self._away:
                        get_logger().info("the mail server is back")
                    self._away = False
            except MailAwayError as error:
                if not self._away:
                    get_logger().error("the mail server is away; mail waits until it is back", error=error)
                self._away, pause = True, self.away_pause
            except Exception as error:  # noqa: BLE001 - whatever it is, the next mail must not wait for somebody
                get_logger().error("the mailer could not finish a round", error=error)
            await asyncio.sleep(pause)

    async def _send(self, post: Post, mail: TakenMail) -> bool:
        """Hand in one mail and keep what came of it; tell whether it was sent. Raises MailAwayError and Unavailable."""
        try:
            settled = await self._hand_in(post, mail)
        except MailAwayError:
            self._unsettled.append(given_back(mail, self.clock.now()))
            await self._settle_all()
            raise
        self._unsettled.append(settled)
        await self._settle_all()
        return settled.outcome is Outcome.SENT

    async def _hand_in(self, post: Post, mail: TakenMail) -> Settlement:
        """Open, write and hand in one mail. Whatever is wrong with it is its own: the next one must not wait for it."""
        told: dict[str, object] = {"mail": str(mail.id)}
        now = self.clock.now
        try:
            opened = mail.opened(self.keys)
            reply = await post.hand_in(opened.message(self.server.sender, now()), opened.address)
        except MailAwayError:
            raise
        except Exception as error:  # noqa: BLE001 - as told above
            get_logger().error("a mail cannot be opened or written; it is tried again later", **told, error=error)
            return put_off(mail, now())
        settled = settlement_of(mail, reply, now())
        if settled.outcome is Outcome.REFUSED:
            get_logger().warning("an address refuses mail; whoever set it is told so", **told)
        if reply is Reply.UNKNOWN:
            get_logger().warning("the mail server broke off at a mail, or was too long about it", **told)
        return settled

    async def _settle_all(self) -> None:
        async with self._settling:
            while self._unsettled:
                settled = self._unsettled[0]
                await self.database.run(lambda connection, one=settled: settle(connection, one))  # type: ignore[misc]  # a default binds
                self._unsettled.pop(0)
