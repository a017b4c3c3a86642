"""The half-year report: what a bestuurlijk trekker reads, as PDF and as ODT."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from odfdo import Document

from app.monitor.reports.document import Bars, Report, Section, Table
from app.monitor.reports.odt import BYLINE, TEXT, TOGETHER, odt_of
from app.monitor.reports.pdf import pdf_of, printable
from app.monitor.reports.wording import ON_AT_LEAST
from app.monitor.statistics.charts import Bar
from app.worker import Worker
from tests.interventions.logging import a_task, assessed, logged
from tests.monitor.passing import begun_before, passed
from tests.monitor.writing import entry
from tests.triage.conftest import worker
from tests.world import World

__all__ = ["worker"]
MADE_AT = datetime(2027, 1, 5, tzinfo=UTC)
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
    """Let a half-year of work pass that is not the first one, and evaluate it."""
    await begun_before(world)
    for number in range(12):
        made = await logged(world, await a_task(world), startedOn="2026-10-05")
        outcome = "safe" if number % 2 else "revictimised"
        assert (await assessed(world, made["id"], outcome=outcome))[0] == 201
    evaluation = entry(kind="evaluation", action=None, period="2026-H2", district=None, words=LEARNED)
    assert (await world.call(CHAIN, "POST", "/monitor/entries", json=evaluation)).status_code == 201
    await passed(world, worker, days=45)


async def test_the_report_tells_what_was_published_and_what_was_learned(world: World, worker: Worker) -> None:
    await a_half_year(world, worker)
    answer = await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="halfjaarrapportage-2026-h2.pdf"'
    pages = pypdf.PdfReader(io.BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in pages.pages)
    for heading in HEADINGS:
        assert heading in text
    assert "Effect voor het slachtoffer (zorg) 12 50% (25%-75%)" in text
    assert "2026-11 12" in text
    assert "Niets getoond van: " in text
    assert "Beoordeeld kan daarom hoger zijn dan Vastgelegd." in " ".join(text.split())
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
    table = next(one for one in tables if one.get_row_values(0)[0] == "Loket")
    assert table.get_row_values(0) == ["Loket", "2026-Q4 (95%)"], "a quarter of which nothing is told has no column"
    return [" ".join(map(str, row)) for row in table.get_values()[1:]]


async def test_a_coordinator_is_told_how_timely_each_desk_of_the_district_was(world: World, worker: Worker) -> None:
    await a_half_year(world, worker)
    told = "{} (zorg) 0% (0%-24%)"
    of_desk = told.format("Zorgcoördinator De Baronie")
    assert await lines_of_timeliness(world, "districtelijk-coordinator.de-baronie") == [of_desk]
    assert await lines_of_timeliness(world, CHAIN) == [told.format("Alle loketten"), of_desk]
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
    assert "Niets getoond van: " in text
    assert "Beoordeeld kan daarom hoger zijn dan Vastgelegd." in text


async def test_each_evaluation_stands_under_who_wrote_it_and_on_which_day(world: World, worker: Worker) -> None:
    world.clock.moment = datetime(2026, 12, 15, 23, 30, tzinfo=UTC)
    for district, words in ((None, "De regio leert.\n\nZij gaat door."), ("zeeland", "Zeeland ook.")):
        evaluation = entry(kind="evaluation", action=None, period="2026-H2", district=district, words=words)
        assert (await world.call(CHAIN, "POST", "/monitor/entries", json=evaluation)).status_code == 201
    world.clock.advance(timedelta(days=45))
    answer = await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2&format=odt")
    body = Document(io.BytesIO(answer.content)).body
    told = [(one.style, one.text) for one in body.paragraphs if one.parent is not None and one.parent.tag == body.tag]
    first = told.index((BYLINE, "Regio (ketenregisseur, 16-12-2026)"))
    assert told[first + 1 : first + 5] == [
        (TEXT, "De regio leert."),
        (TEXT, "Zij gaat door."),
        (BYLINE, "Zeeland (ketenregisseur, 16-12-2026)"),
        (TEXT, "Zeeland ook."),
    ]
    printed = await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2")
    assert "Helvetica-Bold" in fonts_of(pypdf.PdfReader(io.BytesIO(printed.content)), "Zeeland (ketenregisseur")


def fonts_of(pages: pypdf.PdfReader, words: str) -> set[str]:
    """Return the fonts in which some words are printed."""
    found = set()

    def visit(text: str, _matrix: object, _place: object, font: dict[str, str] | None, _size: float) -> None:
        if words in text and font is not None:
            found.add(font["/BaseFont"].removeprefix("/"))

    for page in pages.pages:
        page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("lines", range(20, 37))
def test_a_table_does_not_go_on_on_the_next_page_after_its_first_row(lines: int) -> None:
    rows = [[f"Rij {number} " + "lang " * 60, "x"] for number in range(1, 25)]
    table = Table("Lange tabel", ("Kop", "B"), rows, (1, 1))
    report = Report("Titel", "Onder", [Section("Een", [*["Regel"] * lines, table])])
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(report, MADE_AT))).pages]
    with_caption = next(page for page in pages if "Lange tabel" in page)
    assert "Rij 2 " in with_caption
    assert all("Kop" in page for page in pages if "Rij " in page), "the header is repeated"


@pytest.mark.parametrize("note", ["Een noot.", "Een noot van " + "veel woorden " * 120])
@pytest.mark.parametrize("lines", range(14, 37))
def test_a_low_table_stands_on_one_page_with_its_notes(lines: int, note: str) -> None:
    rows = [[f"Rij {number}", "x"] for number in range(1, 9)]
    table = Table("Lage tabel", ("Kop", "B"), rows, (1, 1), [note, "Nog een noot."])
    report = Report("Titel", "Onder", [Section("Een", [*["Regel"] * lines, table])])
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(report, MADE_AT))).pages]
    (whole,) = (page for page in pages if "Rij " in page or "noot" in page or "Lage tabel" in page)
    assert "Nog een noot." in whole


def test_what_can_be_edited_keeps_low_tables_whole_and_repeats_headers() -> None:
    tables = [Table("T", ("Kop", "B"), [["Rij", "x"]] * size, (1, 1)) for size in (3, 40)]
    body = Document(io.BytesIO(odt_of(Report("Titel", "Onder", [Section("Een", tables)]), MADE_AT))).body
    low, high = body.tables
    assert (low.style, high.style) == (TOGETHER, None)
    assert [len(one.get_elements("table:table-header-rows/table:table-row")) for one in (low, high)] == [1, 1]
    assert {heading.style for heading in body.headers} == {f"Heading_20_{level}" for level in (1, 2, 3)}


PUBLISH = """
    INSERT INTO published_figures
        (period, compartment, figure, grouping, name, size, answers, district_id, published_at)
    VALUES ($1, 'care', $2, $3, $4, $5, $6, $7, now())
"""
TIMELY = ("timely_triage", "desk", "zorgcoordinator.de_baronie", 12, [10, 2], "de_baronie")
SIGNALS = ("signals", "all", "", 12, None, None)
NORMS = "Normen: 0 van 16 keer gehaald (per district en kwartaal)"


async def in_brief(world: World, persona: str, published: Mapping[str, tuple[object, ...]]) -> list[str]:
    """Publish a figure of each of some periods; return the lines of the half-year in brief, as somebody reads them."""
    async with world.as_superuser() as connection:
        for period, figure in published.items():
            await connection.execute(PUBLISH, period, *figure)
    world.clock.advance(timedelta(days=45))
    answer = await world.call(persona, "GET", "/monitor/report?halfYear=2026-H2&format=odt")
    assert answer.status_code == 200, answer.text
    told = [paragraph.text for paragraph in Document(io.BytesIO(answer.content)).body.paragraphs]
    (last,) = (place for place, text in enumerate(told) if text.startswith("Acties van het programma, "))
    return told[: last + 1]


async def test_a_coordinator_compares_norms_and_lights_with_a_half_year_of_which_desks_alone_are_seen(
    world: World,
) -> None:
    lines = await in_brief(world, "districtelijk-coordinator.de-baronie", {"2026-Q1": TIMELY, "2026-06": SIGNALS})
    assert f"{NORMS}; het halfjaar ervoor 0 van 16." in lines
    assert "rood; het halfjaar ervoor " in lines[-1]


async def test_a_half_year_that_was_published_in_part_is_compared_by_its_figures_alone(world: World) -> None:
    published = {"2026-06": SIGNALS, "2026-Q2": TIMELY, "2026-07": SIGNALS}
    lines = await in_brief(world, TREKKER, published)
    assert "Zorg: ten minste 12 signalen; het halfjaar ervoor ten minste 12." in lines
    assert lines.count(ON_AT_LEAST) == 1
    assert f"{NORMS}." in lines
    assert "ervoor" not in lines[-1]


async def test_of_a_half_year_that_is_not_over_there_is_no_report(world: World) -> None:
    assert (await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2")).status_code == 404
    assert (await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-Q2")).status_code == 400
    for empty in ("2026-H1", "1900-H1"):
        assert (await world.call(TREKKER, "GET", f"/monitor/report?halfYear={empty}")).status_code == 200


def test_what_was_kept_and_is_no_character_is_left_out_of_what_can_be_edited() -> None:
    bars, table = (
        Bars("Ba\uffffr", [Bar("Ze\ufffeven", 0.5, "50%")]),
        Table("Ta\ufdd0bel", ("A",), [["Ac\x0bht"]], (1,)),
    )
    report = Report("Titel", "Onder", [Section("Een", ["Ge\uffffleerd", table, bars])])
    text = Document(io.BytesIO(odt_of(report, MADE_AT))).get_formatted_text()
    for word in ("Geleerd", "Tabel", "Acht", "Bar", "Zeven"):
        assert word in text


def test_letters_that_the_fonts_lack_are_written_in_latin() -> None:
    assert printable("Gőtz \u2013 €5, één 😀 Łódź") == "Gotz \u2013 €5, één :grinning: Lódz"


def test_a_name_of_drawings_with_long_names_is_cut_off_where_it_would_fill_pages() -> None:
    name = "\U0001faf0" * 120
    assert len(printable(name)) == 5040, "each is :hand_with_index_finger_and_thumb_crossed:"
    rows, bars = [[name, "12"], ["Kort", "13"]], [Bar(name, 0.5, "50% van 40")]
    report = Report("Titel", "Onder", [Section("Een", [Table("T", ("A", "B"), rows, (6, 9)), Bars("B", bars)])])
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(report, MADE_AT)))
    text = "".join(page.extract_text() for page in pages.pages)
    assert len(pages.pages) == 1
    assert "\u2026" in text
    assert "Kort" in text


def test_long_tables_and_labels_go_on_on_the_next_page() -> None:
    rows = [[f"Actie {number} " + "met een lange naam " * 6, "regio"] for number in range(80)]
    bars = [Bar("Een wel heel lange naam voor een soort interventie", 0.5, "50% van 40", 0.3, 0.7)] * 60
    report = Report("Titel", "Onder", [Section("Een", [Table("T", ("A", "B"), rows, (4, 1)), Bars("B", bars)])])
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(report, MADE_AT)))
    assert len(pages.pages) > 5
    text = "".join(page.extract_text() for page in pages.pages)
    assert "Actie 79" in text
    assert text.count("50% van 40") == 60
