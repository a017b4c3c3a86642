"""Statistics as CSV and as charts, in Dutch: what goes into a report or a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from app.monitor.figures.definitions import EFFECT, EFFECT_BEFORE, IN_TIME, Answer
from app.monitor.statistics.charts import Bar, chart
from app.monitor.statistics.maps import municipality_map
from app.monitor.statistics.schemas import (
    EffectGroup,
    InterventionEffects,
    Measured,
    Share,
    SignalFigures,
    SignalGrouping,
    Timeliness,
)

SIDES = {"care": "Zorg", "security": "Veiligheid"}
SCALES = {
    "exploitation": "Effect op de uitbuiting",
    "victim": "Effect voor het slachtoffer",
    "perpetrator": "Effect op de dader",
}
WORK = {"triage": "Triage op tijd", "feedback": "Terugkoppeling op tijd", "assessment": "Effect op tijd beoordeeld"}
TOLD_APART: Mapping[tuple[Answer, ...], str] = {
    EFFECT: "positief tegenover de rest geteld (niet positief en onbekend samen)",
    EFFECT_BEFORE: "positief, niet positief en onbekend apart geteld",
}
"""How it is said which answers of effects are told apart."""
ADDED = "Van elke groep zijn de halfjaren opgeteld waarvan genoeg te vertellen was."
"""What is said of several half-years together."""
Cells = Sequence[object]


def csv_of_effects(found: InterventionEffects) -> str:
    """Write effects as CSV; what is not shown is empty."""
    header = (
        "periode", "schaal", "kant", "code", "groep", "interventies", "beoordelingen_nodig", "beoordeeld",
        "effecten", "positief", "niet_positief", "onbekend", "niet_positief_of_onbekend", "aandeel_positief", "laag_95",
        "hoog_95", "mediaan_weken", "aandeel_beoordeeld", "beoordeeld_laag_95", "beoordeeld_hoog_95",
        "verschil_met_overige", "verschil_laag_95", "verschil_hoog_95", "antwoorden", "halfjaren",
    )  # fmt: skip
    rows: list[Cells] = []
    for side in found.sides:
        for group in (side.total, *side.groups):
            due, effects = group.assessments, group.effects
            rows.append(
                (
                    " ".join(found.half_years), found.scale, side.compartment, group.code, group.label.nl,
                    group.interventions, due and due.size, due and due.answers and due.answers[Answer.MADE],
                    effects and effects.size, *_cells(effects, (*EFFECT_BEFORE, Answer.REST)), *_share(effects),
                    effects and effects.median_weeks, *_share(due),
                    *_interval(None if effects is None else effects.differs_from_others), " ".join(side.told_apart),
                    " ".join(effects.told_in if effects else ()),
                )
            )  # fmt: skip
    return _csv(header, rows)


def csv_of_signals(found: SignalFigures) -> str:
    """Write the picture of a month as CSV; below the groups of each side is what rises there, which has no count."""
    rows: list[Cells] = []
    for side in found.sides:
        place = (found.period, side.compartment)
        rows += [(*place, group.code, group.label.nl, group.size, None) for group in (side.total, *side.groups)]
        for rising in side.rising:
            label = " en ".join(label.nl for label in rising.labels)
            rows.append((*place, " ".join(rising.codes), label, None, "ja"))
    return _csv(("maand", "kant", "code", "groep", "signalen", "stijgt"), rows)


def csv_of_timeliness(found: Timeliness) -> str:
    """Write how timely desks were as CSV."""
    rows = [
        (
            found.period, found.work, side.compartment, group.code, group.label.nl,
            group.measured and group.measured.size, *_cells(group.measured, IN_TIME), *_share(group.measured),
        )
        for side in found.sides
        for group in ((side.total, *side.groups) if side.total else side.groups)
    ]  # fmt: skip
    header = (
        "periode", "werk", "kant", "code", "loket", "aantal", "op_tijd", "te_laat", "niet_gedaan", "aandeel",
        "laag_95", "hoog_95",
    )  # fmt: skip
    return _csv(header, rows)


def chart_of_effects(found: InterventionEffects) -> str:
    """Draw the shares of positive effects with their intervals, and say which answers those are among."""
    measured = [
        (f"{group.label.nl} ({SIDES[side.compartment].lower()})", group.effects, partly(found, group))
        for side in found.sides
        for group in (side.total, *side.groups)
    ]
    subtitle = f"Aandeel positief van de beoordeelde interventies, {periods(found)}, met 95%-betrouwbaarheidsinterval"
    notes = [*told_apart(found), *((ADDED,) if len(found.half_years) > 1 else ())]
    return chart(SCALES[found.scale], subtitle, _shares(measured), 1, notes)


def periods(found: InterventionEffects) -> str:
    """Say which half-years are told of."""
    return " en ".join(filter(None, (", ".join(found.half_years[:-1]), found.half_years[-1])))


def partly(found: InterventionEffects, group: EffectGroup) -> str:
    """Say of which half-years a group is told, where that is not all of them."""
    told_in = found.half_years if group.effects is None else group.effects.told_in
    return "" if told_in == found.half_years else ", ".join(told_in)


def told_apart(found: InterventionEffects) -> list[str]:
    """Say of each side of which answers are told which are told apart."""
    return [
        f"{SIDES[side.compartment]}: {TOLD_APART[tuple(side.told_apart)]}." for side in found.sides if side.told_apart
    ]


def chart_of_signals(found: SignalFigures, municipalities: Mapping[str, str]) -> str:
    """Draw how many signals there were: as bars, or as a map of all municipalities."""
    counted = [
        (SIDES[side.compartment], group, group.size)
        for side in found.sides
        for group in (side.groups or [side.total])
        if group.size is not None
    ]
    if found.group_by is SignalGrouping.MUNICIPALITY:
        sides = {
            name: {str(group.code): size for side, group, size in counted if side == name and group.code}
            for name in SIDES.values()
        }
        return municipality_map("Signalen per gemeente", found.period, municipalities, sides)
    bars = [Bar(f"{group.label.nl} ({side.lower()})", size, str(size)) for side, group, size in counted]
    return chart("Signalen", found.period, bars, max((bar.value for bar in bars), default=0))


def chart_of_timeliness(found: Timeliness) -> str:
    """Draw the shares of work in time."""
    measured = [(group.label.nl, group.measured, "") for side in found.sides for group in side.groups]
    return chart(WORK[found.work], f"{found.period}, met 95%-betrouwbaarheidsinterval", _shares(measured), 1)


def _shares(measured: Iterable[tuple[str, Measured | None, str]]) -> list[Bar]:
    return [
        Bar(label, one.share.value, _among(one.share, one.size, told_in), one.share.low, one.share.high)
        for label, one, told_in in measured
        if one is not None and one.share is not None
    ]


def _among(share: Share, size: int, told_in: str) -> str:
    return f"{share.value:.0%} van {size}" + (f" ({told_in})" if told_in else "")


def _cells(measured: Measured | None, answers: Sequence[Answer]) -> Cells:
    """List how often each answer was given, with nothing for those that are not told apart."""
    told = (measured and measured.answers) or {}
    return [told.get(answer) for answer in answers]


def _share(measured: Measured | None) -> Cells:
    return _interval(None if measured is None else measured.share)


def _interval(share: Share | None) -> Cells:
    return (None, None, None) if share is None else (share.value, share.low, share.high)


def _csv(header: Sequence[str], rows: Iterable[Cells]) -> str:
    """Write rows as RFC 4180 has it. A beheerder names kinds, so a text that would begin a formula is quoted."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows([f"'{cell}" if _is_formula(cell) else cell for cell in row] for row in rows)
    return written.getvalue()


def _is_formula(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
