"""Additions to a signal: address data, earlier sanctions and the like."""

from app.access.gate import Work
from app.platform.database import Row, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import EnrichmentId, SignalId, new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.signals.dispatch import SideWork
from app.signals.keys import open_keys, open_or_make_key
from app.signals.models import Enrichment
from app.signals.parts import read_enrichments
from app.signals.schemas import EnrichmentSubmission, EnrichmentView
from app.signals.service import Signals, find


async def enrich(
    work: Work, signal_id: SignalId, addition: EnrichmentSubmission, attempt: Attempt, signals: Signals
) -> EnrichmentView:
    """Add to one side of a signal that the actor's municipality submitted.

    It is taken only while a desk works on that side, which then cannot end that work before the addition is there.

    Raises NotFound, InvalidInput for a side that no desk ever read, Conflict for a side that is closed or an
    idempotency key that was used for another addition.
    """
    row, _ = await find(work, signal_id, signals)
    if row.municipality_code not in work.actor.submits_for:
        raise NotFound
    enrichment_id = EnrichmentId(new_id())
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"enrichments:{signal_id}",
        resource_id=enrichment_id,
        now=work.now,
    )
    if earlier is not None:
        return await _read(work, signal_id, EnrichmentId(earlier), signals)
    side = addition.compartment
    match await signals.dispatcher.hold_side(work, signal_id, side):
        case SideWork.NONE:
            raise InvalidInput.at("/compartment", "unread_part", f"No desk reads the {side} side of this signal")
        case SideWork.ENDED:
            raise Conflict(
                f"The {side} side of this signal is closed, so nobody would see the addition. Submit a new signal that "
                "names the reference of this one; the desk can link the two."
            )
        case SideWork.GOING_ON:
            pass
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
    return EnrichmentView(id=enrichment_id, compartment=side, kind=addition.kind, text=addition.text, added_at=work.now)


async def _read(work: Work, signal_id: SignalId, enrichment_id: EnrichmentId, signals: Signals) -> EnrichmentView:
    keys = await open_keys(work.connection, signal_id, signals.ring)
    for view in await read_enrichments(work.connection, signal_id, keys):
        if view.id == enrichment_id:
            return view
    raise NotFound
