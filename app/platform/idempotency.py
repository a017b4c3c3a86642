"""`Idempotency-Key`: a write that is sent twice is done once.

What is kept is which resource a key made, never the answer: the resource is read again with the rights of now. The
fingerprint is keyed, so that a body cannot be guessed from it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.ids import ActorId
from app.platform.models import IdempotencyKey
from app.platform.problems import Conflict


class Fingerprints:
    """Makes keyed digests of request bodies."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, body: bytes) -> bytes:
        """Digest a body."""
        return hmac.digest(self._key, b"idempotency:" + body, hashlib.sha256)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sending of a write: the client's name for it, if it gave one, and the digest of what was sent."""

    key: str | None
    fingerprint: bytes


async def earlier_result(
    connection: AsyncConnection,
    attempt: Attempt,
    *,
    actor_id: ActorId,
    operation: str,
    resource_id: UUID,
    now: datetime,
) -> UUID | None:
    """Return what an earlier attempt with this actor's key made, or None when this is the first.

    The first is remembered as having made `resource_id`.
    A second attempt waits here until the first has ended. Raises Conflict when the key was used for another body.
    """
    if attempt.key is None:
        return None
    place = (
        IdempotencyKey.actor_id == actor_id,
        IdempotencyKey.operation == operation,
        IdempotencyKey.key == attempt.key,
    )
    claimed = await connection.execute(
        insert(IdempotencyKey)
        .values(
            actor_id=actor_id,
            operation=operation,
            key=attempt.key,
            fingerprint=attempt.fingerprint,
            resource_id=resource_id,
            created_at=now,
        )
        .on_conflict_do_nothing()
    )
    if claimed.rowcount == 1:
        return None
    earlier = (
        await connection.execute(select(IdempotencyKey.fingerprint, IdempotencyKey.resource_id).where(*place))
    ).one()
    if not hmac.compare_digest(earlier.fingerprint, attempt.fingerprint):
        raise Conflict("This Idempotency-Key was used for another request; use a new one.")
    return UUID(str(earlier.resource_id))
