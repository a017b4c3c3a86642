"""Tables of figures of which some may not be shown: what tells nothing is left out, and named below."""

from collections.abc import Sequence

from app.monitor.reports import wording
from app.monitor.reports.document import Table
from app.monitor.reports.wording import AT_LEAST, NOT_SHOWN, number

Row = Sequence[str]


def figures(caption: str, header: Row, rows: Sequence[Row], widths: Sequence[int], *notes: str) -> Table | str:
    """Make a table of figures, of which the first column names the row, without rows and columns that show nothing.

    Which rows those were stands below it: whoever reads it must not think that there was nothing to count. Where
    nothing is shown at all a line says so.
    """
    told = [row for row in rows if any(cell != NOT_SHOWN for cell in row[1:])]
    if not told:
        return f"{caption}: {wording.NOTHING_SHOWN if rows else wording.NOTHING_COUNTED}"
    kept = [place for place in range(len(header)) if place == 0 or any(row[place] != NOT_SHOWN for row in told)]
    shown = [[row[place] for place in kept] for row in told]
    below = [wording.ON_NOT_SHOWN] if any(NOT_SHOWN in row for row in shown) else []
    if len(told) < len(rows):
        below.append(f"Niets getoond van: {'; '.join(row[0] for row in rows if row not in told)}.")
    if any(cell.startswith(AT_LEAST) for row in shown for cell in row[1:]):
        below.append(wording.ON_AT_LEAST)
    return Table(caption, [header[place] for place in kept], shown, [widths[place] for place in kept], [*below, *notes])


def added(sizes: Sequence[int | None], of: int) -> str:
    """Write what the counts of `of` periods are together: at least that much, where some are not shown."""
    shown = [size for size in sizes if size is not None]
    if not shown:
        return NOT_SHOWN
    together = number(sum(shown))
    return together if len(shown) == of else f"{AT_LEAST} {together}"
