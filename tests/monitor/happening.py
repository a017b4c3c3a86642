"""What could have happened in a region, and what everybody knows of that at worst."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

Group = tuple[str, str]
"""By what is divided, and the name of a group."""

SIDES, WORKS = ("care", "security"), ("triage", "feedback")
HALVES = {"2026-H1": ("2026-Q1", "2026-Q2"), "2026-H2": ("2026-Q3", "2026-Q4")}
MONTHS = {f"2026-Q{n}": tuple(f"2026-{3 * n + month:02}" for month in (-2, -1, 0)) for n in (2, 3, 4)}
"""The quarters since the service began, with their months."""
DISTRICT_OF = {"GM0758": "de_baronie", "GM0826": "de_baronie", "GM0664": "zeeland", "GM0855": "hart_van_brabant"}
DISTRICTS = tuple(dict.fromkeys(DISTRICT_OF.values()))
FORMS = {
    "care": (("labour",), ("sexual",), ("labour", "sexual")),
    "security": (("labour",), ("criminal",), ("criminal", "labour")),
}
SECTORS = ("agriculture", "hospitality", None)
KINDS = {
    "care": {
        "ambulatory_support": "care", "report_to_comensha": "care", "school_contact": "prevention",
        "location_inspection": "administrative_law",
    },
    "security": {
        "labour_inspection": "labour_law", "fine": "labour_law", "closing_business": "administrative_law",
        "stop_conversation": "criminal_law", "no_contact_order": "criminal_law",
    },
}  # fmt: skip
"""The kinds of intervention of each side, with their domains."""
GROUPS = [
    *(("district", district) for district in DISTRICTS),
    *(("form", form) for form in ("labour", "sexual", "criminal", "several")),
    *(("kind", kind) for kinds in KINDS.values() for kind in kinds),
    *(("domain", domain) for kinds in KINDS.values() for domain in set(kinds.values())),
]
OF_WHOM = ("victim", "perpetrator")
SCALES = ("exploitation", *OF_WHOM)
BY = ("all", "domain", "kind", "form", "district")
PICTURES = ("all", "form", "district", "municipality", "indicator", "location_kind", "sector")
"""By what effects are divided, and by what signals are."""
Found = tuple[tuple[str, bool], ...]
NOT_MADE: Found = ()
FOUND: tuple[Found, ...] = (
    NOT_MADE,
    *(((scale, good),) for scale in SCALES for good in (True, False)),
    *((("exploitation", one), (scale, other)) for scale, one, other in product(OF_WHOM, (True, False), (True, False))),
)
"""On which scales an assessment found an effect, and whether that was positive: for a victim or on a perpetrator, since
nobody is both."""


class Cell(NamedTuple):
    """A count of a period and a side: of all, or of what is in all of some groups; of one answer, or of each."""

    figure: str
    period: str
    side: str
    groups: tuple[Group, ...] = ()
    answer: str | None = None


class Atom(NamedTuple):
    """A thing that could have happened: of which groups it is, and in which figures it counts, under which answers."""

    period: str
    side: str
    groups: frozenset[Group]
    counts: frozenset[tuple[str, str | None]]


class Known(NamedTuple):
    """What somebody knows: some counts together, less some others together, are this, or at least this."""

    cells: tuple[Cell, ...]
    size: int = 0
    less: tuple[Cell, ...] = ()
    or_more: bool = False


def could_have_happened() -> Iterator[Atom]:
    """List all that could have: signals by month, work by quarter, interventions and assessments by half-year."""
    for side, months in product(SIDES, MONTHS.values()):
        for month, signal in product(months, _signals(side)):
            yield Atom(month, side, signal, frozenset({("signals", None)}))
    for side, quarter, work, answer in product(SIDES, MONTHS, WORKS, ("timely", "late")):
        for desk in triaging(side):
            yield Atom(quarter, side, frozenset({("desk", desk)}), frozenset({(work, None), (work, answer)}))
    for side, half, district in product(SIDES, HALVES, DISTRICTS):
        for kind, forms in product(KINDS[side], FORMS[side]):
            domain, form = KINDS[side][kind], one_of(forms)
            groups = frozenset({("kind", kind), ("domain", domain), ("district", district), ("form", form)})
            yield Atom(half, side, groups, frozenset({("interventions", None)}))
            yield from (Atom(half, side, groups, _counts(found)) for found in FOUND)
        for desk, answer in product(assessing(side, district), ("timely", "late", "not_made")):
            counts = {("assessment", None), ("assessment", answer)}
            counts.add(("assessment", "not_made" if answer == "not_made" else "made"))
            yield Atom(half, side, frozenset({("desk", desk), ("district", district)}), frozenset(counts))


def _signals(side: str) -> Iterator[frozenset[Group]]:
    features = (("indicator", "A1"), ("indicator", "G1"), ("location_kind", "business"))
    for place, forms, sector in product(DISTRICT_OF, FORMS[side], SECTORS):
        where = {("municipality", place), ("district", DISTRICT_OF[place]), ("sector", sector or "not_told")}
        names = {("form", one_of(forms)), *(("names", form) for form in forms)}
        for marks in product((True, False), repeat=len(features)):
            there = {feature for feature, is_there in zip(features, marks, strict=True) if is_there}
            if features[0] not in there or "labour" in forms:
                yield frozenset({*where, *names, *there})


def _counts(found: Found) -> frozenset[tuple[str, str | None]]:
    of_scales = {(scale, answer) for scale, good in found for answer in (None, "positive" if good else "rest")}
    return frozenset({("assessments", None), ("assessments", "made" if found else "not_made"), *of_scales})


def one_of(forms: Sequence[str]) -> str:
    """Return under which form something counts."""
    return forms[0] if len(forms) == 1 else "several"


def triaging(side: str) -> list[str]:
    """List the desks that are given signals, but for the Arbeidsinspectie, of which nothing is told."""
    return [f"{'zorgcoordinator' if side == 'care' else 'dsp'}.{district}" for district in DISTRICTS]


def assessing(side: str, district: str) -> list[str]:
    """List the desks that assess effects in a district."""
    places = [place for place, within in DISTRICT_OF.items() if within == district]
    care = [f"zorgcoordinator.{district}"]
    return care if side == "care" else ["avim", *(f"projectleider_ondermijning.{place}" for place in places)]


def always_so() -> Iterator[Known]:
    """List what is known at worst though nobody tells it, as the table of rules is open and work is done in time.

    Each signal is of one side and gives work to the desk of its district; each assessment that is made or not by a form
    or a kind is so by a desk.
    """
    for (quarter, months), work in product(MONTHS.items(), WORKS):
        for side, district in product(SIDES, DISTRICTS):
            came = tuple(Cell("signals", month, side, (("district", district),)) for month in months)
            (desk,) = (desk for desk in triaging(side) if desk.endswith(f".{district}"))
            yield Known(came, less=(Cell(work, quarter, side, (("desk", desk),)),))
    (first, _), places = HALVES, [(), *((group,) for group in GROUPS)]
    for side, where, scale in product(SIDES, places, SCALES):  # what is found at first was logged since the beginning
        yield Known((Cell("interventions", first, side, where),), 0, (Cell(scale, first, side, where),), or_more=True)
    for side, half, district, answer in product(SIDES, HALVES, DISTRICTS, ("made", "not_made")):
        place = (half, side, (("district", district),), answer)
        yield Known((Cell("assessments", *place),), less=(Cell("assessment", *place),))
