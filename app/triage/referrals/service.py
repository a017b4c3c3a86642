"""Referring a task: offer it, list and read what was offered, and withdraw it. Answering is in `answers`."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow, Row, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import TaskId, new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, Forbidden, NotFound, PreconditionFailed
from app.platform.schemas import Page
from app.platform.states import next_status
from app.reference.opening_hours import region_calendar
from app.reference.snapshot import ReferenceSnapshot
from app.signals.keys import KeyRing
from app.triage.links.queries import leads
from app.triage.queries import TaskRow
from app.triage.referrals.destinations import Destination, find_destination
from app.triage.referrals.models import Referral
from app.triage.referrals.queries import end_referral, is_offered, read_referral, read_referrals
from app.triage.referrals.rules import OFFER_TERMS, PARTNER_TERMS
from app.triage.referrals.schemas import ReferralQuery, ReferralSubmission, ReferralView
from app.triage.referrals.states import TRANSITIONS, ReferralStatus, ReferralStep
from app.triage.referrals.views import etag_of, is_sent, owner_of, place_of_note, view_of
from app.triage.states import TaskStep, urgency_of
from app.triage.steps import lock, require_unchanged, step_from, touch

Answered = tuple[ReferralView, str]
"""A referral with its entity tag."""


@dataclass(frozen=True, slots=True)
class Referring:
    """The collaborators that referrals need: keys, the cursors of lists, and the reference data of this minute."""

    ring: KeyRing
    cursors: Cursors
    reference: ReferenceSnapshot


async def offer(
    work: Work,
    task_id: TaskId,
    submission: ReferralSubmission,
    attempt: Attempt,
    referring: Referring,
    if_match: str | None,
) -> Answered:
    """Offer a task that the caller has claimed to another desk or to a partner; until it is accepted it stays here.

    Raises NotFound, PreconditionFailed, InvalidInput for who it cannot be offered to, and Conflict when the caller has
    not claimed it, it is offered already, or the idempotency key was used for another offer.
    """
    row = await lock(work, task_id)
    referral_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"referrals:{task_id}",
        resource_id=referral_id,
        now=work.now,
    )
    if earlier is not None:
        return await read(work, earlier, referring)
    require_unchanged(work, row, if_match)
    step_from(work, row, TaskStep.REFER)
    if row.intervention_id is not None:
        raise Conflict("The desk that logged an intervention has its effect assessed; anybody there can take it on.")
    if row.agenda_item_id is not None:
        raise Conflict("An action point is carried out at the desk that agreed on it; refer the task it came from.")
    if await is_offered(work, row.id):
        raise Conflict("This task is offered already; a referral that is offered allows its sender: withdraw.")
    if await leads(work, row.id):
        raise Conflict(
            "Other work was merged into this task, of signals that its receiver would not know; undo that first."
        )
    destination = await find_destination(work, row, submission, referring.reference)
    await touch(work, row)
    referral = _row(work, row, destination, submission, referral_id, referring.ring)
    await insert_all(work.connection, {Referral: [referral]})
    offered = await find(work, referral_id)
    await tell(work, offered, "referral.offered", {"desk": row.desk_id, "to": destination.kind})
    if offered.looped:
        await tell(work, offered, "referral.looped", {"desk": row.desk_id})
    return view_of(work, offered, referring.ring, referring.reference), etag_of(offered)


def _row(
    work: Work,
    row: TaskRow,
    destination: Destination,
    submission: ReferralSubmission,
    referral_id: UUID,
    ring: KeyRing,
) -> Row:
    key, wrapped = ring[Compartment(row.track)].new_data_key(owner=owner_of(referral_id))
    note = None
    if submission.note is not None:
        note = key.encrypt(submission.note.encode(), place=place_of_note(referral_id))
    terms = PARTNER_TERMS if destination.desk is None else OFFER_TERMS
    # That it became more urgent tells that there are other signals. Across the wall goes what it was routed with, and
    # whoever submitted reads in the timeline when an offer expired: that goes by what they know as well.
    routed = row.urgency if row.routed_urgency is None else row.routed_urgency
    urgency = row.urgency if destination.track == row.track else routed
    return {
        "id": referral_id,
        "signal_id": row.signal_id,
        "municipality_code": row.municipality_code,
        "task_id": row.id,
        "track": row.track,
        "from_desk_id": row.desk_id,
        "to_track": destination.track,
        "to_desk_id": destination.desk,
        "to_partner_id": destination.partner,
        "sharing_decision_id": destination.decision,
        "reference": row.reference,
        "district_id": row.district_id,
        "exploitation_forms": list(row.exploitation_forms),
        "acute_danger": row.acute_danger,
        "urgency": urgency,
        "reason": submission.reason,
        "note": note,
        "wrapped_key": wrapped,
        "status": ReferralStatus.OFFERED,
        "offered_by": work.actor.actor_id,
        "offered_by_name": work.actor.name,
        "offered_at": work.now,
        "expires_at": terms[urgency_of(routed)].after(work.now, region_calendar()),
        "hands_over": False,
        "looped": False,
        "version": 1,
    }


async def list_referrals(work: Work, query: ReferralQuery, referring: Referring) -> Page[ReferralView]:
    """List what the caller's desks offered and what was offered to them, the last first."""
    scope = f"{work.actor.actor_id}:referrals:{query.received}:{query.status}"
    before = UUID(str(referring.cursors.open(scope, query.cursor)[0])) if query.cursor is not None else None
    rows = await read_referrals(work, query, before)
    items = [view_of(work, row, referring.ring, referring.reference) for row in rows[: query.limit]]
    more = len(rows) > query.limit
    return Page(items=items, next_cursor=referring.cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def read(work: Work, referral_id: UUID, referring: Referring) -> Answered:
    """Return a referral that a desk of the caller offered or was offered; raises NotFound."""
    row = await find(work, referral_id)
    return view_of(work, row, referring.ring, referring.reference), etag_of(row)


async def withdraw(work: Work, referral_id: UUID, referring: Referring, if_match: str | None) -> Answered:
    """Take an offer back, as anybody at the desk that made it.

    Raises NotFound, PreconditionFailed, Forbidden for the desk that it was offered to, and Conflict when it has ended.
    """
    row = await find(work, referral_id)
    if not is_sent(work, row):
        raise Forbidden("The desk that offered it withdraws it; your desk accepts it or returns it.")
    require_same(row, if_match)
    await end(work, row, ReferralStep.WITHDRAW)
    ended = await find(work, referral_id)
    await tell(work, ended, "referral.withdrawn", {"desk": row.from_desk_id})
    return view_of(work, ended, referring.ring, referring.reference), etag_of(ended)


async def find(work: Work, referral_id: UUID) -> DatabaseRow:
    """Return a referral that the caller may see; raises NotFound."""
    row = await read_referral(work, referral_id)
    if row is None:
        raise NotFound
    return row


def require_same(row: DatabaseRow, if_match: str | None) -> None:
    """Raise PreconditionFailed when a referral was changed since its entity tag was read."""
    if if_match not in (None, "*", etag_of(row)):
        raise PreconditionFailed("The referral was changed since you read it; read it again and decide anew.")


async def end(work: Work, row: DatabaseRow, step: ReferralStep, **ending: object) -> None:
    """Take a step in the state machine; of two who do so at once, one gets a Conflict that names what is allowed."""
    status = next_status(TRANSITIONS, ReferralStatus(row.status), step, subject="referral")
    if await end_referral(work, row.id, status=status, **ending):
        return
    now = await find(work, row.id)
    next_status(TRANSITIONS, ReferralStatus(now.status), step, subject="referral")
    raise Conflict("This referral can no longer be ended so; read it again.")


async def tell(
    work: Work,
    row: DatabaseRow,
    event_type: str,
    data: Mapping[str, str],
    *,
    subject_id: UUID | None = None,
    side: str | None = None,
) -> None:
    """Append an event of a referral, or of a task that it moves; on the side of the task that was offered, or another.

    The submitter reads it in the timeline: it names desks and kinds of partners, and no words of anybody.
    """
    event = event_row(
        event_type,
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=subject_id or row.id,
        signal_id=row.signal_id,
        municipality_code=row.municipality_code,
        compartment=side or row.track,
        data=data,
    )
    await insert_all(work.connection, {Event: [event]})
