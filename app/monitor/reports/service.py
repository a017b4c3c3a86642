"""Collecting the half-year report."""

from collections.abc import Awaitable, Iterable
from typing import TypeVar

from app.access.gate import Work
from app.interventions.vocabulary import EffectScale
from app.monitor.figures.periods import Period, Span
from app.monitor.programme.actions import list_actions
from app.monitor.programme.service import last_evaluations, list_norms
from app.monitor.reports import effects, programme, signals, timeliness, wording
from app.monitor.reports.brief import HalfYear, in_brief
from app.monitor.reports.document import Report, Section
from app.monitor.reports.evaluations import on_evaluations
from app.monitor.statistics import service as statistics
from app.monitor.statistics.schemas import (
    EffectGrouping,
    EffectQuery,
    InterventionEffects,
    Run,
    SignalFigures,
    SignalGrouping,
    SignalQuery,
    Timeliness,
    TimelinessQuery,
)
from app.monitor.statistics.schemas import Work as KindOfWork
from app.platform.clock import local_date
from app.platform.crypto import WrappingKeys
from app.platform.problems import NotFound
from app.reference.snapshot import ReferenceSnapshot

T = TypeVar("T")


async def half_year_report(work: Work, half_year: Period, reference: ReferenceSnapshot, keys: WrappingKeys) -> Report:
    """Collect what is known of a half-year that is over; raises NotFound for one that is not.

    Figures are those that were published; norms and lights are as the data stands.
    """
    if half_year.ends > work.now:
        raise NotFound
    evaluations = await last_evaluations(work, half_year, keys)
    goals = {code: value.label_nl for code, value in reference.code_lists["strategic-goal"].items()}
    quarters = _within(half_year, Span.QUARTER)
    norms = [await list_norms(work, quarter, reference) for quarter in quarters]
    actions = await list_actions(work, quarters[-1], reference)
    told = HalfYear(
        await _signals(work, half_year, reference), await _totals(work, half_year, reference), norms, actions
    )
    before = await _before(work, half_year.previous, reference)
    return Report(
        "Aanpak mensenhandel Zeeland-West-Brabant",
        f"Halfjaarrapportage, {wording.HALVES[half_year.number]} helft van {half_year.year}; "
        f"opgemaakt op {local_date(work.now):%d-%m-%Y}",
        [
            in_brief(told, before),
            signals.on_signals(told.signals, before.signals, await _grouped_signals(work, half_year, reference)),
            effects.on_effects(
                told.effects,
                before.effects,
                await _grouped_effects(work, half_year, reference),
                await _runs(work, half_year, reference),
            ),
            programme.on_norms(norms, reference.districts),
            timeliness.on_timeliness(await _timeliness(work, half_year, quarters, reference)),
            programme.on_actions(actions, goals, reference.districts),
            on_evaluations(evaluations, reference.districts),
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


async def _before(work: Work, half_year: Period, reference: ReferenceSnapshot) -> HalfYear:
    """Return what the half-year before is compared by: its figures as far as they were published for the caller.

    Norms and lights are there of any time, and would tell of quarters before the service was there that nothing was
    done: they are compared where its first quarter was published.
    """
    if not half_year.is_told_of:
        return HalfYear()
    counted, totals = await _signals(work, half_year, reference), await _totals(work, half_year, reference)
    quarters = _within(half_year, Span.QUARTER)
    published = {one.period for one in (await statistics.published_periods(work)).items}
    if quarters[0].name not in published:
        return HalfYear(counted, totals)
    norms = [await list_norms(work, quarter, reference) for quarter in quarters]
    return HalfYear(counted, totals, norms, await list_actions(work, quarters[-1], reference))


async def _signals(
    work: Work, half_year: Period, reference: ReferenceSnapshot, by: SignalGrouping = SignalGrouping.ALL
) -> list[SignalFigures]:
    queries = (SignalQuery(period=month.name, group_by=by) for month in half_year.months)
    return await _all(statistics.signals(work, query, reference) for query in queries)


async def _grouped_signals(
    work: Work, half_year: Period, reference: ReferenceSnapshot
) -> dict[SignalGrouping, list[SignalFigures]]:
    return {grouping: await _signals(work, half_year, reference, grouping) for grouping in signals.GROUPED}


async def _totals(work: Work, half_year: Period, reference: ReferenceSnapshot) -> list[InterventionEffects]:
    queries = (EffectQuery(period=half_year.name, scale=scale) for scale in EffectScale)
    return await _all(statistics.intervention_effects(work, query, reference) for query in queries)


async def _runs(work: Work, half_year: Period, reference: ReferenceSnapshot) -> list[InterventionEffects]:
    """Collect what worked by kind in several half-years together, as far as more than in fewer of them is told."""
    runs: list[InterventionEffects] = []
    for number in (Run.TWO, Run.FOUR):
        query = EffectQuery(period=half_year.name, half_years=number, group_by=EffectGrouping.KIND)
        for run in await _all([statistics.intervention_effects(work, query, reference)]):
            if len(run.half_years) > max((len(one.half_years) for one in runs), default=1):
                runs.append(run)
    return runs


async def _grouped_effects(
    work: Work, half_year: Period, reference: ReferenceSnapshot
) -> dict[EffectGrouping, InterventionEffects]:
    found = {}
    for grouping in effects.GROUPED:
        query = EffectQuery(period=half_year.name, group_by=grouping)
        for one in await _all([statistics.intervention_effects(work, query, reference)]):
            found[grouping] = one
    return found


async def _timeliness(
    work: Work, half_year: Period, quarters: list[Period], reference: ReferenceSnapshot
) -> dict[KindOfWork, list[Timeliness]]:
    found = {}
    for kind in KindOfWork:
        periods = [half_year] if kind is KindOfWork.ASSESSMENT else quarters
        queries = (TimelinessQuery(period=period.name, work=kind) for period in periods)
        found[kind] = await _all(statistics.timeliness(work, query, reference) for query in queries)
    return found


async def _all(asked: Iterable[Awaitable[T]]) -> list[T]:
    """Return what is asked, one after the other, without that of which nothing was published."""
    found = []
    for one in asked:
        try:
            found.append(await one)
        except NotFound:
            continue
    return found
