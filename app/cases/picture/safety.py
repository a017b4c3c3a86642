"""The words in which the safety of a person is assessed, as tables."""

from enum import StrEnum

MOST_PERSONS = 100
"""How many persons, and how many places, one case has at most."""


class RiskLevel(StrEnum):
    """How great the danger to somebody is."""

    ACUTE = "acute"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class SafePlace(StrEnum):
    """Where somebody is safe."""

    AT_HOME = "at_home"
    WITH_OTHERS = "with_others"
    IN_SHELTER = "in_shelter"
    AT_WORK_OR_SCHOOL = "at_work_or_school"
    NOWHERE = "nowhere"
    UNKNOWN = "unknown"


class SafeContact(StrEnum):
    """Whether, and how, somebody can be reached without danger."""

    ANY = "any"
    PHONE = "phone"
    MESSAGE = "message"
    IN_PERSON = "in_person"
    THROUGH_OTHERS = "through_others"
    NOT_SAFE = "not_safe"
    UNKNOWN = "unknown"


class Shelter(StrEnum):
    """Whether somebody has shelter, and where."""

    IN_REGION = "in_region"
    OUTSIDE_REGION = "outside_region"
    NONE = "none"
    UNKNOWN = "unknown"
