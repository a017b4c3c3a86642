"""The one place that makes ids.

Every id is a UUIDv7 (RFC 9562): unguessable, and ordered by time so that indexes stay dense. Each kind of id is a
type of its own, so that a task id cannot be passed for a signal id.
"""

import re
import secrets
from typing import NewType
from uuid import UUID

from uuid_utils.compat import uuid7

ActorId = NewType("ActorId", UUID)
SignalId = NewType("SignalId", UUID)
TaskId = NewType("TaskId", UUID)
EnrichmentId = NewType("EnrichmentId", UUID)
RoutingTableId = NewType("RoutingTableId", UUID)

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_PATTERN = r"^ZWB-\d{4}-[0-9A-HJKMNP-TV-Z]{6}$"
CASE_REFERENCE_PATTERN = r"^ZWB-C-\d{4}-[0-9A-HJKMNP-TV-Z]{6}$"
EITHER_REFERENCE_PATTERN = r"^ZWB-(C-)?\d{4}-[0-9A-HJKMNP-TV-Z]{6}$"
"""Of a signal or a case, which tell themselves apart."""


def new_id() -> UUID:
    """Make a new UUIDv7."""
    return uuid7()


def new_case_reference(year: int) -> str:
    """Make a reference of a case, in the same scheme as those of signals: `ZWB-C-2026-7K3M9Q`."""
    return new_reference(year, prefix="ZWB-C")


def new_reference(year: int, *, prefix: str = "ZWB") -> str:
    """Make a reference that people read out: `ZWB-2026-7K3M9Q`.

    Five random characters of Crockford's base 32 and his check symbol (modulo 37). Random, so that nobody can count
    the signals. Draws whose check symbol would be punctuation are drawn again.
    """
    while True:
        number = secrets.randbelow(32**5)
        check = number % 37
        if check < len(CROCKFORD):
            digits = (CROCKFORD[number >> shift & 31] for shift in (20, 15, 10, 5, 0))
            return f"{prefix}-{year}-{''.join(digits)}{CROCKFORD[check]}"


def is_reference(text: str) -> bool:
    """Tell whether the text is a reference with a right check symbol, so a slip of one character is caught."""
    if not re.fullmatch(REFERENCE_PATTERN, text):
        return False
    number = 0
    for symbol in text[-6:-1]:
        number = number * 32 + CROCKFORD.index(symbol)
    return number % 37 == CROCKFORD.index(text[-1])
