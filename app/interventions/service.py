"""Logging interventions on signals, taking steps with them, and reading them."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.steps import hold, step_of
from app.interventions.models import Intervention
from app.interventions.queries import (
    Aim,
    is_in_part,
    lock_intervention,
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
    StepSubmission,
)
from app.interventions.states import CASE_STEPS, EVENT_OF_STEP, TRANSITIONS, InterventionStatus, InterventionStep
from app.interventions.views import etag_of, intervention_detail, intervention_view, place_of_description
from app.platform.clock import local_date
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import SignalId, TaskId, new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.problems import Forbidden, InvalidInput, NotFound, PreconditionFailed
from app.platform.schemas import Page
from app.platform.states import next_status
from app.signals.keys import KeyRing, open_or_make_key
from app.signals.models import LocationRecord, PersonRecord
from app.triage.queries import TaskRow, read_task

FARTHEST = timedelta(days=3 * 366)
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
    await _require_aim(work, task, submission)
    side = Compartment(task.track)
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
    kind = await read_kind(work, submission.kind)
    if kind is None or kind.closed_at is not None:
        raise InvalidInput.at("/kind", "kind", "This is not the code of a kind of intervention that can be chosen")
    if submission.planned_for is not None and abs(submission.planned_for - local_date(work.now)) > FARTHEST:
        raise InvalidInput.at("/plannedFor", "planned_for", "This day is more than three years away")
    row = {
        "id": intervention_id,
        **place,
        "kind_id": kind.id,
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


async def _require_aim(work: Work, task: TaskRow, submission: InterventionSubmission) -> None:
    aims: tuple[tuple[str, Aim, UUID | None], ...] = (
        ("person", PersonRecord, submission.person),
        ("location", LocationRecord, submission.location),
    )
    for name, model, aim in aims:
        if aim is not None and not await is_in_part(work, model, aim, task.signal_id, task.track):
            raise InvalidInput.at(f"/{name}", name, f"There is no such {name} on this side of the signal")


async def take_step(
    work: Work, intervention_id: UUID, submission: StepSubmission, ring: KeyRing, if_match: str | None
) -> Answered:
    """Start, end or stop an intervention of a desk or in a case of the caller.

    Raises NotFound, Forbidden when another desk logged it, PreconditionFailed, InvalidInput for a day before its start,
    and Conflict that names the steps that are allowed, of the intervention or of its case.
    """
    known = require_known(await read_intervention(work, intervention_id))
    # The case is held before the intervention, as when one is logged in it, so that it is not closed meanwhile.
    case = None if known.case_id is None else await hold(work, known.case_id)
    row = await lock_intervention(work, intervention_id)
    if row is None:
        raise Forbidden("The desk that logged an intervention takes the steps with it.")
    if if_match not in (None, "*", (await read(work, intervention_id, ring))[1]):
        raise PreconditionFailed("It was changed since you read it; read it again and decide anew.")
    if case is not None:
        step_of(work, case, CASE_STEPS[submission.step])
    status = next_status(TRANSITIONS, InterventionStatus(row.status), submission.step, subject="intervention")
    if row.started_on is not None and submission.on < row.started_on:
        raise InvalidInput.at("/on", "on", f"It started on {row.started_on}; this day is before that")
    changes = {"status": status, **_dates(submission), "version": row.version + 1}
    await work.connection.execute(update(Intervention).where(Intervention.id == intervention_id).values(**changes))
    await append(work, EVENT_OF_STEP[submission.step], intervention_id, row.desk_id)
    return await read(work, intervention_id, ring)


def _dates(submission: StepSubmission) -> dict[str, date | str | None]:
    if submission.step is InterventionStep.START:
        return {"started_on": submission.on}
    return {"ended_on": submission.on, "stop_reason": submission.reason}


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
