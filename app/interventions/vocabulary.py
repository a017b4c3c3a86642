"""The code values of interventions and their effects. Their labels are code lists; a test compares the two."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.reference.effects import SCALES, EffectOutcome, EffectScale, Organisation

__all__ = [
    "SCALES",
    "SCALES_OF_TARGET",
    "Confidence",
    "CostBand",
    "EffectOutcome",
    "EffectScale",
    "EffectSource",
    "InterventionField",
    "InterventionTarget",
    "Organisation",
    "StopReason",
]


class InterventionTarget(StrEnum):
    """Whom or what an intervention is aimed at; it decides on which scale its effect is assessed."""

    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    LOCATION = "location"
    BUSINESS = "business"
    NETWORK = "network"
    GROUP_AT_RISK = "group_at_risk"


class InterventionField(StrEnum):
    """What of an intervention can be put right."""

    KIND = "kind"
    TARGET = "target"
    PERSON = "person"
    LOCATION = "location"
    ORGANISATIONS = "organisations"
    COST_BAND = "cost_band"
    PLANNED_FOR = "planned_for"
    STARTED_ON = "started_on"
    GOAL = "goal"
    DESCRIPTION = "description"


class StopReason(StrEnum):
    """Why an intervention was stopped, or never begun."""

    PERSON_DECLINED = "person_declined"
    NOT_SAFE = "not_safe"
    NO_CAPACITY = "no_capacity"
    NO_LEGAL_GROUND = "no_legal_ground"
    OUT_OF_REACH = "out_of_reach"
    REPLACED = "replaced"
    OTHER = "other"


class CostBand(StrEnum):
    """What it costs all together, as a band: nobody keeps accounts of it."""

    NONE = "none"
    UP_TO_1000 = "up_to_1000"
    UP_TO_10000 = "up_to_10000"
    UP_TO_50000 = "up_to_50000"
    MORE = "more"
    UNKNOWN = "unknown"


SCALES_OF_TARGET: Mapping[InterventionTarget, tuple[EffectScale, ...]] = MappingProxyType(
    {
        InterventionTarget.VICTIM: (EffectScale.EXPLOITATION, EffectScale.VICTIM),
        InterventionTarget.PERPETRATOR: (EffectScale.EXPLOITATION, EffectScale.PERPETRATOR),
        InterventionTarget.LOCATION: (EffectScale.EXPLOITATION,),
        InterventionTarget.BUSINESS: (EffectScale.EXPLOITATION,),
        InterventionTarget.NETWORK: (EffectScale.EXPLOITATION, EffectScale.PERPETRATOR),
        InterventionTarget.GROUP_AT_RISK: (EffectScale.EXPLOITATION, EffectScale.VICTIM),
    }
)


class EffectSource(StrEnum):
    """How an effect is known."""

    OWN_OBSERVATION = "own_observation"
    PERSON_CONCERNED = "person_concerned"
    PARTNER = "partner"
    POLICE_RECORDS = "police_records"
    INSPECTION = "inspection"
    COURT = "court"
    OTHER = "other"


class Confidence(StrEnum):
    """How sure the assessor is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
