"""Offers that nobody answered in time: what the worker does, through functions of the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.database import apart
from app.platform.logs import get_logger
from app.triage.escalations.raising import WORKER, WRONG, is_of_the_data

DUE = text("SELECT id FROM access.due_referrals(:now, :limit)")
EXPIRE = text("SELECT access.expire_referrals(:now, :actor, CAST(:ids AS uuid[]))")


async def expire_due(connection: AsyncConnection, now: datetime, limit: int) -> int:
    """Let some of the offers expire whose term has passed, each once; return how many did.

    What is due stands in the referrals themselves, and is done in one transaction: what is not committed has not
    happened, and comes up again. An offer that cannot expire keeps no other: the others of the batch are then taken one
    by one, and where none of them can, those whose term passed after.
    """
    passed: set[UUID] = set()
    while ids := await _due(connection, now, limit, passed):
        try:
            return await _expire(connection, now, ids)
        except WRONG as error:
            if not is_of_the_data(error):
                raise
        left = {one for one in ids if not await _expire_alone(connection, now, one)}
        if len(left) < len(ids):
            return len(ids) - len(left)
        passed |= left
    return 0


async def _due(connection: AsyncConnection, now: datetime, limit: int, passed: set[UUID]) -> list[UUID]:
    """Return the offers whose term has passed, the longest ago first, without what is passed by."""
    rows = await connection.execute(DUE, {"now": now, "limit": limit + len(passed)})
    return [one for one in rows.scalars() if one not in passed]


async def _expire(connection: AsyncConnection, now: datetime, ids: Sequence[UUID]) -> int:
    """Let some offers expire, all or none."""
    async with apart(connection):
        expired = await connection.execute(EXPIRE, {"now": now, "actor": WORKER, "ids": list(ids)})
        return cast("int", expired.scalar_one())


async def _expire_alone(connection: AsyncConnection, now: datetime, referral_id: UUID) -> bool:
    """Let one offer expire; tell whether that was possible."""
    try:
        await _expire(connection, now, [referral_id])
    except WRONG as error:
        if not is_of_the_data(error):
            raise
        get_logger().error("an offer cannot expire", referral_id=str(referral_id), error=error)
        return False
    return True
