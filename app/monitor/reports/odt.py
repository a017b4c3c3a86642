"""A report as ODT, to be edited further."""

import io
from collections.abc import Sequence
from datetime import datetime

from odfdo import Document, Header, HeaderRows, Paragraph, Row, Style
from odfdo import Table as OdfTable

from app.monitor.reports.document import Bars, Byline, Lights, Report, Table
from app.monitor.reports.wording import LIGHTS, percent
from app.platform.texts import writable_in_xml

TEXT, HEADING = "Text_20_body", "Heading_20_{}"
BYLINE, NOTE, HEAD, TOGETHER = "Schrijver", "Toelichting", "Tabelkop", "Bijeen"
"""The names of our own styles, as whoever edits a report sees them."""
PARAGRAPHS = {
    BYLINE: ({"fo:margin-top": "0.5cm", "fo:keep-with-next": "always"}, {"fo:font-weight": "bold"}),
    NOTE: ({"fo:margin-top": "0.1cm"}, {"fo:font-size": "9pt"}),
    HEAD: ({}, {"fo:font-weight": "bold"}),
}
MOST_TOGETHER = 12
"""How many rows a table has at most that stands on one page. A header is repeated on every page of a longer one."""


def odt_of(report: Report, made_at: datetime) -> bytes:
    """Write a report as ODT; what is drawn becomes tables, which can be edited."""
    document = Document("text")
    document.body.clear()
    document.language = "nl-NL"
    document.meta.title = f"{report.title}: {report.subtitle}"
    document.meta.creation_date = made_at.replace(tzinfo=None)
    _add_styles(document)
    document.body.append(_heading(1, report.title))
    document.body.append(Paragraph(report.subtitle, style=TEXT))
    for number, section in enumerate(report.sections, 1):
        document.body.append(_heading(2, f"{number}. {section.heading}"))
        for place, block in enumerate(section.blocks, 1):
            if isinstance(block, str | Byline):
                text, style = (block, TEXT) if isinstance(block, str) else (block.text, BYLINE)
                document.body.append(Paragraph(writable_in_xml(text), style=style))
                continue
            table = block if isinstance(block, Table) else _table_of(block)
            document.body.append(_heading(3, writable_in_xml(table.caption)))
            document.body.append(_written(table, f"Tabel {number}.{place}"))
            for note in table.notes:
                document.body.append(Paragraph(writable_in_xml(note), style=NOTE))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table_of(drawn: Bars | Lights) -> Table:
    if isinstance(drawn, Lights):
        counted = [(name, *(str(counts[light]) for light in LIGHTS)) for name, counts in drawn.rows]
        return Table(drawn.caption, ("", *(name.capitalize() for name in LIGHTS.values())), counted, (8, 1, 1, 1))
    rows = [
        (
            bar.label,
            bar.written,
            "" if bar.low is None or bar.high is None else f"{percent(bar.low)}-{percent(bar.high)}",
        )
        for bar in drawn.bars
    ]
    return Table(drawn.caption, ("Groep", "Aandeel", "Interval (95%)"), rows, (3, 1, 1))


def _add_styles(document: Document) -> None:
    for name, (of_paragraph, of_text) in PARAGRAPHS.items():
        style = Style("paragraph", name=name, parent_style=TEXT)
        style.set_properties(of_paragraph, area="paragraph")
        style.set_properties(of_text, area="text")
        document.insert_style(style)
    together = Style("table", name=TOGETHER)
    together.set_properties({"style:may-break-between-rows": "false"}, area="table")
    document.insert_style(together, automatic=True)


def _heading(level: int, text: str) -> Header:
    heading = Header(level, text)
    # The library takes no style for a heading when it is made; without one it would not stay with what follows.
    heading.set_attribute("text:style-name", HEADING.format(level))
    return heading


def _written(table: Table, name: str) -> OdfTable:
    written = OdfTable(name, style=TOGETHER if len(table.rows) <= MOST_TOGETHER else None)
    head = HeaderRows()
    head.append(_row(table.header, HEAD))
    written.append(head)
    for cells in table.rows:
        written.append_row(_row(cells))
    return written


def _row(cells: Sequence[str], style: str | None = None) -> Row:
    row = Row()
    row.set_values([writable_in_xml(cell) for cell in cells])
    for paragraph in row.get_elements("descendant::text:p"):
        if style is not None:
            paragraph.set_attribute("text:style-name", style)
    return row
