"""`Idempotency-Key`: a write that is sent twice is done once.

What is kept is which resource a key made, never the answer: the resource is read again with the rights of now. The
fingerprint is keyed, so that a body cannot be guessed from it.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
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


async def once(
    connection: AsyncConnection,
    *,
    actor_id: ActorId,
    operation: str,
    key: str | None,
    fingerprint: bytes,
    resource_id: UUID,
    now: datetime,
    write: Callable[[], Awaitable[None]],
) -> UUID:
    """Do `write`, which makes `resource_id`, unless this actor's key did so before; return the id that was made.

    A second request with the same key waits until the first has ended. Raises Conflict when the key was used for
    another body.
    """
    if key is None:
        await write()
        return resource_id
    place = (IdempotencyKey.actor_id == actor_id, IdempotencyKey.operation == operation, IdempotencyKey.key == key)
    claimed = await connection.execute(
        insert(IdempotencyKey)
        .values(
            actor_id=actor_id,
            operation=operation,
            key=key,
            fingerprint=fingerprint,
            resource_id=resource_id,
            created_at=now,
        )
        .on_conflict_do_nothing()
    )
    if claimed.rowcount == 1:
        await write()
        return resource_id
    earlier = (
        await connection.execute(select(IdempotencyKey.fingerprint, IdempotencyKey.resource_id).where(*place))
    ).one()
    if not hmac.compare_digest(earlier.fingerprint, fingerprint):
        raise Conflict("This Idempotency-Key was used for another request; use a new one.")
    return earlier.resource_id
