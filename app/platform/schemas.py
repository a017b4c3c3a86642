"""The shapes that every part of the API shares."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Generic, TypedDict, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from app.platform.texts import has_noncharacter

ALLOWED_CONTROLS = frozenset("\n\t")
CONTROL_CATEGORIES = frozenset({"Cc", "Cs"})

ItemT = TypeVar("ItemT")


class ApiModel(BaseModel):
    """A shape of the API: camelCase in JSON, unknown fields refused."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )


def clean_text(value: object, info: ValidationInfo) -> object:
    """Normalise a text to NFC with line feeds, and refuse control characters; anything else is left to its type.

    Forms and Windows end lines with CR LF, which becomes LF. It runs before the limits are checked, since NFC makes
    some texts longer and others shorter: what is measured is what is kept. Noncharacters are refused where something is
    sent in, which is validated with a context; texts that were kept with them before stay readable.
    """
    if not isinstance(value, str):
        return value
    value = value.replace("\r\n", "\n")
    if any(c not in ALLOWED_CONTROLS and unicodedata.category(c) in CONTROL_CATEGORIES for c in value):
        raise PydanticCustomError("control_character", "Text may not contain control characters")
    if info.context is not None and has_noncharacter(value):
        raise PydanticCustomError("noncharacter", "Text may not contain noncharacters of Unicode, such as U+FFFF")
    return unicodedata.normalize("NFC", value)


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), BeforeValidator(clean_text)
]
"""A name or a short phrase: at most 120 characters."""

Paragraph = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000), BeforeValidator(clean_text)
]
"""A description: at most 2,000 characters."""

LongText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=20, max_length=20_000),
    BeforeValidator(clean_text),
]
"""A narrative: 20 to 20,000 characters."""

FreeText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), BeforeValidator(clean_text)
]
"""What somebody adds, however short: at most 20,000 characters."""

Timestamp = Annotated[datetime, Field(json_schema_extra={"examples": ["2026-11-23T09:30:00.125000Z"]})]
"""A moment in UTC, as the clock and the database give it; answered with an uppercase Z."""


class Label(ApiModel):
    """A text for people, in Dutch and in English."""

    nl: str
    en: str


class Page(ApiModel, Generic[ItemT]):
    """One page of a list."""

    items: list[ItemT]
    next_cursor: str | None = Field(description="Send it as `cursor` to get the next page; null on the last page.")


class PageFields(TypedDict, Generic[ItemT]):
    """A `Page` by the names of the API, for lists that are written without a model for each item."""

    items: list[ItemT]
    nextCursor: str | None


class ProblemError(ApiModel):
    """One thing that is wrong with a request."""

    code: str
    message: str
    pointer: str | None = Field(None, description="JSON pointer (RFC 6901) into the body.")
    parameter: str | None = Field(None, description="The name of the query, path or header parameter.")


class ProblemDocument(ApiModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[ProblemError] = []


ValidationContext = Mapping[str, object]
"""What validators may need from outside: the moment of receipt and the reference data."""
