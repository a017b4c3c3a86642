"""What is told of a region as equations over whatever could have happened in it, solved for what is not told."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array
from scipy.sparse.csgraph import connected_components

from app.monitor.figures.suppression import LEAST
from tests.world import Json, World

MOST = 2000
"""More than there is of anything."""
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
    """List the desks that are given signals: on the side of security also that of the Arbeidsinspectie."""
    kind, others = ("zorgcoordinator", ()) if side == "care" else ("dsp", ("arbeidsinspectie",))
    return [*(f"{kind}.{district}" for district in DISTRICTS), *others]


def assessing(side: str, district: str) -> list[str]:
    """List the desks that assess effects in a district."""
    places = [place for place, within in DISTRICT_OF.items() if within == district]
    care = [f"zorgcoordinator.{district}"]
    return care if side == "care" else ["avim", *(f"projectleider_ondermijning.{place}" for place in places)]


def always_so() -> Iterator[Known]:
    """List what is known at worst though nobody tells it, as the table of rules is open and work is done in time.

    Each signal is of one side and gives work to the desk of its district, and what names labour to the
    Arbeidsinspectie; each assessment that is made or not by a form or a kind is so by a desk.
    """
    for (quarter, months), work in product(MONTHS.items(), WORKS):
        for side, district in product(SIDES, DISTRICTS):
            came = tuple(Cell("signals", month, side, (("district", district),)) for month in months)
            (desk,) = (desk for desk in triaging(side) if desk.endswith(f".{district}"))
            yield Known(came, less=(Cell(work, quarter, side, (("desk", desk),)),))
        came = tuple(Cell("signals", month, side, (("names", "labour"),)) for month in months for side in SIDES)
        yield Known(came, less=(Cell(work, quarter, "security", (("desk", "arbeidsinspectie"),)),))
    for side, half, district, answer in product(SIDES, HALVES, DISTRICTS, ("made", "not_made")):
        place = (half, side, (("district", district),), answer)
        yield Known((Cell("assessments", *place),), less=(Cell("assessment", *place),))


class Reading:
    """Asks for everything, and keeps what is told."""

    def __init__(self, world: World, persona: str) -> None:
        self._world, self._persona = world, persona
        self.told: set[Known] = set()

    async def _ask(self, path: str) -> Json:
        answer = await self._world.call(self._persona, "GET", path)
        found: Json = answer.json() if answer.status_code == 200 else {"sides": [], "items": []}
        return found

    async def everything(self) -> set[Known]:
        """Ask for every statistic of every period that was published, and for the norms."""
        for one in (await self._ask("/statistics/periods"))["items"]:
            path = f"/statistics/{one['statistic']}?period={one['period']}"
            if one["statistic"] == "timeliness":
                self._learn_all(await self._ask(f"{path}&work={one['work']}"), "desk", measured=one["work"])
            elif one["statistic"] == "signals":
                for by in PICTURES:
                    self._learn_all(await self._ask(f"{path}&groupBy={by}"), by, size="signals")
            else:
                of_counts = {"interventions": "interventions", "assessments": "assessments"}
                for scale, by, number in product(SCALES, BY, (1, 2, 4)):
                    asked = f"{path}&scale={scale}&groupBy={by}&halfYears={number}"
                    self._learn_all(await self._ask(asked), by, **of_counts, effects=scale)
        for half, quarters in HALVES.items():
            norms = [await self._ask(f"/monitor/norms?quarter={quarter}") for quarter in quarters]
            inspected = Counter[str]()
            for one in (one for norm in norms for one in norm["items"] if one["norm"] == "labour_inspections"):
                inspected[one["district"]] += one["count"]
            for district, count in inspected.items():
                where = (("kind", "labour_inspection"), ("district", district))
                self.told.add(Known(tuple(Cell("interventions", half, side, where) for side in SIDES), count))
        return self.told

    def _learn_all(self, answer: Json, by: str, **figures: str) -> None:
        for side in answer["sides"]:
            for group in filter(None, (side["total"], *side["groups"])):
                groups = () if group["code"] is None else ((by, group["code"]),)
                for name, figure in figures.items():
                    periods = answer.get("halfYears", [answer["period"]])
                    if name == "effects" and group[name]:
                        periods = group[name]["toldIn"]
                    self._learn(figure, periods, side["compartment"], groups, group[name])
            for one in side.get("rising", ()):
                features = [code.replace("form:", "names:").partition(":") for code in one["codes"]]
                together = tuple((name, code) for name, _, code in features)
                cell = Cell("signals", answer["period"], side["compartment"], together)
                self.told.add(Known((cell,), LEAST, or_more=True))

    def _learn(self, figure: str, periods: Iterable[str], side: str, groups: tuple[Group, ...], told: Any) -> None:
        measured: Json = told if isinstance(told, dict) else {} if told is None else {"size": told}
        sizes = {None: measured["size"], **(measured.get("answers") or {})} if measured else {}
        for answer, size in sizes.items():
            self.told.add(Known(tuple(Cell(figure, period, side, groups, answer) for period in periods), size))


class Tied(NamedTuple):
    """Atoms that are tied together by what is known, which does not tell those of one sort apart."""

    sort_of: Mapping[int, int]
    known: LinearConstraint
    possible: list[np.ndarray]
    """How many of each sort there are in what was found to be possible."""

    def sorts(self, atoms: Iterable[int]) -> np.ndarray:
        """Count how many of some atoms are of each sort."""
        return np.bincount([self.sort_of[atom] for atom in atoms], minlength=max(self.sort_of.values()) + 1)

    def solve(self, goal: np.ndarray) -> None:
        """Find what is possible where a goal is as small as it can be."""
        whole = np.ones(len(goal))
        found = milp(goal, constraints=[self.known], bounds=Bounds(0, MOST), integrality=whole)
        assert found.success, found.message
        self.possible.append(np.round(found.x))


class Attack:
    """All that is known."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._there: dict[tuple[str, str, str], dict[int, Atom]] = defaultdict(dict)
        atoms = list(could_have_happened())
        for number, atom in enumerate(atoms):
            for figure in {figure for figure, _ in atom.counts}:
                self._there[figure, atom.period, atom.side][number] = atom
        self._known = list(known)
        entries = [(number, *entry) for number, one in enumerate(self._known) for entry in self._entries(one)]
        rows, columns, values = (np.array(part) for part in zip(*entries, strict=True))
        self._matrix = csc_array((values, (rows, columns)), shape=(len(self._known), len(atoms)))
        _, self._component = connected_components(abs(self._matrix).T @ abs(self._matrix))
        self._tied = cache(self._tied_together)

    def _atoms(self, cell: Cell) -> list[int]:
        there = self._there[cell.figure, cell.period, cell.side].items()
        chosen = [(number, atom) for number, atom in there if (cell.figure, cell.answer) in atom.counts]
        return [number for number, atom in chosen if atom.groups.issuperset(cell.groups)]

    def _entries(self, one: Known) -> Iterator[tuple[int, int]]:
        for cells, sign in ((one.cells, 1), (one.less, -1)):
            yield from ((atom, sign) for cell in cells for atom in self._atoms(cell))

    def _tied_together(self, component: int) -> Tied:
        columns = {atom: self._column(atom) for atom in np.flatnonzero(self._component == component).tolist()}
        first = {column: atom for atom, column in columns.items()}
        number_of = {column: number for number, column in enumerate(first)}
        part = self._matrix[:, list(first.values())].tocsr()
        rows = np.flatnonzero(np.diff(part.indptr))
        least = [self._known[row].size for row in rows]
        most = [np.inf if self._known[row].or_more else self._known[row].size for row in rows]
        sort_of = {atom: number_of[column] for atom, column in columns.items()}
        return Tied(sort_of, LinearConstraint(part[rows], least, most), [])

    def _column(self, atom: int) -> tuple[tuple[int, int], ...]:
        here = slice(*self._matrix.indptr[atom : atom + 2])
        return tuple(zip(self._matrix.indices[here].tolist(), self._matrix.data[here].tolist(), strict=True))

    def bounds(self, cell: Cell, enough: int = MOST) -> tuple[int, int]:
        """Solve for the least and the most that a count can be; no further where those are enough apart.

        Of a sort of which it counts some, what there is may be all of those or of the others.
        """
        atoms = self._atoms(cell)
        components = {int(self._component[atom]) for atom in atoms}
        if len(components) > 1:
            return 0, MOST  # of some of it nothing is known at all
        tied = self._tied(components.pop())
        counted = tied.sorts(atoms)
        all_of, any_of = (counted == tied.sorts(tied.sort_of)).astype(float), (counted > 0).astype(float)
        for goal in (all_of, -any_of):
            least, most = self._ends(tied, all_of, any_of)
            if most - least < enough:
                tied.solve(goal)
        return self._ends(tied, all_of, any_of)

    @staticmethod
    def _ends(tied: Tied, all_of: np.ndarray, any_of: np.ndarray) -> tuple[int, int]:
        least = min((all_of @ one for one in tied.possible), default=0)
        return round(least), round(max((any_of @ one for one in tied.possible), default=0))
