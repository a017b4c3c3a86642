"""The mail server: one connection at a time, over which messages are handed in one by one."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import aiosmtplib

TIMEOUT = 15.0
"""How many seconds the server may take for one answer, but for the one to a whole message."""
PATIENCE = 300.0
"""How many seconds handing in one message may take. Most of it is for the answer to the whole message: a server may be
long about that (RFC 5321, 4.5.3.2.6), and whoever does not wait for it hands in once more what was taken."""
CLOSING = 421
"""The code of a server that is about to hang up."""
FOR_GOOD = 500
"""Codes of replies from here on say that trying again will not help (RFC 5321, 4.2.1)."""


class Reply(StrEnum):
    """What the server answered to one message."""

    TAKEN = "taken"
    NOT_NOW = "not_now"
    NEVER = "never"
    UNTRIED = "untried"
    """The connection broke before the server heard of this message."""
    UNKNOWN = "unknown"
    """The connection broke at this message, or it took too long; it may have been taken."""


class MailAwayError(Exception):
    """The mail server cannot be reached, or takes nothing from us."""


class Post(Protocol):
    """An open connection to a mail server."""

    @property
    def is_open(self) -> bool:
        """Tell whether another message can be handed in over it."""

    async def hand_in(self, message: EmailMessage, address: str) -> Reply:
        """Hand in a message for one address; raises MailAwayError, and whatever writing the message raises."""


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
    patience: float = PATIENCE

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
            yield _Connection(client, self.sender, self.patience)
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
    patience: float

    @property
    def is_open(self) -> bool:
        return self.client.is_connected

    async def hand_in(self, message: EmailMessage, address: str) -> Reply:
        """Hand in a message; what is refused of us is an error, and anything else an answer.

        A connection of which nobody knows how it stands is closed, so that the next message goes over another one.
        """
        written = message.as_bytes()
        try:
            async with asyncio.timeout(self.patience):
                return await self._begin() or await self._finish(written, address)
        except (aiosmtplib.SMTPException, OSError):
            self.client.close()
            return Reply.UNKNOWN
        except BaseException:
            self.client.close()
            raise

    async def _begin(self) -> Reply | None:
        """Say who we are; until that is done the server has not heard of the message."""
        try:
            await self.client.mail(self.sender)
        except aiosmtplib.SMTPResponseException as refused:
            raise MailAwayError from refused
        except (aiosmtplib.SMTPException, OSError):
            self.client.close()
            return Reply.UNTRIED
        return None

    async def _finish(self, written: bytes, address: str) -> Reply:
        try:
            await self.client.rcpt(address)
            await self.client.data(written, timeout=None)
        except (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError) as refused:
            await self._start_over(refused.code)
            return Reply.NEVER if refused.code >= FOR_GOOD else Reply.NOT_NOW
        return Reply.TAKEN

    async def _start_over(self, code: int) -> None:
        """Have the server forget a message that it refused, which is an answer whatever becomes of the connection."""
        try:
            if code != CLOSING:
                await self.client.rset()
                return
        except (aiosmtplib.SMTPException, OSError):
            pass
        self.client.close()
