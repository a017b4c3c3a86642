"""Raw counts of a period, as the database hands them to the worker. They are kept nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from app.monitor.figures.definitions import (
    FIGURE_OF_SCALE,
    OF_ASSESSMENTS,
    POSITIVE,
    TIMELY_FIGURE_OF,
    Answer,
    Figure,
    Grouping,
    answer_of,
)
from app.monitor.figures.periods import Period, Span
from app.platform.database import fetch_slowly

EFFECTS = "SELECT * FROM access.count_effects($1, $2, $3)"
ASSESSMENTS = "SELECT * FROM access.count_assessments($1, $2, $3)"
INTERVENTIONS = "SELECT * FROM access.count_interventions($1, $2)"
SIGNALS = "SELECT * FROM access.count_signals($1, $2)"
TIMELY = "SELECT * FROM access.count_timely($1, $2)"
NAMED_BY = (
    Grouping.KIND,
    Grouping.FORM,
    Grouping.SECTOR,
    Grouping.DISTRICT,
    Grouping.TARGET,
    Grouping.MUNICIPALITY,
    Grouping.DESK,
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one kind there were: a cell as fine as figures are ever added up from."""

    compartment: str
    figure: Figure
    groups: Mapping[Grouping, str]
    answer: Answer
    size: int
    weeks: int = 0
    """Of an effect, how long after the start of the intervention it was seen."""


async def count(connection: AsyncConnection, period: Period, domain_of: Mapping[str, str]) -> list[Count]:
    """Count what is published of a period. `domain_of` tells of which domain each kind of intervention is."""
    window = (period.begins, period.ends)
    if period.span is Span.MONTH:
        return [_count(row, Figure.SIGNALS, Answer.COUNTED) for row in await fetch_slowly(connection, SIGNALS, *window)]
    if period.span is Span.QUARTER:
        return [
            _count(row, TIMELY_FIGURE_OF[row["work"]], Answer.TIMELY if row["timely"] else Answer.LATE)
            for row in await fetch_slowly(connection, TIMELY, *window)
        ]
    due = (period.first_day, period.first_day_after, period.ends)
    return [
        *(
            _count(row, FIGURE_OF_SCALE[row["scale"]], answer_of(row["outcome"]), domain_of, row["weeks"])
            for row in await fetch_slowly(connection, EFFECTS, *window, sorted(POSITIVE))
        ),
        *(
            _count(row, figure, _answer_of(row, figure), domain_of)
            for row in await fetch_slowly(connection, ASSESSMENTS, *due)
            for figure in OF_ASSESSMENTS
        ),
        *(
            _count(row, Figure.INTERVENTIONS, Answer.COUNTED, domain_of)
            for row in await fetch_slowly(connection, INTERVENTIONS, *window)
        ),
    ]


def _answer_of(row: asyncpg.Record, figure: Figure) -> Answer:
    if not row["assessed"]:
        return Answer.NOT_MADE
    if figure is Figure.ASSESSMENTS:
        return Answer.MADE
    return Answer.TIMELY if row["timely"] else Answer.LATE


def _count(
    row: asyncpg.Record, figure: Figure, answer: Answer, domain_of: Mapping[str, str] | None = None, weeks: int = 0
) -> Count:
    groups = {name: str(row[name]) for name in NAMED_BY if name in row}
    if domain_of is not None:
        groups[Grouping.DOMAIN] = domain_of[groups[Grouping.KIND]]
    return Count(row["compartment"], figure, groups, answer, row["size"], weeks)
