"""The states of a sharing decision and the steps between them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class SharingStatus(StrEnum):
    """Where a decision stands. Only an approved one shows its items to the receiver."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REVOKED = "revoked"
    EXPIRED = "expired"


class SharingStep(StrEnum):
    """What somebody of the giving side does with a decision."""

    APPROVE = "approve"
    REVOKE = "revoke"


TRANSITIONS: Mapping[SharingStatus, Mapping[SharingStep, SharingStatus]] = MappingProxyType(
    {
        SharingStatus.PROPOSED: {
            SharingStep.APPROVE: SharingStatus.APPROVED,
            SharingStep.REVOKE: SharingStatus.REVOKED,
        },
        SharingStatus.APPROVED: {SharingStep.REVOKE: SharingStatus.REVOKED},
        SharingStatus.REVOKED: {},
        SharingStatus.EXPIRED: {},
    }
)


def status_at(kept: str, valid_until: datetime, now: datetime) -> SharingStatus:
    """Return the status at a moment: a decision that is not revoked expires at its end, without anybody's doing."""
    status = SharingStatus(kept)
    if status is not SharingStatus.REVOKED and valid_until <= now:
        return SharingStatus.EXPIRED
    return status
