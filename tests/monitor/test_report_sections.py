"""What the half-year report leaves out, what it compares, and how it draws lights."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import pypdf
import pytest
from odfdo import Document

from app.access.matrix import Compartment
from app.interventions.vocabulary import EffectScale
from app.monitor.figures.definitions import EFFECT, EFFECT_BEFORE, Answer
from app.monitor.reports.brief import HalfYear, in_brief
from app.monitor.reports.document import Bars, Block, Lights, Report, Section, Table
from app.monitor.reports.effects import on_effects
from app.monitor.reports.odt import odt_of
from app.monitor.reports.pdf import pdf_of
from app.monitor.reports.shown import added, figures
from app.monitor.reports.signals import on_signals
from app.monitor.reports.wording import NOT_SHOWN, ON_AT_LEAST
from app.monitor.statistics.charts import Bar
from app.monitor.statistics.labels import ALL
from app.monitor.statistics.schemas import (
    CountedGroup,
    EffectGroup,
    EffectGrouping,
    EffectMeasured,
    EffectSide,
    InterventionEffects,
    Share,
    SignalFigures,
    SignalGrouping,
    SignalSide,
)
from app.platform.schemas import Label

MADE_AT = datetime(2027, 1, 5, tzinfo=UTC)
MONTHS = [f"2026-{number:02}" for number in range(7, 13)]
BEFORE = [f"2026-{number:02}" for number in range(1, 7)]


def a_month(name: str, total: int | None, called: str | None = None, **by_form: int | None) -> SignalFigures:
    """Make the figures of a month of one side, of which the forms may all be called the same."""
    groups = [
        CountedGroup(code=form, label=Label(nl=called or form, en=form), size=size) for form, size in by_form.items()
    ]
    of_all = CountedGroup(code=None, label=ALL, size=total)
    side = SignalSide(compartment=Compartment.CARE, total=of_all, groups=groups, rising=[])
    return SignalFigures(
        period=name, group_by=SignalGrouping.FORM, published_at=MADE_AT, false_alarm_rate=0.05, sides=[side]
    )


def effects_of(
    period: str, size: int | None, share: float, apart: Sequence[Answer] = EFFECT, **groups: int | None
) -> InterventionEffects:
    """Make the effects on exploitation of a half-year of one side."""

    def group(code: str | None, size: int | None) -> EffectGroup:
        told = Share(value=share, low=share - 0.1, high=share + 0.1)
        measured = None if size is None else EffectMeasured(
            size=size, answers=None, share=told, median_weeks=None, differs_from_others=None, told_in=[period]
        )  # fmt: skip
        label = ALL if code is None else Label(nl=code, en=code)
        return EffectGroup(code=code, label=label, interventions=size, assessments=None, effects=measured)

    side = EffectSide(
        compartment=Compartment.SECURITY,
        total=group(None, size),
        groups=[group(code, one) for code, one in groups.items()],
        told_apart=list(apart),
    )
    return InterventionEffects(
        period=period,
        half_years=[period],
        scale=EffectScale.EXPLOITATION,
        group_by=EffectGrouping.KIND,
        published_at=MADE_AT,
        sides=[side],
    )


def texts(section: Section) -> str:
    """Return all that a section says."""
    told = []
    for block in section.blocks:
        if isinstance(block, Table):
            told += [block.caption, *map(" ".join, (block.header, *block.rows)), *block.notes]
        elif isinstance(block, str):
            told.append(block)
    return "\n".join(told)


def test_rows_and_columns_that_show_nothing_are_left_out_and_rows_named() -> None:
    rows = [
        ["Schouw", "12", NOT_SHOWN, "7"],
        ["Boete", NOT_SHOWN, NOT_SHOWN, NOT_SHOWN],
        ["School", "8", NOT_SHOWN, NOT_SHOWN],
    ]
    table = figures("Per soort", ("Soort", "A", "B", "C"), rows, (4, 1, 2, 3), "Een noot.")
    assert isinstance(table, Table)
    assert table.header == ["Soort", "A", "C"]
    assert table.widths == [4, 1, 3]
    assert table.rows == [["Schouw", "12", "7"], ["School", "8", NOT_SHOWN]]
    assert table.notes[1:] == ["Niets getoond van: Boete.", "Een noot."]
    assert "niet getoond" in table.notes[0]


def test_a_table_that_shows_all_says_nothing_of_what_is_left_out() -> None:
    table = figures("Per soort", ("Soort", "A"), [["Schouw", "12"]], (4, 1))
    assert isinstance(table, Table)
    assert (table.rows, table.notes) == ([["Schouw", "12"]], [])


def test_of_what_shows_nothing_a_line_says_so_instead_of_an_empty_table() -> None:
    header, widths = ("Soort", "A"), (4, 1)
    assert figures("Per soort", header, [["Boete", NOT_SHOWN]], widths) == "Per soort: hiervan is niets te tonen."
    assert figures("Per soort", header, [], widths) == "Per soort: hierover is van deze periode niets gepubliceerd."


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ([5, 6, 7], "18"),
        ([5, None, 7], "ten minste 12"),
        ([5, 7], "ten minste 12"),
        ([None] * 3, NOT_SHOWN),
        ([], NOT_SHOWN),
    ],
)
def test_months_are_added_as_far_as_they_are_shown(sizes: list[int | None], told: str) -> None:
    assert added(sizes, 3) == told


def test_signals_stand_beside_the_half_year_before_and_by_form() -> None:
    months = [a_month(name, 10) for name in MONTHS]
    before = [a_month(name, 1500 if number else None) for number, name in enumerate(BEFORE)]
    by_form = [a_month(name, 10, seksueel=6, arbeid=None if number else 5) for number, name in enumerate(MONTHS)]
    told = texts(on_signals(months, before, {SignalGrouping.FORM: by_form}))
    assert "2026-07 10\n" in told
    assert "Samen 60\n" in told
    assert "Halfjaar ervoor ten minste 7.500" in told
    assert "seksueel 36" in told
    assert "arbeid ten minste 5" in told
    assert "Veiligheid" not in told, "of the other side nothing is shown"


def test_groups_that_are_called_the_same_are_not_added_together() -> None:
    by_form = [a_month(name, 20, "Anders", other=7, unknown=6) for name in MONTHS]
    (_, _, table) = on_signals(by_form, [], {SignalGrouping.FORM: by_form}).blocks
    assert isinstance(table, Table)
    assert table.rows == [["Anders", "42"], ["Anders", "36"]]


@pytest.mark.parametrize(("lacking", "before", "said"), [(0, 6, 0), (1, 6, 1), (0, 1, 1), (0, 0, 0)])
def test_what_at_least_means_is_said_once_where_it_stands(lacking: int, before: int, said: int) -> None:
    months = [a_month(name, 10 if number >= lacking else None) for number, name in enumerate(MONTHS)]
    earlier = [a_month(name, 12) for name in BEFORE[6 - before :]]
    brief = in_brief(HalfYear(months), HalfYear(earlier))
    assert list(brief.blocks).count(ON_AT_LEAST) == said
    for told in (texts(brief), texts(on_signals(months, earlier, {}))):
        assert (told.count(ON_AT_LEAST), "ten minste" in told) == (said, bool(said))


def test_effects_stand_beside_the_half_year_before() -> None:
    totals, before = [effects_of("2026-H2", 40, 0.5)], [effects_of("2026-H1", 30, 0.4)]
    grouped = {EffectGrouping.KIND: effects_of("2026-H2", 40, 0.5, schouw=25, boete=None)}
    told = texts(on_effects(totals, before, grouped))
    assert "Effect op de uitbuiting (veiligheid) 40 50% (40%-60%) 40% (30%-50%)" in told
    assert "schouw (veiligheid) 25 25 50%" in told
    assert "Niets getoond van: boete (veiligheid)." in told
    first = texts(on_effects(totals, [], grouped))
    assert "Halfjaar ervoor" not in first


def test_which_answers_are_told_apart_is_said_of_each_scale_only_where_that_differs() -> None:
    together, apart = effects_of("2026-H2", 40, 0.5), effects_of("2026-H2", 40, 0.5, EFFECT_BEFORE)
    said = "Positief is tegenover de rest geteld"
    assert said in texts(on_effects([together], [], {}))
    assert said not in texts(on_effects([apart], [], {}))
    both = texts(on_effects([together, apart], [], {}))
    assert "Veiligheid: positief tegenover de rest geteld" in both
    assert "Veiligheid: positief, niet positief en onbekend apart geteld" in both


def test_several_half_years_are_told_of_where_that_is_more_than_the_last() -> None:
    caption = "Per soort interventie, 2026-H1 en 2026-H2"
    last = effects_of("2026-H2", 40, 0.5, schouw=25).model_copy(update={"half_years": ["2026-H1", "2026-H2"]})
    assert caption not in texts(on_effects([last], [], {}, [last]))
    earlier = effects_of("2026-H1", 40, 0.5, schouw=25)
    run = earlier.model_copy(update={"period": "2026-H2", "half_years": ["2026-H1", "2026-H2"]})
    assert caption in texts(on_effects([last], [], {}, [run]))


def test_the_half_year_in_brief_compares_as_far_as_something_was_published() -> None:
    half_year = HalfYear([a_month(name, 10) for name in MONTHS], [effects_of("2026-H2", 40, 0.5)])
    before = HalfYear([a_month(name, 9) for name in BEFORE], [effects_of("2026-H1", 30, 0.4)])
    told = texts(in_brief(half_year, before))
    assert "Zorg: 60 signalen; het halfjaar ervoor 54." in told
    assert "van 40 beoordeelde interventies had 50% (40%-60%)" in told
    assert "het halfjaar ervoor 40% (30%-50%) van 30." in told
    assert "ervoor" not in texts(in_brief(half_year, HalfYear()))


def test_lights_are_drawn_and_said() -> None:
    rows = [("Melden en signaleren", {"green": 3, "amber": 0, "red": 2}), ("Leren", {"green": 0, "amber": 0, "red": 0})]
    report = Report("Titel", "Onder", [Section("Acties", [Lights("Lichten", rows)])])
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(report, MADE_AT))).pages)
    assert "3 groen, 2 rood" in text
    assert "geen" in text
    (table,) = Document(io.BytesIO(odt_of(report, MADE_AT))).body.tables
    assert table.get_values() == [
        ["", "Groen", "Oranje", "Rood"],
        ["Melden en signaleren", "3", "0", "2"],
        ["Leren", "0", "0", "0"],
    ]


def test_a_long_label_beside_a_drawing_goes_on_on_the_next_line() -> None:
    goal = "Stevige aanpak die mensenhandel verstoort en terugdringt, samen met alle partners van de regio"
    drawn: list[Block] = [
        Lights("Lichten", [(goal, {"green": 1})]),
        Bars("Balken", [Bar(goal, 0.5, "50% van 40", 0.3, 0.7)]),
    ]
    report = Report("Titel", "Onder", [Section("Acties", drawn)])
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(report, MADE_AT))).pages)
    assert " ".join(text.split()).count(goal) == 2


@pytest.mark.parametrize("lines", range(16, 34))
def test_a_heading_stands_on_the_page_of_what_introduces_its_first_table_and_of_that(lines: int) -> None:
    table = Table("Tabel", ("Kop", "B"), [["Rij 1", "x"], ["Rij 2", "x"]], (1, 1))
    sections = [Section("Een", ["Regel"] * lines), Section("Twee", ["Inleiding. " * 40, table])]
    pages = [
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(Report("T", "O", sections), MADE_AT))).pages
    ]
    (page,) = (page for page in pages if "2. Twee" in page)
    assert "Rij 2" in page
