"""The mail server: one connection at a time, over which messages are handed in one by one."""

import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import aiosmtplib

TIMEOUT = 15.0
"""How many seconds the server may take for one answer."""
FOR_GOOD = 500
"""Codes of replies from here on say that trying again will not help (RFC 5321, 4.2.1)."""


class Reply(StrEnum):
    """What the server answered to one message."""

    TAKEN = "taken"
    NOT_NOW = "not_now"
    NEVER = "never"


class MailAwayError(Exception):
    """The mail server cannot be reached, or takes nothing from us; whether it took the last message is unknown."""


class Post(Protocol):
    """An open connection to a mail server."""

    async def hand_in(self, message: EmailMessage, address: str) -> Reply:
        """Hand in a message for one address; raises MailAwayError."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and as whom."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    """`starttls`, `tls`, or `none` for a server on the machine itself."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    """Certificates to trust beside those of the system."""
    timeout: float = TIMEOUT

    @property
    def domain(self) -> str:
        """Return the domain mail comes from; it is in the id of each message, and is how we greet the server."""
        return self.sender.rpartition("@")[2]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Post]:
        """Connect, greet and log in; raises MailAwayError."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            local_hostname=self.domain,
            timeout=self.timeout,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            tls_context=self._context() if self.security != "none" else None,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise MailAwayError from error
        try:
            yield _Connection(client, self.sender)
        finally:
            with suppress(aiosmtplib.SMTPException, OSError):
                if client.is_connected:
                    await client.quit(timeout=1)
            client.close()

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file is not None:
            context.load_verify_locations(self.ca_file)
        return context


@dataclass(frozen=True, slots=True)
class _Connection:
    client: aiosmtplib.SMTP
    sender: str

    async def hand_in(self, message: EmailMessage, address: str) -> Reply:
        """Hand in a message; what is refused of this address or message is an answer, and anything else an error."""
        try:
            await self.client.sendmail(self.sender, address, message.as_bytes())
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _reply([one.code for one in refused.recipients])
        except aiosmtplib.SMTPDataError as refused:
            return _reply([refused.code])
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailAwayError from error
        return Reply.TAKEN


def _reply(codes: Sequence[int]) -> Reply:
    return Reply.NEVER if all(code >= FOR_GOOD for code in codes) else Reply.NOT_NOW
