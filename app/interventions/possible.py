"""What an intervention that is put right can be: each thing that can be wrong with it is refused where it is."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.access.gate import Work
from app.interventions.casework import require_goal, require_in_case
from app.interventions.days import require_near, require_recent
from app.interventions.queries import read_effects
from app.interventions.service import require_on_side
from app.interventions.states import InterventionStatus
from app.interventions.vocabulary import SCALES_OF_TARGET, InterventionField, InterventionTarget
from app.platform.database import DatabaseRow
from app.platform.problems import Conflict, InvalidInput

Values = Mapping[InterventionField, Any]
"""What an intervention says, by its fields."""


async def require_possible(
    work: Work, row: DatabaseRow, stands: Values, changed: Collection[InterventionField]
) -> None:
    """Raise InvalidInput, or Conflict by what was assessed, for the first of what is changed that cannot be so."""
    await _require_aim(work, row, stands[InterventionField.PERSON], stands[InterventionField.LOCATION])
    if InterventionField.GOAL in changed:
        if row.case_id is None:
            raise InvalidInput.at("/goal", "goal", "What is done on a signal is for no goal of a case")
        await require_goal(work, row.case_id, stands[InterventionField.GOAL])
    if InterventionField.PLANNED_FOR in changed:
        require_near(work, stands[InterventionField.PLANNED_FOR])
    effects = (await read_effects(work, [row.id])).get(row.id, [])
    if InterventionField.KIND in changed and effects:
        raise Conflict("Its effect was assessed, so its kind stays; withdraw it as logged in error and log another.")
    target = InterventionTarget(stands[InterventionField.TARGET])
    if not {effect.scale for effect in effects} <= set(SCALES_OF_TARGET[target]):
        raise Conflict(f"It was assessed on a scale that what is aimed at a {target} does not have.")
    if InterventionField.STARTED_ON in changed:
        _require_start(work, row, stands, effects)


async def _require_aim(work: Work, row: DatabaseRow, person: UUID | None, location: UUID | None) -> None:
    if person is not None and location is not None:
        raise InvalidInput.at("/person", "one_aim", "It is aimed at a person or at a location: set the other to null")
    if row.case_id is None:
        await require_on_side(work, row.signal_id, row.compartment, person, location)
    else:
        await require_in_case(work, row.case_id, person, location)


def _require_start(work: Work, row: DatabaseRow, stands: Values, effects: Sequence[DatabaseRow]) -> None:
    day = stands[InterventionField.STARTED_ON]
    if row.status != InterventionStatus.STARTED:
        raise InvalidInput.at("/startedOn", "started_on", "It has not started as yet: take the step start")
    require_recent(work, "started_on", day)
    first = min((effect.assessed_on for effect in effects), default=day)
    if first < day:
        raise InvalidInput.at("/startedOn", "started_on", f"It was assessed on {first}; it had started by then")
