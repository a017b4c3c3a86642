"""The types of the fields of a signal that need more than a length.

What is sent in is validated with a context: the moment of receipt and the reference data. What was kept is read back
without one, and only its structure is checked, so that a rule that grows stricter never makes old signals unreadable.
"""

import re
from datetime import date, datetime
from typing import Annotated, cast

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from app.platform.clock import local_date
from app.platform.schemas import FreeText, Line, LongText, Paragraph
from app.reference.snapshot import ReferenceSnapshot
from app.signals.bsn import contains_bsn

POSTAL_CODE = re.compile(r"^([1-9]\d{3}) ?([A-Za-z]{2})$")
ISO_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
EARLIEST_YEAR = 1900


def received_on(info: ValidationInfo) -> date:
    """Return the day of receipt that the body is validated against."""
    return local_date(cast("datetime", info.context["now"]))  # type: ignore[index]  # bodies come with a context


def reference_data(info: ValidationInfo) -> ReferenceSnapshot:
    """Return the reference data that the body is validated against."""
    return cast("ReferenceSnapshot", info.context["reference"])  # type: ignore[index]  # as above


def _no_bsn(value: str, info: ValidationInfo) -> str:
    if info.context is not None and contains_bsn(value):
        raise PydanticCustomError(
            "bsn",
            "This text has a number in it that passes the check of a BSN; a signal may not hold a BSN (UAVG art. 46)",
        )
    return value


def _not_in_future(value: date, info: ValidationInfo) -> date:
    if info.context is None:
        return value
    if value > received_on(info):
        raise PydanticCustomError("date_in_future", "This date is in the future")
    if value.year < EARLIEST_YEAR:
        raise PydanticCustomError("date_too_early", "This date is before 1900")
    return value


def only_a_date(value: object) -> object:
    """Refuse what pydantic would take for a date, such as a number or a moment."""
    if isinstance(value, str) and not ISO_DATE.match(value):
        raise PydanticCustomError("date_format", "A date is written as YYYY-MM-DD")
    if not isinstance(value, str | date):
        raise PydanticCustomError("date_format", "A date is a text, written as YYYY-MM-DD")
    return value


def _postal_code(value: str) -> str:
    if not (match := POSTAL_CODE.match(value)):
        raise PydanticCustomError("postal_code", "A Dutch postal code has four digits and two letters")
    return f"{match[1]} {match[2].upper()}"


def _known_municipality(value: str, info: ValidationInfo) -> str:
    data = reference_data(info)
    if data.district_of(value, received_on(info)) is None:
        raise PydanticCustomError(
            "unknown_municipality", "This is not the CBS code of a municipality in Zeeland-West-Brabant"
        )
    return value


def _known_indicator(value: str, info: ValidationInfo) -> str:
    if info.context is None:
        return value
    indicator = reference_data(info).code_lists["indicator"].get(value)
    if indicator is None or not indicator.valid_on(received_on(info)):
        raise PydanticCustomError("unknown_indicator", "This code is not in the code list indicator")
    return value


NO_BSN = AfterValidator(_no_bsn)
SafeLine = Annotated[Line, NO_BSN]
SafeParagraph = Annotated[Paragraph, NO_BSN]
Narrative = Annotated[LongText, NO_BSN]
SafeText = Annotated[FreeText, NO_BSN]
PastDate = Annotated[date, BeforeValidator(only_a_date), AfterValidator(_not_in_future)]
PostalCode = Annotated[str, StringConstraints(max_length=7), AfterValidator(_postal_code)]
MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^GM\d{4}$"), AfterValidator(_known_municipality)]
IndicatorCode = Annotated[str, StringConstraints(max_length=8), AfterValidator(_known_indicator)]
