"""Logging interventions in cases, by members: on the side and in the district of the case, under its key."""

from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.picture.queries import read_locations, read_persons
from app.cases.plan.queries import read_goals
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

    Raises NotFound, InvalidInput for a desk, an aim or a goal that is not of the case, and Conflict when the case is
    closed or the idempotency key was used for another intervention.
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
    for name, chosen, found in (
        ("person", submission.person, read_persons),
        ("location", submission.location, read_locations),
        ("goal", submission.goal, read_goals),
    ):
        if chosen is not None and chosen not in {row.id for row in await found(work, case.id)}:
            raise InvalidInput.at(f"/{name}", name, f"There is no such {name} in this case")
