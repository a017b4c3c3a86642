"""From rows to what the API shows of a referral, and the words in it."""

from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.reference.snapshot import ReferenceSnapshot
from app.signals.keys import KeyRing
from app.triage.referrals.destinations import direction_of
from app.triage.referrals.schemas import AnswerView, PartnerName, ReferralView
from app.triage.referrals.states import ReferralReason, ReferralStatus, ReturnReason
from app.triage.states import urgency_of


def owner_of(referral_id: UUID) -> str:
    """Name what the data key of a referral belongs to."""
    return f"referrals:{referral_id}"


def place_of_note(referral_id: UUID) -> str:
    """Name the place that the note of who offers is bound to."""
    return f"referrals.note:{referral_id}"


def place_of_answer(referral_id: UUID) -> str:
    """Name the place that the note of who answers is bound to."""
    return f"referrals.answer:{referral_id}"


def key_of(row: DatabaseRow, ring: KeyRing) -> DataKey:
    """Open the data key of a referral."""
    return ring[Compartment(row.track)].open_data_key(row.wrapped_key, owner=owner_of(row.id))


def etag_of(row: DatabaseRow) -> str:
    """Return the entity tag of this state of a referral."""
    return f'"{row.version}"'


def is_sent(work: Work, row: DatabaseRow) -> bool:
    """Tell whether a desk of the caller offered it."""
    return row.from_desk_id in work.actor.desks[Compartment(row.track)]


def is_received(work: Work, row: DatabaseRow) -> bool:
    """Tell whether it was offered to a desk of the caller."""
    return row.to_desk_id in work.actor.desks[Compartment(row.to_track)]


def view_of(work: Work, row: DatabaseRow, ring: KeyRing, reference: ReferenceSnapshot) -> ReferralView:
    """Make the view of a referral, with its words opened."""
    sent = is_sent(work, row)
    partner = None
    if row.to_partner_id is not None:
        partner = PartnerName(id=row.to_partner_id, kind=row.partner_kind, name=row.partner_name)
    words = {"note": row.note, "answer": row.answer}
    if any(text is not None for text in words.values()):
        key, places = key_of(row, ring), {"note": place_of_note(row.id), "answer": place_of_answer(row.id)}
        opened = {
            name: key.decrypt(text, place=places[name]).decode() for name, text in words.items() if text is not None
        }
    else:
        opened = {}
    return ReferralView(
        id=row.id,
        status=ReferralStatus(row.status),
        sent=sent,
        direction=direction_of(row.from_desk_id, row.to_desk_id, row.track, row.to_track, reference),
        from_desk=row.from_desk_id,
        track=Compartment(row.track),
        to_desk=row.to_desk_id,
        to_track=Compartment(row.to_track),
        to_partner=partner,
        reason=ReferralReason(row.reason),
        note=opened.get("note"),
        reference=row.reference,
        municipality_code=row.municipality_code,
        district=row.district_id,
        exploitation_forms=row.exploitation_forms,
        acute_danger=row.acute_danger,
        urgency=urgency_of(row.urgency),
        offered_by=row.offered_by_name,
        by_you=row.offered_by == work.actor.actor_id,
        offered_at=row.offered_at,
        expires_at=row.expires_at,
        answer=_answer(work, row, opened.get("answer")),
        looped=row.looped and (sent or row.track == row.to_track),
        task_id=row.task_id if sent else row.opened_task_id,
    )


def _answer(work: Work, row: DatabaseRow, note: str | None) -> AnswerView | None:
    if row.ended_at is None:
        return None
    return AnswerView(
        by=row.ended_by_name,
        by_you=row.ended_by == work.actor.actor_id,
        at=row.ended_at,
        reason=ReturnReason(row.return_reason) if row.return_reason is not None else None,
        note=note,
    )
