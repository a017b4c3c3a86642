"""The shapes of preferences: where an actor is mailed, and of what not."""

import re
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.platform.schemas import ApiModel, Timestamp
from app.triage.mail.rules import CODE_DIGITS
from app.triage.notifications.kinds import NotificationKind

LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
LONGEST_LOCAL_PART = 64
ENCODED_WORD = "=?"
"""How an encoded word begins (RFC 2047): in a header it is read as one, and may be another address or none at all."""


def _address(value: str) -> str:
    """Accept a plain address (RFC 5321), whose domain is lowered; no name, comment or line break comes with it."""
    local, at, domain = value.rpartition("@")
    plain = LOCAL_PART.fullmatch(local) and DOMAIN.fullmatch(domain) and ENCODED_WORD not in local
    if not at or len(local) > LONGEST_LOCAL_PART or not plain:
        raise PydanticCustomError("mail_address", "This is not an e-mail address such as naam@gemeente.nl")
    return f"{local}@{domain.lower()}"


def _what_is_urgent_stays(value: list[NotificationKind]) -> list[NotificationKind]:
    if NotificationKind.ACUTE_DANGER in value:
        raise PydanticCustomError("acute_danger_stays", "Acute danger is always mailed to whoever has an address")
    if NotificationKind.BREAK_GLASS_OPENED in value:
        raise PydanticCustomError("break_glass_stays", "That glass was broken is always mailed to who oversees it")
    return sorted(set(value))


MailAddress = Annotated[str, StringConstraints(max_length=254), AfterValidator(_address)]
Muted = Annotated[list[NotificationKind], Field(max_length=50), AfterValidator(_what_is_urgent_stays)]


class PreferencesSubmission(ApiModel):
    """What the caller wants to be mailed of, and where."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"address": "naam@gemeente.example", "muted": ["feedback_given"]}]}
    )

    address: MailAddress | None = Field(
        description="Your own work address; a code is mailed to a new one, which confirms it. Null: no mail at all."
    )
    muted: Muted = Field(
        default_factory=list,
        description="Kinds of which no mail is wanted; never `acute_danger` or `break_glass_opened`, which stay.",
    )


class CodeSubmission(ApiModel):
    """The code that was mailed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "31415926"}]})

    code: Annotated[str, StringConstraints(pattern=rf"^[0-9]{{{CODE_DIGITS}}}$")]


class PreferencesView(ApiModel):
    """What the caller is mailed of, and where. No mail tells anything but that there is work."""

    available: bool = Field(description="Whether this installation sends mail.")
    address: str | None = Field(description="Where mail goes; confirmed with a code.")
    proposed_address: str | None = Field(description="An address that was not confirmed yet; nothing goes there.")
    code_expires_at: Timestamp | None = Field(description="Until when the code of the proposed address counts.")
    refused_at: Timestamp | None = Field(description="When mail was refused for good, unless some was taken since.")
    muted: list[NotificationKind]
