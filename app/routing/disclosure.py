"""How counts of past signals are shown, so that a single figure stands for nobody in particular.

Counts of one to four are withheld, and so is what they could be subtracted from; the others are rounded to the nearest
five. That keeps one answer from telling of one person. It does not keep somebody who may ask this, and compares the
answers to many drafts, from learning that a signal with certain facts exists: who may ask is bounded for that reason.
"""

from collections.abc import Mapping

from app.access.matrix import Compartment
from app.routing.schemas import DeskCount, PeriodComparison

DeskOnTrack = tuple[str, Compartment]
Shown = dict[DeskOnTrack, int | None]

SMALL = 5
"""Counts under this are withheld, unless they are nought."""

LEAST_DECISIONS = 10
"""Of a period with fewer decisions nothing is told."""


def comparison_of(
    total: int, changed: int, active: Mapping[DeskOnTrack, int], draft: Mapping[DeskOnTrack, int]
) -> PeriodComparison:
    """Make the comparison that may be shown of the counts."""
    if total < LEAST_DECISIONS:
        return PeriodComparison(decisions=None, changed=None, desks=[])
    desks = sorted(active.keys() | draft.keys())
    now = {desk: active.get(desk, 0) for desk in desks}
    then = {desk: draft.get(desk, 0) for desk in desks}
    shown_now = _shown(now)
    # Of two counts that differ by a few, one tells with the other of the few.
    shown_then = {desk: None if _is_small(abs(then[desk] - now[desk])) else n for desk, n in _shown(then).items()}
    return PeriodComparison(
        decisions=_rounded(total),
        changed=None if _is_small(changed) or _is_small(total - changed) else _rounded(changed),
        desks=[
            DeskCount(desk_kind=desk[0], track=desk[1], active=shown_now[desk], draft=shown_then[desk])
            for desk in desks
        ],
    )


def _shown(counts: Mapping[DeskOnTrack, int]) -> Shown:
    """Withhold the small counts; where it is one of its track, the smallest other as well, or it could be computed."""
    shown: Shown = {desk: None if _is_small(count) else _rounded(count) for desk, count in counts.items()}
    for track in Compartment:
        withheld = [desk for desk, count in shown.items() if desk[1] is track and count is None]
        others = [desk for desk, count in shown.items() if desk[1] is track and count]
        if len(withheld) == 1 and others:
            shown[min(others, key=lambda desk: counts[desk])] = None
    return shown


def _is_small(count: int) -> bool:
    return 0 < count < SMALL


def _rounded(count: int) -> int:
    return SMALL * ((count + SMALL // 2) // SMALL)
