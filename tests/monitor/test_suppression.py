"""What is published of a table lets nobody compute what was left out: an attack that solves for every hidden count.

The attacker has every table of a period at once: by kind within its domain, by district and by form of exploitation,
with all totals, and knows that counts are whole and not negative. For each count that is not shown, the least and the
most that it can be are solved for, over all data that would have given the same tables.
"""

from collections import Counter
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from app.monitor.figures.suppression import LEAST, Counts, Released, release
from app.monitor.figures.tables import release_within
from tests.monitor.drawing import LOTS

KINDS = {"shelter": "care", "support": "care", "closing": "law", "permit": "law", "audit": "fiscal"}
DISTRICTS = ("zeeland", "de_markiezaten", "de_baronie")
FORMS = ("sexual", "labour", "several")
ANSWERS = 3
Atom = tuple[str, str, str, int]
ATOMS: list[Atom] = [(k, d, f, a) for k in KINDS for d in DISTRICTS for f in FORMS for a in range(ANSWERS)]
GROUPS: dict[str, Callable[[Atom], str]] = {
    "kind": lambda atom: atom[0],
    "domain": lambda atom: KINDS[atom[0]],
    "district": lambda atom: atom[1],
    "form": lambda atom: atom[2],
}


def table(data: Counter[Atom], grouping: str) -> dict[str, Counts]:
    """Count the answers of each group."""
    group = GROUPS[grouping]
    names = dict.fromkeys(group(atom) for atom in ATOMS)
    return {
        name: tuple(sum(data[atom] for atom in ATOMS if group(atom) == name and atom[3] == a) for a in range(ANSWERS))
        for name in names
    }


def publish(data: Counter[Atom]) -> dict[str, Released]:
    """Publish every table of some data."""
    domains = release(table(data, "domain"), LOTS)
    return {
        "domain": domains,
        "kind": release_within(table(data, "kind"), KINDS, domains, LOTS),
        "district": release(table(data, "district"), LOTS),
        "form": release(table(data, "form"), LOTS),
    }


class Attack:
    """Everything that was published, as equations over the atoms."""

    def __init__(self, published: dict[str, Released]) -> None:
        self._rows: list[np.ndarray] = []
        self._values: list[int] = []
        for grouping, released in published.items():
            if released.size is not None:
                self._learn(np.ones(len(ATOMS)), released.size)
            for answer, count in enumerate(released.total or ()):
                self._learn(np.array([atom[3] == answer for atom in ATOMS], float), count)
            for name, size in released.sizes.items():
                self._learn(mask(grouping, name), size)
            for name, counts in released.answers.items():
                for answer, count in enumerate(counts):
                    self._learn(mask(grouping, name, answer), count)

    def _learn(self, row: np.ndarray, value: int) -> None:
        self._rows.append(row)
        self._values.append(value)

    def bounds(self, count: np.ndarray) -> tuple[int, int]:
        """Solve for the least and the most that a count can be."""
        known = [LinearConstraint(np.array(self._rows), self._values, self._values)] if self._rows else []
        ends = []
        for sign in (1, -1):
            found = milp(sign * count, constraints=known, bounds=Bounds(0, 10_000), integrality=np.ones(len(ATOMS)))
            assert found.success
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


def mask(grouping: str, name: str, answer: int | None = None) -> np.ndarray:
    """Select the atoms of a group, and of one answer."""
    group = GROUPS[grouping]
    return np.array([group(atom) == name and answer in (None, atom[3]) for atom in ATOMS], float)


def draw(seed: int) -> Counter[Atom]:
    """Draw data, from nearly none to much, and mostly uneven."""
    random = Random(seed)  # noqa: S311 - data to attack is no secret
    kinds = {kind: random.choice((0, 0.2, 1, 4)) for kind in KINDS}
    districts = {district: random.choice((0.1, 1, 3)) for district in DISTRICTS}
    forms = {form: random.choice((0.1, 1, 2)) for form in FORMS}
    answers = [random.choice((0, 0.3, 1, 3)) for _ in range(ANSWERS)]
    weights = [kinds[k] * districts[d] * forms[f] * answers[a] for k, d, f, a in ATOMS]
    if not any(weights):
        return Counter()
    return Counter(random.choices(ATOMS, weights, k=random.choice((3, 9, 20, 40, 80, 160))))


def gives_nobody(released: Released, counts: Counts, answer: int) -> bool:
    """Tell whether nobody at all gave an answer, or nobody is in a row."""
    return not any(counts) or (released.total is not None and released.total[answer] == 0)


@pytest.mark.parametrize("seed", range(40))
def test_no_count_that_was_left_out_can_be_computed_back(seed: int) -> None:
    data = draw(seed)
    published = publish(data)
    attack = Attack(published)
    for grouping, released in published.items():
        for name, counts in table(data, grouping).items():
            if name not in released.sizes:
                least, most = attack.bounds(mask(grouping, name))
                if (least, most, sum(counts)) == (0, 0, 0):
                    continue  # all rows that were left out count nobody
                assert least == 0 or most - least >= LEAST, (grouping, name, least, most)
                assert most >= LEAST, (grouping, name, least, most)
            if name not in released.answers:
                for answer, count in enumerate(counts):
                    least, most = attack.bounds(mask(grouping, name, answer))
                    if (least, most, count) == (0, 0, 0) and gives_nobody(released, counts, answer):
                        continue
                    assert least <= count <= most
                    assert most - least >= LEAST, (grouping, name, answer, least, most)


def test_the_attack_finds_what_a_table_without_suppression_of_the_second_row_gives_away() -> None:
    """The attack is one that works: leaving out only the small row leaves it to be subtracted."""
    data = Counter({("shelter", "zeeland", "sexual", 0): 9, ("shelter", "de_baronie", "sexual", 0): 2})
    naive = Released(None, 11, {}, {"zeeland": 9, "de_markiezaten": 0})
    assert Attack({"district": naive}).bounds(mask("district", "de_baronie")) == (2, 2)
    assert release(table(data, "district"), LOTS).sizes == {}


COUNTS = st.integers(0, 30)
TABLES = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(COUNTS, COUNTS), min_size=1)


@settings(max_examples=400)
@given(TABLES)
def test_no_published_count_is_small_nor_what_it_leaves_of_the_total(rows: dict[str, Counts]) -> None:
    released = release(rows, LOTS)
    assert set(released.answers) <= set(released.sizes)
    for name, size in released.sizes.items():
        assert size == sum(rows[name]) >= LEAST
    for name, counts in released.answers.items():
        assert counts == rows[name]
        assert all(count == 0 or count >= LEAST for count in counts)
    if released.size is None:
        assert (released.total, released.answers, released.sizes) == (None, {}, {})
    elif left_out := released.size - sum(released.sizes.values()):
        assert left_out >= LEAST


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(LEAST, 30), min_size=1))
def test_of_rows_that_are_large_nothing_is_left_out(sizes: dict[str, int]) -> None:
    rows = {name: (size, size + 1) for name, size in sizes.items()}
    assert release(rows, LOTS).answers == rows
