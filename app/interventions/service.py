"""Logging interventions on signals, and reading them."""

from collections.abc import Mapping
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.interventions.days import require_near, require_recent
from app.interventions.models import Intervention
from app.interventions.queries import (
    Aim,
    is_in_part,
    read_effects,
    read_intervention,
    read_interventions,
    read_kind,
)
from app.interventions.schemas import (
    InterventionContent,
    InterventionDetail,
    InterventionQuery,
    InterventionSubmission,
    InterventionView,
)
from app.interventions.states import InterventionStatus
from app.interventions.views import etag_of, intervention_detail, intervention_view, place_of_description
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import SignalId, TaskId, new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.problems import InvalidInput, NotFound
from app.platform.schemas import Page
from app.signals.keys import KeyRing, open_or_make_key
from app.signals.models import LocationRecord, PersonRecord
from app.triage.queries import TaskRow, read_task

Answered = tuple[InterventionDetail, str]
"""An intervention with its entity tag."""


async def list_interventions(work: Work, query: InterventionQuery, cursors: Cursors) -> Page[InterventionView]:
    """List what is done in the caller's cases and on what their desks have or had a task on, the last first."""
    filters = query.model_dump_json(exclude={"limit", "cursor"}, exclude_none=True)
    scope = f"{work.actor.actor_id}:interventions:{filters}"
    before = None if query.cursor is None else UUID(str(cursors.open(scope, query.cursor)[0]))
    rows = await read_interventions(work, query, before)
    effects = await read_effects(work, [row.id for row in rows[: query.limit]])
    items = [intervention_view(row, effects.get(row.id, ())) for row in rows[: query.limit]]
    more = len(rows) > query.limit
    return Page(items=items, next_cursor=cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def read(work: Work, intervention_id: UUID, ring: KeyRing) -> Answered:
    """Return an intervention with the assessments of its effect, and its entity tag; raises NotFound."""
    row = require_known(await read_intervention(work, intervention_id))
    effects = (await read_effects(work, [intervention_id])).get(intervention_id, [])
    return await intervention_detail(work, row, effects, ring), etag_of(row, effects)


async def log(
    work: Work, signal_id: UUID, submission: InterventionSubmission, attempt: Attempt, ring: KeyRing
) -> Answered:
    """Log an intervention on a signal, by a task of it at a desk of the caller.

    Raises NotFound for a signal that the caller's desks have no task on, InvalidInput, and Conflict for an idempotency
    key that was used for another intervention.
    """
    task = await read_task(work, TaskId(submission.task))
    if task is None or task.signal_id != signal_id:
        raise NotFound
    intervention_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"interventions:{signal_id}",
        resource_id=intervention_id,
        now=work.now,
    )
    if earlier is None:
        await _insert(work, task, intervention_id, submission, ring)
    return await read(work, earlier or intervention_id, ring)


async def _insert(
    work: Work, task: TaskRow, intervention_id: UUID, submission: InterventionSubmission, ring: KeyRing
) -> None:
    side = Compartment(task.track)
    await require_on_side(work, task.signal_id, side, submission.person, submission.location)
    key = await open_or_make_key(work.connection, SignalId(task.signal_id), side, task.municipality_code, ring)
    place = {
        "signal_id": task.signal_id,
        "municipality_code": task.municipality_code,
        "district_id": task.district_id,
        "compartment": side,
        "desk_id": task.desk_id,
    }
    await put(work, intervention_id, submission, place, key)


async def put(
    work: Work, intervention_id: UUID, submission: InterventionContent, place: Mapping[str, object], key: DataKey
) -> None:
    """Insert an intervention where it is done, and tell of it; raises InvalidInput for its kind or a day too far."""
    kind_id = await kind_to_choose(work, submission.kind)
    require_near(work, submission.planned_for)
    require_recent(work, "started_on", submission.started_on)
    row = {
        "id": intervention_id,
        **place,
        "kind_id": kind_id,
        "target": submission.target,
        "person_id": submission.person,
        "location_id": submission.location,
        "organisations": submission.organisations,
        "cost_band": submission.cost_band,
        "status": _status_of(submission),
        "planned_for": submission.planned_for,
        "started_on": submission.started_on,
        "ended_on": submission.ended_on,
        "content": key.encrypt(submission.description.encode(), place=place_of_description(intervention_id)),
        "logged_by": work.actor.actor_id,
        "logged_by_name": work.actor.name,
        "logged_at": work.now,
        "version": 1,
    }
    await insert_all(work.connection, {Intervention: [row]})
    await append(work, "intervention.logged", intervention_id, str(place["desk_id"]))


def _status_of(submission: InterventionContent) -> InterventionStatus:
    if submission.ended_on is not None:
        return InterventionStatus.ENDED
    return InterventionStatus.PLANNED if submission.started_on is None else InterventionStatus.STARTED


async def kind_to_choose(work: Work, code: str) -> UUID:
    """Return the id of a kind of intervention by its code; raises InvalidInput for one that is not there or closed."""
    kind = await read_kind(work, code)
    if kind is None or kind.closed_at is not None:
        raise InvalidInput.at("/kind", "kind", "This is not the code of a kind of intervention that can be chosen")
    chosen: UUID = kind.id
    return chosen


async def require_on_side(work: Work, signal_id: UUID, side: str, person: UUID | None, location: UUID | None) -> None:
    """Raise InvalidInput for whom or what an intervention is aimed at that is not on that side of the signal."""
    aims: tuple[tuple[str, Aim, UUID | None], ...] = (
        ("person", PersonRecord, person),
        ("location", LocationRecord, location),
    )
    for name, model, aim in aims:
        if aim is not None and not await is_in_part(work, model, aim, signal_id, side):
            raise InvalidInput.at(f"/{name}", name, f"There is no such {name} on this side of the signal")


async def append(work: Work, event_type: str, intervention_id: UUID, desk: str) -> None:
    """Append an event. It belongs to no signal, so that whoever submitted does not see it in the timeline."""
    event = event_row(
        event_type,
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=intervention_id,
        data={"desk": desk},
    )
    await insert_all(work.connection, {Event: [event]})


def require_known(row: DatabaseRow | None) -> DatabaseRow:
    """Return an intervention that the caller may know of; raises NotFound."""
    if row is None:
        raise NotFound
    return row
