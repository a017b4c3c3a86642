"""The states of a referral and the steps between them; any other step is a conflict that names the allowed ones."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ReferralStatus(StrEnum):
    """Where a referral stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ReferralStep(StrEnum):
    """What becomes of a referral: who it is offered to answers, who offers withdraws, and the worker lets it expire."""

    ACCEPT = "accept"
    RETURN = "return"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


TRANSITIONS: Mapping[ReferralStatus, Mapping[ReferralStep, ReferralStatus]] = MappingProxyType(
    {
        ReferralStatus.OFFERED: {
            ReferralStep.ACCEPT: ReferralStatus.ACCEPTED,
            ReferralStep.RETURN: ReferralStatus.RETURNED,
            ReferralStep.WITHDRAW: ReferralStatus.WITHDRAWN,
            ReferralStep.EXPIRE: ReferralStatus.EXPIRED,
        },
        ReferralStatus.ACCEPTED: {},
        ReferralStatus.RETURNED: {},
        ReferralStatus.WITHDRAWN: {},
        ReferralStatus.EXPIRED: {},
    }
)
"""Every step that there is. What ended stays so: the work is offered again by another referral."""


class ReferralReason(StrEnum):
    """Why work is referred; labels are in the code list `referral-reason`."""

    NEXT_LAYER = "next_layer"
    OTHER_DISTRICT = "other_district"
    EXPERTISE = "expertise"
    SUPPORT_NEEDED = "support_needed"
    ENFORCEMENT_NEEDED = "enforcement_needed"
    OTHER = "other"


class ReturnReason(StrEnum):
    """Why a referral is returned; labels are in the code list `return-reason`."""

    NOT_OURS = "not_ours"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    NO_CAPACITY = "no_capacity"
    KNOWN_ALREADY = "known_already"
    DESK_CLOSED = "desk_closed"
    OTHER = "other"


class ReferralDirection(StrEnum):
    """Where a referral goes, seen from the desk that offers; labels are in the code list `referral-direction`."""

    NEXT_LAYER = "next_layer"
    SAME_TRACK = "same_track"
    OTHER_DISTRICT = "other_district"
    ACROSS_THE_WALL = "across_the_wall"
    PARTNER = "partner"
