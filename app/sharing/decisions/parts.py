"""What one side of a signal has, as items of a sharing decision: taken as it stands."""

from collections.abc import Collection
from uuid import UUID

import orjson
from sqlalchemy import select

from app.access.gate import Work
from app.access.matrix import Compartment
from app.interventions.models import Intervention
from app.platform.crypto import DataKey
from app.platform.ids import SignalId
from app.sharing.decisions.deeds import read_interventions
from app.sharing.decisions.kinds import Found, ItemKind, Named
from app.signals.keys import KeyRing, open_keys
from app.signals.models import Enrichment, LocationRecord, Part, PersonRecord
from app.signals.parts import place_of_narrative


async def read_part(work: Work, signal_id: SignalId, side: Compartment, named: Named, ring: KeyRing) -> Found:
    """Decrypt the named items of a side of a signal; what is not named stays closed."""
    key = (await open_keys(work.connection, signal_id, ring)).get(side)
    if key is None:
        return {}
    found: Found = {}
    for kind, model in ((ItemKind.PERSON, PersonRecord), (ItemKind.LOCATION, LocationRecord)):
        query = select(model.id, model.record).where(
            model.signal_id == signal_id, model.compartment == side, model.id.in_(named[kind])
        )
        for row in await work.connection.execute(query):
            plain = key.decrypt(row.record, place=f"{model.__tablename__}.record:{row.id}")
            found[kind, row.id] = {**orjson.loads(plain), "id": str(row.id)}
    if named[ItemKind.NARRATIVE]:
        found |= await _narrative(work, signal_id, side, key)
    here = (Intervention.signal_id == signal_id) & (Intervention.compartment == side)
    found |= await read_interventions(work, here, key, named[ItemKind.INTERVENTION])
    return found | await _additions(work, signal_id, side, key, named[ItemKind.ENRICHMENT])


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
