"""The SQL for published figures. Row-level security decides which there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.access.gate import Work
from app.access.matrix import Compartment
from app.monitor.figures.definitions import Figure, Grouping
from app.monitor.figures.models import PublishedFigure
from app.monitor.figures.periods import Period
from app.platform.database import DatabaseRow
from app.platform.problems import NotFound
from app.reference.models import InterventionKind


@dataclass(frozen=True, slots=True)
class FigureSet:
    """The lines of some figures of a period, total and by one grouping."""

    period: str
    published_at: datetime
    rows: Sequence[DatabaseRow]

    def sides(self) -> list[Compartment]:
        """List the sides of which there is anything."""
        there = {row.compartment for row in self.rows}
        return [side for side in Compartment if side in there]

    def names(self, side: Compartment) -> list[str]:
        """List the groups of a side of which anything is shown, in alphabetical order."""
        return sorted({row.name for row in self.rows if row.compartment == side and row.grouping != Grouping.ALL})

    def of(self, side: Compartment, figure: Figure) -> list[DatabaseRow]:
        """List the lines of the groups of a figure, in alphabetical order."""
        rows = (row for row in self.rows if row.compartment == side and row.figure == figure)
        return [row for row in rows if row.grouping != Grouping.ALL]

    def line(self, side: Compartment, figure: Figure, name: str | None) -> DatabaseRow | None:
        """Return the line of a group, or of all, of a figure, if anything is shown of it."""
        found = (
            row
            for row in self.rows
            if row.compartment == side
            and row.figure == figure
            and (row.grouping == Grouping.ALL if name is None else row.name == name and row.grouping != Grouping.ALL)
        )
        return next((row for row in found if row.size is not None), None)


async def read_figures(
    work: Work, figures: Sequence[Figure], groupings: Sequence[str], period: str | None
) -> FigureSet:
    """Return what was published of a period, or of the last one; raises NotFound when nothing was, for the caller."""
    return (await read_run(work, figures, groupings, period, 1))[-1]


async def read_run(
    work: Work, figures: Sequence[Figure], groupings: Sequence[str], period: str | None, number: int
) -> list[FigureSet]:
    """Return what was published of a period, or of the last one, and of those before it, a number of them in all.

    Those of which nothing was published are left out; raises NotFound when that is so of the last of them.
    """
    if period is None:
        last = select(func.max(PublishedFigure.period)).where(PublishedFigure.figure == figures[0])
        period = (await work.connection.execute(last)).scalar_one()
    if period is None:
        raise NotFound
    run = [Period.parse(period)]
    while len(run) < number:
        run.append(run[-1].previous)
    chosen = select(*PublishedFigure.__table__.columns).where(
        PublishedFigure.period.in_([one.name for one in run]),
        PublishedFigure.figure.in_(figures),
        PublishedFigure.grouping.in_({Grouping.ALL, *groupings}),
    )
    of_period: dict[str, list[DatabaseRow]] = defaultdict(list)
    for row in await work.connection.execute(chosen.order_by(PublishedFigure.period, PublishedFigure.name)):
        of_period[row.period].append(row)
    if period not in of_period:
        raise NotFound
    return [FigureSet(name, rows[0].published_at, rows) for name, rows in of_period.items()]


async def read_periods(work: Work) -> list[DatabaseRow]:
    """Return of which periods the caller sees anything of each figure, the last period first."""
    published_at = func.max(PublishedFigure.published_at).label("published_at")
    query = select(PublishedFigure.figure, PublishedFigure.period, published_at)
    grouped = query.group_by(PublishedFigure.figure, PublishedFigure.period).order_by(PublishedFigure.period.desc())
    return list(await work.connection.execute(grouped))


async def read_kind_labels(work: Work) -> dict[str, tuple[str, str]]:
    """Return the Dutch and the English label of each kind of intervention."""
    query = select(InterventionKind.code, InterventionKind.label_nl, InterventionKind.label_en)
    return {row.code: (row.label_nl, row.label_en) for row in await work.connection.execute(query)}
