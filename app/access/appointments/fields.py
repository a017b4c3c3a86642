"""The types of the fields of an appointment that need more than a length.

They are validated with the context of every body: the moment of receipt, the reference data, and the issuers whose
tokens are accepted.
"""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Protocol, cast

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from app.access.tokens import MAX_SUBJECT_LENGTH
from app.platform.schemas import Line

RFC_3339 = re.compile(r"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})$", re.ASCII)
YEARS = range(2000, 2200)
BACKDATED_AT_MOST = timedelta(days=1)
"""Somebody who starts today is appointed from midnight; nothing is made to look older than it is."""


class Areas(Protocol):
    """What an appointment needs of the reference data, which knows appointments rather than the other way around."""

    @property
    def districts(self) -> Mapping[str, str]:
        """The districts by id."""
        ...

    @property
    def municipalities(self) -> Mapping[str, str]:
        """The municipalities by code, also those that are no more."""
        ...


def _context(info: ValidationInfo, name: str) -> object:
    return info.context[name]  # type: ignore[index]  # every body is validated with a context


def moment_of(info: ValidationInfo) -> datetime:
    """Return the moment of receipt that the body is validated against."""
    return cast("datetime", _context(info, "now"))


def _accepted_issuer(value: str, info: ValidationInfo) -> str:
    if value not in cast("Collection[str]", _context(info, "issuers")):
        raise PydanticCustomError("unknown_issuer", "Tokens of this issuer are not accepted here")
    return value


def _readable(value: str) -> str:
    """Refuse what makes a text read otherwise than it is: line ends, invisible marks, marks that turn its direction."""
    if not value.isprintable():
        raise PydanticCustomError("unprintable", "This text may hold printable characters only")
    return value


def _without_surrounding_space(value: str) -> str:
    """Refuse what is hardly meant; a subject is compared as it stands in the tokens, so it is never mended here."""
    if value != value.strip():
        raise PydanticCustomError("surrounding_space", "A subject may not begin or end with a space")
    return value


def _known_municipality(value: str, info: ValidationInfo) -> str:
    areas = cast("Areas", _context(info, "reference"))
    if value not in areas.municipalities:  # of one that merged, the work that is left needs somebody still
        raise PydanticCustomError(
            "unknown_municipality", "This is not the CBS code of a municipality in Zeeland-West-Brabant"
        )
    return value


def _known_district(value: str, info: ValidationInfo) -> str:
    if value not in cast("Areas", _context(info, "reference")).districts:
        raise PydanticCustomError("unknown_district", "This is not the id of a district in Zeeland-West-Brabant")
    return value


def _as_text(value: object) -> object:
    if not isinstance(value, str) or not RFC_3339.match(value):
        raise PydanticCustomError(
            "moment_format", "A moment is written with its offset, as in 2027-01-31T09:00:00Z (RFC 3339)"
        )
    return value


def _in_utc(value: datetime) -> datetime:
    if value.year not in YEARS:
        raise PydanticCustomError("moment_range", "The year must be between 2000 and 2199")
    return value.astimezone(UTC)


def _not_backdated(value: datetime, info: ValidationInfo) -> datetime:
    if value < moment_of(info) - BACKDATED_AT_MOST:
        raise PydanticCustomError("backdated", "An appointment begins at most a day before it is proposed")
    return value


def _ends_after_it_begins(value: datetime, info: ValidationInfo) -> datetime:
    now = moment_of(info)
    if value <= max(now, info.data.get("valid_from") or now):
        raise PydanticCustomError("period", "validUntil must lie in the future and after validFrom")
    return value


IssuerName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=255),
    AfterValidator(_accepted_issuer),
    Field(description="The `iss` of the tokens.", examples=["https://login.example"]),
]
Subject = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_SUBJECT_LENGTH),
    AfterValidator(_readable),
    AfterValidator(_without_surrounding_space),
    Field(description="The `sub` of the tokens, exactly."),
]
PlainName = Annotated[
    Line,
    AfterValidator(_readable),
    Field(
        description="Whoever is known here already is called so from the approval on; by a loan they keep the name of "
        "before."
    ),
]
MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^GM\d{4}$"), AfterValidator(_known_municipality)]
DistrictId = Annotated[str, StringConstraints(max_length=40), AfterValidator(_known_district)]
Moment = Annotated[AwareDatetime, BeforeValidator(_as_text), AfterValidator(_in_utc)]
Start = Annotated[Moment, AfterValidator(_not_backdated)]
End = Annotated[Moment, AfterValidator(_ends_after_it_begins)]
"""Stands after `valid_from` in a shape, so that it can be compared with it."""
