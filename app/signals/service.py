"""What happens to signals: taken in, listed, read."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.access.gate import Work
from app.access.matrix import Action, Compartment
from app.platform.clock import local_date
from app.platform.database import Base, DatabaseRow, Row, TryAgainError, insert_all
from app.platform.database_errors import constraint_name
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import SignalId, new_id, new_reference
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.parameters import PageQuery
from app.platform.problems import Forbidden, InvalidInput, NotFound
from app.platform.schemas import Page
from app.reference.snapshot import ReferenceSnapshot
from app.signals.dispatch import Dispatcher, Envelope, Knowledge, Recogniser
from app.signals.keys import KeyRing
from app.signals.models import Signal, Submission
from app.signals.parts import open_contents, read_ids, seal_part, view_of_sealed
from app.signals.queries import envelopes, read_envelope, read_events, read_submission
from app.signals.schemas import (
    CarePart,
    SecurityPart,
    SignalSubmission,
    SignalSummary,
    SignalView,
    Timeline,
    TimelineEntry,
)
from app.signals.views import summarise, view_of_kept, view_of_received

REFERENCE_TAKEN = "uq_signals_reference"


@dataclass(frozen=True, slots=True)
class Signals:
    """The collaborators that signals need: keys, the dispatcher, the recogniser and the cursors of lists."""

    ring: KeyRing
    dispatcher: Dispatcher
    recogniser: Recogniser
    cursors: Cursors


async def submit(
    work: Work, submission: SignalSubmission, attempt: Attempt, signals: Signals, reference: ReferenceSnapshot
) -> SignalView:
    """Take in a signal: envelope, parts, routing decisions, tasks and events, in one statement.

    Sent again, it is answered as `read` does now, or as it was at first to who may submit and not read.

    Raises Forbidden for a municipality the actor has no appointment for, also when it had one before, InvalidInput for
    a part nobody would read, Conflict for an idempotency key that was used for another signal.
    """
    if submission.municipality_code not in work.actor.submits_for:
        raise Forbidden("You have no appointment to submit signals for this municipality.")
    signal_id = SignalId(new_id())
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="signals",
        resource_id=signal_id,
        now=work.now,
    )
    if earlier is not None:
        if Action.READ_SIGNAL in work.actor.actions:
            return await read(work, SignalId(earlier), signals)
        return await _first_answer(work, SignalId(earlier), submission, signals)
    envelope = _envelope(work, signal_id, submission, reference)
    rows = _envelope_rows(work, envelope, submission)
    dispatched = await signals.dispatcher.dispatch(work, envelope, submission, reference)
    parts = [
        (side, part, seal_part(signal_id, envelope.municipality_code, side, part, signals.ring))
        for side, part in _parts(submission)
    ]
    recognisable = signals.recogniser.rows(work, envelope, parts)
    for more in (*(sealed for _, _, sealed in parts), dispatched.rows, recognisable):
        for model, added in more.items():
            rows.setdefault(model, []).extend(added)
    try:
        await insert_all(work.connection, rows)
    except IntegrityError as error:
        if constraint_name(error) == REFERENCE_TAKEN:
            raise TryAgainError from None
        raise
    shown = {side: view_of_sealed(part, sealed) for side, part, sealed in parts}
    return view_of_received(envelope, submission, dispatched, shown)


def _parts(submission: SignalSubmission) -> list[tuple[Compartment, CarePart | SecurityPart]]:
    parts = ((Compartment.CARE, submission.care), (Compartment.SECURITY, submission.security))
    return [(side, part) for side, part in parts if part is not None]


async def _first_answer(work: Work, signal_id: SignalId, submission: SignalSubmission, signals: Signals) -> SignalView:
    """Answer what was sent again as when it came in: nothing of what others added or did since, and no content that
    is not in what was sent."""
    row, _ = await find(work, signal_id, signals)
    envelope = Envelope(
        id=signal_id,
        reference=row.reference,
        municipality_code=row.municipality_code,
        district_id=row.district_id,
        exploitation_forms=tuple(row.exploitation_forms),
        acute_danger=row.acute_danger,
        received_at=row.received_at,
    )
    shown = {
        side: view_of_sealed(part, await read_ids(work.connection, signal_id, side))
        for side, part in _parts(submission)
    }
    return view_of_received(envelope, submission, await signals.dispatcher.dispatched(work, signal_id), shown)


def _envelope(work: Work, signal_id: SignalId, submission: SignalSubmission, reference: ReferenceSnapshot) -> Envelope:
    code = submission.municipality_code
    district_id = reference.district_of(code, local_date(work.now))
    if district_id is None:
        raise InvalidInput.at("/municipalityCode", "unknown_municipality", "This municipality is in no district today")
    return Envelope(
        id=signal_id,
        reference=new_reference(local_date(work.now).year),
        municipality_code=code,
        district_id=district_id,
        exploitation_forms=tuple(str(form) for form in submission.exploitation_forms),
        acute_danger=submission.acute_danger,
        received_at=work.now,
    )


def _envelope_rows(work: Work, envelope: Envelope, submission: SignalSubmission) -> dict[type[Base], list[Row]]:
    signal: Row = {
        "id": envelope.id,
        "reference": envelope.reference,
        "municipality_code": envelope.municipality_code,
        "district_id": envelope.district_id,
        "exploitation_forms": list(envelope.exploitation_forms),
        "acute_danger": envelope.acute_danger,
        "observed_from": submission.observed_from,
        "observed_until": submission.observed_until,
        "received_at": envelope.received_at,
    }
    source: Row = {
        "signal_id": envelope.id,
        "municipality_code": envelope.municipality_code,
        "submitted_by": work.actor.actor_id,
        "aimed_at": submission.aimed_at,
        "source_kind": submission.source.kind,
        "source_department": submission.source.department,
        "source_reference": submission.source.reference,
    }
    received = event_row(
        "signal.received",
        occurred_at=envelope.received_at,
        actor_id=work.actor.actor_id,
        subject_id=envelope.id,
        signal_id=envelope.id,
        municipality_code=envelope.municipality_code,
    )
    return {Signal: [signal], Submission: [source], Event: [received]}


async def list_signals(work: Work, signals: Signals, page: PageQuery) -> Page[SignalSummary]:
    """List the envelopes that the actor may know of, newest first."""
    scope = f"{work.actor.actor_id}:signals"
    query = envelopes(work, signals.dispatcher).order_by(Signal.id.desc()).limit(page.limit + 1)
    if page.cursor is not None:
        query = query.where(Signal.id < UUID(str(signals.cursors.open(scope, page.cursor)[0])))
    rows = list(await work.connection.execute(query))
    known = await signals.dispatcher.knowledge(work, {SignalId(row.id): row.municipality_code for row in rows})
    items = [summarise(row, known[SignalId(row.id)]) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Page(items=items, next_cursor=signals.cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def find(work: Work, signal_id: SignalId, signals: Signals) -> tuple[DatabaseRow, Knowledge]:
    """Return an envelope with what the actor may know of it; raises NotFound when that is nothing."""
    row = await read_envelope(work, signal_id, signals.dispatcher)
    if row is None:
        raise NotFound
    known = await signals.dispatcher.knowledge(work, {signal_id: row.municipality_code})
    return row, known[signal_id]


async def read(work: Work, signal_id: SignalId, signals: Signals) -> SignalView:
    """Return a signal with the parts that the actor may see; raises NotFound."""
    row, knowledge = await find(work, signal_id, signals)
    return view_of_kept(
        row,
        knowledge,
        await read_submission(work, signal_id),
        await signals.dispatcher.summary(work, signal_id, knowledge.sides),
        await open_contents(work.connection, signal_id, signals.ring, knowledge.sides),
    )


async def read_timeline(work: Work, signal_id: SignalId, signals: Signals) -> Timeline:
    """Return the steps of a signal that the actor may see, oldest first; raises NotFound."""
    _, knowledge = await find(work, signal_id, signals)
    return Timeline(
        items=[
            TimelineEntry(
                type=row.type,
                occurred_at=row.occurred_at,
                compartment=row.compartment,
                desk=row.data.get("desk"),
                data={name: str(value) for name, value in row.data.items() if name != "desk"},
            )
            for row in await read_events(work, signal_id, knowledge, signals.dispatcher)
        ]
    )
