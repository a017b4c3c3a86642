"""Offers that nobody answered in time: what the worker does, through one function of the database."""

from datetime import datetime
from typing import cast

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.triage.escalations.raising import WORKER

EXPIRE = text("SELECT access.expire_referrals(:now, :actor, :limit)")


async def expire_due(connection: AsyncConnection, now: datetime, limit: int) -> int:
    """Let the offers expire whose term has passed, each once; return how many did.

    What is due stands in the referrals themselves, and is done in one transaction: what is not committed has not
    happened, and comes up again.
    """
    expired = await connection.execute(EXPIRE, {"now": now, "actor": WORKER, "limit": limit})
    return cast("int", expired.scalar_one())
