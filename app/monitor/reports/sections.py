"""The sections of the half-year report, from what the monitor and the statistics tell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.monitor.figures.definitions import Answer
from app.monitor.programme.norms import Norm
from app.monitor.programme.schemas import ActionList, ActionView, EntryView, NormList, NormView
from app.monitor.reports import wording
from app.monitor.reports.document import Bars, Block, Byline, Section, Table
from app.monitor.reports.wording import LIGHTS, NOT_SHOWN, number, share
from app.monitor.statistics.charts import Bar
from app.monitor.statistics.drawing import LEFT_OUT
from app.monitor.statistics.labels import ALL
from app.monitor.statistics.schemas import (
    EffectGroup,
    EffectGrouping,
    InterventionEffects,
    Measured,
    SignalFigures,
    Timeliness,
    TimelinessSide,
)
from app.monitor.statistics.writing import SCALES, SIDES, WORK, partly, periods, told_apart
from app.platform.clock import local_date

GROUPED = {
    EffectGrouping.DOMAIN: "Per domein",
    EffectGrouping.KIND: "Per soort interventie",
    EffectGrouping.FORM: "Per vorm van uitbuiting",
    EffectGrouping.DISTRICT: "Per district",
}


def _figures(
    caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], *notes: str
) -> Table:
    """Make a table of figures, which tells below it why some are not shown where that is so."""
    hidden = (LEFT_OUT,) if any(NOT_SHOWN in row for row in rows) else ()
    return Table(caption, header, rows, widths, (*hidden, *notes))


def on_signals(months: Sequence[SignalFigures]) -> Section:
    """Tell how many signals came in each month, and what rose."""
    rows, rising = [], []
    for month in months:
        sizes = {side.compartment: side.total.size for side in month.sides}
        rows.append([month.period, *(number(sizes.get(side)) for side in SIDES)])  # type: ignore[call-overload]  # by value
        rising += [
            f"{month.period}, {SIDES[side.compartment].lower()}: {' met '.join(label.nl for label in one.labels)}"
            for side in month.sides
            for one in side.rising
        ]
    blocks: list[Block] = [wording.ON_SIGNALS]
    table = _figures("Signalen per maand", ("Maand", *SIDES.values()), rows, (2, 1, 1))
    blocks.append(table if rows else wording.NOTHING)
    if rising:
        blocks.append("Vaker dan het jaar ervoor verklaart: " + "; ".join(rising) + ".")
    return Section("Signalen", blocks)


def on_effects(
    found: Mapping[EffectGrouping, InterventionEffects],
    others: Sequence[InterventionEffects],
    runs: Sequence[InterventionEffects],
) -> Section:
    """Tell what interventions turned out to do on the exploitation, and for victims and perpetrators.

    `runs` are several half-years together, of which kinds of intervention are told that are too few in one.
    """
    blocks: list[Block] = [wording.ON_EFFECTS]
    if not found:
        return Section("Wat werkt", [*blocks, wording.NOTHING])
    totals = [found[EffectGrouping.ALL], *others]
    rows = [
        [SCALES[one.scale], SIDES[side.compartment], number(_size(side.total)), share(side.total.effects)]
        for one in totals
        for side in one.sides
    ]
    header = ("Waarop", "Kant", "Beoordeeld", "Positief (95%)")
    blocks.append(_figures("Effecten samen", header, rows, (4, 2, 2, 3), *_told_apart(totals)))
    for grouping, caption in GROUPED.items():
        groups = list(_groups(found[grouping])) if grouping in found else []
        if groups:
            blocks.append(_table_of_groups(f"{caption}: effect op de uitbuiting", groups))
        bars = [_bar(name, group) for name, group in groups if group.effects is not None and group.effects.share]
        if len(bars) > 1:
            blocks.append(Bars(f"{caption}: aandeel positief", bars))
    blocks += [table for run in runs if (table := _table_of_run(run)).rows]
    blocks += [wording.ON_ASSESSMENTS, _assessments(found[EffectGrouping.ALL])]
    return Section("Wat werkt", blocks)


def _told_apart(totals: Sequence[InterventionEffects]) -> list[str]:
    """Say of what which answers are told apart, as far as any are told; of its groups as of the total."""
    said = [f"{SCALES[one.scale]}. {' '.join(lines)}" for one in totals if (lines := told_apart(one))]
    together = any(Answer.REST in side.told_apart for one in totals for side in one.sides)
    return [*said, wording.ON_REST] if together else said


def _size(group: EffectGroup) -> int | None:
    return None if group.effects is None else group.effects.size


def _groups(found: InterventionEffects) -> Iterable[tuple[str, EffectGroup]]:
    for side in found.sides:
        for group in side.groups:
            yield f"{group.label.nl} ({SIDES[side.compartment].lower()})", group


def _table_of_groups(caption: str, groups: Iterable[tuple[str, EffectGroup]]) -> Table:
    rows = [
        [
            name,
            number(group.interventions),
            number(_size(group)),
            share(group.effects),
            NOT_SHOWN
            if group.effects is None or group.effects.median_weeks is None
            else f"{group.effects.median_weeks}",
        ]
        for name, group in groups
    ]
    header = ("Groep", "Vastgelegd", "Beoordeeld", "Positief (95%)", "Weken (mediaan)")
    on_weeks = (wording.ON_WEEKS,) if any(row[-1] == NOT_SHOWN for row in rows) else ()
    return _figures(caption, header, rows, (6, 2, 2, 3, 2), *on_weeks, wording.ON_GROUPS)


def _table_of_run(run: InterventionEffects) -> Table:
    """Tell of several half-years together of which kinds it is told what worked, and in which of them."""
    rows = [
        [
            name,
            number(_size(group)),
            share(group.effects),
            "alle" if not (told := partly(run, group)) else told.strip(" ()"),
        ]
        for name, group in _groups(run)
        if group.effects is not None and group.effects.share is not None
    ]
    header = ("Groep", "Beoordeeld", "Positief (95%)", "Halfjaren")
    caption = f"{GROUPED[run.group_by]}, {periods(run)}: effect op de uitbuiting"
    return _figures(caption, header, rows, (6, 2, 3, 3), wording.ON_RUN)


def _bar(name: str, group: EffectGroup) -> Bar:
    assert group.effects is not None  # noqa: S101 - chosen so
    assert group.effects.share is not None  # noqa: S101 - as above
    told = group.effects.share
    return Bar(name, told.value, f"{wording.percent(told.value)} van {group.effects.size}", told.low, told.high)


def _assessments(found: InterventionEffects) -> Table:
    rows = []
    for side in found.sides:
        due = side.total.assessments
        rows.append([SIDES[side.compartment], number(None if due is None else due.size), share(due)])
    return _figures("Beoordelingen", ("Kant", "Nodig", "Gedaan (95%)"), rows, (2, 1, 2))


def on_norms(quarters: Sequence[NormList], districts: Mapping[str, str]) -> Section:
    """Tell how far the norms were reached in each quarter."""
    found = {(norm.norm, norm.district, quarter.quarter): norm for quarter in quarters for norm in quarter.items}
    rows = [
        [norm.label.nl, districts[norm.district], *(_reached(found, norm, quarter.quarter) for quarter in quarters)]
        for norm in quarters[0].items
    ]
    header = ("Norm", "District", *(quarter.quarter for quarter in quarters))
    return Section(
        "Normen", [wording.ON_NORMS, Table("Normen per district", header, rows, (3, 3, *(3 for _ in quarters)))]
    )


def _reached(found: Mapping[tuple[Norm, str, str], NormView], norm: NormView, quarter: str) -> str:
    one = found[norm.norm, norm.district, quarter]
    return f"{one.count} van {one.at_least}, {'gehaald' if one.reached else 'niet gehaald'}"


def on_timeliness(periods: Sequence[Timeliness]) -> Section:
    """Tell how timely the desks were: all together, or one by one to whoever may know of those of a district only."""
    rows = [
        [WORK[found.work], found.period, SIDES[side.compartment], name, share(measured)]
        for found in periods
        for side in found.sides
        for name, measured in _timely(side)
    ]
    header = ("Werk", "Periode", "Kant", "Loket", "Op tijd (95%)")
    table = _figures("Op tijd", header, rows, (4, 2, 2, 4, 3))
    return Section("Op tijd", [wording.ON_TIMELINESS, table if rows else wording.NOTHING])


def _timely(side: TimelinessSide) -> list[tuple[str, Measured | None]]:
    if side.total is None and side.groups:
        return [(group.label.nl, group.measured) for group in side.groups]
    return [(ALL.nl, side.total.measured if side.total else None)]


def on_actions(found: ActionList, goals: Mapping[str, str], districts: Mapping[str, str]) -> Section:
    """Tell how the actions of the programme stand: counted by goal, and one by one where they are not green."""
    counted: dict[str, Counter[str]] = {goal: Counter() for goal in goals}
    attention = []
    for action in found.items:
        counted[action.strategic_goal].update(area.light for area in action.areas)
        lights = [_where(action, light, districts) for light in ("red", "amber")]
        if any(lights):
            last = max((area.last_evidence for area in action.areas if area.last_evidence), default="geen")
            attention.append([f"{action.code} {action.label.nl}", "; ".join(filter(None, lights)), last])
    rows = [[goals[goal], *(str(lights[light]) for light in LIGHTS)] for goal, lights in counted.items()]
    header = ("Strategisch doel", *(name.capitalize() for name in LIGHTS.values()))
    blocks: list[Block] = [wording.ON_LIGHTS, Table("Lichten per doel", header, rows, (8, 1, 1, 1))]
    if attention:
        header = ("Actie", "Licht", "Laatste onderbouwing")
        blocks.append(Table("Acties die aandacht vragen", header, attention, (6, 4, 2)))
    return Section("Acties van het programma", blocks)


def _where(action: ActionView, light: str, districts: Mapping[str, str]) -> str:
    """Write where an action has a light: everywhere, or in which districts."""
    areas = [area for area in action.areas if area.light == light]
    if not areas:
        return ""
    mark = "*" if any(area.light != area.by_rules for area in areas) else ""
    if areas[0].district is None:
        return LIGHTS[light] + mark
    named = [districts[area.district] for area in areas if area.district is not None]
    everywhere = len(areas) == len(action.areas)
    return f"{LIGHTS[light]}{mark}: {'alle districten' if everywhere else ', '.join(named)}"


def in_brief(effects: InterventionEffects | None, norms: Sequence[NormList], actions: ActionList) -> Section:
    """Tell the half-year in a few lines."""
    lines = []
    for side in effects.sides if effects is not None else ():
        told = side.total.effects
        if told is not None and told.share is not None:
            lines.append(
                f"{SIDES[side.compartment]}: van {number(told.size)} beoordeelde interventies had {share(told)} een "
                "positief effect op de uitbuiting."
            )
    reached = [norm.reached for quarter in norms for norm in quarter.items]
    lines.append(f"Normen: {sum(reached)} van {len(reached)} keer gehaald (per district en kwartaal).")
    lights = Counter(str(area.light) for action in actions.items for area in action.areas)
    told_lights = ", ".join(f"{lights[light]} {name}" for light, name in LIGHTS.items())
    lines.append(f"Acties van het programma, per district of regio: {told_lights}.")
    return Section("In het kort", lines)


def on_evaluations(entries: Sequence[EntryView], districts: Mapping[str, str]) -> Section:
    """Repeat what was written as evaluation of the half-year, of the region first."""
    blocks: list[Block] = []
    for entry in sorted(entries, key=lambda one: (one.district is not None, one.district or "", one.written_at)):
        where = "Regio" if entry.district is None else districts[entry.district]
        byline = Byline(f"{where} ({entry.written_by}, {local_date(entry.written_at):%d-%m-%Y})")
        blocks += [byline, *filter(None, entry.words.split("\n"))]
    return Section("Evaluaties", blocks or ["Er is nog geen evaluatie vastgelegd."])
