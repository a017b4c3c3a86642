"""Recording what an intervention turned out to do: assessments that are added and never changed."""

from datetime import date
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.interventions.keys import key_to_write
from app.interventions.models import Effect
from app.interventions.queries import hold_assessing, lock_assessments, read_intervention
from app.interventions.schemas import EffectSubmission
from app.interventions.service import Answered, append, read, require_known
from app.interventions.states import InterventionStatus
from app.interventions.views import place_of_explanation
from app.interventions.vocabulary import SCALES, SCALES_OF_TARGET, InterventionTarget
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import TaskId, new_id
from app.platform.problems import Conflict, InvalidInput
from app.reference.effects import EARLY
from app.signals.keys import KeyRing
from app.triage.states import TaskOutcome, TaskStatus, TaskStep
from app.triage.steps import lock, take
from app.triage.views import status_of_row


async def assess(
    work: Work, intervention_id: UUID, submission: EffectSubmission, attempt: Attempt, ring: KeyRing
) -> Answered:
    """Record one assessment, by whoever works at a desk that knows that side of the signal.

    Raises NotFound, InvalidInput for an outcome that is not of the scale or a day before the start, and Conflict when
    it never started, was logged in error, or the idempotency key was used for another assessment.
    """
    require_known(await read_intervention(work, intervention_id))
    # Whoever withdraws it or puts it right meanwhile is waited for, and waits.
    await hold_assessing(work, intervention_id)
    row = require_known(await read_intervention(work, intervention_id))
    effect_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"effects:{intervention_id}",
        resource_id=effect_id,
        now=work.now,
    )
    if earlier is None:
        _require_possible(row, submission)
        await _insert(work, row, effect_id, submission, ring)
    return await read(work, intervention_id, ring)


def _require_possible(row: DatabaseRow, submission: EffectSubmission) -> None:
    if row.status == InterventionStatus.LOGGED_IN_ERROR:
        raise Conflict("This intervention was logged in error, so it has no effect.")
    if row.started_on is None:
        raise Conflict("This intervention never started, so it has no effect; allowed once it has: assess.")
    target = InterventionTarget(row.target)
    if submission.scale not in SCALES_OF_TARGET[target]:
        possible = ", ".join(SCALES_OF_TARGET[target])
        raise InvalidInput.at("/scale", "scale", f"What is aimed at a {target} is assessed on: {possible}")
    if submission.outcome not in SCALES[submission.scale]:
        possible = ", ".join(SCALES[submission.scale])
        raise InvalidInput.at("/outcome", "outcome", f"The outcomes of {submission.scale} are: {possible}")
    if submission.assessed_on < row.started_on:
        raise InvalidInput.at("/assessedOn", "assessed_on", f"It started on {row.started_on}; this day is before that")


async def _insert(work: Work, row: DatabaseRow, effect_id: UUID, submission: EffectSubmission, ring: KeyRing) -> None:
    side, key = Compartment(row.compartment), await key_to_write(work, row, ring)
    effect = {
        "id": effect_id,
        "intervention_id": row.id,
        "signal_id": row.signal_id,
        "compartment": side,
        "scale": submission.scale,
        "outcome": submission.outcome,
        "source": submission.source,
        "confidence": submission.confidence,
        "content": key.encrypt(submission.explanation.encode(), place=place_of_explanation(effect_id)),
        "assessed_on": submission.assessed_on,
        "assessed_by": work.actor.actor_id,
        "assessed_by_name": work.actor.name,
        "recorded_at": work.now,
    }
    await insert_all(work.connection, {Effect: [effect]})
    await append(work, "effect.assessed", row.id, row.desk_id)
    await _end_task(work, row, submission.assessed_on)


async def _end_task(work: Work, row: DatabaseRow, assessed_on: date) -> None:
    """End the task that asked for this assessment, unless somebody else has claimed it or it is another desk's."""
    for task in await lock_assessments(work, row.id, assessed_on + EARLY):
        if status_of_row(task, work.now) is TaskStatus.OPEN:
            await take(work, task, TaskStep.CLAIM, claimed_by=work.actor.actor_id, claimed_at=work.now)
            task = await lock(work, TaskId(task.id))  # noqa: PLW2901 - the same task, as it is now
        if task.claimed_by == work.actor.actor_id:
            await take(work, task, TaskStep.COMPLETE, outcome=TaskOutcome.ASSESSED, completed_at=work.now)
