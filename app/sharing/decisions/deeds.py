"""Interventions as items of a sharing decision: what was done and what it did, as it stands."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from app.access.gate import Work
from app.interventions.models import Effect, Intervention
from app.interventions.states import InterventionStatus
from app.interventions.views import place_of_description, place_of_explanation
from app.platform.crypto import DataKey
from app.reference.models import InterventionKind
from app.sharing.decisions.kinds import Content, Found, ItemKind
from app.sharing.models import SharedItem


async def read_interventions(work: Work, place: ColumnElement[bool], key: DataKey, ids: Collection[UUID]) -> Found:
    """Return the named interventions of a place, with every assessment of their effect, the first first.

    The place is a side of a signal or a case, and the key is of that. What was logged in error is no item.
    """
    if not ids:
        return {}
    query = (
        select(*Intervention.__table__.columns, InterventionKind.code)
        .join(InterventionKind, InterventionKind.id == Intervention.kind_id)
        .where(place, Intervention.id.in_(ids), Intervention.status != InterventionStatus.LOGGED_IN_ERROR)
    )
    rows = list(await work.connection.execute(query))
    effects = await _effects(work, key, [row.id for row in rows])
    return {
        (ItemKind.INTERVENTION, row.id): {
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
        for row in rows
    }


async def shares_errors(work: Work, decision_id: UUID) -> bool:
    """Tell whether a decision shares an intervention that was logged in error."""
    # It is marked, also for who is not in its case; unless it was proposed while it was being withdrawn.
    marked = exists().where(SharedItem.decision_id == decision_id, SharedItem.logged_in_error)
    in_error = exists().where(
        SharedItem.decision_id == decision_id,
        SharedItem.kind == ItemKind.INTERVENTION,
        SharedItem.item_id == Intervention.id,
        Intervention.status == InterventionStatus.LOGGED_IN_ERROR,
    )
    return bool((await work.connection.execute(select(marked | in_error))).scalar_one())


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
