"""What is told in one place gives away nothing that is left out in another: forms, districts, norms, what rises."""

from collections.abc import Iterable, Mapping

import pytest

from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import Answer, Figure, Grouping
from app.monitor.figures.periods import Period
from app.monitor.figures.picture import counted, tells_of_nobody
from app.monitor.figures.publishing import Line, Publication
from app.monitor.figures.rising import Counts
from tests.monitor.drawing import KEY

MONTH, HALF_YEAR = Period.parse("2026-11"), Period.parse("2026-H2")
DISTRICTS = ("de_baronie", "hart_van_brabant", "zeeland")
DISTRICT_OF = {"breda": "hart_van_brabant", "oosterhout": "de_baronie", "tilburg": "hart_van_brabant"}
"""Where municipalities are now: the first was in de_baronie when its signals came."""
DOMAIN_OF = {"labour_inspection": "labour_law", "fine": "labour_law", "shelter": "care", "support": "care"}


def published(publication: Publication, counts: Iterable[Count], figure: Figure) -> dict[Grouping, dict[str, int]]:
    """Return the sizes that are published of a figure on the care side, by grouping."""
    told: dict[Grouping, dict[str, int]] = {}
    for line in publication.lines(counts):
        if line.compartment == "care" and line.figure is figure and line.size is not None:
            told.setdefault(line.grouping, {})[line.name] = line.size
    return told


def signals(**sizes: int) -> list[Count]:
    """Count signals of municipalities, of Breda as it was in De Baronie."""
    at = {**DISTRICT_OF, "breda": "de_baronie"}
    return [
        Count("care", Figure.SIGNALS, {Grouping.MUNICIPALITY: name, Grouping.DISTRICT: at[name]}, Answer.COUNTED, size)
        for name, size in sizes.items()
    ]


def test_a_municipality_that_moved_is_counted_in_the_district_in_which_it_was() -> None:
    names = {Grouping.DISTRICT: DISTRICTS, Grouping.MUNICIPALITY: tuple(DISTRICT_OF)}
    publication = Publication(MONTH, names, {Grouping.MUNICIPALITY: DISTRICT_OF}, KEY)
    told = published(publication, signals(breda=10, oosterhout=3, tilburg=6), Figure.SIGNALS)
    assert told[Grouping.DISTRICT]["de_baronie"] == 13
    assert "breda" not in told.get(Grouping.MUNICIPALITY, {}), "beside it three would be known of Oosterhout"


def interventions(**sizes: int) -> list[Count]:
    """Count interventions of some kinds."""
    return [
        Count(
            "care", Figure.INTERVENTIONS, {Grouping.KIND: kind, Grouping.DOMAIN: DOMAIN_OF[kind]}, Answer.COUNTED, size
        )
        for kind, size in sizes.items()
    ]


@pytest.mark.parametrize(("fines", "is_told"), [(3, False), (5, True), (0, False)])
def test_what_a_norm_counts_leaves_no_few_of_what_is_told_with_it(fines: int, is_told: bool) -> None:
    names = {Grouping.KIND: tuple(DOMAIN_OF), Grouping.DOMAIN: ("labour_law", "care")}
    publication = Publication(HALF_YEAR, names, {Grouping.KIND: DOMAIN_OF}, KEY)
    counts = interventions(labour_inspection=5, fine=fines, shelter=9, support=7)
    told = published(publication, counts, Figure.INTERVENTIONS)
    assert (told.get(Grouping.DOMAIN, {}).get("labour_law") == 5 + fines) is is_told


def month(forms: Mapping[str, int]) -> list[Line]:
    """Publish a month with so many signals of each form, as far as they are given."""
    line = (MONTH.name, "care", Figure.SIGNALS)
    return [
        Line(*line, Grouping.ALL, "", 20),
        *(Line(*line, Grouping.FORM, form, size) for form, size in forms.items()),
    ]


CRIMINAL: Counts = {
    ("form:criminal", ""): 10,
    ("form:labour", ""): 10,
    ("indicator:C1", ""): 10,
    ("form:criminal", "indicator:C1"): 10,
}


@pytest.mark.parametrize(
    ("forms", "naming", "is_told"),
    [
        ({"labour": 10}, 10, False),
        ({"labour": 10, "criminal": 10}, 10, True),
        ({"labour": 10, "criminal": 10}, 12, False),
        ({"labour": 10, "criminal": 10}, 15, True),
    ],
    ids=["a form is left out", "nobody lacks it", "few lack it", "enough lack it"],
)
def test_an_indicator_of_a_form_tells_nothing_of_forms_that_are_left_out(
    forms: Mapping[str, int], naming: int, is_told: bool
) -> None:
    now = {**CRIMINAL, ("form:criminal", ""): naming}
    told = [line.name for line in counted(MONTH, "care", now, month(forms))]
    assert told == (["C1"] if is_told else [])


def test_what_rises_is_told_where_it_is_counted() -> None:
    now = {("form:labour", ""): 8, ("district:zeeland", ""): 12, ("district:zeeland", "form:labour"): 8}
    assert tells_of_nobody(("form:labour", ""), now, {"form:labour": 8})
    assert not tells_of_nobody(("form:labour", ""), now, {"district:zeeland": 12})
    both = {"all:": 20, "form:labour": 8, "district:zeeland": 13}
    assert not tells_of_nobody(("district:zeeland", "form:labour"), now, both), "four in Zeeland are of another form"
    assert tells_of_nobody(("district:zeeland", "form:labour"), {**now, ("district:zeeland", ""): 13}, both)


@pytest.mark.parametrize(("neither", "is_told"), [(0, True), (2, False), (5, True)])
def test_two_that_rise_together_tell_nothing_of_few_that_have_neither(neither: int, is_told: bool) -> None:
    """Of 20 with 13 of a form and 10 in a district, that 5 have both tells that two have neither."""
    pair = ("district:zeeland", "form:labour")
    now = {("form:labour", ""): 13, ("district:zeeland", ""): 10, pair: 5}
    shown = {"all:": 18 + neither, "form:labour": 13, "district:zeeland": 10}
    assert tells_of_nobody(pair, now, shown) is is_told


@pytest.mark.parametrize(("among_several", "is_told"), [(0, True), (1, False), (2, False), (5, True)])
def test_an_indicator_of_a_form_tells_nothing_of_few_that_name_the_form_with_others(
    among_several: int, is_told: bool
) -> None:
    """All 8 of a form alone have its indicator: so it would be told how many of several forms name that form."""
    forms = {"criminal": 8, "sexual": 7, "several": 5}
    size = 8 + among_several
    now = {("form:criminal", ""): size, ("indicator:C1", ""): size, ("form:criminal", "indicator:C1"): size}
    told = [line.name for line in counted(MONTH, "care", now, month(forms))]
    assert told == (["C1"] if is_told else [])
