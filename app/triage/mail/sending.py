"""Sending the mails that are due: taken first, then handed in, then settled, each in a transaction of its own.

A mail system knows no transactions. A worker that is killed after the server took a mail and before that was kept sends
it once more, under the same Message-ID; one that is killed before has sent nothing, and the mail comes up again.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.crypto import WrappingKeys
from app.platform.mail import Reply
from app.triage.mail.queries import BUNDLE, SETTLE, TAKE
from app.triage.mail.rules import GAP, KEPT, LEASE, LONGEST, MailKind, Outcome, gives_up, next_attempt
from app.triage.mail.sealing import Sealed
from app.triage.mail.texts import message_of


@dataclass(frozen=True, slots=True)
class DueMail:
    """A mail that was taken to be sent, with where it goes; `attempts` counts this one."""

    id: UUID
    kind: MailKind
    attempts: int
    tried_since: datetime
    address: str
    code: str | None

    def message(self, sender: str, now: datetime) -> EmailMessage:
        """Write the message."""
        return message_of(self.kind, self.id, sender=sender, address=self.address, now=now, code=self.code)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of a mail, and when it is tried again if it is."""

    mail_id: UUID
    outcome: Outcome
    at: datetime
    later: datetime | None = None


async def bundle(connection: AsyncConnection, now: datetime) -> bool:
    """Put what is to be mailed into mails; tell whether any mail is due."""
    terms = {"now": now, "gap": GAP, "longest": LONGEST, "kept": KEPT}
    return cast("bool", (await connection.execute(BUNDLE, terms)).scalar_one())


async def take(connection: AsyncConnection, keys: WrappingKeys, now: datetime, limit: int) -> list[DueMail]:
    """Take some mails that are due; until their lease ends no other worker does. Raises CryptoError."""
    rows = await connection.execute(TAKE, {"now": now, "lease": LEASE, "longest": LONGEST, "limit": limit})
    taken = []
    for row in rows:
        sealed = Sealed.opened(keys, row.wrapped_key, row.preference_id)
        is_code = row.kind == MailKind.CODE
        address = sealed.open("proposed_address" if is_code else "address", row.address)
        code = sealed.open("code", row.code) if is_code else None
        taken.append(DueMail(row.id, MailKind(row.kind), row.attempts, row.tried_since, address, code))
    return taken


async def settle(connection: AsyncConnection, settled: Settlement) -> None:
    """Keep what came of a mail; the first time counts."""
    values = {"mail": settled.mail_id, "outcome": settled.outcome, "now": settled.at, "later": settled.later}
    await connection.execute(SETTLE, values)


def untried(mail: DueMail, now: datetime) -> Settlement:
    """Let a mail wait that was taken when the server went away; of the one that was being sent nobody knows."""
    return Settlement(mail.id, Outcome.LATER, now, next_attempt(mail.kind, 1, now))


def settlement_of(mail: DueMail, reply: Reply, now: datetime) -> Settlement:
    """Decide what comes of a mail after what the server answered."""
    if reply is Reply.TAKEN:
        return Settlement(mail.id, Outcome.SENT, now)
    if gives_up(reply is Reply.NEVER, mail.tried_since, now):
        return Settlement(mail.id, Outcome.REFUSED, now)
    return Settlement(mail.id, Outcome.LATER, now, next_attempt(mail.kind, mail.attempts, now))
