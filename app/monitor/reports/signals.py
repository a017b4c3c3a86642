"""What the half-year report tells of signals: how many, of what, and what rose."""

from collections.abc import Iterable, Mapping, Sequence

from app.monitor.figures.periods import Span
from app.monitor.reports import wording
from app.monitor.reports.document import Block, Section, Table
from app.monitor.reports.shown import added, figures
from app.monitor.reports.wording import number
from app.monitor.statistics.schemas import SignalFigures, SignalGrouping, SignalSide
from app.monitor.statistics.writing import SIDES

MONTHS = int(Span.HALF_YEAR)
Months = Sequence[SignalFigures]
GROUPED: Mapping[SignalGrouping, tuple[str, str]] = {
    SignalGrouping.FORM: ("Signalen per vorm van uitbuiting", "Vorm"),
    SignalGrouping.DISTRICT: ("Signalen per district", "District"),
}


def on_signals(months: Months, before: Months, grouped: Mapping[SignalGrouping, Months]) -> Section:
    """Tell how many signals came in: in each month, together beside the half-year before, and by form and district."""
    if not months:
        return Section("Signalen", [wording.ON_SIGNALS, wording.NOTHING])
    rows = [[month.period, *(number(_total(month, side)) for side in SIDES)] for month in months]
    rows.append(["Samen", *(together(months, side) for side in SIDES)])
    if before:
        rows.append(["Halfjaar ervoor", *(together(before, side) for side in SIDES)])
    blocks: list[Block] = [
        wording.ON_SIGNALS,
        figures("Signalen per maand", ("Maand", *SIDES.values()), rows, (2, 1, 1)),
    ]
    blocks += [_by_group(*GROUPED[grouping], found) for grouping, found in grouped.items()]
    if rising := list(_rising(months)):
        blocks.append("Vaker dan het jaar ervoor verklaart: " + "; ".join(rising) + ".")
    return Section("Signalen", blocks)


def together(months: Months, side: str) -> str:
    """Write how many signals the months of a half-year had on a side of the wall, as far as that is shown."""
    return added([_total(month, side) for month in months], MONTHS)


def _sides(month: SignalFigures, side: str) -> Iterable[SignalSide]:
    return (one for one in month.sides if one.compartment == side)


def _total(month: SignalFigures, side: str) -> int | None:
    return next((one.total.size for one in _sides(month, side)), None)


def _by_group(caption: str, header: str, months: Months) -> Table | str:
    """Write how many signals each group had in the months in which that is shown; two may be called the same."""
    names: dict[str, str] = {}
    sizes: dict[tuple[str, str], list[int | None]] = {}
    for month in months:
        for side in month.sides:
            for group in side.groups:
                code = group.code or ""
                names[code] = group.label.nl
                sizes.setdefault((code, side.compartment), []).append(group.size)
    rows = [
        [name, *(added(sizes.get((code, side), ()), MONTHS) for side in SIDES)]
        for code, name in sorted(names.items(), key=lambda named: (named[1], named[0]))
    ]
    return figures(caption, (header, *SIDES.values()), rows, (3, 2, 2))


def _rising(months: Months) -> Iterable[str]:
    for month in months:
        for side in month.sides:
            for one in side.rising:
                yield f"{month.period}, {SIDES[side.compartment].lower()}: {' met '.join(at.nl for at in one.labels)}"
