"""The rules of mail: how often, how long, and when somebody is asked to wait. Written as a table of terms."""

from datetime import datetime, timedelta
from enum import StrEnum


class MailKind(StrEnum):
    """What a mail is for; it tells nothing else."""

    WORK = "work"
    ACUTE = "acute"
    CODE = "code"


class Outcome(StrEnum):
    """What came of handing a mail to the server, as the database keeps it."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"


GAP = timedelta(minutes=15)
"""Between two mails of work to one actor lies at least this; what comes in between is in the second."""
LEASE = timedelta(minutes=10)
"""How long a worker that took a mail may be busy with it, before another takes it to have been killed; far more than
the mail server is waited for."""
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long to wait after each attempt that the server did not take; the last goes on."""
LONGEST_OF_ACUTE = timedelta(minutes=5)
LONGEST = timedelta(hours=2)
"""More than any mail ever waits: one that would, waits because the clock was set back, and is due."""
GIVE_UP = timedelta(days=1)
"""How long an address that the server refuses is tried."""
KEPT = timedelta(days=30)
"""How long it is kept that a mail was sent."""

CODE_TERM = timedelta(hours=24)
"""How long a code confirms an address; the mail server may have been away for a part of it."""
CODE_DIGITS = 8
MOST_TRIES = 5
"""How many wrong codes are tried; after that a new one is needed."""
CODE_AGAIN = timedelta(minutes=10)
"""After this, setting the same address again mails a new code."""
MOST_CODES, CODES_PER = 5, timedelta(days=1)
"""How many codes an actor has mailed in that time at most: the mailbox may be somebody else's."""


def next_attempt(kind: MailKind, attempts: int, now: datetime) -> datetime:
    """Return when a mail is tried again, after so many attempts that the server did not take."""
    wait = WAITS[min(attempts, len(WAITS)) - 1]
    return now + (min(wait, LONGEST_OF_ACUTE) if kind is MailKind.ACUTE else wait)


def gives_up(refused: bool, tried_since: datetime, now: datetime) -> bool:
    """Tell whether a mail that was refused for good has been tried long enough; what may succeed is never given up."""
    return refused and now - tried_since >= GIVE_UP
