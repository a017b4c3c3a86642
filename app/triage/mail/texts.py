"""What mails say: that there is work. No name, desk, municipality, reference or link stands in them."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from types import MappingProxyType
from uuid import UUID

from app.triage.mail.rules import MailKind

WHY = """
In deze e-mail staat om veiligheidsredenen niet waar het over gaat, en ook geen link. Ga zelf naar Signaalbrug, zoals u
dat altijd doet.

U krijgt dit bericht omdat u dit e-mailadres in Signaalbrug hebt opgegeven. Daar kunt u dat ook wijzigen. Antwoorden op
dit bericht worden niet gelezen.
"""

SUBJECTS: Mapping[MailKind, str] = MappingProxyType(
    {
        MailKind.WORK: "Er is werk in Signaalbrug",
        MailKind.ACUTE: "Er is dringend werk in Signaalbrug",
        MailKind.CODE: "Bevestig uw e-mailadres voor Signaalbrug",
    }
)
TEXTS: Mapping[MailKind, str] = MappingProxyType(
    {
        MailKind.WORK: f"""\
Er is werk voor u in Signaalbrug.
{WHY}""",
        MailKind.ACUTE: f"""\
Er is werk voor u in Signaalbrug dat niet kan wachten. Kijk meteen.
{WHY}""",
        MailKind.CODE: """\
Uw code is {code}.

Vul deze code in Signaalbrug in, dan krijgt u op dit adres een e-mail als er werk is. De code is één dag geldig.

Hebt u hier niet om gevraagd? Dan hoeft u niets te doen: zonder de code wordt er verder niets naar dit adres gestuurd.
Antwoorden op dit bericht worden niet gelezen.
""",
    }
)


def message_of(
    kind: MailKind, mail_id: UUID, *, sender: str, address: str, now: datetime, code: str | None = None
) -> EmailMessage:
    """Write a mail. Its Message-ID is that of the mail, so that a mailbox that gets it twice can tell."""
    message = EmailMessage()
    message["From"] = f"Signaalbrug <{sender}>"
    message["To"] = address
    message["Subject"] = SUBJECTS[kind]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "nl"
    if kind is MailKind.ACUTE:
        message["Importance"] = "high"
    text = TEXTS[kind] if code is None else TEXTS[kind].format(code=code)
    message.set_content(text, cte="quoted-printable")
    return message
