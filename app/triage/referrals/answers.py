"""Answering an offer: accepting hands the work over, returning leaves it where it is."""

from collections.abc import Iterator
from uuid import UUID

from app.access.gate import Work
from app.platform.database import DatabaseRow
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.problems import Conflict, FieldError, Forbidden, InvalidInput
from app.reference.opening_hours import region_calendar
from app.triage.feedback.terms import CLOSING
from app.triage.holding import hold_ending
from app.triage.referrals.destinations import layer_of
from app.triage.referrals.queries import closed_desks
from app.triage.referrals.rules import TASK_TERMS
from app.triage.referrals.schemas import Answer, ReferralResponse
from app.triage.referrals.service import Answered, Referring, end, find, require_same, tell
from app.triage.referrals.states import ReferralStep
from app.triage.referrals.views import etag_of, is_received, key_of, place_of_answer, view_of
from app.triage.states import TaskOutcome, urgency_of


async def respond(
    work: Work,
    referral_id: UUID,
    response: ReferralResponse,
    attempt: Attempt,
    referring: Referring,
    if_match: str | None,
) -> Answered:
    """Accept an offer or return it, as the desk that it was offered to; for a partner outside, as who offered.

    Accepting ends the task of the sender as handed over and opens that of the receiver, in one. Raises NotFound,
    PreconditionFailed, InvalidInput, Forbidden for the desk that offered, and Conflict when the referral has ended, the
    desk was closed, or the idempotency key was used for another answer.
    """
    row = await find(work, referral_id)
    if row.to_desk_id is not None and not is_received(work, row):
        raise Forbidden("The desk that it was offered to answers it; your desk can withdraw it.")
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"referral-responses:{referral_id}",
        resource_id=referral_id,
        now=work.now,
    )
    if earlier is None:
        if errors := list(_errors(row, response)):
            raise InvalidInput.listing("body", errors)
        require_same(row, if_match)
        await _respond(work, row, response, referring)
    ended = await find(work, referral_id)
    return view_of(work, ended, referring.ring, referring.reference), etag_of(ended)


def _errors(row: DatabaseRow, response: ReferralResponse) -> Iterator[FieldError]:
    """List what does not go together in an answer."""
    returns, to_partner = response.answer is Answer.RETURN, row.to_partner_id is not None
    if returns != (response.reason is not None):
        yield FieldError("reason", "Returning needs a reason, and accepting has none", pointer="/reason")
    if (to_partner and not returns) != (response.closes_task is not None):
        message = "Say whether the task ends when a partner outside accepts, and only then"
        yield FieldError("closes_task", message, pointer="/closesTask")
    if row.to_track != row.track and response.note is not None:
        message = "Across the wall goes what the sharing decision names, and nothing else: leave the note out"
        yield FieldError("no_words_across", message, pointer="/note")


async def _respond(work: Work, row: DatabaseRow, response: ReferralResponse, referring: Referring) -> None:
    answer = None
    if response.note is not None:
        answer = key_of(row, referring.ring).encrypt(response.note.encode(), place=place_of_answer(row.id))
    here = row.to_desk_id or row.from_desk_id
    if response.answer is Answer.RETURN:
        await end(work, row, ReferralStep.RETURN, reason=response.reason, answer=answer)
        ended = await find(work, row.id)
        await tell(work, ended, "referral.returned", {"desk": here})
        if ended.looped and not row.looped:
            await tell(work, ended, "referral.looped", {"desk": row.from_desk_id})
        return
    if row.to_desk_id in await closed_desks(work):
        raise Conflict("Your desk was closed and takes no work any more; a referral to it allows: return.")
    handing_over = _handing_over(work, row, response, referring)
    if handing_over["hands_over"]:
        await hold_ending(work, row.task_id)
    await end(work, row, ReferralStep.ACCEPT, answer=answer, **handing_over)
    await _tell_of_acceptance(work, await find(work, row.id), here)


def _handing_over(work: Work, row: DatabaseRow, response: ReferralResponse, referring: Referring) -> dict[str, object]:
    """Tell what becomes of the task: a new one at the desk that accepts, or whether a partner takes it away."""
    if row.to_desk_id is None:
        closing_at = CLOSING.after(work.now, region_calendar())
        return {"hands_over": bool(response.closes_task), "closing_at": closing_at}
    return {
        "task": new_id(),
        "layer": layer_of(row.to_desk_id, referring.reference),
        "due_at": TASK_TERMS[urgency_of(row.urgency)].after(work.now, region_calendar()),
        "hands_over": True,
    }


async def _tell_of_acceptance(work: Work, row: DatabaseRow, here: str) -> None:
    await tell(work, row, "referral.accepted", {"desk": here})
    if row.hands_over:
        done = {"desk": row.from_desk_id, "outcome": str(TaskOutcome.HANDED_OVER)}
        await tell(work, row, "task.completed", done, subject_id=row.task_id)
    if row.opened_task_id is not None:
        await tell(work, row, "task.opened", {"desk": here}, subject_id=row.opened_task_id, side=row.to_track)
