"""Collecting the half-year report."""

from collections.abc import Awaitable
from typing import TypeVar

from app.access.gate import Work
from app.interventions.vocabulary import EffectScale
from app.monitor.figures.periods import Period, Span
from app.monitor.programme.schemas import EntryKind, EntryQuery
from app.monitor.programme.service import list_actions, list_entries, list_norms
from app.monitor.reports import sections, wording
from app.monitor.reports.document import Report, Section
from app.monitor.statistics import service as statistics
from app.monitor.statistics.schemas import (
    EffectGrouping,
    EffectQuery,
    InterventionEffects,
    Run,
    SignalQuery,
    TimelinessQuery,
)
from app.monitor.statistics.schemas import Work as KindOfWork
from app.platform.clock import local_date
from app.platform.crypto import WrappingKeys
from app.platform.pagination import Cursors
from app.platform.problems import NotFound
from app.reference.snapshot import ReferenceSnapshot

T = TypeVar("T")
OTHER_SCALES = (EffectScale.VICTIM, EffectScale.PERPETRATOR)
MOST_EVALUATIONS = 100


async def half_year_report(
    work: Work, half_year: Period, reference: ReferenceSnapshot, cursors: Cursors, keys: WrappingKeys
) -> Report:
    """Collect what is known of a half-year that is over; raises NotFound for one that is not.

    Figures are those that were published; norms and lights are as the data stands.
    """
    if half_year.ends > work.now:
        raise NotFound
    goals = {code: value.label_nl for code, value in reference.code_lists["strategic-goal"].items()}
    quarters = _within(half_year, Span.QUARTER)
    actions = await list_actions(work, quarters[-1], reference)
    query = EntryQuery(kind=EntryKind.EVALUATION, period=half_year.name, limit=MOST_EVALUATIONS)
    evaluations = await list_entries(work, query, cursors, keys)
    effects = await _effects(work, half_year, reference)
    norms = [await list_norms(work, quarter, reference) for quarter in quarters]
    return Report(
        "Aanpak mensenhandel Zeeland-West-Brabant",
        f"Halfjaarrapportage, {wording.HALVES[half_year.number]} helft van {half_year.year}; "
        f"opgemaakt op {local_date(work.now):%d-%m-%Y}",
        [
            sections.in_brief(effects.get(EffectGrouping.ALL), norms, actions),
            await _signals(work, half_year, reference),
            sections.on_effects(
                effects, await _other_effects(work, half_year, reference), await _runs(work, half_year, reference)
            ),
            sections.on_norms(norms, reference.districts),
            await _timeliness(work, half_year, quarters, reference),
            sections.on_actions(actions, goals, reference.districts),
            sections.on_evaluations(evaluations.items, reference.districts),
            Section("Verantwoording", wording.METHOD),
        ],
    )


def _within(half_year: Period, span: Span) -> list[Period]:
    period = Period.of(span, half_year.first_day)
    listed = []
    while period.ends <= half_year.ends:
        listed.append(period)
        period = period.next
    return listed


async def _signals(work: Work, half_year: Period, reference: ReferenceSnapshot) -> Section:
    months = _within(half_year, Span.MONTH)
    found = [await _known(statistics.signals(work, SignalQuery(period=month.name), reference)) for month in months]
    return sections.on_signals([one for one in found if one is not None])


async def _effects(
    work: Work, half_year: Period, reference: ReferenceSnapshot
) -> dict[EffectGrouping, InterventionEffects]:
    found = {}
    for grouping in EffectGrouping:
        query = EffectQuery(period=half_year.name, group_by=grouping)
        one = await _known(statistics.intervention_effects(work, query, reference))
        if one is not None:
            found[grouping] = one
    return found


async def _other_effects(work: Work, half_year: Period, reference: ReferenceSnapshot) -> list[InterventionEffects]:
    others = []
    for scale in OTHER_SCALES:
        query = EffectQuery(period=half_year.name, scale=scale)
        others.append(await _known(statistics.intervention_effects(work, query, reference)))
    return [one for one in others if one is not None]


async def _runs(work: Work, half_year: Period, reference: ReferenceSnapshot) -> list[InterventionEffects]:
    """Collect what worked by kind in several half-years together, as far as more than in fewer of them is told."""
    runs: list[InterventionEffects] = []
    for number in (Run.TWO, Run.FOUR):
        query = EffectQuery(period=half_year.name, half_years=number, group_by=EffectGrouping.KIND)
        run = await _known(statistics.intervention_effects(work, query, reference))
        if run is not None and len(run.half_years) > max((len(one.half_years) for one in runs), default=1):
            runs.append(run)
    return runs


async def _timeliness(work: Work, half_year: Period, quarters: list[Period], reference: ReferenceSnapshot) -> Section:
    found = []
    for kind in KindOfWork:
        for period in [half_year] if kind is KindOfWork.ASSESSMENT else quarters:
            query = TimelinessQuery(period=period.name, work=kind)
            found.append(await _known(statistics.timeliness(work, query, reference)))
    return sections.on_timeliness([one for one in found if one is not None])


async def _known(asked: Awaitable[T]) -> T | None:
    """Return what is asked, or None when nothing was published of it."""
    try:
        return await asked
    except NotFound:
        return None
