"""The record of what was put right of interventions, and of what was logged in error; it is only added to."""

from collections.abc import Sequence

import orjson

from app.access.gate import Work
from app.interventions.change_schemas import ChangedField, InterventionChangeView
from app.interventions.models import InterventionChange
from app.interventions.queries import read_changes
from app.interventions.states import InterventionStep
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow, insert_all
from app.platform.ids import new_id


def place_of_change(change_id: object) -> str:
    """Name the place that what was changed, and why, is bound to."""
    return f"intervention_changes.content:{change_id}"


async def record(
    work: Work, row: DatabaseRow, step: InterventionStep, reason: str, fields: Sequence[ChangedField], key: DataKey
) -> None:
    """Record a step with an intervention, which is held and stands at its next version by now, in the caller's name.

    A trigger ends the tasks that ask to assess what is not to be assessed any more (decision 114).
    """
    change_id = new_id()
    told = {"reason": reason, "fields": [field.model_dump(mode="json") for field in fields]}
    change = {
        "id": change_id,
        "intervention_id": row.id,
        "compartment": row.compartment,
        "step": step,
        "version": row.version + 1,
        "content": key.encrypt(orjson.dumps(told), place=place_of_change(change_id)),
        "changed_by": work.actor.actor_id,
        "changed_by_name": work.actor.name,
        "changed_at": work.now,
    }
    await insert_all(work.connection, {InterventionChange: [change]})


async def history_of(work: Work, row: DatabaseRow, key: DataKey | None) -> list[InterventionChangeView]:
    """Return what was changed of an intervention, the last first; without its key only who did so, and when."""
    return [_view(work, change, key) for change in await read_changes(work, row.id)]


def _view(work: Work, change: DatabaseRow, key: DataKey | None) -> InterventionChangeView:
    told = None if key is None else orjson.loads(key.decrypt(change.content, place=place_of_change(change.id)))
    return InterventionChangeView(
        id=change.id,
        step=InterventionStep(change.step),
        reason=None if told is None else told["reason"],
        changes=[] if told is None else [ChangedField.model_validate(field) for field in told["fields"]],
        by=change.changed_by_name,
        by_you=change.changed_by == work.actor.actor_id,
        at=change.changed_at,
    )
