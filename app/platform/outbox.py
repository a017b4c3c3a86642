"""The outbox: rows for the events table, written in the same statement as the change they tell of."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.platform.ids import ActorId, new_id


def event_row(
    event_type: str,
    *,
    occurred_at: datetime,
    actor_id: ActorId,
    subject_id: UUID,
    signal_id: UUID | None = None,
    municipality_code: str | None = None,
    compartment: str | None = None,
    data: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Make the row of an event; `data` holds codes and ids only, never personal data."""
    return {
        "id": new_id(),
        "type": event_type,
        "occurred_at": occurred_at,
        "actor_id": actor_id,
        "signal_id": signal_id,
        "municipality_code": municipality_code,
        "compartment": compartment,
        "subject_id": subject_id,
        "data": dict(data or {}),
    }
