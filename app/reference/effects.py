"""Who carries interventions out, and the scales on which their effect is told: expected, or as it turned out."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

EARLY = timedelta(days=14)
"""How long before its moment an assessment already counts for it."""


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
