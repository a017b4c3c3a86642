"""What the statistics tell: published figures, with labels, shares and what those are worth."""

from app.access.gate import Work
from app.access.matrix import Compartment
from app.monitor.figures.definitions import FIGURE_OF_SCALE, TIMELY_FIGURE_OF, Figure, Grouping
from app.monitor.statistics.labels import ALL, Labels
from app.monitor.statistics.measuring import effect_measured, measured, told_apart
from app.monitor.statistics.queries import FigureSet, read_figures, read_kind_labels
from app.monitor.statistics.schemas import (
    CountedGroup,
    EffectGroup,
    EffectQuery,
    EffectSide,
    InterventionEffects,
    RisingFeatures,
    SignalFigures,
    SignalQuery,
    SignalSide,
    Timeliness,
    TimelinessGroup,
    TimelinessQuery,
    TimelinessSide,
)
from app.reference.snapshot import ReferenceSnapshot


async def intervention_effects(work: Work, query: EffectQuery, reference: ReferenceSnapshot) -> InterventionEffects:
    """Tell what interventions turned out to do in a half-year; raises NotFound when nothing was published of it."""
    figure = FIGURE_OF_SCALE[query.scale]
    found = await read_figures(
        work, (figure, Figure.ASSESSMENTS, Figure.INTERVENTIONS), (query.group_by,), query.period
    )
    labels = Labels(reference, await read_kind_labels(work))

    def group(side: Compartment, name: str | None) -> EffectGroup:
        logged = found.line(side, Figure.INTERVENTIONS, name)
        return EffectGroup(
            code=name,
            label=ALL if name is None else labels.of(query.group_by, name),
            interventions=None if logged is None else logged.size,
            assessments=measured(found.line(side, Figure.ASSESSMENTS, name)),
            effects=effect_measured(found.line(side, figure, name), found.line(side, figure, None)),
        )

    sides = [
        EffectSide(
            compartment=side,
            told_apart=told_apart(found.line(side, figure, None)),  # of its groups as of the total (decision 124)
            total=group(side, None),
            groups=[group(side, name) for name in found.names(side)],
        )
        for side in found.sides()
    ]
    return InterventionEffects(
        period=found.period, scale=query.scale, group_by=query.group_by, published_at=found.published_at, sides=sides
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
    return SignalFigures(period=found.period, group_by=query.group_by, published_at=found.published_at, sides=sides)


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
        total=None if total is None else TimelinessGroup(code=None, label=ALL, measured=measured(total)),
        groups=[
            TimelinessGroup(code=row.name, label=labels.of(Grouping.DESK, row.name), measured=measured(row))
            for row in found.of(side, figure)
        ],
    )
