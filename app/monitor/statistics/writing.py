"""Statistics as CSV and as charts, in Dutch: what goes into a report or a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from app.monitor.figures.definitions import Answer
from app.monitor.statistics.charts import Bar, chart
from app.monitor.statistics.maps import municipality_map
from app.monitor.statistics.schemas import (
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
Cells = Sequence[object]


def csv_of_effects(found: InterventionEffects) -> str:
    """Write effects as CSV; what is not shown is empty."""
    header = (
        "periode", "schaal", "kant", "code", "groep", "interventies", "beoordelingen_nodig", "beoordeeld",
        "effecten", "positief", "niet_positief", "onbekend", "aandeel_positief", "laag_95", "hoog_95",
        "mediaan_weken", "aandeel_beoordeeld", "beoordeeld_laag_95", "beoordeeld_hoog_95", "verschil_met_overige",
        "verschil_laag_95", "verschil_hoog_95",
    )  # fmt: skip
    rows: list[Cells] = []
    for side in found.sides:
        for group in (side.total, *side.groups):
            due, effects = group.assessments, group.effects
            rows.append(
                (
                    found.period, found.scale, side.compartment, group.code, group.label.nl, group.interventions,
                    due and due.size, due and due.answers and due.answers[Answer.MADE],
                    effects and effects.size, *_answers(effects, 3), *_share(effects), effects and effects.median_weeks,
                    *_share(due), *_interval(None if effects is None else effects.differs_from_others),
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
            group.measured and group.measured.size, *_in_time(group.measured), *_share(group.measured),
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
    """Draw the shares of positive effects with their intervals."""
    measured = [
        (f"{group.label.nl} ({SIDES[side.compartment].lower()})", group.effects)
        for side in found.sides
        for group in (side.total, *side.groups)
    ]
    subtitle = f"Aandeel positief van de beoordeelde interventies, {found.period}, met 95%-betrouwbaarheidsinterval"
    return chart(SCALES[found.scale], subtitle, _shares(measured), 1)


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
    measured = [(group.label.nl, group.measured) for side in found.sides for group in side.groups]
    return chart(WORK[found.work], f"{found.period}, met 95%-betrouwbaarheidsinterval", _shares(measured), 1)


def _shares(measured: Iterable[tuple[str, Measured | None]]) -> list[Bar]:
    return [
        Bar(label, one.share.value, f"{one.share.value:.0%} van {one.size}", one.share.low, one.share.high)
        for label, one in measured
        if one is not None and one.share is not None
    ]


def _answers(measured: Measured | None, count: int) -> Cells:
    return [None] * count if measured is None or measured.answers is None else list(measured.answers.values())


def _in_time(measured: Measured | None) -> Cells:
    """List what was in time, late and not done; that last is told apart of assessments only."""
    answers = (measured and measured.answers) or {}
    return [answers.get(answer) for answer in (Answer.TIMELY, Answer.LATE, Answer.NOT_MADE)]


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
