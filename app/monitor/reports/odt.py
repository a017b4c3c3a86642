"""A report as ODT, to be edited further."""

import io
from datetime import datetime

from odfdo import Document, Header, Paragraph, Row
from odfdo import Table as OdfTable

from app.monitor.reports.document import Bars, Report, Table
from app.monitor.reports.wording import percent
from app.platform.texts import writable_in_xml


def odt_of(report: Report, made_at: datetime) -> bytes:
    """Write a report as ODT; bars become tables, which can be edited."""
    document = Document("text")
    document.body.clear()
    document.language = "nl-NL"
    document.meta.title = f"{report.title}: {report.subtitle}"
    document.meta.creation_date = made_at.replace(tzinfo=None)
    document.body.append(Header(1, report.title))
    document.body.append(Paragraph(report.subtitle))
    for number, section in enumerate(report.sections, 1):
        document.body.append(Header(2, f"{number}. {section.heading}"))
        for place, block in enumerate(section.blocks, 1):
            if isinstance(block, str):
                document.body.append(Paragraph(writable_in_xml(block)))
                continue
            table = block if isinstance(block, Table) else _table_of(block)
            document.body.append(Header(3, writable_in_xml(table.caption)))
            document.body.append(_written(table, f"Tabel {number}.{place}"))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table_of(bars: Bars) -> Table:
    rows = [
        (
            bar.label,
            bar.written,
            "" if bar.low is None or bar.high is None else f"{percent(bar.low)}-{percent(bar.high)}",
        )
        for bar in bars.bars
    ]
    return Table(bars.caption, ("Groep", "Aandeel", "Interval (95%)"), rows, (3, 1, 1))


def _written(table: Table, name: str) -> OdfTable:
    written = OdfTable(name)
    for cells in (table.header, *table.rows):
        row = Row()
        row.set_values([writable_in_xml(cell) for cell in cells])
        written.append_row(row)
    return written
