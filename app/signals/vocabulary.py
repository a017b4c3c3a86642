"""The code values of a signal. Their labels are code lists; a test compares the two."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.access.matrix import Compartment


class AimedAt(StrEnum):
    """Whom the signal is about."""

    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    BOTH = "both"
    UNKNOWN = "unknown"


class ExploitationForm(StrEnum):
    """The forms of exploitation of article 273f Sr."""

    SEXUAL = "sexual"
    LABOUR = "labour"
    CRIMINAL = "criminal"
    ORGAN_REMOVAL = "organ_removal"
    UNKNOWN = "unknown"


class SourceKind(StrEnum):
    """Where the aandachtsfunctionaris has it from."""

    OWN_OBSERVATION = "own_observation"
    MUNICIPAL_DEPARTMENT = "municipal_department"
    CARE_PARTNER = "care_partner"
    SCHOOL = "school"
    ENFORCEMENT = "enforcement"
    CITIZEN = "citizen"
    ANONYMOUS = "anonymous"
    OTHER = "other"


class Involvement(StrEnum):
    """What somebody possibly is in the signal."""

    POSSIBLE_VICTIM = "possible_victim"
    POSSIBLE_PERPETRATOR = "possible_perpetrator"
    FACILITATOR = "facilitator"
    MIXED_PROFILE = "mixed_profile"
    CLOSE_CONTACT = "close_contact"


class Gender(StrEnum):
    """Gender, where it is known."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class LocationKind(StrEnum):
    """What kind of place a location is, in the order of the strength of the administrative lever it gives."""

    LICENSED_BUSINESS = "licensed_business"
    BUSINESS = "business"
    DWELLING = "dwelling"
    PUBLIC_SPACE = "public_space"
    ONLINE = "online"
    OTHER = "other"


class Sector(StrEnum):
    """In which part of the economy somebody is possibly exploited."""

    AGRICULTURE = "agriculture"
    HOSPITALITY = "hospitality"
    CONSTRUCTION = "construction"
    CLEANING = "cleaning"
    TRANSPORT = "transport"
    FOOD_PROCESSING = "food_processing"
    EMPLOYMENT_AGENCY = "employment_agency"
    SEX_WORK = "sex_work"
    PERSONAL_CARE = "personal_care"
    CAR_WASH = "car_wash"
    DOMESTIC_WORK = "domestic_work"
    RETAIL = "retail"
    STREET = "street"
    ONLINE = "online"
    OTHER = "other"
    UNKNOWN = "unknown"


class EnrichmentKind(StrEnum):
    """What an addition to a signal tells."""

    ADDRESS_DATA = "address_data"
    HOUSEHOLD = "household"
    CARE_HISTORY = "care_history"
    EARLIER_SANCTIONS = "earlier_sanctions"
    PERMITS_AND_ENFORCEMENT = "permits_and_enforcement"
    OTHER = "other"


class Urgency(StrEnum):
    """How soon something must be looked at."""

    ACUTE = "acute"
    HIGH = "high"
    NORMAL = "normal"


class SignalStatus(StrEnum):
    """How far a signal has come, as seen by the reader: only tasks the reader may see count."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"


CARE, SECURITY = Compartment.CARE, Compartment.SECURITY

INVOLVEMENT_COMPARTMENTS: Mapping[Involvement, frozenset[Compartment]] = MappingProxyType(
    {
        Involvement.POSSIBLE_VICTIM: frozenset({CARE}),
        Involvement.CLOSE_CONTACT: frozenset({CARE}),
        Involvement.POSSIBLE_PERPETRATOR: frozenset({SECURITY}),
        Involvement.FACILITATOR: frozenset({SECURITY}),
        Involvement.MIXED_PROFILE: frozenset({CARE, SECURITY}),
    }
)
"""On which side of the wall a person is recorded (design, section 3)."""

REQUIRED_PARTS: Mapping[AimedAt, frozenset[Compartment]] = MappingProxyType(
    {
        AimedAt.VICTIM: frozenset({CARE}),
        AimedAt.PERPETRATOR: frozenset({SECURITY}),
        AimedAt.BOTH: frozenset({CARE, SECURITY}),
        AimedAt.UNKNOWN: frozenset({CARE}),
    }
)
"""Which parts a signal must have, so that each desk that must act finds something to act on."""

ENRICHMENT_COMPARTMENTS: Mapping[EnrichmentKind, frozenset[Compartment]] = MappingProxyType(
    {
        EnrichmentKind.ADDRESS_DATA: frozenset({CARE, SECURITY}),
        EnrichmentKind.HOUSEHOLD: frozenset({CARE}),
        EnrichmentKind.CARE_HISTORY: frozenset({CARE}),
        EnrichmentKind.EARLIER_SANCTIONS: frozenset({SECURITY}),
        EnrichmentKind.PERMITS_AND_ENFORCEMENT: frozenset({SECURITY}),
        EnrichmentKind.OTHER: frozenset({CARE, SECURITY}),
    }
)
"""On which side of the wall each kind of addition belongs; sanctions never become care data (Wpg)."""
