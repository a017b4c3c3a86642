"""Charts of statistics, as SVG: horizontal bars, with the interval of a share as a whisker."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from app.monitor.statistics.drawing import FILL, INK, LEFT_OUT, MARGIN, SOFT, TOP, sheet, write

ROW, LABEL, BAR = 26, 280, 380
WIDTH = LABEL + BAR + 110
LETTER = 8
"""How wide a letter is at most, mostly."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a label, a value, what is written beside it, and where its interval begins and ends."""

    label: str
    value: float
    written: str
    low: float | None = None
    high: float | None = None


def chart(title: str, subtitle: str, bars: list[Bar], most: float, notes: Sequence[str] = ()) -> str:
    """Draw bars, of which `most` fills the whole width, with notes below them."""
    end = TOP + ROW * max(1, len(bars))
    width = max((LABEL + BAR + 20 + LETTER * len(bar.written) for bar in bars), default=0)
    root = sheet(max(WIDTH, width), end + ROW * len(notes) + MARGIN, title, subtitle)
    for number, bar in enumerate(bars):
        _draw(root, bar, TOP + number * ROW, BAR / most if most else 0)
    if not bars:
        write(root, MARGIN, TOP + 16, LEFT_OUT, fill=SOFT)
    for number, note in enumerate(notes):
        write(root, MARGIN, end + number * ROW + 16, note, fill=SOFT)
    return tostring(root, encoding="unicode")


def _draw(root: Element, bar: Bar, top: int, scale: float) -> None:
    middle = top + ROW // 2
    label = bar.label if len(bar.label) <= 40 else bar.label[:39] + "…"
    write(root, LABEL - 8, middle + 4, label, fill=INK, text_anchor="end")
    width = round(bar.value * scale, 1)
    box = {"x": str(LABEL), "y": str(top + 5), "width": str(width), "height": str(ROW - 10), "fill": FILL}
    SubElement(SubElement(root, "g"), "rect", box)
    end = width
    if bar.low is not None and bar.high is not None:
        low, end = round(bar.low * scale, 1), max(width, round(bar.high * scale, 1))
        path = f"M{LABEL + low} {middle}H{LABEL + end}M{LABEL + low} {middle - 4}v8M{LABEL + end} {middle - 4}v8"
        SubElement(root, "path", {"d": path, "stroke": INK, "fill": "none"})
    write(root, LABEL + end + 8, middle + 4, bar.written, fill=INK)
