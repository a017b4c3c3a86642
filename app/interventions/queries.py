"""The SQL for interventions and effects. Row-level security decides again which rows there are."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, TextClause, Uuid, and_, any_, bindparam, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from app.access.gate import Work
from app.cases.models import CaseSignal
from app.interventions.models import Effect, Intervention, InterventionChange
from app.interventions.schemas import InterventionQuery
from app.interventions.states import InterventionStatus
from app.platform.clock import local_date, start_of
from app.platform.database import DatabaseRow, RowSelect, fetch
from app.reference.effects import EARLY
from app.reference.models import InterventionKind
from app.signals.models import LocationRecord, PersonRecord
from app.triage.knowledge import on_desks_of
from app.triage.models import Task
from app.triage.queries import TaskRow, lock_tasks
from app.triage.states import TaskStatus

Aim = type[PersonRecord] | type[LocationRecord]
"""What an intervention can be aimed at in a part of a signal."""
IS_DUE = """(interventions.status <> 'logged_in_error'
  AND EXISTS (SELECT FROM unnest(intervention_kinds.assessed_after_weeks) AS w (weeks)
  WHERE interventions.started_on + 7 * w.weeks <= :today
    AND NOT EXISTS (SELECT FROM effects e WHERE e.intervention_id = interventions.id
      AND e.assessed_on >= interventions.started_on + 7 * w.weeks - :early)))
"""
"""Whether an assessment is due, as `next_moment` has it."""
HOLD_ASSESSING = "SELECT pg_advisory_xact_lock(hashtextextended('assessing ' || $1::text, 0))"


def known(work: Work) -> ColumnElement[bool]:
    """Select what was done in a case of this actor, or on a side of a signal that its desks have or had a task on."""
    on_signal = exists().where(
        Task.signal_id == Intervention.signal_id, Task.track == Intervention.compartment, on_desks_of(work.actor)
    )
    return or_(Intervention.case_id.in_(sorted(work.actor.cases)), on_signal) if work.actor.cases else on_signal


def _comes_with(work: Work, case_id: UUID) -> ColumnElement[bool]:
    """Select what is done in a case of this actor, or on one of its signals on its side.

    Of the latter a member sees what their desks know of, as before: a case opens no signal (decision 115).
    """
    on_its_signals = exists().where(
        CaseSignal.case_id == case_id,
        CaseSignal.case_id.in_(sorted(work.actor.cases)),
        CaseSignal.signal_id == Intervention.signal_id,
        CaseSignal.compartment == Intervention.compartment,
    )
    return or_(Intervention.case_id == case_id, on_its_signals)


def _interventions(work: Work) -> RowSelect:
    kind = InterventionKind.__table__.columns
    named = (kind[name] for name in ("code", "label_nl", "label_en", "domain", "pillar", "strategic_goal"))
    return (
        select(*Intervention.__table__.columns, *named, kind["assessed_after_weeks"])
        .join(InterventionKind, InterventionKind.id == Intervention.kind_id)
        .where(known(work))
    )


def _assessment(work: Work, *, is_due: bool) -> TextClause:
    """Select the interventions of which an assessment is due today, or none is."""
    chosen = text(IS_DUE if is_due else f"NOT {IS_DUE}")
    return chosen.bindparams(today=local_date(work.now), early=EARLY.days)


def _assessed() -> ColumnElement[bool]:
    return exists().where(Effect.intervention_id == Intervention.id)


def _never_assessed() -> ColumnElement[bool]:
    """Select what nobody assessed the effect of, and could: it started, and was not logged in error."""
    could = and_(Intervention.started_on.is_not(None), Intervention.status != InterventionStatus.LOGGED_IN_ERROR)
    return and_(could, ~_assessed())


async def read_interventions(work: Work, query: InterventionQuery, before: UUID | None) -> list[DatabaseRow]:
    """Return a page of interventions and one more, the last logged first."""
    chosen = _interventions(work)
    filters = {
        Intervention.signal_id: query.signal_id,
        Intervention.goal_id: query.goal,
        Intervention.desk_id: query.desk,
        Intervention.status: query.status,
        InterventionKind.code: query.kind,
    }
    for column, value in filters.items():
        if value is not None:
            chosen = chosen.where(column == value)
    if query.case_id is not None:
        chosen = chosen.where(_comes_with(work, query.case_id))
    if query.assessment_due is not None:
        chosen = chosen.where(_assessment(work, is_due=query.assessment_due))
    if query.assessed is not None:
        chosen = chosen.where(_assessed() if query.assessed else _never_assessed())
    if before is not None:
        chosen = chosen.where(Intervention.id < before)
    return list(await work.connection.execute(chosen.order_by(Intervention.id.desc()).limit(query.limit + 1)))


async def read_intervention(work: Work, intervention_id: UUID) -> DatabaseRow | None:
    """Return an intervention that the caller may know of, or None."""
    return (await work.connection.execute(_interventions(work).where(Intervention.id == intervention_id))).one_or_none()


async def read_of_case_since(work: Work, case_id: UUID, kinds: Collection[str], since: date) -> list[DatabaseRow]:
    """Return what of some kinds is done in a case of the caller and on its signals, the last logged first.

    That is without what began before a day, without what was planned before it and did not begin, without what was
    stopped before it began, and without what was logged in error.
    """
    is_planned = Intervention.status == InterventionStatus.PLANNED
    planned_since = and_(is_planned, Intervention.logged_at >= start_of(since))
    chosen = _interventions(work).where(
        _comes_with(work, case_id),
        InterventionKind.code.in_(kinds),
        Intervention.status != InterventionStatus.LOGGED_IN_ERROR,
        or_(Intervention.started_on >= since, planned_since),
    )
    return list(await work.connection.execute(chosen.order_by(Intervention.id.desc())))


async def lock_intervention(work: Work, intervention_id: UUID) -> DatabaseRow | None:
    """Return an intervention in a case or of a desk of the caller, held against others, or None.

    What refers to it, as a task that asks to assess it, waits for nobody who holds it.
    """
    of_desk = and_(Intervention.case_id.is_(None), Intervention.desk_id.in_(work.actor.all_desks))
    this = select(Intervention.id, Intervention.version).where(
        Intervention.id == intervention_id, or_(Intervention.case_id.in_(sorted(work.actor.cases)), of_desk)
    )
    if (await work.connection.execute(this.with_for_update(key_share=True))).one_or_none() is None:
        return None
    return await read_intervention(work, intervention_id)


async def read_effects(work: Work, intervention_ids: Collection[UUID]) -> dict[UUID, list[DatabaseRow]]:
    """Return the assessments of interventions, still encrypted, the last recorded first.

    A case may have any number of interventions, and a statement 32,767 parameters: their ids are one.
    """
    ids = bindparam("ids", list(intervention_ids), type_=ARRAY(Uuid()))
    query = select(*Effect.__table__.columns).where(Effect.intervention_id == any_(ids))
    found: dict[UUID, list[DatabaseRow]] = defaultdict(list)
    for row in await work.connection.execute(query.order_by(Effect.id.desc())):
        found[row.intervention_id].append(row)
    return found


async def read_changes(work: Work, intervention_id: UUID) -> list[DatabaseRow]:
    """Return what was changed of an intervention, still encrypted, the last first."""
    query = select(*InterventionChange.__table__.columns).where(InterventionChange.intervention_id == intervention_id)
    return list(await work.connection.execute(query.order_by(InterventionChange.id.desc())))


async def count_changes(work: Work, intervention_id: UUID) -> int:
    """Count how often an intervention was changed."""
    query = select(func.count()).where(InterventionChange.intervention_id == intervention_id)
    return (await work.connection.execute(query)).scalar_one()


async def hold_assessing(work: Work, intervention_id: UUID) -> None:
    """Let one at a time assess an intervention, put it right or withdraw it.

    Whoever assesses may not hold the row, which is another desk's. The lock goes by the id, which is random and known
    on its own side alone.
    """
    await fetch(work.connection, HOLD_ASSESSING, str(intervention_id))


async def lock_assessments(work: Work, intervention_id: UUID, until: date) -> list[TaskRow]:
    """Return the tasks at the caller's desks that ask for an assessment until a moment and are not done, held."""
    asked = select(Task.id).where(
        Task.intervention_id == intervention_id, Task.status != TaskStatus.DONE, Task.assessed_for <= until
    )
    return await lock_tasks(work, list((await work.connection.execute(asked)).scalars()))


async def read_kind(work: Work, code: str) -> DatabaseRow | None:
    """Return a kind of intervention, or None."""
    query = select(InterventionKind.id, InterventionKind.closed_at).where(InterventionKind.code == code)
    return (await work.connection.execute(query)).one_or_none()


async def is_in_part(
    work: Work, model: type[PersonRecord | LocationRecord], aim: UUID, signal_id: UUID, side: str
) -> bool:
    """Tell whether a person or location is in the part of a signal on a side."""
    there = exists().where(model.id == aim, model.signal_id == signal_id, model.compartment == side)
    return bool((await work.connection.execute(select(there))).scalar_one())
