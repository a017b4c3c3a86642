"""The SQL for reading sharing decisions. Row-level security decides again which rows there are."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from app.access.gate import Work
from app.access.grants import Desks
from app.access.matrix import Compartment
from app.cases.models import Case
from app.platform.database import DatabaseRow, RowSelect
from app.sharing.decisions.rules import OTHER_SIDE
from app.sharing.decisions.states import SharingStatus
from app.sharing.models import SharingDecision
from app.signals.models import Signal
from app.triage.models import Task


def _task_at(desks: Desks) -> ColumnElement[bool]:
    return or_(false(), *((Task.track == side) & Task.desk_id.in_(listed) for side, listed in desks.items() if listed))


def given(work: Work) -> ColumnElement[bool]:
    """Select the decisions on signals that are on a desk of the actor which decides on sharing from that side."""
    of_this_side = (Task.signal_id == SharingDecision.signal_id) & (Task.track == SharingDecision.compartment)
    return exists().where(of_this_side, _task_at(work.actor.sharing_desks))


def received(work: Work) -> ColumnElement[bool]:
    """Select the decisions that let a desk or a case of the actor read items of the other side at this moment."""
    at_desk = (
        and_(SharingDecision.compartment == side, SharingDecision.receiving_desk_id.in_(desks))
        for side in Compartment
        if (desks := work.actor.desks[OTHER_SIDE[side]])
    )
    approved = SharingDecision.status == SharingStatus.APPROVED
    in_case = exists().where(
        Case.reference == SharingDecision.receiving_case_reference,
        Case.compartment != SharingDecision.compartment,
        Case.id.in_(sorted(work.actor.cases)),
    )
    return and_(approved, SharingDecision.valid_until > work.now, or_(in_case, *at_desk))


def received_by(work: Work, case_id: UUID) -> ColumnElement[bool]:
    """Select what was shared with a case of the actor; with any other nothing was, as far as it is told."""
    named = exists().where(Case.id == case_id, Case.reference == SharingDecision.receiving_case_reference)
    return and_(received(work), named, SharingDecision.receiving_case_reference.is_not(None))


async def read_own_case(work: Work, reference: str, side: Compartment) -> DatabaseRow | None:
    """Return the case of that name, on that side, of which the actor is a member, or None."""
    query = select(*Case.__table__.columns).where(
        Case.reference == reference, Case.compartment == side, Case.id.in_(sorted(work.actor.cases))
    )
    return (await work.connection.execute(query)).one_or_none()


def decisions(work: Work) -> RowSelect:
    """Select every decision that the actor may see, from either side."""
    return select(*SharingDecision.__table__.columns).where(or_(given(work), received(work)))


async def read_decision(work: Work, decision_id: UUID) -> DatabaseRow | None:
    """Return a decision that the actor may see, or None."""
    return (await work.connection.execute(decisions(work).where(SharingDecision.id == decision_id))).one_or_none()


async def decides_on(work: Work, decision_id: UUID) -> bool:
    """Tell whether the actor is of the giving side of a decision."""
    query = select(SharingDecision.id).where(SharingDecision.id == decision_id, given(work))
    return (await work.connection.execute(query)).one_or_none() is not None


async def read_shareable(work: Work, signal_id: UUID, side: Compartment) -> DatabaseRow | None:
    """Return the envelope of a signal of which the actor decides on sharing this side, or None."""
    on_desk = exists().where(
        Task.signal_id == Signal.id, Task.track == side, Task.desk_id.in_(work.actor.sharing_desks[side])
    )
    query = select(*Signal.__table__.columns).where(Signal.id == signal_id, on_desk)
    return (await work.connection.execute(query)).one_or_none()
