"""What a link says, and the states of one; any other step is a conflict that names the allowed ones."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class LinkKind(StrEnum):
    """What somebody says of two signals; labels are in the code list `link-kind`."""

    SAME_PERSONS = "same_persons"
    SAME_PLACE = "same_place"
    SAME_NETWORK = "same_network"
    RELATED = "related"
    DISTINCT = "distinct"  # looked at, and no duplicates: they are not proposed again
    MERGED = "merged"  # by merging the work, never by hand


class LinkStatus(StrEnum):
    """Where a link stands."""

    ACTIVE = "active"
    UNDONE = "undone"


class LinkStep(StrEnum):
    """What is done with a link that was made."""

    UNDO = "undo"


TRANSITIONS: Mapping[LinkStatus, Mapping[LinkStep, LinkStatus]] = MappingProxyType(
    {LinkStatus.ACTIVE: {LinkStep.UNDO: LinkStatus.UNDONE}, LinkStatus.UNDONE: {}}
)
"""A link is undone once, and made anew by another; both stay on the record."""


class DuplicateReason(StrEnum):
    """Why two signals may be one; labels are in the code list `duplicate-reason`."""

    SAME_PERSON = "same_person"
    SIMILAR_PERSON = "similar_person"
    POSSIBLY_SAME_PERSON = "possibly_same_person"
    SAME_PHONE = "same_phone"
    SAME_ADDRESS = "same_address"
    SAME_BUILDING = "same_building"
    SAME_FORM = "same_form"
    SAME_PERIOD = "same_period"


class UrgencyReason(StrEnum):
    """Why a task became more urgent; labels are in the code list `urgency-reason`."""

    REPEATED_PERSON = "repeated_person"
    REPEATED_PHONE = "repeated_phone"
    REPEATED_ADDRESS = "repeated_address"
    MERGED = "merged"
