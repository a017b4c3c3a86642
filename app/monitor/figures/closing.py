"""Publishing the figures of periods that are over: what the worker does, through functions of the database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import cast

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.interventions.vocabulary import InterventionTarget
from app.monitor.figures.beside import beside_effects, without_logged_by_group
from app.monitor.figures.counting import count
from app.monitor.figures.definitions import NOT_TOLD, SEVERAL_FORMS, Figure, Grouping
from app.monitor.figures.overlap import Month, without_given_by_form, without_what_gives_away
from app.monitor.figures.periods import Period, Span, over_since
from app.monitor.figures.picture import picture
from app.monitor.figures.publishing import SIDES, Line, Publication
from app.platform.clock import start_of
from app.platform.database import dump_json, fetch
from app.signals.vocabulary import ExploitationForm, Sector

SO_FAR = "SELECT * FROM access.figures_so_far()"
PUBLISHED = "SELECT * FROM access.published_sizes($1)"
PUBLISH = text("SELECT access.publish_figures(:now, :figures)")


async def publish_next(connection: AsyncConnection, now: datetime, key: bytes) -> int:
    """Publish one period that is over and was not published yet, the first; return how many lines that gave.

    A period is over when the clock says so, and people have worked on two days after it within a week, as was recorded.
    Each is published in a transaction of its own, and once: another worker that publishes the same changes nothing.
    `key` is that of the lots by which it is drawn who is left out beside the few.
    """
    (state,) = await fetch(connection, SO_FAR)
    if state["begun_at"] is None or state["settled_on"] is None:
        return 0
    # A clock that is ahead would have what is to come published, for ever: so people must have worked after it too.
    known_until = min(now, start_of(state["settled_on"]))
    # Since the service was installed, not since the first signal: on whose side that came nobody is to learn.
    for span in Span:
        for period in over_since(span, state["begun_at"], known_until):
            if period.name not in state["periods"]:
                return await _publish(connection, period, now, state, key)
    return 0


async def _publish(
    connection: AsyncConnection, period: Period, now: datetime, state: asyncpg.Record, key: bytes
) -> int:
    domain_of: dict[str, str] = state["kinds"]
    counts = list(without_given_by_form(await count(connection, period, domain_of)))
    parent_of = {Grouping.KIND: domain_of, Grouping.MUNICIPALITY: state["municipalities"]}
    names = _names(state, domain_of, parent_of[Grouping.MUNICIPALITY])
    lines = list(Publication(period, names, parent_of, key).lines(counts))
    if period.span is Span.QUARTER:
        months = [
            Month(await count(connection, month, domain_of), await _published(connection, month))
            for month in period.months
        ]
        lines = list(without_what_gives_away(lines, months))
    if period.span is Span.HALF_YEAR:
        lines = list(without_logged_by_group(lines, await _published(connection, period.previous)))
        lines = list(beside_effects(lines, counts))
    if period.span is Span.MONTH:
        lines += await picture(connection, period, lines, {side: state[f"{side}_since"] for side in SIDES})
    written = await connection.execute(PUBLISH, {"now": now, "figures": dump_json([asdict(line) for line in lines])})
    return cast("int", written.scalar_one())


async def _published(connection: AsyncConnection, period: Period) -> list[Line]:
    """Return what was published of a period, without its answers."""
    return [
        Line(
            period.name, row["compartment"], Figure(row["figure"]), Grouping(row["grouping"]), row["name"], row["size"]
        )
        for row in await fetch(connection, PUBLISHED, period.name)
    ]


def _names(
    state: asyncpg.Record, domain_of: dict[str, str], district_of: dict[str, str]
) -> dict[Grouping, Sequence[str]]:
    """List the groups that there are, whether anything is counted of them or not."""
    return {
        Grouping.KIND: tuple(domain_of),
        Grouping.DOMAIN: tuple(dict.fromkeys(domain_of.values())),
        Grouping.FORM: (*ExploitationForm, SEVERAL_FORMS),
        Grouping.SECTOR: (*Sector, NOT_TOLD),
        Grouping.DISTRICT: state["districts"],
        Grouping.TARGET: tuple(InterventionTarget),
        Grouping.MUNICIPALITY: tuple(district_of),
    }
