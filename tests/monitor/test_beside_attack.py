"""Effects and assessments together: whoever knows both rules computes nothing that is few, whatever there could be.

Whatever could be counted of three groups is tried, with every order in which either table leaves out rows beside the
few. Where it is known besides that no more effects are found than assessments made, that is reckoned with too.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations, product

import pytest

from app.monitor.figures.beside import beside_effects
from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import Answer, Figure, Grouping
from app.monitor.figures.publishing import Line
from app.monitor.figures.suppression import LEAST, Released, release
from tests.monitor.test_rule_attack import FEW_VALUES, Table, in_order, sums

ROWS = "abc"
Sizes = tuple[int, ...]
EFFECT, MADE = Figure.EFFECT_ON_EXPLOITATION, Figure.ASSESSMENTS
NOWHERE = {Grouping.KIND: "k", Grouping.DOMAIN: "d", Grouping.DISTRICT: "x"}


def releases(sizes: Sizes, among: tuple[str, ...] | None = None) -> dict[str, Released]:
    """Return what can be released of a table of which one of two answers was given alone."""
    rows: Table = {name: (size, 0) for name, size in zip(ROWS, sizes, strict=True)}
    every = (release(rows, in_order(rows, order), among) for order in permutations(ROWS))
    return {repr(released): released for released in every}


def lines_of(figure: Figure, released: Released) -> Iterator[Line]:
    """Write what was released as lines of a half-year, by form."""
    yield Line("2026-H2", "care", figure, Grouping.ALL, "", released.size, released.total)
    for name, size in released.sizes.items():
        yield Line("2026-H2", "care", figure, Grouping.FORM, name, size, released.answers.get(name))


def told(made: Sizes, of_made: Released, of_effects: Released) -> str:
    """Return all that is told of both."""
    counts = [
        Count("care", MADE, {Grouping.FORM: name, **NOWHERE}, Answer.MADE, size)
        for name, size in zip(ROWS, made, strict=True)
        if size
    ]
    lines = [*lines_of(EFFECT, of_effects), *lines_of(MADE, of_made)]
    return repr(sorted((line.figure, line.name, line.size, line.answers) for line in beside_effects(lines, counts)))


def narrow(of_made: int, of_effects: int, *, at_most: bool) -> Iterator[set[int]]:
    """List the few values that a count which is left out can only have, by whatever is told of such totals."""
    behind: dict[str, set[tuple[Sizes, Sizes]]] = defaultdict(set)
    effects = {sizes: releases(sizes) for sizes in sums(of_effects, len(ROWS))}
    for made in sums(of_made, len(ROWS)):
        known: dict[str, list[str]] = {}
        for seen, drawn in effects.items():
            if not at_most or all(map(int.__le__, seen, made)):
                for written, of_effect in drawn.items():
                    if written not in known:
                        beside = releases(made, tuple(of_effect.answers)).values()
                        known[written] = [told(made, released, of_effect) for released in beside]
                    for answer in known[written]:
                        behind[answer].add((made, seen))
    for could_be in behind.values():
        for table, row in product(range(2), range(len(ROWS))):
            values = {both[table][row] for both in could_be}
            if len(values) < FEW_VALUES and any(0 < value < LEAST for value in values):
                yield values


@pytest.mark.parametrize(
    ("made", "effects", "at_most"), [(14, 10, False), (14, 14, True), (18, 13, True), (22, 13, True)]
)
def test_assessments_beside_effects_tell_nothing_of_few(made: int, effects: int, at_most: bool) -> None:
    assert list(narrow(made, effects, at_most=at_most)) == []
