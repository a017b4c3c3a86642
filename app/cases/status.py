"""Changing the status of a case, with a reason that stays on record."""

from uuid import UUID

from app.access.gate import Work
from app.cases.models import CaseStatusChange
from app.cases.schemas import StatusSubmission
from app.cases.sealing import key_of, place_of_change
from app.cases.service import Told, read
from app.cases.states import REASONS, CaseStep, StatusStep
from app.cases.steps import change, hold, is_first, require_unchanged, step_of, tell
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt
from app.platform.ids import new_id
from app.platform.problems import InvalidInput
from app.signals.keys import KeyRing


async def change_status(
    work: Work, case_id: UUID, submission: StatusSubmission, attempt: Attempt, ring: KeyRing, if_match: str | None
) -> Told:
    """Suspend, resume, close or reopen a case of the caller.

    Raises NotFound, PreconditionFailed, InvalidInput for a reason or an outcome that the step cannot have, and Conflict
    when the status does not allow the step or it is the lead's.
    """
    _require_possible(submission)
    case, change_id = await hold(work, case_id), new_id()
    if await is_first(work, attempt, f"case-status:{case_id}", change_id):
        require_unchanged(case, if_match)
        step = CaseStep(submission.step.value)
        status = step_of(work, case, step)
        await _record(work, case, change_id, submission, status, ring)
        closed_at = work.now if submission.step is StatusStep.CLOSE else None
        await change(work, case, status=status, closed_at=closed_at, outcome=submission.outcome)
        await tell(work, step, case, reason=str(submission.reason))
    return await read(work, case_id, ring)


def _require_possible(submission: StatusSubmission) -> None:
    if submission.reason not in REASONS[submission.step]:
        allowed = ", ".join(sorted(REASONS[submission.step]))
        raise InvalidInput.at("/reason", "reason", f"This step can have the reasons {allowed}")
    if (submission.step is StatusStep.CLOSE) != (submission.outcome is not None):
        raise InvalidInput.at("/outcome", "outcome", "A case that is closed has an outcome, and no other step has one")


async def _record(
    work: Work, case: DatabaseRow, change_id: UUID, submission: StatusSubmission, status: str, ring: KeyRing
) -> None:
    key, words = key_of(case, ring), submission.text
    row = {
        "id": change_id,
        "case_id": case.id,
        "compartment": case.compartment,
        "step": submission.step,
        "status": status,
        "reason": submission.reason,
        "outcome": submission.outcome,
        "content": None if words is None else key.encrypt(words.encode(), place=place_of_change(change_id)),
        "changed_by": work.actor.actor_id,
        "changed_by_name": work.actor.name,
        "changed_at": work.now,
    }
    await insert_all(work.connection, {CaseStatusChange: [row]})
