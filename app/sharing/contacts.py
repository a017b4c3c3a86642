"""Telephone numbers and addresses, each in one way of writing."""

import re
import unicodedata
from dataclasses import dataclass

COUNTRY = "31"
NATIONAL_DIGITS = 9
E164 = re.compile(r"^[1-9]\d{7,14}$")
TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
POSTAL_CODE = re.compile(r"^[1-9]\d{3}[A-Z]{2}$")

FILLERS = re.compile(r"(\d)\1{7}$|12345678$|98765432\d?$")
"""Numbers that are typed when there is none, such as 0600000000 and 0612345678."""


def international_number(phone: str | None) -> str | None:
    """Return a telephone number as E.164 without its plus; None when it cannot be one, or is a filler.

    A number without a country is Dutch. `+31 (0)6`, `0031 6`, `06` and a `6` whose zero a spreadsheet ate are one.
    """
    if not phone:
        return None
    text = TRUNK_ZERO.sub("", unicodedata.normalize("NFKC", phone))
    digits = "".join(str(unicodedata.digit(c)) for c in text if unicodedata.digit(c, None) is not None)
    if text.lstrip().startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    elif digits.startswith("0"):
        number = COUNTRY + digits[1:]
    elif len(digits) == NATIONAL_DIGITS:
        number = COUNTRY + digits
    else:
        number = digits
    if number.startswith(COUNTRY):
        national = number.removeprefix(COUNTRY).removeprefix("0")
        if len(national) != NATIONAL_DIGITS:
            return None
        number = COUNTRY + national
    return number if E164.match(number) and not FILLERS.search(number) else None


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """What of an address is compared; the street and the city follow from it."""

    postal_code: str | None = None
    house_number: int | None = None
    addition: str | None = None

    @property
    def building(self) -> tuple[str, str] | None:
        """Return the postal code and house number in one way of writing; None when one of them is missing."""
        code = "".join(c for c in unicodedata.normalize("NFKC", self.postal_code or "").upper() if c.isalnum())
        if not POSTAL_CODE.match(code) or not self.house_number:
            return None
        return code, str(self.house_number)

    @property
    def front_door(self) -> tuple[str, str, str] | None:
        """Return the building with the addition, which is empty for a house that has none."""
        if (building := self.building) is None:
            return None
        spread = unicodedata.normalize("NFKD", self.addition or "").casefold()
        return *building, "".join(c for c in spread if c.isascii() and c.isalnum())
