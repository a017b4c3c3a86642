"""Proposing where a task goes next: by its routing, by the layered model, and where else it can go."""

from collections.abc import Iterator

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.ids import TaskId
from app.platform.problems import NotFound
from app.platform.schemas import Label
from app.reference.snapshot import DeskRecord, ReferenceSnapshot
from app.triage.queries import TaskRow, read_outcomes_of_decision, read_task
from app.triage.referrals.destinations import OTHER_SIDE, direction_of, kind_of, layer_of, reads
from app.triage.referrals.queries import closed_desks, read_decisions
from app.triage.referrals.rules import (
    NEXT_LAYER,
    REASON_OF_DECISION,
    REASON_OF_DISTRICT,
    REASON_OF_LAYER,
    REASON_OF_TRACK,
)
from app.triage.referrals.schemas import ProposalList, ProposalView
from app.triage.referrals.states import ReferralDirection

Reasons = dict[str, list[Label]]
"""Why work goes to a desk, by its id."""


async def propose(work: Work, task_id: TaskId, reference: ReferenceSnapshot) -> ProposalList:
    """List the desks that a task of the caller's desks can be referred to; raises NotFound.

    Desks that were closed are left out, and desks across the wall but for those that a sharing decision names.
    """
    row = await read_task(work, task_id)
    if row is None:
        raise NotFound
    closed = await closed_desks(work)
    reasons = {desk: why for desk, why in (await _next(work, row, reference)).items() if desk not in closed}
    default = next(iter(reasons), None)
    reasons |= {desk: why for desk, why in _elsewhere(row, reference) if desk not in reasons and desk not in closed}
    side = Compartment(row.track)
    items = [_view(row, reference.desks[desk], side, why, reference, default) for desk, why in reasons.items()]
    other = OTHER_SIDE[side]
    items += [
        _view(row, reference.desks[desk], other, [REASON_OF_DECISION], reference, None)
        for desk in sorted((await read_decisions(work, row)).keys() - reasons.keys() - closed)
        if desk in reference.desks and reads(desk, other, row)
    ]
    return ProposalList(items=items)


async def _next(work: Work, row: TaskRow, reference: ReferenceSnapshot) -> Reasons:
    """Return where the work goes next: the desks of higher layers in its routing, or else that of the layered model."""
    outcomes = await read_outcomes_of_decision(work, row.decision_id) if row.decision_id is not None else []
    routed: Reasons = {}
    for outcome in sorted(outcomes, key=lambda outcome: int(outcome["layer"])):
        if outcome["layer"] > row.layer and outcome["desk"] != row.desk_id and outcome["desk"] in reference.desks:
            routed.setdefault(outcome["desk"], []).extend(Label(**reason) for reason in outcome["reasons"])
    if routed:
        return routed
    kind = NEXT_LAYER.get((Compartment(row.track), kind_of(row.desk_id)))
    desk = None
    if kind is not None:
        desk = reference.desk_for(kind, municipality_code=row.municipality_code, district_id=row.district_id)
    return {desk.id: [REASON_OF_LAYER]} if desk is not None else {}


def _elsewhere(row: TaskRow, reference: ReferenceSnapshot) -> Iterator[tuple[str, list[Label]]]:
    """List the other desks of the area in the same track, and the same kind of desk elsewhere."""
    ordered = sorted(reference.desks.values(), key=lambda desk: (layer_of(desk.id, reference), desk.id))
    readers = [desk for desk in ordered if desk.id != row.desk_id and reads(desk.id, Compartment(row.track), row)]
    for desk in readers:
        in_area = desk.district_id in {None, row.district_id} and desk.municipality_code in {
            None,
            row.municipality_code,
        }
        if desk.kind != kind_of(row.desk_id) and in_area:
            yield desk.id, [REASON_OF_TRACK]
    for desk in readers:
        if desk.kind == kind_of(row.desk_id):
            yield desk.id, [REASON_OF_DISTRICT]


def _view(
    row: TaskRow,
    desk: DeskRecord,
    side: Compartment,
    reasons: list[Label],
    reference: ReferenceSnapshot,
    default: str | None,
) -> ProposalView:
    direction: ReferralDirection = direction_of(row.desk_id, desk.id, row.track, side, reference)
    return ProposalView(
        desk=desk.id,
        name=desk.name,
        track=side,
        direction=direction,
        reasons=reasons,
        is_default=desk.id == default,
    )
