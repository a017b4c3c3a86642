"""The code values of interventions and their effects. Their labels are code lists; a test compares the two."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class InterventionTarget(StrEnum):
    """Whom or what an intervention is aimed at; it decides on which scale its effect is assessed."""

    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    LOCATION = "location"
    BUSINESS = "business"
    NETWORK = "network"
    GROUP_AT_RISK = "group_at_risk"


class Organisation(StrEnum):
    """Who carries an intervention out, alone or with others."""

    MUNICIPALITY = "municipality"
    POLICE = "police"
    PUBLIC_PROSECUTION = "public_prosecution"
    LABOUR_INSPECTORATE = "labour_inspectorate"
    TAX_AUTHORITY = "tax_authority"
    RIEC = "riec"
    PROBATION = "probation"
    YOUTH_PROTECTION = "youth_protection"
    CARE_PROVIDER = "care_provider"
    SHELTER = "shelter"
    COMENSHA = "comensha"
    HEALTH_SERVICE = "health_service"
    IMMIGRATION_SERVICE = "immigration_service"
    SCHOOL = "school"
    HOUSING_CORPORATION = "housing_corporation"
    OTHER = "other"


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


class EffectScale(StrEnum):
    """On what an effect is assessed."""

    EXPLOITATION = "exploitation"
    VICTIM = "victim"
    PERPETRATOR = "perpetrator"


class EffectOutcome(StrEnum):
    """What an intervention turned out to do. `unknown` says that somebody looked and could not tell."""

    STOPPED = "stopped"
    DISTURBED = "disturbed"
    REDUCED = "reduced"
    NONE = "none"
    MOVED_ELSEWHERE = "moved_elsewhere"
    WORSE = "worse"
    SAFE = "safe"
    IN_CARE = "in_care"
    FILED_REPORT = "filed_report"
    REVICTIMISED = "revictimised"
    DESISTED = "desisted"
    IN_VIEW = "in_view"
    REOFFENDED = "reoffended"
    UNKNOWN = "unknown"


SCALES: Mapping[EffectScale, tuple[EffectOutcome, ...]] = MappingProxyType(
    {
        EffectScale.EXPLOITATION: (
            EffectOutcome.STOPPED,
            EffectOutcome.DISTURBED,
            EffectOutcome.REDUCED,
            EffectOutcome.NONE,
            EffectOutcome.MOVED_ELSEWHERE,
            EffectOutcome.WORSE,
            EffectOutcome.UNKNOWN,
        ),
        EffectScale.VICTIM: (
            EffectOutcome.SAFE,
            EffectOutcome.IN_CARE,
            EffectOutcome.FILED_REPORT,
            EffectOutcome.REVICTIMISED,
            EffectOutcome.UNKNOWN,
        ),
        EffectScale.PERPETRATOR: (
            EffectOutcome.DESISTED,
            EffectOutcome.IN_VIEW,
            EffectOutcome.REOFFENDED,
            EffectOutcome.UNKNOWN,
        ),
    }
)
"""The outcomes of each scale. Of every intervention its effect on the exploitation can be assessed, and that on whom
it is aimed at."""

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
