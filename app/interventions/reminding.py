"""Assessments that fall due: what the worker does, through functions of the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.database import apart
from app.platform.database_errors import is_wrong_data
from app.platform.logs import get_logger
from app.triage.escalations.raising import WORKER

OPEN = text("SELECT access.open_assessments(:now, :actor, :limit, CAST(:only AS uuid[]))")
WAITING = text("SELECT access.waiting_assessments(:now, :limit)")


async def open_due(connection: AsyncConnection, now: datetime, limit: int) -> int:
    """Open the tasks of assessments that are due within two weeks, each once; return how many were opened.

    A task is late, escalated and told of as any other: that is what reminds of an assessment. One that cannot be opened
    keeps no other waiting: those of the batch are then opened one by one.
    """
    try:
        return await _open(connection, now, limit)
    except DBAPIError as error:
        if not is_wrong_data(error):
            raise
    waiting = (await connection.execute(WAITING, {"now": now, "limit": limit})).scalars().all()
    return sum([await _open_alone(connection, now, intervention) for intervention in waiting])


async def _open(connection: AsyncConnection, now: datetime, limit: int, only: Sequence[UUID] | None = None) -> int:
    """Open those of some interventions, or of all, together: all or none."""
    chosen = None if only is None else list(only)
    async with apart(connection):
        opened = await connection.execute(OPEN, {"now": now, "actor": WORKER, "limit": limit, "only": chosen})
    return cast("int", opened.scalar_one())


async def _open_alone(connection: AsyncConnection, now: datetime, intervention: UUID) -> int:
    try:
        return await _open(connection, now, 1, [intervention])
    except DBAPIError as error:
        if not is_wrong_data(error):
            raise
        get_logger().error("an assessment cannot be asked for", intervention_id=str(intervention), error=error)
        return 0
