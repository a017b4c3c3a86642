"""Deciding to share: propose, approve, revoke, and read what is shared."""

from dataclasses import dataclass
from uuid import UUID

import orjson
from sqlalchemy import update

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, Forbidden, InvalidInput, NotFound
from app.platform.schemas import Page
from app.platform.states import next_status
from app.reference.snapshot import ReferenceSnapshot
from app.sharing.decisions.deeds import shares_errors
from app.sharing.decisions.items import open_items, place_of, take_items
from app.sharing.decisions.queries import (
    decides_on,
    decisions,
    given,
    read_decision,
    read_own_case,
    read_shareable,
    received,
    received_by,
)
from app.sharing.decisions.rules import refuse_unlawful
from app.sharing.decisions.schemas import SharingProposal, SharingQuery, SharingSummary, SharingView
from app.sharing.decisions.states import TRANSITIONS, SharingStatus, SharingStep, status_at
from app.sharing.decisions.views import owner_of, seal_words, summarise, view_of
from app.sharing.models import SharedItem, SharingDecision
from app.signals.keys import KeyRing

EVENT_OF_STEP = {SharingStep.APPROVE: "sharing.approved", SharingStep.REVOKE: "sharing.revoked"}


@dataclass(frozen=True, slots=True)
class Sharing:
    """The collaborators that decisions need: keys, and the cursors of lists."""

    ring: KeyRing
    cursors: Cursors


async def propose(
    work: Work, proposal: SharingProposal, attempt: Attempt, sharing: Sharing, reference: ReferenceSnapshot
) -> SharingView:
    """Propose to let named items be read by a desk of the other side; nothing is visible there until it is approved.

    What is shared is kept as it stands now. Raises InvalidInput for everything that is wrong with the proposal, and
    Conflict for an idempotency key that was used for another one.
    """
    decision_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="sharing-decisions",
        resource_id=decision_id,
        now=work.now,
    )
    if earlier is not None:
        return await read(work, earlier, sharing)
    envelope = await read_shareable(work, proposal.signal_id, proposal.compartment)
    if envelope is None:
        raise InvalidInput.at("/signalId", "unknown_signal", "No such signal is on your desk on this side")
    refuse_unlawful(proposal, envelope, reference, work.now)
    items = await take_items(work, proposal, await _own_case(work, proposal), sharing.ring)
    key, wrapped = sharing.ring[proposal.compartment].new_data_key(owner=owner_of(decision_id))
    decision = {
        "id": decision_id,
        "signal_id": envelope.id,
        "municipality_code": envelope.municipality_code,
        "compartment": proposal.compartment,
        "reference": envelope.reference,
        "district_id": envelope.district_id,
        "exploitation_forms": list(envelope.exploitation_forms),
        "receiving_desk_id": proposal.receiving_desk,
        "case_reference": proposal.case_reference,
        "receiving_case_reference": proposal.receiving_case_reference,
        "purpose": proposal.purpose,
        "legal_basis": proposal.legal_basis,
        "words": seal_words(proposal, decision_id, key),
        "wrapped_key": wrapped,
        "valid_until": proposal.valid_until,
        "status": SharingStatus.PROPOSED,
        "proposed_by": work.actor.actor_id,
        "proposed_by_name": work.actor.name,
        "proposed_at": work.now,
    }
    rows = []
    for name, content in items:
        row_id = new_id()
        rows.append(
            {
                "id": row_id,
                "decision_id": decision_id,
                "compartment": proposal.compartment,
                "kind": name.kind,
                "item_id": name.id,
                "content": key.encrypt(orjson.dumps(content), place=place_of(row_id)),
            }
        )
    event = _event(work, "sharing.proposed", decision_id, proposal.receiving_desk)
    # Its items are let in by the decision that names them, so the decision is there first.
    await insert_all(work.connection, {SharingDecision: [decision]})
    await insert_all(work.connection, {SharedItem: rows, Event: [event]})
    return await read(work, decision_id, sharing)


async def _own_case(work: Work, proposal: SharingProposal) -> DatabaseRow | None:
    """Return the case that a proposal comes from, if it names one; raises InvalidInput unless it is the actor's."""
    if proposal.case_reference is None:
        return None
    case = await read_own_case(work, proposal.case_reference, proposal.compartment)
    if case is None:
        raise InvalidInput.at("/caseReference", "unknown_case", "You are in no such case on this side")
    return case


async def list_decisions(work: Work, query: SharingQuery, sharing: Sharing) -> Page[SharingSummary]:
    """List what the actor decides on and what was shared with it, the last proposed first."""
    scope = f"{work.actor.actor_id}:sharing-decisions:{query.signal_id}:{query.receiving_case}:{query.received}"
    listing = decisions(work).order_by(SharingDecision.id.desc()).limit(query.limit + 1)
    if query.signal_id is not None:
        listing = listing.where(SharingDecision.signal_id == query.signal_id)
    if query.receiving_case is not None:
        listing = listing.where(received_by(work, query.receiving_case))
    if query.received is not None:
        listing = listing.where(received(work) if query.received else given(work))
    if query.cursor is not None:
        listing = listing.where(SharingDecision.id < UUID(str(sharing.cursors.open(scope, query.cursor)[0])))
    rows = list(await work.connection.execute(listing))
    items = [summarise(row, work.now) for row in rows[: query.limit]]
    more = len(rows) > query.limit
    return Page(items=items, next_cursor=sharing.cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def read(work: Work, decision_id: UUID, sharing: Sharing) -> SharingView:
    """Return a decision with what it shares; raises NotFound, also for a receiver when it is not active."""
    row = await _find(work, decision_id)
    key = sharing.ring[Compartment(row.compartment)].open_data_key(row.wrapped_key, owner=owner_of(row.id))
    return view_of(row, await open_items(work, row.id, key), key, work.now)


async def approve(work: Work, decision_id: UUID, sharing: Sharing) -> SharingView:
    """Let the receiver read the items, as another person of the giving side than who proposed it.

    Raises NotFound, Forbidden for one's own proposal, and Conflict, also when it shares what was logged in error since.
    """
    row = await _find_own(work, decision_id)
    if row.proposed_by == work.actor.actor_id:
        raise Forbidden("Nobody approves their own sharing decision.")
    if await shares_errors(work, decision_id):
        raise Conflict("An intervention in it was logged in error since; refuse it, and propose to share the rest.")
    await _step(work, row, SharingStep.APPROVE, "approved")
    return await read(work, decision_id, sharing)


async def revoke(work: Work, decision_id: UUID, sharing: Sharing) -> SharingView:
    """End a decision at once, or refuse a proposal; anybody of the giving side that decides on sharing can.

    Raises NotFound and Conflict.
    """
    await _step(work, await _find_own(work, decision_id), SharingStep.REVOKE, "revoked")
    return await read(work, decision_id, sharing)


async def _find(work: Work, decision_id: UUID) -> DatabaseRow:
    row = await read_decision(work, decision_id)
    if row is None:
        raise NotFound
    return row


async def _find_own(work: Work, decision_id: UUID) -> DatabaseRow:
    """Return a decision that the actor is on the giving side of; raises NotFound, and Forbidden for a receiver."""
    row = await _find(work, decision_id)
    if not await decides_on(work, decision_id):
        raise Forbidden("The side that shares decides on it, not the side that receives.")
    return row


async def _step(work: Work, row: DatabaseRow, step: SharingStep, deed: str) -> None:
    """Take a step in the state machine; of two who do so at once, one gets a Conflict."""
    before = status_at(row.status, row.valid_until, work.now)
    after = next_status(TRANSITIONS, before, step, subject="sharing decision")
    taken = await work.connection.execute(
        update(SharingDecision)
        .where(SharingDecision.id == row.id, SharingDecision.status == row.status)
        .values(
            {
                "status": after,
                f"{deed}_by": work.actor.actor_id,
                f"{deed}_by_name": work.actor.name,
                f"{deed}_at": work.now,
            }
        )
    )
    if taken.rowcount == 0:
        raise Conflict("Somebody else has just decided on this; read it again.")
    event = _event(work, EVENT_OF_STEP[step], row.id, row.receiving_desk_id)
    await insert_all(work.connection, {Event: [event]})


def _event(work: Work, event_type: str, decision_id: UUID, desk: str) -> dict[str, object]:
    """Make an event that belongs to no signal, so that it stands in nobody's timeline."""
    return event_row(
        event_type, occurred_at=work.now, actor_id=work.actor.actor_id, subject_id=decision_id, data={"desk": desk}
    )
