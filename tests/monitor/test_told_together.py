"""Effects are told as positive against the rest, always, and nothing that is few can be computed from it.

The attacker has all groupings of a half-year at once. For each count that is not told the least and the most that it
can be are solved for. In how many columns effects are told must not hang on them: that would be told with them, and an
attack that tries all data finds what it gives away.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from app.interventions.vocabulary import EffectOutcome
from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import (
    DEFINITIONS,
    EFFECT,
    EFFECT_BEFORE,
    FIGURE_OF_SCALE,
    Answer,
    Figure,
    Grouping,
    answer_of,
)
from app.monitor.figures.periods import Period
from app.monitor.figures.publishing import Line, Publication
from app.monitor.figures.suppression import LEAST, Counts, Released, release
from tests.monitor.drawing import KEY, LOTS
from tests.monitor.test_suppression import ATOMS, DISTRICTS, FORMS, KINDS, Atom

HALF_YEAR, FIGURE = Period.parse("2026-H2"), Figure.EFFECT_ON_EXPLOITATION
NAMES = {
    Grouping.DOMAIN: tuple(dict.fromkeys(KINDS.values())),
    Grouping.KIND: tuple(KINDS),
    Grouping.FORM: FORMS,
    Grouping.DISTRICT: DISTRICTS,
}
ANSWERED = (Answer.POSITIVE, Answer.REST, Answer.REST)
"""As what an effect that is positive, not positive or unknown counts."""
GIVEN: dict[Answer | None, set[int]] = {
    None: {0, 1, 2},
    **{answer: {number} for number, answer in enumerate(EFFECT_BEFORE)},
    Answer.REST: {1, 2},
}
"""Which answers of an atom a size or a column counts."""


def groups_of(atom: Atom) -> dict[Grouping, str]:
    """Return in which group of each grouping an effect counts."""
    kind, district, form, _ = atom
    return {
        Grouping.ALL: "",
        Grouping.DOMAIN: KINDS[kind],
        Grouping.KIND: kind,
        Grouping.FORM: form,
        Grouping.DISTRICT: district,
    }


def publish(data: Counter[Atom]) -> list[Line]:
    """Publish effects on exploitation of the care side."""
    counts = [Count("care", FIGURE, groups_of(atom), ANSWERED[atom[3]], size) for atom, size in data.items()]
    lines = Publication(HALF_YEAR, NAMES, {Grouping.KIND: KINDS}, KEY).lines(counts)
    return [line for line in lines if (line.compartment, line.figure) == ("care", FIGURE) and line.size is not None]


def draw(seed: int) -> Counter[Atom]:
    """Draw effects, mostly uneven, until answers are told of some group."""
    random = Random(seed)  # noqa: S311 - data to attack is no secret
    while True:
        often = {name: random.choice((0.1, 0.5, 1, 3)) for name in (*KINDS, *DISTRICTS, *FORMS)}
        answers = (random.choice((1, 3)), random.choice((0.3, 1, 3)), random.choice((0.05, 0.2, 0.6)))
        weights = [often[k] * often[d] * often[f] * answers[a] for k, d, f, a in ATOMS]
        data = Counter(random.choices(ATOMS, weights, k=random.choice((20, 40, 80, 160, 300))))
        if any(line.answers for line in publish(data)):
            return data


def mask(grouping: Grouping, name: str, answer: Answer | None = None) -> np.ndarray:
    """Select the atoms of a group, and of a column."""
    return np.array([groups_of(atom)[grouping] == name and atom[3] in GIVEN[answer] for atom in ATOMS], float)


def counts_of(lines: Iterable[Line]) -> Iterator[tuple[Grouping, str, Answer | None, int]]:
    """List every number that is told."""
    for line in lines:
        yield line.grouping, line.name, None, line.size or 0
        for answer, number in zip(EFFECT, line.answers or (), strict=False):
            yield line.grouping, line.name, answer, number


def given_away(data: Counter[Atom], lines: Iterable[Line]) -> list[tuple[Grouping, str, Answer | None, int, int]]:
    """List the counts that were left out and can be computed to be few, or to fewer than five numbers."""
    told = {(grouping, name, answer): number for grouping, name, answer, number in counts_of(lines)}
    values = list(told.values())
    known = LinearConstraint(np.array([mask(*place) for place in told]), values, values)
    found = []
    everywhere = dict.fromkeys(place for atom in ATOMS for place in groups_of(atom).items())
    for (grouping, name), answer in product(everywhere, GIVEN):
        if (grouping, name, answer) in told:
            continue
        count, ends = mask(grouping, name, answer), []
        for sign in (1, -1):
            solved = milp(sign * count, constraints=[known], bounds=Bounds(0, 2000), integrality=np.ones(len(ATOMS)))
            assert solved.success
            ends.append(round(sign * solved.fun))
        least, most = ends
        assert least <= sum(data[atom] for atom, there in zip(ATOMS, count, strict=True) if there) <= most
        of_nobody = most == 0  # that can be known, and tells of nobody
        few = most - least < LEAST if answer else 0 < least > most - LEAST or most < LEAST
        if few and not of_nobody:
            found.append((grouping, name, answer, least, most))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_no_count_that_was_left_out_can_be_computed_back(seed: int) -> None:
    data = draw(seed)
    assert given_away(data, publish(data)) == []


def test_the_attack_finds_what_is_left_to_be_subtracted() -> None:
    """The attack is one that works."""
    places = [("shelter", district, "sexual") for district in DISTRICTS[:2]]
    sizes = zip([(*place, answer) for place in places for answer in range(3)], (17, 7, 1, 3, 2, 0), strict=True)
    data = Counter(dict(sizes))
    of_all = Line("2026-H2", "care", FIGURE, Grouping.ALL, "", 30, (20, 10))
    naive = Line("2026-H2", "care", FIGURE, Grouping.DISTRICT, DISTRICTS[0], 25, (17, 8))
    assert (Grouping.DISTRICT, DISTRICTS[1], Answer.POSITIVE, 0, 3) in given_away(data, [of_all, naive])
    assert given_away(data, publish(data)) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from((15, 40, 90, 200, 400)))
def test_in_which_columns_effects_are_told_hangs_on_no_count(seed: int, size: int) -> None:
    random = Random(seed)  # noqa: S311 - data to count is no secret
    lines = publish(Counter(random.choices(ATOMS, [random.choice((0.1, 1, 4)) for _ in ATOMS], k=size)))
    assert {len(line.answers) for line in lines if line.answers is not None} <= {len(EFFECT)}


Table = Mapping[str, Counts]
Columns = Sequence[Sequence[int]]
Told = tuple[Counts | None, int | None, dict[str, Counts], dict[str, int]]
APART: Columns = ((0,), (1,), (2,))
TOGETHER: Columns = ((0,), (1, 2))


def told_in(columns: Columns) -> Callable[[Table], Told]:
    """Return a rule by which a table is told in some columns."""

    def told(table: Table) -> Told:
        rows = {name: tuple(sum(row[one] for one in column) for column in columns) for name, row in table.items()}
        released: Released = release(rows, LOTS)
        return released.total, released.size, dict(released.answers), dict(released.sizes)

    return told


def whichever_tells_more(table: Table) -> Told:
    """Tell all answers apart, or positive ones against the rest where that tells of more groups and the rest is ten."""
    apart, together = told_in(APART)(table), told_in(TOGETHER)(table)
    rest = sum(sum(row[1:]) for row in table.values())
    return together if rest >= 2 * LEAST and len(together[2]) > len(apart[2]) else apart


def positive_ones(table: Table, rule: Callable[[Table], Told], known: Iterable[str]) -> list[int]:
    """List how many can be positive in `b`, of all data of which the same is told, where some rows are known.

    Two rows are not known, `b` and `c`; how large each is, and what was answered in both together, is.
    """
    told = rule(table)
    of_both = [one + other for one, other in zip(table["b"], table["c"], strict=True)]
    found = set()
    for row in product(*(range(most + 1) for most in of_both)):
        other = tuple(most - one for most, one in zip(of_both, row, strict=True))
        data = {**{name: table[name] for name in known}, "b": row, "c": other}
        if sum(row) == sum(table["b"]) and rule(data) == told:
            found.add(row[0])
    return sorted(found)


def test_a_choice_between_columns_would_tell_what_the_columns_do_not() -> None:
    """Were two columns chosen where they tell more, three would tell that two do not: of whom few are positive."""
    table = {"a": (10, 10, 10), "b": (2, 5, 5), "c": (3, 5, 5)}
    apart = told_in(APART)(table)
    assert apart == ((15, 20, 20), 55, {"a": (10, 10, 10)}, {"a": 30, "b": 12, "c": 13})
    assert positive_ones(table, told_in(APART), "a") == [0, 1, 2, 3, 4, 5]
    assert whichever_tells_more(table) == apart, "the same is told"
    assert positive_ones(table, whichever_tells_more, "a") == [1, 2, 3, 4], "neither nobody nor five"


def test_an_effect_is_positive_or_one_of_the_rest() -> None:
    assert {answer_of(outcome) for outcome in EffectOutcome} == {*EFFECT}
    assert answer_of(EffectOutcome.UNKNOWN) is Answer.REST


def test_what_was_published_before_is_read_by_its_columns() -> None:
    for figure in FIGURE_OF_SCALE.values():
        definition = DEFINITIONS[figure]
        assert (definition.columns(2), definition.columns(3)) == (EFFECT, EFFECT_BEFORE)
        assert EFFECT[0] is EFFECT_BEFORE[0], "the share is of the same answer"
        with pytest.raises(ValueError, match="no 4 columns"):
            definition.columns(4)
