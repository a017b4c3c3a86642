"""What the half-year report tells of interventions: what they turned out to do, and how many were assessed."""

from collections.abc import Iterable, Mapping, Sequence

from app.monitor.figures.definitions import EFFECT
from app.monitor.reports import wording
from app.monitor.reports.document import Bars, Block, Section, Table
from app.monitor.reports.shown import figures
from app.monitor.reports.wording import NOT_SHOWN, number, share
from app.monitor.statistics.charts import Bar
from app.monitor.statistics.schemas import (
    EffectGroup,
    EffectGrouping,
    EffectMeasured,
    EffectSide,
    InterventionEffects,
    Share,
)
from app.monitor.statistics.writing import SCALES, SIDES, partly, periods, told_apart

GROUPED = {
    EffectGrouping.DOMAIN: "Per domein",
    EffectGrouping.KIND: "Per soort interventie",
    EffectGrouping.FORM: "Per vorm van uitbuiting",
    EffectGrouping.DISTRICT: "Per district",
}
Totals = Sequence[InterventionEffects]
"""The effects of a half-year on each scale, undivided."""


def on_effects(
    totals: Totals,
    before: Totals,
    grouped: Mapping[EffectGrouping, InterventionEffects],
    runs: Sequence[InterventionEffects] = (),
) -> Section:
    """Tell what interventions turned out to do on the exploitation, and for victims and perpetrators.

    `runs` are several half-years together, of which kinds of intervention are told that are too few in one.
    """
    blocks: list[Block] = [wording.ON_EFFECTS]
    if not totals:
        return Section("Wat werkt", [*blocks, wording.NOTHING])
    blocks.append(_together(totals, before))
    notes: Sequence[str] = (wording.ON_GROUPS, wording.ON_WEEKS)
    for grouping, found in grouped.items():
        groups = list(_groups(found))
        if groups:
            table = _table_of_groups(f"{GROUPED[grouping]}: effect op de uitbuiting", groups, notes)
            blocks.append(table)
            said = () if isinstance(table, str) else table.notes
            notes = [note for note in notes if note not in said]  # each is said once
        bars = [_bar(name, told, told.share) for name, group in groups if (told := told_of(group)) and told.share]
        if len(bars) > 1:
            blocks.append(Bars(f"{GROUPED[grouping]}: aandeel positief", bars))
    blocks += [_table_of_run(run) for run in runs if any(_is_of_earlier(run, group) for _, group in _told_groups(run))]
    return Section("Wat werkt", [*blocks, wording.ON_ASSESSMENTS, _assessments(totals[0])])


def _together(totals: Totals, before: Totals) -> Table | str:
    """Write the effects on each scale, beside those of the half-year before where something of it was published."""
    earlier = {(one.scale, side.compartment): side.total.effects for one in before for side in one.sides}
    rows = [
        [
            named(SCALES[one.scale], side),
            number(_size(side.total)),
            share(side.total.effects),
            share(earlier.get((one.scale, side.compartment))),
        ]
        for one in totals
        for side in one.sides
    ]
    header = ("Waarop", "Beoordeeld", "Positief (95%)", "Halfjaar ervoor")
    return figures("Effecten samen", header, rows, (5, 2, 3, 3), *_told_apart(totals))


def _told_apart(totals: Totals) -> list[str]:
    """Say which answers are told apart, as far as any are told; of each scale and side, where those differ."""
    told = {tuple(side.told_apart) for one in totals for side in one.sides if side.told_apart}
    said = [f"{SCALES[one.scale]}. {' '.join(lines)}" for one in totals if (lines := told_apart(one))]
    return [*(said if len(told) > 1 else ()), *((wording.ON_REST,) if EFFECT in told else ())]


def named(name: str, side: EffectSide) -> str:
    """Write the name of something with its side of the wall."""
    return f"{name} ({SIDES[side.compartment].lower()})"


def told_of(group: EffectGroup) -> EffectMeasured | None:
    """Return what is told of the effects of a group, where their share is."""
    return group.effects if group.effects is not None and group.effects.share is not None else None


def _size(group: EffectGroup) -> int | None:
    return None if group.effects is None else group.effects.size


def _groups(found: InterventionEffects) -> Iterable[tuple[str, EffectGroup]]:
    for side in found.sides:
        for group in side.groups:
            yield named(group.label.nl, side), group


def _table_of_groups(caption: str, groups: Sequence[tuple[str, EffectGroup]], notes: Sequence[str]) -> Table | str:
    rows = [
        [name, number(group.interventions), number(_size(group)), share(group.effects), _weeks(group)]
        for name, group in groups
    ]
    is_told = {
        wording.ON_GROUPS: any(group.interventions is not None for _, group in groups),  # not in a first half-year
        wording.ON_WEEKS: any(_weeks(group) != NOT_SHOWN for _, group in groups),
    }
    notes = [note for note in notes if is_told[note]]
    header = ("Groep", "Vastgelegd", "Beoordeeld", "Positief (95%)", "Weken (mediaan)")
    return figures(caption, header, rows, (6, 2, 2, 3, 2), *notes)


def _told_groups(run: InterventionEffects) -> list[tuple[str, EffectGroup]]:
    """List the groups of several half-years of which a share is told."""
    return [(name, group) for name, group in _groups(run) if told_of(group)]


def _is_of_earlier(run: InterventionEffects, group: EffectGroup) -> bool:
    """Tell whether a group of several half-years is told of more than in the last of them."""
    return group.effects is not None and group.effects.told_in != [run.period]


def _table_of_run(run: InterventionEffects) -> Table | str:
    """Tell of several half-years together of which kinds it is told what worked, and in which of them."""
    rows = [
        [name, number(_size(group)), share(group.effects), partly(run, group) or "alle"]
        for name, group in _told_groups(run)
    ]
    header = ("Groep", "Beoordeeld", "Positief (95%)", "Halfjaren")
    caption = f"{GROUPED[run.group_by]}, {periods(run)}: effect op de uitbuiting"
    return figures(caption, header, rows, (6, 2, 3, 3), wording.ON_RUN)


def _weeks(group: EffectGroup) -> str:
    weeks = None if group.effects is None else group.effects.median_weeks
    return NOT_SHOWN if weeks is None else f"{weeks}"


def _bar(name: str, told: EffectMeasured, share: Share) -> Bar:
    return Bar(name, share.value, f"{wording.percent(share.value)} van {told.size}", share.low, share.high)


def _assessments(found: InterventionEffects) -> Table | str:
    rows = []
    for side in found.sides:
        due = side.total.assessments
        rows.append([SIDES[side.compartment], number(None if due is None else due.size), share(due)])
    return figures("Beoordelingen", ("Kant", "Nodig", "Gedaan (95%)"), rows, (2, 1, 2))
