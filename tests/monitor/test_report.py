"""The half-year report: what a bestuurlijk trekker reads, as PDF and as ODT."""

import io
from datetime import UTC, datetime, timedelta

import pypdf
from odfdo import Document

from app.monitor.reports.document import Bars, Report, Section, Table
from app.monitor.reports.odt import odt_of
from app.monitor.reports.pdf import pdf_of, printable
from app.monitor.statistics.charts import Bar
from app.worker import Worker
from tests.interventions.logging import a_task, assessed, logged
from tests.monitor.writing import entry
from tests.triage.conftest import worker
from tests.world import World

__all__ = ["worker"]
TREKKER, CHAIN = "bestuurlijk-trekker", "ketenregisseur"
HEADINGS = (
    "1. In het kort",
    "2. Signalen",
    "3. Wat werkt",
    "4. Normen",
    "5. Op tijd",
    "6. Acties van het programma",
    "7. Evaluaties",
    "8. Verantwoording",
)
LEARNED = "De aanpak van arbeidsuitbuiting vraagt méér menskracht.\nWij gaan door \u2013 met z\u2019n allen."


async def a_half_year(world: World, worker: Worker) -> None:
    """Let a half-year of work pass, and evaluate it."""
    for number in range(12):
        made = await logged(world, await a_task(world), startedOn="2026-10-05")
        outcome = "safe" if number % 2 else "revictimised"
        assert (await assessed(world, made["id"], outcome=outcome))[0] == 201
    evaluation = entry(kind="evaluation", action=None, period="2026-H2", district=None, words=LEARNED)
    assert (await world.call(CHAIN, "POST", "/monitor/entries", json=evaluation)).status_code == 201
    world.clock.advance(timedelta(days=45))
    await worker.round()


async def test_the_report_tells_what_was_published_and_what_was_learned(world: World, worker: Worker) -> None:
    await a_half_year(world, worker)
    answer = await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="halfjaarrapportage-2026-h2.pdf"'
    pages = pypdf.PdfReader(io.BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in pages.pages)
    for heading in HEADINGS:
        assert heading in text
    assert "Effect voor het slachtoffer Zorg 12 50% (25%-75%)" in text
    assert "2026-11 12 niet getoond" in text
    assert "Normen: 0 van 16 keer gehaald" in text
    assert "méér menskracht" in text
    assert "met z\u2019n allen" in text
    assert [str(entry["/Title"]) for entry in pages.outline if not isinstance(entry, list)] == list(HEADINGS)
    assert pages.metadata is not None
    assert pages.metadata.title is not None
    assert "tweede helft van 2026" in pages.metadata.title


async def lines_of_timeliness(world: World, persona: str) -> list[str]:
    """Return the lines on triage in the table of how timely desks were, as somebody reads them."""
    answer = await world.call(persona, "GET", "/monitor/report?halfYear=2026-H2&format=odt")
    assert answer.status_code == 200, answer.text
    tables = Document(io.BytesIO(answer.content)).body.tables
    (table,) = (one for one in tables if "Op tijd (95%)" in one.get_row_values(0))
    rows = [" ".join(map(str, row)) for row in table.get_values()]
    return [row for row in rows if row.startswith("Triage")]


async def test_a_coordinator_is_told_how_timely_each_desk_of_the_district_was(world: World, worker: Worker) -> None:
    await a_half_year(world, worker)
    told = "Triage op tijd 2026-Q4 Zorg {} 0% (0%-24%)"
    of_district = await lines_of_timeliness(world, "districtelijk-coordinator.de-baronie")
    assert of_district == [told.format("Zorgcoördinator De Baronie")]
    assert told.format("Alle") in await lines_of_timeliness(world, CHAIN)
    elsewhere = await world.call("districtelijk-coordinator.zeeland", "GET", "/monitor/report?halfYear=2026-H2")
    assert elsewhere.status_code == 200
    pages = pypdf.PdfReader(io.BytesIO(elsewhere.content)).pages
    assert "Zorgcoördinator De Baronie" not in "".join(page.extract_text() for page in pages)


async def test_the_report_can_be_edited(world: World, worker: Worker) -> None:
    await a_half_year(world, worker)
    answer = await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2&format=odt")
    assert answer.headers["content-type"] == "application/vnd.oasis.opendocument.text"
    text = Document(io.BytesIO(answer.content)).get_formatted_text()
    for heading in HEADINGS:
        assert heading.partition(". ")[2] in text
    assert "50% (25%-75%)" in text


async def test_of_a_half_year_that_is_not_over_there_is_no_report(world: World) -> None:
    assert (await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2")).status_code == 404
    assert (await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-Q2")).status_code == 400
    assert (await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H1")).status_code == 200, "an empty one"


def test_what_was_kept_and_is_no_character_is_left_out_of_what_can_be_edited() -> None:
    bars, table = (
        Bars("Ba\uffffr", [Bar("Ze\ufffeven", 0.5, "50%")]),
        Table("Ta\ufdd0bel", ("A",), [["Ac\x0bht"]], (1,)),
    )
    report = Report("Titel", "Onder", [Section("Een", ["Ge\uffffleerd", table, bars])])
    text = Document(io.BytesIO(odt_of(report, datetime(2027, 1, 5, tzinfo=UTC)))).get_formatted_text()
    for word in ("Geleerd", "Tabel", "Acht", "Bar", "Zeven"):
        assert word in text


def test_letters_that_the_fonts_lack_are_written_in_latin() -> None:
    assert printable("Gőtz \u2013 €5, één 😀 Łódź") == "Gotz \u2013 €5, één :grinning: Lódz"


def test_a_name_of_drawings_with_long_names_is_cut_off_where_it_would_fill_pages() -> None:
    name = "\U0001faf0" * 120
    assert len(printable(name)) == 5040, "each is :hand_with_index_finger_and_thumb_crossed:"
    rows, bars = [[name, "12"], ["Kort", "13"]], [Bar(name, 0.5, "50% van 40")]
    report = Report("Titel", "Onder", [Section("Een", [Table("T", ("A", "B"), rows, (6, 9)), Bars("B", bars)])])
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(report, datetime(2027, 1, 5, tzinfo=UTC))))
    text = "".join(page.extract_text() for page in pages.pages)
    assert len(pages.pages) == 1
    assert "\u2026" in text
    assert "Kort" in text


def test_long_tables_and_labels_go_on_on_the_next_page() -> None:
    rows = [[f"Actie {number} " + "met een lange naam " * 6, "regio"] for number in range(80)]
    bars = [Bar("Een wel heel lange naam voor een soort interventie", 0.5, "50% van 40", 0.3, 0.7)] * 60
    report = Report("Titel", "Onder", [Section("Een", [Table("T", ("A", "B"), rows, (4, 1)), Bars("B", bars)])])
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(report, datetime(2027, 1, 5, tzinfo=UTC))))
    assert len(pages.pages) > 5
    text = "".join(page.extract_text() for page in pages.pages)
    assert "Actie 79" in text
    assert text.count("50% van 40") == 60
