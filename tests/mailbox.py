"""A real mail server beside a test: it keeps what it takes, and refuses, hangs up or demands TLS when it is told to."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.platform.mail import MailServer

HOST, SENDER = "127.0.0.1", "geen-antwoord@signaalbrug.example"
USER, PASSWORD = "signaalbrug", "geheim-van-de-mail"


@dataclass
class Mailbox:
    """What a mail server has taken, and how it answers."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """The address of the envelope and the message, in the order of arrival."""
    refuses: dict[str, str] = field(default_factory=dict)
    """Replies to some addresses, by the address; of senders and of whom it is for."""
    hangs_up_on: set[str] = field(default_factory=set)
    """Addresses of which it takes a message and hangs up instead of saying so."""
    takes_one: bool = False
    """Whether it hangs up at the second message of a connection."""
    confirms_after: dict[str, float] = field(default_factory=dict)
    """How many seconds it is about saying that it took a message to some addresses."""
    logged_in: list[str] = field(default_factory=list)
    _served: list[Session] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - the name of the library
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to a sender."""
        if self.takes_one and session in self._served:
            cast("asyncio.Transport", server.transport).abort()
        if address in self.refuses:
            return self.refuses[address]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name of the library
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to an address."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take a message."""
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.taken += [(address, parsed) for address in envelope.rcpt_tos]
        self._served.append(session)
        await asyncio.sleep(max(self.confirms_after.get(address, 0) for address in envelope.rcpt_tos))
        if self.hangs_up_on.intersection(envelope.rcpt_tos):
            cast("asyncio.Transport", server.transport).abort()
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, auth: Any) -> AuthResult:
        """Let the one user in who has the password."""
        assert isinstance(auth, LoginPassword)
        self.logged_in.append(auth.login.decode())
        return AuthResult(success=(auth.login, auth.password) == (USER.encode(), PASSWORD.encode()))

    def subjects(self, address: str | None = None) -> list[str]:
        """List the subjects that arrived, at one address or at all."""
        return [str(message["Subject"]) for to, message in self.taken if address in (None, to)]

    def server(self, **settings: Any) -> MailServer:
        """Return how the service reaches it."""
        return MailServer(**{"host": HOST, "port": self.port, "sender": SENDER, "security": "none", **settings})


@contextmanager
def mailbox(port: int = 0, box: Mailbox | None = None, **options: Any) -> Iterator[Mailbox]:
    """Run a mail server on a port of its own, or on one that was had before."""
    box = box or Mailbox()
    if options.get("auth_required"):
        options["authenticator"] = box.authenticate
    controller = Controller(box, hostname=HOST, port=port or _free_port(), **options)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate for this machine; return the context of a server with it, and the file to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "mail.pem", folder / "mail.key"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return context, trusted
