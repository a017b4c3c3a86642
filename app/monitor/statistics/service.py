"""What the statistics tell: published figures, with labels, shares and what those are worth."""

from collections.abc import Mapping
from types import MappingProxyType

from app.access.gate import Work
from app.access.matrix import Compartment
from app.monitor.figures.definitions import FIGURE_OF_SCALE, TIMELY_FIGURE_OF, Figure, Grouping
from app.monitor.figures.rising import FALSE_ALARMS
from app.monitor.statistics import runs
from app.monitor.statistics.labels import ALL, Labels
from app.monitor.statistics.queries import FigureSet, read_figures, read_kind_labels, read_periods, read_run
from app.monitor.statistics.schemas import (
    CountedGroup,
    EffectGroup,
    EffectQuery,
    EffectSide,
    InterventionEffects,
    PublishedPeriod,
    PublishedPeriods,
    RisingFeatures,
    SignalFigures,
    SignalQuery,
    SignalSide,
    Statistic,
    Timeliness,
    TimelinessGroup,
    TimelinessQuery,
    TimelinessSide,
)
from app.monitor.statistics.schemas import Work as KindOfWork
from app.platform.database import DatabaseRow
from app.reference.snapshot import ReferenceSnapshot

TOLD_BY: Mapping[tuple[Statistic, KindOfWork | None], Figure] = MappingProxyType(
    {
        (Statistic.INTERVENTION_EFFECTS, None): Figure.EFFECT_ON_EXPLOITATION,
        (Statistic.SIGNALS, None): Figure.SIGNALS,
        **{(Statistic.TIMELINESS, work): TIMELY_FIGURE_OF[work] for work in KindOfWork},
    }
)
"""By which figure it is seen that a statistic was published of a period."""


async def intervention_effects(work: Work, query: EffectQuery, reference: ReferenceSnapshot) -> InterventionEffects:
    """Tell what interventions turned out to do in a half-year, or in several; raises NotFound without the last one."""
    figure = FIGURE_OF_SCALE[query.scale]
    figures = (figure, Figure.ASSESSMENTS, Figure.INTERVENTIONS)
    run = await read_run(work, figures, (query.group_by,), query.period, query.half_years)
    labels = Labels(reference, await read_kind_labels(work))

    def lines(side: Compartment, of: Figure, name: str | None) -> list[DatabaseRow | None]:
        return [found.line(side, of, name) for found in run]

    def group(side: Compartment, name: str | None) -> EffectGroup:
        return EffectGroup(
            code=name,
            label=ALL if name is None else labels.of(query.group_by, name),
            interventions=runs.counted(lines(side, Figure.INTERVENTIONS, name)),
            assessments=runs.measured(lines(side, Figure.ASSESSMENTS, name)),
            effects=runs.effect_measured(lines(side, figure, name), lines(side, figure, None)),
        )

    sides = [
        EffectSide(
            compartment=side,
            told_apart=runs.apart(lines(side, figure, None)),  # of its groups as of the total
            total=group(side, None),
            groups=[group(side, name) for name in sorted({name for found in run for name in found.names(side)})],
        )
        for side in Compartment
        if any(side in found.sides() for found in run)
    ]
    return InterventionEffects(
        period=run[-1].period,
        half_years=[found.period for found in run],
        scale=query.scale,
        group_by=query.group_by,
        published_at=run[-1].published_at,
        sides=sides,
    )


async def signals(work: Work, query: SignalQuery, reference: ReferenceSnapshot) -> SignalFigures:
    """Give the picture of a month; raises NotFound when nothing was published of it."""
    found = await read_figures(work, (Figure.SIGNALS, Figure.RISING), (query.group_by, Grouping.FEATURES), query.period)
    labels = Labels(reference, {})

    def group(side: Compartment, name: str | None) -> CountedGroup:
        line = found.line(side, Figure.SIGNALS, name)
        label = ALL if name is None else labels.of(query.group_by, name)
        return CountedGroup(code=name, label=label, size=None if line is None else line.size)

    sides = [
        SignalSide(
            compartment=side,
            total=group(side, None),
            groups=[group(side, row.name) for row in found.of(side, Figure.SIGNALS)],
            rising=[_rising(row.name, labels) for row in found.of(side, Figure.RISING)],
        )
        for side in found.sides()
    ]
    return SignalFigures(
        period=found.period,
        group_by=query.group_by,
        published_at=found.published_at,
        false_alarm_rate=FALSE_ALARMS,
        sides=sides,
    )


def _rising(name: str, labels: Labels) -> RisingFeatures:
    codes = name.split("|")
    return RisingFeatures(codes=codes, labels=[labels.of(*code.split(":", 1)) for code in codes])


async def timeliness(work: Work, query: TimelinessQuery, reference: ReferenceSnapshot) -> Timeliness:
    """Tell how timely desks were in a period; raises NotFound when nothing was published of it for the caller."""
    figure = TIMELY_FIGURE_OF[query.work]
    found = await read_figures(work, (figure,), (Grouping.DESK,), query.period)
    labels = Labels(reference, {})
    return Timeliness(
        period=found.period,
        work=query.work,
        published_at=found.published_at,
        sides=[_timely(found, figure, side, labels) for side in found.sides()],
    )


def _timely(found: FigureSet, figure: Figure, side: Compartment, labels: Labels) -> TimelinessSide:
    total = found.line(side, figure, None)
    return TimelinessSide(
        compartment=side,
        total=None if total is None else TimelinessGroup(code=None, label=ALL, measured=runs.measured([total])),
        groups=[
            TimelinessGroup(code=row.name, label=labels.of(Grouping.DESK, row.name), measured=runs.measured([row]))
            for row in found.of(side, figure)
        ],
    )


async def published_periods(work: Work) -> PublishedPeriods:
    """List of which periods each statistic was published, by what is asked for it."""
    published_at = {(row.figure, row.period): row.published_at for row in await read_periods(work)}
    items = [
        PublishedPeriod(statistic=statistic, work=kind, period=period, published_at=moment)
        for (statistic, kind), told_by in TOLD_BY.items()
        for (figure, period), moment in published_at.items()
        if figure == told_by
    ]
    return PublishedPeriods(items=items)
