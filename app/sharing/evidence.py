"""What counts as evidence that two records are of one person or place, and how strong it is.

Kinds and strengths are a table; docs/matching.md has the figures that they were chosen by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class MatchStrength(StrEnum):
    """How far a match may be relied on, strongest first; whoever sees one must still find out who it is."""

    STRONG = "strong"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class TokenKind(StrEnum):
    """What a token was made of. Tokens are compared within their kind only."""

    NAME_BIRTH_DATE = "name_birth_date"
    PHONE = "phone"
    SPELLING_BIRTH_DATE = "spelling_birth_date"
    ORDER_BIRTH_DATE = "order_birth_date"
    NEAR_BIRTH_DATE = "near_birth_date"
    PARTS_BIRTH_DATE = "parts_birth_date"
    SOUND_BIRTH_DATE = "sound_birth_date"
    SPELLING_TURNED_DATE = "spelling_turned_date"
    SPELLING_ADDRESS = "spelling_address"
    FAMILY_INITIAL_BIRTH_DATE = "family_initial_birth_date"
    GIVEN_INITIAL_BIRTH_DATE = "given_initial_birth_date"
    PATRONYMIC_BIRTH_DATE = "patronymic_birth_date"
    SPELLING_BIRTHDAY = "spelling_birthday"
    NAME_UNCERTAIN_DATE = "name_uncertain_date"
    FRONT_DOOR = "front_door"
    BUILDING = "building"


@dataclass(frozen=True, slots=True)
class Evidence:
    """How strong a kind is, and why."""

    strength: MatchStrength
    reason: str


EVIDENCE: Mapping[TokenKind, Evidence] = MappingProxyType(
    {
        TokenKind.NAME_BIRTH_DATE: Evidence(
            MatchStrength.STRONG, "The same given and family name and date of birth, but for accents and particles."
        ),
        TokenKind.PHONE: Evidence(
            MatchStrength.STRONG,
            "The same telephone number. The same telephone is a link, whoever of the two holds it.",
        ),
        TokenKind.SPELLING_BIRTH_DATE: Evidence(
            MatchStrength.PROBABLE, "The same date of birth and two spellings of one name, such as Meijer and Meyer."
        ),
        TokenKind.ORDER_BIRTH_DATE: Evidence(
            MatchStrength.PROBABLE, "The same date of birth and the same letters in another order: names swapped."
        ),
        TokenKind.NEAR_BIRTH_DATE: Evidence(
            MatchStrength.PROBABLE, "The same date of birth and letters but for one: a typing error."
        ),
        TokenKind.PARTS_BIRTH_DATE: Evidence(
            MatchStrength.PROBABLE,
            "The same date of birth, a given name and one half of a double family name, or a patronymic shortened.",
        ),
        TokenKind.SOUND_BIRTH_DATE: Evidence(
            MatchStrength.PROBABLE, "The same date of birth and consonants: a name heard or transliterated otherwise."
        ),
        TokenKind.SPELLING_TURNED_DATE: Evidence(
            MatchStrength.PROBABLE, "The same name, with day and month of birth turned round."
        ),
        TokenKind.SPELLING_ADDRESS: Evidence(
            MatchStrength.PROBABLE, "The same name at the same address; for who has no known date of birth."
        ),
        TokenKind.FAMILY_INITIAL_BIRTH_DATE: Evidence(
            MatchStrength.POSSIBLE, "The same date of birth, family name and first letter; twins share these."
        ),
        TokenKind.GIVEN_INITIAL_BIRTH_DATE: Evidence(
            MatchStrength.POSSIBLE, "The same date of birth, given name and first letter of a family name misread."
        ),
        TokenKind.PATRONYMIC_BIRTH_DATE: Evidence(
            MatchStrength.POSSIBLE,
            "The same date of birth, first name and another name, in whichever field: patronymics move, last names go.",
        ),
        TokenKind.SPELLING_BIRTHDAY: Evidence(
            MatchStrength.POSSIBLE, "The same name and birthday in another year: an age made up, or a slip of the pen."
        ),
        TokenKind.NAME_UNCERTAIN_DATE: Evidence(
            MatchStrength.POSSIBLE, "The same name and year, born on the first of January: what stands for not known."
        ),
        TokenKind.FRONT_DOOR: Evidence(
            MatchStrength.POSSIBLE, "The same address with its addition. People may share one without being one."
        ),
        TokenKind.BUILDING: Evidence(
            MatchStrength.POSSIBLE, "The same postal code and house number, whatever the addition."
        ),
    }
)
"""Every kind with its strength and the reason of it."""
