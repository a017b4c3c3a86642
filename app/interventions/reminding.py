"""Assessments that fall due: what the worker does, through one function of the database."""

from datetime import datetime
from typing import cast

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.triage.escalations.raising import WORKER

OPEN = text("SELECT access.open_assessments(:now, :actor, :limit)")


async def open_due(connection: AsyncConnection, now: datetime, limit: int) -> int:
    """Open the tasks of assessments that are due within two weeks, each once; return how many were opened.

    A task is late, escalated and told of as any other: that is what reminds of an assessment.
    """
    opened = await connection.execute(OPEN, {"now": now, "actor": WORKER, "limit": limit})
    return cast("int", opened.scalar_one())
