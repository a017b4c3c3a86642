"""Reminding the DSP of what waits too long: what the worker does, through one function of the database."""

from datetime import datetime
from typing import cast

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.triage.escalations.raising import WORKER

REMIND = text("SELECT access.remind_of_proposals(:now, :actor, :limit)")


async def remind_due(connection: AsyncConnection, now: datetime, limit: int) -> int:
    """Tell of proposals that wait longer than their term, each once for a submission; return of how many it was told.

    What was told and that it was are of one transaction, so that a worker that is killed tells again or has told.
    """
    reminded = await connection.execute(REMIND, {"now": now, "actor": WORKER, "limit": limit})
    return cast("int", reminded.scalar_one())
