"""How much two signals look like one, and why: a pure function over what they have in common."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.triage.links.rules import LEAST, MOST, ONE_OF, PERIOD, REASON_OF_KIND, WEIGHTS
from app.triage.links.states import DuplicateReason


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a signal is compared beside its evidence."""

    forms: Collection[str]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Score:
    """How much two signals look like one, from 0 to 100, and the reasons, the weightiest first."""

    value: int
    reasons: tuple[DuplicateReason, ...]

    @property
    def is_proposed(self) -> bool:
        """Tell whether it is enough to ask a person to look."""
        return self.value >= LEAST


def score(kinds: Iterable[str | None], one: Seen, other: Seen) -> Score:
    """Score two signals by the kinds of evidence that both have; evidence of no known kind says nothing."""
    found = {REASON_OF_KIND[kind] for kind in kinds if kind is not None and kind in REASON_OF_KIND}
    if found:
        found |= _circumstances(one, other)
    for ranked in ONE_OF:
        held = [reason for reason in ranked if reason in found]
        found -= set(held[1:])
    reasons = sorted(found, key=lambda reason: (-WEIGHTS[reason], reason))
    return Score(min(MOST, sum(WEIGHTS[reason] for reason in reasons)), tuple(reasons))


def _circumstances(one: Seen, other: Seen) -> set[DuplicateReason]:
    found = set()
    if set(one.forms) & set(other.forms) - {"unknown"}:
        found.add(DuplicateReason.SAME_FORM)
    if abs(one.received_at - other.received_at) <= PERIOD:
        found.add(DuplicateReason.SAME_PERIOD)
    return found
