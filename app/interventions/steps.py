"""Taking steps with interventions: starting, ending and stopping them, and withdrawing what was logged in error."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.cases.steps import hold, step_of
from app.interventions.change_schemas import WithdrawalSubmission
from app.interventions.changes import record
from app.interventions.days import require_recent
from app.interventions.keys import key_to_write
from app.interventions.models import Intervention
from app.interventions.queries import hold_assessing, lock_intervention, read_effects, read_intervention
from app.interventions.schemas import StepSubmission
from app.interventions.service import Answered, append, read, require_known
from app.interventions.states import CASE_STEPS, EVENT_OF_STEP, TRANSITIONS, InterventionStatus, InterventionStep
from app.interventions.views import etag_of
from app.platform.database import DatabaseRow
from app.platform.problems import Forbidden, InvalidInput, PreconditionFailed
from app.platform.states import next_status
from app.signals.keys import KeyRing


async def take_step(
    work: Work, intervention_id: UUID, submission: StepSubmission, ring: KeyRing, if_match: str | None
) -> Answered:
    """Start, end or stop an intervention of a desk or in a case of the caller.

    Raises what `hold_for` raises, and InvalidInput for a day before its start, or ten years ago.
    """
    row, status = await hold_for(work, intervention_id, submission.step, if_match)
    require_recent(work, "on", submission.on)
    if row.started_on is not None and submission.on < row.started_on:
        raise InvalidInput.at("/on", "on", f"It started on {row.started_on}; this day is before that")
    await write(work, row, {"status": status, **_dates(submission)})
    await append(work, EVENT_OF_STEP[submission.step], intervention_id, row.desk_id)
    return await read(work, intervention_id, ring)


async def withdraw(
    work: Work, intervention_id: UUID, submission: WithdrawalSubmission, ring: KeyRing, if_match: str | None
) -> Answered:
    """Withdraw what was never so, or not here, as logged in error: it stays there to be read, and counts nowhere.

    Raises what `hold_for` raises.
    """
    row, status = await hold_for(work, intervention_id, InterventionStep.WITHDRAW, if_match)
    key = await key_to_write(work, row, ring)
    await write(work, row, {"status": status})
    await record(work, row, InterventionStep.WITHDRAW, submission.reason, [], key)
    await append(work, EVENT_OF_STEP[InterventionStep.WITHDRAW], intervention_id, row.desk_id)
    return await read(work, intervention_id, ring)


async def hold_for(
    work: Work, intervention_id: UUID, step: InterventionStep, if_match: str | None
) -> tuple[DatabaseRow, InterventionStatus]:
    """Hold an intervention for a step of the caller; return it as it is, and the status that the step leads to.

    Raises NotFound, Forbidden when another desk logged it, PreconditionFailed, and Conflict that names the steps that
    are allowed, of the intervention or of its case.
    """
    known = require_known(await read_intervention(work, intervention_id))
    # The case is held before the intervention, as when one is logged in it, so that it is not closed meanwhile; and who
    # assesses is waited for before the row is held, which a row that refers to it would wait for in turn.
    case = None if known.case_id is None else await hold(work, known.case_id)
    await hold_assessing(work, intervention_id)
    known = require_known(await read_intervention(work, intervention_id))
    row = await lock_intervention(work, intervention_id)
    if row is None and known.status != InterventionStatus.LOGGED_IN_ERROR:
        raise Forbidden("The desk that logged an intervention takes the steps with it.")
    row = row or known
    effects = (await read_effects(work, [intervention_id])).get(intervention_id, [])
    if if_match not in (None, "*", etag_of(row, effects)):
        raise PreconditionFailed("It was changed since you read it; read it again and decide anew.")
    if case is not None:
        step_of(work, case, CASE_STEPS[step])
    return row, next_status(TRANSITIONS, InterventionStatus(row.status), step, subject="intervention")


async def write(work: Work, row: DatabaseRow, values: Mapping[str, object]) -> None:
    """Write an intervention that is held, as its next version; whoever calls it tells of the step."""
    changes = {**values, "version": row.version + 1}
    await work.connection.execute(update(Intervention).where(Intervention.id == row.id).values(**changes))


def _dates(submission: StepSubmission) -> dict[str, date | str | None]:
    if submission.step is InterventionStep.START:
        return {"started_on": submission.on}
    return {"ended_on": submission.on, "stop_reason": submission.reason}
