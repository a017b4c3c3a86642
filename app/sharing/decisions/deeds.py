"""Interventions as items of a sharing decision: what was done and what it did, as it stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from app.access.gate import Work
from app.access.matrix import Compartment
from app.interventions.models import Effect, Intervention
from app.interventions.views import place_of_description, place_of_explanation
from app.platform.crypto import DataKey
from app.platform.ids import SignalId
from app.reference.models import InterventionKind

Content = Mapping[str, object]


async def read_interventions(
    work: Work, signal_id: SignalId, side: Compartment, key: DataKey, ids: Collection[UUID]
) -> dict[UUID, Content]:
    """Return the named interventions on a side of a signal, with every assessment of their effect, the first first."""
    if not ids:
        return {}
    query = (
        select(*Intervention.__table__.columns, InterventionKind.code)
        .join(InterventionKind, InterventionKind.id == Intervention.kind_id)
        .where(Intervention.signal_id == signal_id, Intervention.compartment == side, Intervention.id.in_(ids))
    )
    effects = await _effects(work, key, ids)
    return {
        row.id: {
            "kind": row.code,
            "target": row.target,
            "organisations": row.organisations,
            "status": row.status,
            "plannedFor": row.planned_for,
            "startedOn": row.started_on,
            "endedOn": row.ended_on,
            "description": key.decrypt(row.content, place=place_of_description(row.id)).decode(),
            "effects": effects[row.id],
        }
        for row in await work.connection.execute(query)
    }


async def _effects(work: Work, key: DataKey, ids: Collection[UUID]) -> defaultdict[UUID, list[Content]]:
    found: defaultdict[UUID, list[Content]] = defaultdict(list)
    query = select(*Effect.__table__.columns).where(Effect.intervention_id.in_(ids)).order_by(Effect.id)
    for row in await work.connection.execute(query):
        found[row.intervention_id].append(
            {
                "scale": row.scale,
                "outcome": row.outcome,
                "confidence": row.confidence,
                "assessedOn": row.assessed_on,
                "explanation": key.decrypt(row.content, place=place_of_explanation(row.id)).decode(),
            }
        )
    return found
