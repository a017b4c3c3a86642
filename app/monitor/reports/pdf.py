"""A report as PDF. It has the fonts that every reader has, so that there is nothing to install."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from anyascii import anyascii
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace
from fpdf.util import Padding

from app.monitor.reports.document import Bars, Block, Byline, Lights, Report, Section, Table
from app.monitor.reports.wording import LIGHTS
from app.monitor.statistics.charts import Bar

ENCODING = "cp1252"
FONT = "helvetica"
INK, SOFT, FILL = (29, 42, 53), (90, 103, 114), (47, 111, 143)
SHADE, PAPER = (232, 237, 241), (255, 255, 255)
COLOURS = {"green": (63, 140, 84), "amber": (232, 163, 23), "red": (192, 57, 43)}
LINE, LABEL, LABEL_LINE = 5.2, 72.0, 3.9
BAR, BAR_ROW, BAR_WIDTH, LIGHTS_WIDTH = 3.8, 6.6, 78.0, 48.0
TEXT, NOTE, LINE_OF_SIZE, ABOVE_NOTES = 10.0, 8.0, 0.52, 1.0
"""The sizes of letters, and how high a line is by them."""
MOST_LETTERS = 300
"""How much of a text stands in a table or beside a bar: a row is no higher than a page, and a label has 120 letters."""
PADDING = (0.4, 1)
KEPT_TOGETHER = 90.0
"""How high a table is at most that stands on one page with its notes; of a higher one the first rows do."""
FIRST_ROWS = 2
MOST_BELOW_HEADING = 150.0
"""How much of what follows a heading stands on its page: what introduces the first table, and the table."""
NEXT: dict[str, Any] = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}


def pdf_of(report: Report, made_at: datetime) -> bytes:
    """Write a report as PDF."""
    pages = _Pages(report, made_at)
    for number, section in enumerate(report.sections, 1):
        pages.section(f"{number}. {section.heading}", section)
    return bytes(pages.output())


def printable(text: str) -> str:
    """Return a text in the letters of the fonts of PDF: those of Western Europe as they are, others in Latin."""
    return "".join(letter if letter.encode(ENCODING, "ignore") else anyascii(letter) for letter in text)


def short(text: str) -> str:
    """Return a text as it is printed, cut off where it is too long: one letter can become the name of a drawing."""
    printed = printable(text)
    return printed if len(printed) <= MOST_LETTERS else printed[: MOST_LETTERS - 1] + "…"


class _Pages(FPDF):
    """Pages with the name and the number of each below."""

    def __init__(self, report: Report, made_at: datetime) -> None:
        super().__init__(format="A4")
        self.core_fonts_encoding = ENCODING
        self.set_lang("nl-NL")
        self.set_title(printable(f"{report.title}: {report.subtitle}"))
        self.set_creator("Signaalbrug")
        self.set_creation_date(made_at)
        self._name = printable(report.title)
        self.set_margins(20, 20, 20)
        self.set_auto_page_break(True, 20)
        self.add_page()
        self._write(report.title, 20, "B")
        self._write(report.subtitle, 11, colour=SOFT)
        self.ln(4)

    def footer(self) -> None:
        """Write the name and the number of a page below it."""
        self.set_y(-14)
        self._font(8, "", SOFT)
        self.cell(0, 5, f"{self._name}, pagina {self.page_no()}", align="C")

    def section(self, heading: str, section: Section) -> None:
        """Write a section, and let the contents of the reader show it."""
        if self.will_page_break(self._opening(section)):
            self.add_page()
        self.ln(3)
        self._font(14, "B")
        self.start_section(printable(heading))
        self._write(heading, 14, "B")
        self.ln(1)
        for block in section.blocks:
            if isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Bars):
                self._bars(block)
            elif isinstance(block, Lights):
                self._lights(block)
            elif isinstance(block, Byline):
                self._byline(block)
            else:
                self._write(block, TEXT)
                self.ln(1.5)

    def _opening(self, section: Section) -> float:
        """Return how high a heading is with all up to its first table, or as much of that as stands on one page."""
        high = 4 * LINE
        for block in section.blocks:
            high += self._high(block)
            if not isinstance(block, str | Byline) or high > MOST_BELOW_HEADING:
                break
        return min(high, MOST_BELOW_HEADING)

    def _high(self, block: Block) -> float:
        if isinstance(block, Table):
            return self._together(block)
        if isinstance(block, Bars | Lights):
            return self._drawn(block)
        text, style = (block.text, "B") if isinstance(block, Byline) else (block, "")
        return self._text_height(text, TEXT, style) + 1.5

    def _text_height(self, text: str, size: float, style: str = "") -> float:
        """Return how high a text becomes where it is written over the width of the page."""
        self._font(size, style)
        high = self.multi_cell(
            0, size * LINE_OF_SIZE, printable(text), align="L", dry_run=True, output=MethodReturnValue.HEIGHT
        )
        return cast("float", high)

    def _drawn(self, drawing: Bars | Lights) -> float:
        """Return how much of a drawing stands on one page: its caption and the first rows."""
        labels = (
            [bar.label for bar in drawing.bars] if isinstance(drawing, Bars) else [name for name, _ in drawing.rows]
        )
        return 2 * LINE + sum(self._row_height(label) for label in labels[:12])

    def _font(self, size: float, style: str = "", colour: tuple[int, int, int] = INK) -> None:
        self.set_font(FONT, style, size)
        self.set_text_color(*colour)

    def _write(self, text: str, size: float, style: str = "", colour: tuple[int, int, int] = INK) -> None:
        self._font(size, style, colour)
        self.multi_cell(0, size * LINE_OF_SIZE, printable(text), align="L", **NEXT)

    def _caption(self, caption: str, needed: float) -> None:
        if self.will_page_break(needed):
            self.add_page()
        self.ln(1.5)
        self._write(caption, TEXT, "B")

    def _byline(self, byline: Byline) -> None:
        self.ln(2)
        if self.will_page_break(4 * LINE):
            self.add_page()
        self._write(byline.text, TEXT, "B")
        self.ln(0.5)

    def _table(self, table: Table) -> None:
        self._caption(table.caption, self._together(table))
        self._font(8.5)
        self.set_draw_color(*SOFT)
        self.set_fill_color(*PAPER)
        head = FontFace(emphasis="BOLD", fill_color=SHADE)
        with self.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            col_widths=tuple(table.widths),
            headings_style=head,
            line_height=LINE,
            text_align="LEFT",
            padding=PADDING,
        ) as written:
            for cells in (table.header, *table.rows):
                written.row([short(cell) for cell in cells])
        self.ln(ABOVE_NOTES if table.notes else 3)
        for note in table.notes:
            self._write(note, NOTE, colour=SOFT)
        if table.notes:
            self.ln(3)

    def _together(self, table: Table) -> float:
        """Return how much of a table stands on one page: a low one with its notes, or the header and the first rows."""
        heights = [self._height(table.header, table.widths, "B")]
        heights += [self._height(cells, table.widths) for cells in table.rows]
        caption = LINE + self._text_height(table.caption, TEXT, "B")
        high = caption + sum(heights)
        whole = high + ABOVE_NOTES + sum(self._text_height(note, NOTE) for note in table.notes)
        low = high <= KEPT_TOGETHER and whole <= self.eph
        return whole if low else caption + sum(heights[: 1 + FIRST_ROWS])

    def _height(self, cells: Sequence[str], widths: Sequence[int], style: str = "") -> float:
        self._font(8.5, style)
        return max(
            self._tall(short(cell), self.epw * one / sum(widths)) for cell, one in zip(cells, widths, strict=True)
        )

    def _tall(self, text: str, width: float) -> float:
        """Return how high a cell of a table becomes with a text."""
        padding = Padding.new(PADDING)
        tall = self.multi_cell(width, LINE, text, padding=padding, dry_run=True, output=MethodReturnValue.HEIGHT)
        return cast("float", tall)

    def _bars(self, bars: Bars) -> None:
        self._caption(bars.caption, self._drawn(bars))
        for bar in bars.bars:
            self._bar(bar)
        self.ln(3)

    def _row(self, label: str) -> tuple[float, float]:
        """Begin a row of a drawing with its label; return where it begins and how high it is."""
        high = self._row_height(label)
        if self.will_page_break(high):
            self.add_page()
        top = self.get_y()
        self.set_y(top + (high - LABEL_LINE * len(self._lines(label))) / 2)
        self.multi_cell(LABEL - 2, LABEL_LINE, short(label), align="R")
        return top, high

    def _row_height(self, label: str) -> float:
        return max(BAR_ROW, LABEL_LINE * len(self._lines(label)) + 1)

    def _lines(self, label: str) -> list[str]:
        self._font(8.5)
        lines = self.multi_cell(LABEL - 2, LABEL_LINE, short(label), dry_run=True, output=MethodReturnValue.LINES)
        return cast("list[str]", lines)

    def _lights(self, lights: Lights) -> None:
        self._caption(lights.caption, self._drawn(lights))
        widest = max((sum(counts.values()) for _, counts in lights.rows), default=0) or 1
        for name, counts in lights.rows:
            (top, high), left = self._row(name), self.l_margin + LABEL
            for light, count in counts.items():
                wide = count / widest * LIGHTS_WIDTH
                self.set_fill_color(*COLOURS[light])
                self.rect(left, top + (high - BAR) / 2, wide, BAR, style="F")
                left += wide
            told = ", ".join(f"{count} {LIGHTS[light]}" for light, count in counts.items() if count)
            self._beside(LIGHTS_WIDTH, told or "geen", top, high)
        self.ln(3)

    def _beside(self, end: float, text: str, top: float, high: float) -> None:
        """Write what a bar says beside it, and end its row."""
        self.set_xy(self.l_margin + LABEL + end + 1.5, top)
        self.cell(0, high, printable(text), **NEXT)

    def _bar(self, bar: Bar) -> None:
        (top, high), left = self._row(bar.label), self.l_margin + LABEL
        self.set_fill_color(*FILL)
        self.rect(left, top + (high - BAR) / 2, max(0.2, bar.value * BAR_WIDTH), BAR, style="F")
        end = bar.value
        if bar.low is not None and bar.high is not None:
            end, middle = bar.high, top + high / 2
            self.set_draw_color(*INK)
            self.line(left + bar.low * BAR_WIDTH, middle, left + bar.high * BAR_WIDTH, middle)
            for x in (bar.low, bar.high):
                self.line(left + x * BAR_WIDTH, middle - 1, left + x * BAR_WIDTH, middle + 1)
        self._beside(end * BAR_WIDTH, bar.written, top, high)
