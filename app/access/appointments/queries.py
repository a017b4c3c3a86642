"""The SQL for reading appointments. Row-level security decides again which rows there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, text

from app.access.appointments.states import AppointmentStatus
from app.access.gate import Work
from app.access.matrix import Role

LISTED = """
WITH listed AS (
  SELECT a.id, a.actor_id, coalesce(h.issuer, t.issuer) AS issuer, coalesce(h.subject, t.subject) AS subject,
    CASE WHEN a.approved_at IS NULL AND a.lent_from IS NULL THEN coalesce(a.holder_name, h.name)
      ELSE coalesce(h.name, a.holder_name, t.subject) END AS name,
    a.role, a.municipality_code, a.district_id, a.scopes,
    a.valid_from, a.valid_until,
    CASE
      WHEN a.withdrawn_at IS NOT NULL THEN 'withdrawn'
      WHEN a.valid_until <= :now OR o.valid_until <= :now OR o.withdrawn_at IS NOT NULL THEN 'ended'
      WHEN a.approved_at IS NULL THEN 'proposed'
      WHEN a.valid_from > :now OR o.valid_from > :now THEN 'future'
      ELSE 'current'
    END AS status,
    a.lent_from, o.actor_id AS lender_id, a.proposed_by AS proposer_id, p.name AS proposed_by, a.proposed_at,
    v.name AS approved_by, a.approved_at, w.name AS withdrawn_by, a.withdrawn_at, a.last_used_on,
    coalesce(h.kind, 'person') AS holder_kind
  FROM appointments a
  LEFT JOIN actors h ON h.id = a.actor_id
  LEFT JOIN LATERAL access.proposed_holder(a.id) t ON h.id IS NULL
  LEFT JOIN appointments o ON o.id = a.lent_from
  LEFT JOIN actors p ON p.id = a.proposed_by
  LEFT JOIN actors v ON v.id = a.approved_by
  LEFT JOIN actors w ON w.id = a.withdrawn_by
)
SELECT * FROM listed WHERE {conditions} ORDER BY id DESC LIMIT :limit
"""
"""Appointments with where they stand now. One that was lent ends with the one that it was lent from.

Who is known here is for beheerders: whoever lends reads back what they sent, and no more.
"""

CONDITIONS: Mapping[str, str] = {
    "id": "id = :id",
    "actor_id": "actor_id = :actor_id",
    "role": "role = :role",
    "district": "district_id = :district",
    "municipality_code": "municipality_code = :municipality_code",
    "status": "status = :status",
    "before": "id < :before",
}

LOCK = text(
    """
    SELECT id FROM appointments WHERE actor_id = (SELECT a.actor_id FROM appointments a WHERE a.id = :id)
    ORDER BY id FOR UPDATE
    """
)
"""Holds all appointments of one holder, so that decisions about the same person or client come one after another."""

MAY_APPROVE = text("SELECT access.may_approve(:id)")
ACTOR_OF = text("SELECT access.actor_of(:id, :issuer, :subject, :name, :kind)")


class Kind(Enum):
    """Whose appointments: people's, or those of machine clients, which never show among each other."""

    PERSON = "person"
    CLIENT = "client"

    @property
    def condition(self) -> str:
        """The rows that are of this kind."""
        return f"role {'=' if self is Kind.CLIENT else '<>'} '{Role.SYSTEM}'"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who an appointment is for, by the tokens that they sign in with."""

    issuer: str
    subject: str
    name: str


class AppointmentRow(NamedTuple):
    """An appointment with the names in its history, and where it stands."""

    id: UUID
    actor_id: UUID
    issuer: str
    subject: str
    name: str
    role: str
    municipality_code: str | None
    district_id: str | None
    scopes: list[str] | None
    valid_from: datetime
    valid_until: datetime | None
    status: AppointmentStatus
    lent_from: UUID | None
    lender_id: UUID | None
    proposer_id: UUID | None
    proposed_by: str | None
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    last_used_on: date | None
    holder_kind: str


async def read_appointments(work: Work, kind: Kind, limit: int, **wanted: object) -> list[AppointmentRow]:
    """Return appointments of a kind, the newest first; `wanted` names conditions, and None asks for nothing."""
    asked = {name: value for name, value in wanted.items() if value is not None}
    query = _query(" AND ".join([kind.condition, *(CONDITIONS[name] for name in sorted(asked))]))
    rows = await work.connection.execute(query, {"now": work.now, "limit": limit, **asked})
    return [AppointmentRow._make(row)._replace(status=AppointmentStatus(row.status)) for row in rows]


@cache
def _query(conditions: str) -> TextClause:
    return text(LISTED.format(conditions=conditions))


async def read_appointment(work: Work, kind: Kind, appointment_id: UUID) -> AppointmentRow | None:
    """Return an appointment of a kind, or None."""
    rows = await read_appointments(work, kind, 1, id=appointment_id)
    return rows[0] if rows else None


async def lock_holder_of(work: Work, appointment_id: UUID) -> None:
    """Hold the appointments of the holder of this one against others until this transaction ends."""
    await work.connection.execute(LOCK, {"id": appointment_id})


async def may_approve(work: Work, appointment_id: UUID) -> bool:
    """Tell whether neither the caller nor who lent the caller the right to approve stands behind a proposal."""
    found: bool = (await work.connection.execute(MAY_APPROVE, {"id": appointment_id})).scalar_one()
    return found


async def find_or_make_actor(work: Work, new: UUID, holder: Holder, kind: Kind) -> UUID | None:
    """Return the actor of these tokens, made under the `new` id where there is none; None when of another kind."""
    parameters = {"id": new, "issuer": holder.issuer, "subject": holder.subject, "name": holder.name}
    found: UUID | None = (await work.connection.execute(ACTOR_OF, {**parameters, "kind": kind.value})).scalar_one()
    return found
