"""Where a task can be referred to. A desk across the wall is there only by a sharing decision that names it."""

from dataclasses import dataclass
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import DESK_READERS, LABOUR_DESKS, Compartment
from app.platform.problems import InvalidInput
from app.reference.snapshot import ReferenceSnapshot
from app.signals.vocabulary import ExploitationForm
from app.triage.queries import TaskRow
from app.triage.referrals.queries import closed_desks, read_decisions, read_partner
from app.triage.referrals.schemas import ReferralSubmission
from app.triage.referrals.states import ReferralDirection

OTHER_SIDE = {Compartment.CARE: Compartment.SECURITY, Compartment.SECURITY: Compartment.CARE}


@dataclass(frozen=True, slots=True)
class Destination:
    """Who a task is offered to: a desk on a side, across the wall by a decision, or a partner outside."""

    kind: str
    track: Compartment
    desk: str | None = None
    partner: UUID | None = None
    decision: UUID | None = None


def kind_of(desk_id: str) -> str:
    """Return the kind of a desk, which its id begins with."""
    return desk_id.partition(".")[0]


def layer_of(desk_id: str, reference: ReferenceSnapshot) -> int:
    """Return the layer on which a desk works."""
    return int(reference.code_lists["desk-kind"][kind_of(desk_id)].attributes["layer"])


def direction_of(
    from_desk: str, to_desk: str | None, track: str, to_track: str, reference: ReferenceSnapshot
) -> ReferralDirection:
    """Tell where a referral goes, seen from the desk that offers."""
    if to_desk is None:
        return ReferralDirection.PARTNER
    if to_track != track:
        return ReferralDirection.ACROSS_THE_WALL
    if kind_of(to_desk) == kind_of(from_desk):
        return ReferralDirection.OTHER_DISTRICT
    is_up = layer_of(to_desk, reference) > layer_of(from_desk, reference)
    return ReferralDirection.NEXT_LAYER if is_up else ReferralDirection.SAME_TRACK


def reads(desk_id: str, side: Compartment, row: TaskRow) -> bool:
    """Tell whether the people at a desk would read the work of a task on a side."""
    kind = kind_of(desk_id)
    is_labour = ExploitationForm.LABOUR in row.exploitation_forms
    return (kind, side) in DESK_READERS and (is_labour or kind not in LABOUR_DESKS)


async def find_destination(
    work: Work, row: TaskRow, submission: ReferralSubmission, reference: ReferenceSnapshot
) -> Destination:
    """Return who a task is offered to.

    Raises InvalidInput; a desk across the wall that no decision names is refused in the words for one that never was.
    """
    if submission.partner is not None:
        return await _find_partner(work, row, submission.partner)
    desk_id, side = submission.desk or "", Compartment(row.track)
    if desk_id == row.desk_id:
        raise InvalidInput.at("/desk", "own_desk", "This task is on this desk already")
    decision = None
    if desk_id not in reference.desks or not reads(desk_id, side, row):
        side = OTHER_SIDE[side]
        decision = (await read_decisions(work, row)).get(desk_id)
        if decision is None or not reads(desk_id, side, row):
            raise InvalidInput.at("/desk", "desk", "There is no such desk to refer this task to")
        if submission.note is not None:
            message = "Across the wall goes what the sharing decision names, and nothing else: leave the note out"
            raise InvalidInput.at("/note", "no_words_across", message)
    if desk_id in await closed_desks(work):
        raise InvalidInput.at("/desk", "closed_desk", "This desk was closed; choose another")
    return Destination(kind_of(desk_id), side, desk=desk_id, decision=decision)


async def _find_partner(work: Work, row: TaskRow, partner_id: UUID) -> Destination:
    partner = await read_partner(work, partner_id)
    if partner is None:
        raise InvalidInput.at("/partner", "partner", "There is no such partner")
    if partner.closed_at is not None:
        raise InvalidInput.at("/partner", "closed_partner", "This partner was closed; choose another")
    return Destination(partner.kind, Compartment(row.track), partner=partner_id)
