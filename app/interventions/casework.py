"""Logging interventions in cases, by members: on the side and in the district of the case, under its key."""

from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.picture.queries import read_locations, read_persons
from app.cases.plan.queries import read_goals
from app.cases.plan.states import GoalStatus
from app.cases.sealing import key_of
from app.cases.states import CaseStep
from app.cases.steps import hold, step_of
from app.interventions.schemas import CaseInterventionSubmission
from app.interventions.service import Answered, put, read
from app.platform.database import DatabaseRow
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.problems import InvalidInput
from app.signals.keys import KeyRing


async def log_in_case(
    work: Work, case_id: UUID, submission: CaseInterventionSubmission, attempt: Attempt, ring: KeyRing
) -> Answered:
    """Log an intervention in a case of the caller.

    Raises NotFound, InvalidInput for a desk, an aim or a goal that is not of the case and for a goal that was dropped,
    and Conflict when the case is closed or the idempotency key was used for another intervention.
    """
    case, intervention_id = await hold(work, case_id), new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"case-interventions:{case_id}",
        resource_id=intervention_id,
        now=work.now,
    )
    if earlier is None:
        step_of(work, case, CaseStep.LOG_INTERVENTION)
        await _require_of_case(work, case, submission)
        place = {
            "case_id": case_id,
            "goal_id": submission.goal,
            "district_id": case.district_id,
            "compartment": case.compartment,
            "desk_id": submission.desk or case.desk_id,
        }
        await put(work, intervention_id, submission, place, key_of(case, ring))
    return await read(work, earlier or intervention_id, ring)


async def _require_of_case(work: Work, case: DatabaseRow, submission: CaseInterventionSubmission) -> None:
    """Raise InvalidInput for the first of what is named that is not of the case."""
    desks = work.actor.desks[Compartment(case.compartment)]
    if submission.desk not in {None, case.desk_id, *desks}:
        raise InvalidInput.at("/desk", "desk", "This is neither the desk of the case nor one of yours on its side")
    await require_in_case(work, case.id, submission.person, submission.location)
    await require_goal(work, case.id, submission.goal)


async def require_in_case(work: Work, case_id: UUID, person: UUID | None, location: UUID | None) -> None:
    """Raise InvalidInput for whom or what an intervention is aimed at that is not of the case."""
    for name, aim, found in (("person", person, read_persons), ("location", location, read_locations)):
        if aim is not None and aim not in {row.id for row in await found(work, case_id)}:
            raise InvalidInput.at(f"/{name}", name, f"There is no such {name} in this case")


async def require_goal(work: Work, case_id: UUID, goal: UUID | None) -> None:
    """Raise InvalidInput for a goal to tie an intervention to that is not of the case, or that was dropped.

    The case is held, so that nobody drops the goal meanwhile.
    """
    if goal is None:
        return
    status = {row.id: row.status for row in await read_goals(work, case_id)}.get(goal)
    if status is None:
        raise InvalidInput.at("/goal", "goal", "There is no such goal in this case")
    if status == GoalStatus.DROPPED:
        raise InvalidInput.at("/goal", "goal", "This goal was dropped; reopen it first, or name another")
