"""What time does to who is in a case: what the worker tells, through functions of the database.

The programme asks that casework goes on and names no term; the notice is ours (decision 123).
"""

from datetime import datetime
from typing import cast

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.reference.working_time import Calendar
from app.routing.terms import parse_term
from app.triage.escalations.raising import WORKER

NOTICE = parse_term("3 working days")
"""How long before its end a membership is told of, so that the lead can still extend it."""
REMIND = text("SELECT access.remind_of_memberships(:now, :before, :actor, :limit)")
WATCH = text("SELECT access.watch_cases(:now, :actor, :limit)")


async def remind_of_members(connection: AsyncConnection, now: datetime, calendar: Calendar, limit: int) -> int:
    """Tell members and leads of memberships that end soon, once for each end; return of how many it was told."""
    values = {"now": now, "before": NOTICE.after(now, calendar), "actor": WORKER, "limit": limit}
    return cast("int", (await connection.execute(REMIND, values)).scalar_one())


async def watch_cases(connection: AsyncConnection, now: datetime, limit: int) -> int:
    """Tell the desks of cases that came to be without a lead, once for each time; return of how many it was told."""
    return cast("int", (await connection.execute(WATCH, {"now": now, "actor": WORKER, "limit": limit})).scalar_one())
