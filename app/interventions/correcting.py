"""Putting interventions right while they are planned or going on, or planning them anew; all of it stays on record."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from app.access.gate import Work
from app.cases.steps import is_first
from app.interventions.change_schemas import ChangedField, CorrectionSubmission
from app.interventions.changes import record
from app.interventions.keys import key_to_write, opened
from app.interventions.possible import Values, require_possible
from app.interventions.queries import count_changes, read_intervention
from app.interventions.service import Answered, append, kind_to_choose, read, require_known
from app.interventions.states import EVENT_OF_STEP, InterventionStep
from app.interventions.steps import hold_for, write
from app.interventions.views import place_of_description
from app.interventions.vocabulary import InterventionField
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.platform.idempotency import Attempt
from app.platform.ids import new_id
from app.platform.problems import Conflict
from app.signals.keys import KeyRing

COLUMNS: Mapping[InterventionField, str] = MappingProxyType(
    {
        InterventionField.KIND: "code",
        InterventionField.TARGET: "target",
        InterventionField.PERSON: "person_id",
        InterventionField.LOCATION: "location_id",
        InterventionField.ORGANISATIONS: "organisations",
        InterventionField.COST_BAND: "cost_band",
        InterventionField.PLANNED_FOR: "planned_for",
        InterventionField.STARTED_ON: "started_on",
        InterventionField.GOAL: "goal_id",
        InterventionField.DESCRIPTION: "content",
    }
)
"""Where an intervention keeps what can be put right."""

MOST = 100
"""So often an intervention is put right: each time all that was said before stays on record, and is read with it."""


async def correct(
    work: Work,
    intervention_id: UUID,
    submission: CorrectionSubmission,
    attempt: Attempt,
    ring: KeyRing,
    if_match: str | None,
) -> Answered:
    """Put right what is said of an intervention that is planned or going on.

    Raises what `hold_for` raises, InvalidInput for what cannot be so, and Conflict when nothing would change, when its
    kind cannot change any more, when it was put right too often, or when the idempotency key was used for another
    correction.
    """
    require_known(await read_intervention(work, intervention_id))
    if await is_first(work, attempt, f"intervention-corrections:{intervention_id}", new_id()):
        row, _ = await hold_for(work, intervention_id, InterventionStep.CORRECT, if_match)
        if await count_changes(work, intervention_id) >= MOST:
            raise Conflict(f"It was put right {MOST} times; withdraw it and log it anew.")
        key = await key_to_write(work, row, ring)
        before = _stands(row, key)
        sent = [field for field in InterventionField if field in submission.model_fields_set]
        after = {field: value for field in sent if (value := getattr(submission, field)) != before[field]}
        if not after:
            raise Conflict("It says so already, so there is nothing to put right.")
        await require_possible(work, row, {**before, **after}, after)
        await write(work, row, await _columns(work, row, after, key))
        fields = [ChangedField(field=name, before=_told(before[name]), after=_told(after[name])) for name in after]
        await record(work, row, InterventionStep.CORRECT, submission.reason, fields, key)
        await append(work, EVENT_OF_STEP[InterventionStep.CORRECT], intervention_id, row.desk_id)
    return await read(work, intervention_id, ring)


def _stands(row: DatabaseRow, key: DataKey) -> Values:
    words = opened(key, row.content, place_of_description(row.id))
    stands = {field: getattr(row, column) for field, column in COLUMNS.items()}
    return {**stands, InterventionField.DESCRIPTION: words}


async def _columns(work: Work, row: DatabaseRow, after: Values, key: DataKey) -> dict[str, Any]:
    """Return what an intervention keeps of what is put right; raises InvalidInput for a kind that cannot be chosen."""
    columns: dict[str, Any] = {COLUMNS[field]: value for field, value in after.items()}
    if InterventionField.KIND in after:
        columns["kind_id"] = await kind_to_choose(work, columns.pop(COLUMNS[InterventionField.KIND]))
    if InterventionField.DESCRIPTION in after:
        words = after[InterventionField.DESCRIPTION].encode()
        columns[COLUMNS[InterventionField.DESCRIPTION]] = key.encrypt(words, place=place_of_description(row.id))
    return columns


def _told(value: object) -> str | list[str] | None:
    if isinstance(value, list):
        return [str(one) for one in value]
    return None if value is None else str(value)
