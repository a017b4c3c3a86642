"""What happens to signals: submitted, enriched, listed, read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import Base, Row, TryAgainError, constraint_name, insert_all
from app.platform.ids import EnrichmentId, SignalId, new_reference
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, Forbidden, InvalidInput, NotFound
from app.platform.schemas import Label, Page
from app.reference.snapshot import ReferenceSnapshot
from app.signals.dispatch import Dispatcher, Envelope, Knowledge
from app.signals.keys import KeyRing, open_or_make_key
from app.signals.models import Enrichment, Signal, Submission
from app.signals.parts import open_parts, seal_part
from app.signals.queries import EnvelopeRow, envelopes, read_envelope, read_events, read_submission
from app.signals.schemas import (
    EnrichmentSubmission,
    EnrichmentView,
    SignalSubmission,
    SignalSummary,
    SignalView,
    Source,
    Timeline,
    TimelineEntry,
)
from app.signals.vocabulary import ENRICHMENT_COMPARTMENTS, AimedAt, SignalStatus, SourceKind, Urgency

REFERENCE_TAKEN = "uq_signals_reference"

CALL_112 = Label(
    nl="Er is acuut gevaar. Bel direct 112; Signaalbrug vervangt die melding niet.",
    en="There is acute danger. Call 112 at once; Signaalbrug does not replace that call.",
)


@dataclass(frozen=True, slots=True)
class Signals:
    """The collaborators that signals need: keys, the dispatcher and the cursors of lists."""

    ring: KeyRing
    dispatcher: Dispatcher
    cursors: Cursors


async def submit(
    work: Work, signal_id: SignalId, submission: SignalSubmission, signals: Signals, reference: ReferenceSnapshot
) -> None:
    """Take in a signal: envelope, parts, routing decisions, tasks and event, in one statement.

    Raises Forbidden for a municipality the actor has no appointment for, InvalidInput for a part nobody would read.
    """
    code = submission.municipality_code
    if code not in work.actor.submits_for:
        raise Forbidden("You have no appointment to submit signals for this municipality.")
    district_id = reference.district_of(code, work.now.date())
    if district_id is None:
        raise InvalidInput.at("/municipalityCode", "unknown_municipality", "This municipality is in no district today")
    envelope = Envelope(
        id=signal_id,
        reference=new_reference(work.now.year),
        municipality_code=code,
        district_id=district_id,
        exploitation_forms=tuple(str(form) for form in submission.exploitation_forms),
        acute_danger=submission.acute_danger,
        received_at=work.now,
    )
    dispatched = await signals.dispatcher.dispatch(work, envelope, submission)
    rows: dict[type[Base], list[Row]] = _envelope_rows(work, envelope, submission)
    for side, part in ((Compartment.CARE, submission.care), (Compartment.SECURITY, submission.security)):
        if part is not None:
            for model, sealed in seal_part(envelope.id, code, side, part, signals.ring).items():
                rows.setdefault(model, []).extend(sealed)
    for model, added in dispatched.rows.items():
        rows.setdefault(model, []).extend(added)
    try:
        await insert_all(work.connection, rows)
    except IntegrityError as error:
        if constraint_name(error) == REFERENCE_TAKEN:
            raise TryAgainError from None
        raise


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


async def list_signals(work: Work, signals: Signals, *, limit: int, cursor: str | None) -> Page[SignalSummary]:
    """List the envelopes that the actor may know of, newest first."""
    scope = f"{work.actor.actor_id}:signals"
    query = envelopes(work, signals.dispatcher).order_by(Signal.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(Signal.id < UUID(str(signals.cursors.open(scope, cursor)[0])))
    rows = list(await work.connection.execute(query))
    known = await signals.dispatcher.knowledge(work, {SignalId(row.id): row.municipality_code for row in rows})
    items = [summarise(row, known[SignalId(row.id)].status) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(items=items, next_cursor=signals.cursors.seal(scope, [str(items[-1].id)]) if more else None)


def summarise(row: EnvelopeRow, status: SignalStatus) -> SignalSummary:
    """Make the view of an envelope."""
    return SignalSummary(
        id=row.id,
        reference=row.reference,
        status=status,
        municipality_code=row.municipality_code,
        district=row.district_id,
        exploitation_forms=row.exploitation_forms,
        urgency=Urgency.ACUTE if row.acute_danger else Urgency.NORMAL,
        acute_danger=row.acute_danger,
        observed_from=row.observed_from,
        observed_until=row.observed_until,
        received_at=row.received_at,
    )


async def find(work: Work, signal_id: SignalId, signals: Signals) -> tuple[EnvelopeRow, Knowledge]:
    """Return an envelope with what the actor may know of it; raises NotFound when that is nothing."""
    row = await read_envelope(work, signal_id, signals.dispatcher)
    if row is None:
        raise NotFound
    known = await signals.dispatcher.knowledge(work, {signal_id: row.municipality_code})
    if signal_id not in known:
        raise NotFound
    return row, known[signal_id]


async def read(work: Work, signal_id: SignalId, signals: Signals) -> SignalView:
    """Return a signal with the parts that the actor may see; raises NotFound."""
    row, knowledge = await find(work, signal_id, signals)
    submission = await read_submission(work, signal_id)
    care, security = await open_parts(work.connection, signal_id, signals.ring, knowledge.sides)
    source = None
    if submission is not None:
        source = Source(
            kind=SourceKind(submission.source_kind),
            department=submission.source_department,
            reference=submission.source_reference,
        )
    return SignalView(
        **dict(summarise(row, knowledge.status)),
        aimed_at=AimedAt(submission.aimed_at) if submission is not None else None,
        source=source,
        routing=await signals.dispatcher.summary(work, signal_id, knowledge.sides),
        advice=[CALL_112] if row.acute_danger else [],
        care=care,
        security=security,
    )


async def enrich(
    work: Work,
    signal_id: SignalId,
    enrichment_id: EnrichmentId,
    addition: EnrichmentSubmission,
    signals: Signals,
) -> None:
    """Add to one side of a signal that the actor's municipality submitted.

    Raises NotFound, InvalidInput for a kind or a side that nobody would read it on, Conflict for a closed signal.
    """
    row, knowledge = await find(work, signal_id, signals)
    if row.municipality_code not in work.actor.submits_for:
        raise NotFound
    side = addition.compartment
    if side not in ENRICHMENT_COMPARTMENTS[addition.kind]:
        raise InvalidInput.at("/kind", "wrong_compartment", f"Such an addition does not belong on the {side} side")
    summary = await signals.dispatcher.summary(work, signal_id, knowledge.sides)
    if side not in {outcome.track for outcome in summary.outcomes}:
        raise InvalidInput.at("/compartment", "unread_part", f"No desk reads the {side} side of this signal")
    if knowledge.status is SignalStatus.CLOSED:
        raise Conflict("This signal is closed, so nobody would see the addition. Submit a new signal instead.")
    key = await open_or_make_key(work.connection, signal_id, side, row.municipality_code, signals.ring)
    enrichment: Row = {
        "id": enrichment_id,
        "signal_id": signal_id,
        "compartment": side,
        "municipality_code": row.municipality_code,
        "kind": addition.kind,
        "content": key.encrypt(addition.text.encode(), place=f"enrichments.content:{enrichment_id}"),
        "added_by": work.actor.actor_id,
        "added_at": work.now,
    }
    added = event_row(
        "signal.enriched",
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=enrichment_id,
        signal_id=signal_id,
        municipality_code=row.municipality_code,
        compartment=side,
        data={"kind": str(addition.kind)},
    )
    await insert_all(work.connection, {Enrichment: [enrichment], Event: [added]})


def enrichment_view(
    enrichment_id: EnrichmentId, addition: EnrichmentSubmission, added_at: datetime
) -> EnrichmentView:
    """Make the view of an addition."""
    return EnrichmentView(
        id=enrichment_id, compartment=addition.compartment, kind=addition.kind, text=addition.text, added_at=added_at
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
            for row in await read_events(work, signal_id, knowledge)
        ]
    )

