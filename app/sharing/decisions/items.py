"""The items of a sharing decision: taken from the signal as they stand, kept under the decision's own key."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

import orjson
from sqlalchemy import select

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.platform.ids import SignalId
from app.platform.problems import FieldError, InvalidInput
from app.sharing.decisions.deeds import read_interventions
from app.sharing.decisions.schemas import (
    ItemKind,
    ItemName,
    ItemView,
    SharedEnrichment,
    SharedIntervention,
    SharingProposal,
)
from app.sharing.models import SharedItem
from app.signals.keys import KeyRing, open_keys
from app.signals.models import Enrichment, LocationRecord, Part, PersonRecord
from app.signals.part_views import LocationView, PersonView
from app.signals.parts import place_of_narrative

Content = Mapping[str, object]
Found = dict[tuple[ItemKind, UUID], Content]


def place_of(item_row_id: UUID) -> str:
    """Name the place that a shared item is bound to."""
    return f"shared_items.content:{item_row_id}"


async def take_items(work: Work, proposal: SharingProposal, ring: KeyRing) -> list[tuple[ItemName, Content]]:
    """Return the named items as they stand now; raises InvalidInput for each that is not on this side of the signal."""
    found = await _contents(work, proposal, ring)
    named = [(item.kind, item.id) for item in proposal.items]
    errors = [
        FieldError("unknown_item", "There is no such item on this side of the signal", pointer=f"/items/{index}/id")
        for index, name in enumerate(named)
        if name not in found
    ] + [
        FieldError("repeated_item", "Each item is named once", pointer=f"/items/{index}")
        for index, name in enumerate(named)
        if name in named[:index]
    ]
    if errors:
        raise InvalidInput(f"The body has {len(errors)} error(s).", errors=errors)
    return [(item, found[item.kind, item.id]) for item in proposal.items]


async def _contents(work: Work, proposal: SharingProposal, ring: KeyRing) -> Found:
    """Decrypt the items that the proposal names; what is not named stays closed."""
    signal_id, side = SignalId(proposal.signal_id), proposal.compartment
    key = (await open_keys(work.connection, signal_id, ring)).get(side)
    if key is None:
        return {}
    wanted = {kind: [item.id for item in proposal.items if item.kind is kind] for kind in ItemKind}
    found: Found = {}
    for kind, model in ((ItemKind.PERSON, PersonRecord), (ItemKind.LOCATION, LocationRecord)):
        query = select(model.id, model.record).where(
            model.signal_id == signal_id, model.compartment == side, model.id.in_(wanted[kind])
        )
        for row in await work.connection.execute(query):
            plain = key.decrypt(row.record, place=f"{model.__tablename__}.record:{row.id}")
            found[kind, row.id] = {**orjson.loads(plain), "id": str(row.id)}
    if wanted[ItemKind.NARRATIVE]:
        found |= await _narrative(work, signal_id, side, key)
    done = await read_interventions(work, signal_id, side, key, wanted[ItemKind.INTERVENTION])
    found |= {(ItemKind.INTERVENTION, intervention_id): content for intervention_id, content in done.items()}
    return found | await _additions(work, signal_id, side, key, wanted[ItemKind.ENRICHMENT])


async def _narrative(work: Work, signal_id: SignalId, side: Compartment, key: DataKey) -> Found:
    query = select(Part.narrative).where(Part.signal_id == signal_id, Part.compartment == side)
    row = (await work.connection.execute(query)).one_or_none()
    if row is None:
        return {}
    narrative = key.decrypt(row.narrative, place=place_of_narrative(signal_id, side)).decode()
    return {(ItemKind.NARRATIVE, signal_id): {"narrative": narrative}}


async def _additions(work: Work, signal_id: SignalId, side: Compartment, key: DataKey, ids: Collection[UUID]) -> Found:
    query = select(Enrichment.id, Enrichment.kind, Enrichment.content).where(
        Enrichment.signal_id == signal_id, Enrichment.compartment == side, Enrichment.id.in_(ids)
    )
    return {
        (ItemKind.ENRICHMENT, row.id): {
            "kind": row.kind,
            "text": key.decrypt(row.content, place=f"enrichments.content:{row.id}").decode(),
        }
        for row in await work.connection.execute(query)
    }


async def open_items(work: Work, decision_id: UUID, key: DataKey) -> list[ItemView]:
    """Return the items of a decision as they stood when it was proposed, in the order they were named."""
    query = select(SharedItem.id, SharedItem.kind, SharedItem.item_id, SharedItem.content)
    rows = await work.connection.execute(query.where(SharedItem.decision_id == decision_id).order_by(SharedItem.id))
    return list(_views(rows, key))


def _views(rows: Iterable[DatabaseRow], key: DataKey) -> Iterable[ItemView]:
    for row in rows:
        content = orjson.loads(key.decrypt(row.content, place=place_of(row.id)))
        match kind := ItemKind(row.kind):
            case ItemKind.PERSON:
                yield ItemView(kind=kind, id=row.item_id, person=PersonView.model_validate(content))
            case ItemKind.LOCATION:
                yield ItemView(kind=kind, id=row.item_id, location=LocationView.model_validate(content))
            case ItemKind.NARRATIVE:
                yield ItemView(kind=kind, id=row.item_id, narrative=content["narrative"])
            case ItemKind.ENRICHMENT:
                yield ItemView(kind=kind, id=row.item_id, enrichment=SharedEnrichment.model_validate(content))
            case ItemKind.INTERVENTION:
                yield ItemView(kind=kind, id=row.item_id, intervention=SharedIntervention.model_validate(content))
