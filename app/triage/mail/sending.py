"""Sending the mails that are due: taken first, then handed in, then settled, each in a transaction of its own.

A mail system knows no transactions. A worker that is killed after the server took a mail and before that was kept sends
it once more, under the same Message-ID; one that is killed before has sent nothing, and the mail comes up again.
"""

from dataclasses import dataclass, field
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
class TakenMail:
    """A mail that was taken to be sent, with where it goes, still sealed; `attempts` counts this one."""

    id: UUID
    kind: MailKind
    attempts: int
    tried_since: datetime
    preference_id: UUID
    wrapped_key: bytes = field(repr=False)
    sealed_address: bytes = field(repr=False)
    sealed_code: bytes | None = field(repr=False)

    def opened(self, keys: WrappingKeys) -> "DueMail":
        """Open where it goes, and the code that is in it; raises CryptoError."""
        sealed = Sealed.opened(keys, self.wrapped_key, self.preference_id)
        address = sealed.open("address" if self.sealed_code is None else "proposed_address", self.sealed_address)
        code = sealed.open("code", self.sealed_code) if self.sealed_code is not None else None
        return DueMail(self.id, self.kind, address, code)


@dataclass(frozen=True, slots=True)
class DueMail:
    """A mail with where it goes."""

    id: UUID
    kind: MailKind
    address: str = field(repr=False)
    code: str | None = field(repr=False)

    def message(self, sender: str, now: datetime) -> EmailMessage:
        """Write the message. An address that was taken once may still be one that no header can hold."""
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


async def take(connection: AsyncConnection, now: datetime) -> TakenMail | None:
    """Take one mail that is due, the urgent ones first; until its lease ends no other worker does.

    Nothing is opened here: what cannot be opened must not undo that it was taken, or it would be the next one for ever.
    One at a time, because a lease must not run out while the mail waits for others, nor the others for a lease.
    """
    terms = {"now": now, "lease": LEASE, "longest": LONGEST, "limit": 1}
    row = (await connection.execute(TAKE, terms)).one_or_none()
    if row is None:
        return None
    return TakenMail(
        id=row.id,
        kind=MailKind(row.kind),
        attempts=row.attempts,
        tried_since=row.tried_since,
        preference_id=row.preference_id,
        wrapped_key=row.wrapped_key,
        sealed_address=row.address,
        sealed_code=row.code,
    )


async def settle(connection: AsyncConnection, settled: Settlement) -> None:
    """Keep what came of a mail; the first time counts."""
    values = {"mail": settled.mail_id, "outcome": settled.outcome, "now": settled.at, "later": settled.later}
    await connection.execute(SETTLE, values)


def put_off(mail: TakenMail, now: datetime) -> Settlement:
    """Have a mail tried again later, after a wait that grows with its own attempts."""
    return Settlement(mail.id, Outcome.LATER, now, next_attempt(mail.kind, mail.attempts, now))


def given_back(mail: TakenMail, now: datetime) -> Settlement:
    """Have a mail tried again at once that the server never heard of."""
    return Settlement(mail.id, Outcome.LATER, now, now)


def settlement_of(mail: TakenMail, reply: Reply, now: datetime) -> Settlement:
    """Decide what comes of a mail after what the server answered."""
    if reply is Reply.TAKEN:
        return Settlement(mail.id, Outcome.SENT, now)
    if gives_up(reply is Reply.NEVER, mail.tried_since, now):
        return Settlement(mail.id, Outcome.REFUSED, now)
    return given_back(mail, now) if reply is Reply.UNTRIED else put_off(mail, now)
