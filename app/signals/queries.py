"""The SQL for reading signals. Row-level security decides again which rows there are."""

from sqlalchemy import ColumnElement, or_, select

from app.access.gate import Work
from app.platform.database import DatabaseRow, RowSelect
from app.platform.ids import SignalId
from app.platform.models import Event
from app.signals.dispatch import Dispatcher, Knowledge
from app.signals.models import Signal, Submission


def _within_reach(work: Work, dispatcher: Dispatcher) -> ColumnElement[bool]:
    """Select what was submitted for the actor's municipalities, has a task on the actor's desks, or was opened."""
    return or_(
        Signal.id.in_(sorted(work.actor.opened)),
        Signal.municipality_code.in_(sorted(work.actor.submits_for)),
        Signal.id.in_(dispatcher.signals_on_desks(work.actor)),
    )


def envelopes(work: Work, dispatcher: Dispatcher) -> RowSelect:
    """Select the envelopes that the actor may know of."""
    return select(*Signal.__table__.columns).where(_within_reach(work, dispatcher))


async def read_envelope(work: Work, signal_id: SignalId, dispatcher: Dispatcher) -> DatabaseRow | None:
    """Return the envelope of a signal, or None when there is none for this actor."""
    return (await work.connection.execute(envelopes(work, dispatcher).where(Signal.id == signal_id))).one_or_none()


async def read_submission(work: Work, signal_id: SignalId) -> DatabaseRow | None:
    """Return what only the submitter's side sees, or None for anybody else."""
    own = Submission.municipality_code.in_(sorted(work.actor.submits_for))
    query = select(*Submission.__table__.columns).where(Submission.signal_id == signal_id, own)
    return (await work.connection.execute(query)).one_or_none()


async def read_events(
    work: Work, signal_id: SignalId, knowledge: Knowledge, dispatcher: Dispatcher
) -> list[DatabaseRow]:
    """Return the events of a signal that belong to the envelope or to a side the actor may read, oldest first.

    What befell work that is for the desks of a side alone is left out for who does not work on that side.
    """
    visible = or_(Event.compartment.is_(None), Event.compartment.in_(knowledge.sides))
    query = select(Event.type, Event.occurred_at, Event.compartment, Event.data).where(
        Event.signal_id == signal_id, visible, Event.subject_id.not_in(dispatcher.work_of_others(work.actor, signal_id))
    )
    return list(await work.connection.execute(query.order_by(Event.occurred_at, Event.id)))
